"""Keep the README's table of accuracy equal to core/models/accuracy.json.

Usage: python -m training.evaluate.readme; `make evaluate` does so too when it writes accuracy.json.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.analysis.engine import ACCURACY, MODELS

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- accuracy: written by make evaluate -->\n", "<!-- accuracy: end -->\n"
HEAD = ("what", "corpus (n)", "measure", "result (95 % interval)", "baseline", "target")


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the rows that have a target as a Markdown table; those that miss it in bold."""
    lines = [HEAD, ("---",) * len(HEAD), *(_cells(row) for row in rows if "target" in row)]
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
    result = f"{_short(row['value'])} ({_short(row['low'])}–{_short(row['high'])})"
    baseline = f"{_short(row['baseline'])} {row['baseline_name']}" if "baseline" in row else ""
    bound = "≤" if row.get("lower_is_better") else "≥"
    return (
        row["task"],
        f"{row['corpus']} ({row['n']:,})",
        row["measure"],
        result if row.get("reached") else f"**{result}**",
        baseline,
        f"{bound} {_short(row['target'])}",
    )


def _short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"


if __name__ == "__main__":
    write()
