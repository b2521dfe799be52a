"""The table of what was measured: for people as Markdown, for the product as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from training.evaluate.protocol import Row

HEAD = ("task", "corpus", "n", "measure", "baseline", "ours", "95 % interval", "target", "reached", "how")


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows by task, corpus and measure; raise ValueError where two of them are of the same thing."""
    ordered = sorted(rows, key=lambda row: (row.task, row.corpus, row.measure, row.how))
    seen = [(row.task, row.corpus, row.measure, row.how) for row in ordered]
    twice = sorted({key for key in seen if seen.count(key) > 1})
    if twice:
        raise ValueError(f"measured twice: {twice}")
    return ordered


def as_json(row: Row) -> dict[str, Any]:
    """Return a row as the contract's AccuracyRow: what is not known is left out."""
    told = {key: value for key, value in asdict(row).items() if value is not None}
    return told if row.reached is None else told | {"reached": row.reached}


def document(rows: Sequence[Row], ablation: Sequence[Row], **more: Any) -> str:
    """Return the text of accuracy.json: the same figures give the same bytes."""
    told = {**more, "rows": [as_json(row) for row in in_order(rows)], "ablation": [*map(as_json, in_order(ablation))]}
    return json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def markdown(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEAD, ["---"] * len(HEAD), *map(_cells, in_order(rows))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def plain(rows: Sequence[Row]) -> str:
    """Return the rows as a table for a terminal, its columns under each other."""
    cells = [HEAD, *(_cells(row) for row in in_order(rows))]
    widths = [max(len(line[at]) for line in cells) for at in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def summary(rows: Sequence[Row], skipped: Mapping[str, Sequence[str]]) -> str:
    """Say how many targets were reached, which were missed, and what was not there to measure on."""
    aimed = [row for row in in_order(rows) if row.reached is not None]
    lines = [f"{sum(bool(row.reached) for row in aimed)} of {len(aimed)} targets reached."]
    for row in aimed:
        if not row.reached:
            lines.append(
                f"- missed: {row.task}, {row.corpus}, {row.measure}: {row.value:.3f}"
                f" ({row.low:.3f}–{row.high:.3f}), target {_bound(row)}{row.target:.3g}"
            )
    lines += [f"- {reason}: {', '.join(names)}" for reason, names in skipped.items() if names]
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    baseline = "" if row.baseline is None else f"{row.baseline_name} {row.baseline:.3f}"
    target = "" if row.target is None else f"{_bound(row)}{row.target:.3g}"
    reached = {None: "", True: "yes", False: "no"}[row.reached]
    return (
        row.task, row.corpus, f"{row.n}", row.measure, baseline, f"{row.value:.3f}", f"{row.low:.3f}–{row.high:.3f}",
        target, reached, row.how,
    )  # fmt: skip


def _bound(row: Row) -> str:
    return "≤ " if row.lower_is_better else "≥ "
