"""Keep the README's short table of accuracy equal to core/models/accuracy.json; docs/hooks.py makes the whole one.

Usage: python -m training.evaluate.readme; `make evaluate` does so too when it writes accuracy.json.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.analysis.engine import ACCURACY, MODELS

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- accuracy: written by make evaluate -->\n", "<!-- accuracy: end -->\n"
HEAD = ("what", "corpus (n)", "measure", "result (95 % interval)", "baseline")
# Task, corpus and measure of what the README tells, in its order: what is good, then what is weak. Of rows that differ
# in how they were measured only, it is the first.
HEADLINES = (
    ("exact facts", "star", "accuracy"),
    ("interest: an offered service accepted or declined", "sgd", "AUC of interest_level"),
    ("customer question or request, sentences as written", "persuasion_for_good", "F1"),
    ("goal of the call reached", "star", "balanced accuracy, own answer"),
    ("Q001, call keeps to its campaign for half of its words or more", "sgd", "balanced accuracy"),
    ("conversion: did the customer donate", "persuasion_for_good", "AUC"),
    ("sentiment of a turn", "goemotions", "macro-F1 of negative, neutral, positive"),
    ("sentiment of a turn", "meld", "macro-F1 of negative, neutral, positive"),
    ("exact facts", "multidogo", "accuracy"),
    ("customer frustrated or annoyed", "star", "F1 of Yes (162 annoyed)"),
    ("questions by outsiders, judged by reading", "persuasion_for_good, star, multidogo, casino", "share right"),
)


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the headlines among the rows as a Markdown table; raise LookupError where one was not measured."""
    first: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault((row["task"], row["corpus"], row["measure"]), row)
    lines = [HEAD, ("---",) * len(HEAD), *(_cells(first[headline]) for headline in HEADLINES)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def with_table(readme: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the README's text with the table of these rows between its marks; raise ValueError without the marks."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the README has no place for the table of accuracy")
    return f"{before}{BEGIN}\n{table(rows)}\n{END}{after}"


def write() -> None:
    """Write the table of accuracy.json into the README."""
    rows = json.loads((MODELS / ACCURACY).read_text(encoding="utf-8"))["rows"]
    README.write_text(with_table(README.read_text(encoding="utf-8"), rows), encoding="utf-8")


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    baseline = f"{_short(row['baseline'])} {row['baseline_name']}" if "baseline" in row else ""
    return (
        row["task"],
        f"{row['corpus']} ({row['n']:,})",
        row["measure"],
        f"{_short(row['value'])} ({_short(row['low'])}–{_short(row['high'])})",
        baseline,
    )


def _short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"


if __name__ == "__main__":
    write()
