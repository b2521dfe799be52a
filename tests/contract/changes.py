"""Prints what the contract has that its previous edition had not, and what that breaks: `make contract-changes`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.contract.breaks import Document, breaks, operations, resolved

EDITIONS = Path(__file__).parent / "editions"
FROZEN = EDITIONS / "1.0.yaml"
PREVIOUS = EDITIONS / "1.4.yaml"
MANY = 8  # operations, which are counted from there on
PRESENT = Path(__file__).resolve().parents[2] / "swagger.yaml"


@cache
def read(path: Path) -> dict[str, Any]:
    """Return the document in a file."""
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return document


def additions(old: Document, new: Document) -> Iterator[str]:
    """Tell what is new: operations, their parameters, statuses, media types and headers, and properties of schemas."""
    before = operations(old)
    added: defaultdict[str, list[str]] = defaultdict(list)
    for (path, method), spec in operations(new).items():
        if (path, method) not in before:
            yield f"{method.upper()} {path}: {spec['operationId']}"
            continue
        for part in _parts(new, spec) - _parts(old, before[path, method]):
            added[part].append(spec["operationId"])
    for part, names in sorted(added.items()):
        yield f"{part}: {', '.join(names) if len(names) <= MANY else f'{len(names)} operations'}"
    for name, schema in new["components"]["schemas"].items():
        known = old["components"]["schemas"].get(name)
        if known is not None:
            fields = schema.get("properties", {}).keys() - known.get("properties", {}).keys()
            yield from (f"{name}.{each}" for each in sorted(fields))


def _parts(document: Document, spec: Mapping[str, Any]) -> set[str]:
    parts = {f"{each['in']} parameter {each['name']}" for each in (resolved(document, p) for p in spec["parameters"])}
    parts |= {f"body as {media_type}" for media_type in spec.get("requestBody", {}).get("content", {})}
    for status, answer in spec["responses"].items():
        answer = resolved(document, answer)
        parts |= {status, *(f"{status} with {header}" for header in answer.get("headers", {}))}
        parts |= {f"{status} as {media_type}" for media_type in answer.get("content", {})}
    return parts


def main() -> None:
    """Print the changes since the previous edition."""
    old, new = read(PREVIOUS), read(PRESENT)
    print(f"{old['info']['version']} to {new['info']['version']}")
    for title, lines in (("Added", additions(old, new)), ("Broken", map(str, breaks(old, new)))):
        for line in lines:
            print(f"{title}  {line}")


if __name__ == "__main__":
    main()
