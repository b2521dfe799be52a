"""What the site makes itself when it is built: what was measured, the models, the operations and the settings.

A page says where such a part stands by a comment, as in `<!-- accuracy: act: * | sentiment* -->`. So what pages say of
these cannot differ from core/models, swagger.yaml and .env.example. Blocks lose the attributes that are the tests'.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "core" / "models"
PLACE = re.compile(r"^<!-- (accuracy|models|operations|settings)(?:: (.+?))? -->$", re.MULTILINE)
# ```bash {.not-run reason="needs Docker"}: the attributes tell the runner in tests/docs what to do.
FENCE = re.compile(r"^([ \t]*`{3,}[\w+#.-]+[^{\n]*?)[ \t]*\{[^}\n]*\}[ \t]*$", re.MULTILINE)
METHODS = ("get", "put", "post", "patch", "delete")
SETTING = re.compile(r"^#([A-Z_]+)=(.*)$")
ELSEWHERE = re.compile(r"""<(?:script|img|iframe|source|link)\b[^>]*\s(?:src|href)=["']?(?:https?:)?//""")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Return a page's text with its tables, as MkDocs can read it."""
    return PLACE.sub(lambda place: made(place[1], place[2]), FENCE.sub(r"\1", markdown))


def on_post_page(output: str, **_: Any) -> str:
    """Return a page as it is; raise ValueError where it would fetch something from elsewhere."""
    found = ELSEWHERE.search(output)
    if found:
        raise ValueError(f"a page fetches from elsewhere: {output[found.start() : found.end() + 80]}")
    return output


def made(kind: str, patterns: str | None = None) -> str:
    """Return the Markdown that stands for one comment; raise ValueError where it would be empty."""
    if kind == "accuracy":
        return accuracy_table(measurements(), [each.strip() for each in (patterns or "*").split(" | ")])
    if kind == "models":
        return models_table(sorted(MODELS.glob("*.card.json")))
    if kind == "operations":
        return operations(yaml.safe_load((ROOT / "swagger.yaml").read_text(encoding="utf-8")))
    return settings_list((ROOT / ".env.example").read_text(encoding="utf-8"))


def measurements() -> list[Mapping[str, Any]]:
    """Return all rows of what was measured."""
    rows: list[Mapping[str, Any]] = json.loads((MODELS / "accuracy.json").read_text(encoding="utf-8"))["rows"]
    return rows


def accuracy_table(rows: Iterable[Mapping[str, Any]], patterns: Sequence[str]) -> str:
    """Return the rows whose task matches one of the patterns; results that miss their target are in bold."""
    chosen = [row for row in rows if any(fnmatchcase(row["task"], pattern) for pattern in patterns)]
    if not chosen:
        raise ValueError(f"nothing was measured of {patterns}")
    head = ("What", "Data (n)", "How", "Measure", "Result (95 % interval)", "Baseline", "Target")
    return table(head, map(_measured, chosen))


def _measured(row: Mapping[str, Any]) -> tuple[str, ...]:
    result = f"{short(row['value'])} ({short(row['low'])}–{short(row['high'])})"
    target = f"{'≤' if row.get('lower_is_better') else '≥'} {short(row['target'])}" if "target" in row else ""
    return (
        row["task"],
        f"{row['corpus']} ({row['n']:,})",
        row.get("how", ""),
        row["measure"],
        f"**{result}**" if "target" in row and not row.get("reached") else result,
        f"{short(row['baseline'])} {row['baseline_name']}" if "baseline" in row else "",
        target,
    )


def short(value: float) -> str:
    """Render a number with at most three decimals.

    >>> short(0.12345), short(1.0), short(0.0)
    ('0.123', '1', '0')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"


def models_table(cards: Iterable[Path]) -> str:
    """Return what each data file of the analysis is, what it was made of, and its limits."""
    read = [json.loads(card.read_text(encoding="utf-8")) for card in cards]
    rows = [(f"`{card['name']}`", card["what"], _sources(card["data"]), _sentence(card.get("limits"))) for card in read]
    return table(("Name", "What it is", "Made of (licence)", "Limits"), rows)


def _sources(data: Any) -> str:
    sources = data if isinstance(data, list) else [data]
    named = [_source(source) for source in sources]
    return ", ".join(dict.fromkeys(named))


def _source(source: Any) -> str:
    if not isinstance(source, dict):
        return str(source)
    name = source.get("corpus") or source.get("name") or source.get("source") or source.get("package") or ""
    name = str(name).partition(",")[0]  # "WordNet 3.0, data.noun"
    return f"{name} ({source['licence'].partition(',')[0]})" if "licence" in source else name


def _sentence(limits: Any) -> str:
    return " ".join(limits) if isinstance(limits, list) else str(limits or "")


def operations(contract: Mapping[str, Any]) -> str:
    """Return every operation of the contract by tag: method and path, who may call it, how it may end."""
    found: dict[str, list[str]] = {tag["name"]: [] for tag in contract["tags"]}
    for path, item in contract["paths"].items():
        for method in METHODS:
            if method in item:
                base = item.get("servers", contract["servers"])[0]["url"].rstrip("/")
                place = f"`{method.upper()} {base}{path}`"
                found[item[method]["tags"][0]].append(_operation(contract, place, item[method]))
    described = {tag["name"]: " ".join(tag.get("description", "").split()) for tag in contract["tags"]}
    return "\n".join(f"## {tag}\n\n{described[tag]}\n\n{''.join(parts)}" for tag, parts in found.items() if parts)


def _operation(contract: Mapping[str, Any], place: str, spec: Mapping[str, Any]) -> str:
    title, summary = spec["operationId"], spec.get("summary", "")
    access = _access(spec)
    statuses = "\n".join(f"| {status} | {_meaning(contract, answer)} |" for status, answer in spec["responses"].items())
    frozen = " Frozen since edition 1.0." if spec.get("x-frozen") else ""
    return (
        f"### {title}\n\n{place}\n\n{summary}{frozen} {access}\n\n"
        f'??? note "Answers"\n\n    | status | meaning |\n    |---|---|\n{_indented(statuses)}\n\n'
    )


def _access(spec: Mapping[str, Any]) -> str:
    if "x-required-role" not in spec:
        return "Needs no login." if spec.get("security") == [] else "Needs a login."
    scope = spec.get("x-required-scope")
    return f"For {spec['x-required-role']}s and above" + (
        f", and for keys with `{scope}`." if scope else "; not for keys."
    )


def _meaning(contract: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    if "$ref" in answer:
        answer = contract["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return _cell(answer["description"])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def settings_list(example: str) -> str:
    """Return each group of settings with what the example file says of it."""
    found: list[str] = []
    for paragraph in example.strip().split("\n\n"):
        lines = paragraph.splitlines()
        named = [match for line in lines if (match := SETTING.match(line))]
        if named:
            said = " ".join(line.removeprefix("#").strip() for line in lines if not SETTING.match(line))
            names = " ".join(f"`{match[1]}`" for match in named)
            shown = ", ".join(f"`{match[1]}={match[2]}`" for match in named if match[2])
            found.append(f"### {names}\n\n{said}\n" + (f"\nAs in the file: {shown}\n" if shown else ""))
    return "\n".join(found)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(map(_cell, cells))} |\n" for cells in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
