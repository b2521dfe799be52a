"""Writes what a contract promises into a file, to hold later editions against: `python -m tests.contract.keep FILE`.

Reads swagger.yaml; texts and examples are left out, as is what no operation refers to.
"""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

from api.contract import CONTRACT_FILE

TEXTS = {"description", "summary", "example", "examples", "x-message", "title"}


def promised(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without what is for people only."""
    kept = _without_texts({name: document[name] for name in ("openapi", "info", "servers", "security", "paths")})
    kept["info"] = {name: document["info"][name] for name in ("title", "version")}
    components: dict[str, dict[str, Any]] = {}
    wanted = _references(kept)
    while wanted:
        for kind, name in wanted:
            components.setdefault(kind, {})[name] = _without_texts(document["components"][kind][name])
        found = _references(components)
        wanted = {(kind, name) for kind, name in found if name not in components.get(kind, {})}
    return kept | {"components": {kind: dict(sorted(each.items())) for kind, each in sorted(components.items())}}


def _without_texts(value: Any, key: str = "") -> Any:
    if isinstance(value, list):
        return [_without_texts(each) for each in value]
    if not isinstance(value, dict):
        return value
    texts = set() if key in ("properties", "headers") else TEXTS
    return {name: _without_texts(each, name) for name, each in value.items() if name not in texts}


def _references(value: Any) -> set[tuple[str, str]]:
    return set(re.findall(r"'#/components/(\w+)/(\w+)'", repr(value)))


class _Dumper(yaml.SafeDumper):
    """Writes what occurs twice twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def main() -> None:
    """Write the file."""
    document = yaml.safe_load(CONTRACT_FILE.read_text(encoding="utf-8"))
    text = yaml.dump(promised(document), Dumper=_Dumper, sort_keys=False, width=120, default_flow_style=None)
    Path(sys.argv[1]).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
