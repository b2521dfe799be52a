"""Compare two runs of the bench: what became better, what worse, and what is no more than noise.

A figure has changed where the rounds of both runs do not overlap: each round of the one is above each of the other.
Were nothing changed, two runs of five rounds would come apart like that by chance once in 126 times. With fewer than
four rounds on a side they would too often (four each: once in 35), so those figures count as not known to have changed.
Rounds tell of the noise within a run; what differs from run to run, such as another machine, they cannot tell.
"""

import argparse
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.bench import tables
from tests.bench.figures import Figure
from tests.bench.results import Results

LEAST_ROUNDS = 4

Judgement = Literal["better", "worse", "within noise", "too few rounds"]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of two runs."""

    before: Figure
    after: Figure

    @property
    def per_cent(self) -> float:
        """By how much of itself the median has changed; infinite where it was 0 and is no longer."""
        if self.before.median == self.after.median:
            return 0.0
        if not self.before.median:
            return math.copysign(math.inf, self.after.median)
        return (self.after.median / self.before.median - 1) * 100

    @property
    def is_outside_noise(self) -> bool:
        """Tell whether the ranges of both runs do not even touch."""
        return self.before.highest < self.after.lowest or self.after.highest < self.before.lowest

    @property
    def judgement(self) -> Judgement:
        """Tell what the change is worth."""
        if min(len(self.before.rounds), len(self.after.rounds)) < LEAST_ROUNDS:
            return "too few rounds"
        if not self.is_outside_noise:
            return "within noise"
        return "better" if (self.per_cent > 0) == self.after.gains_by_growing else "worse"

    @property
    def factor(self) -> float:
        """How many times larger the larger median is: what a tenth and ten times have in common."""
        smaller, larger = sorted((abs(self.before.median), abs(self.after.median)))
        return 1.0 if larger == smaller else larger / smaller if smaller else math.inf


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs: the figures that both have, first those that changed, and the figures that only one has."""

    changes: tuple[Change, ...]
    only_before: tuple[Figure, ...]
    only_after: tuple[Figure, ...]


def compare(before: Results, after: Results) -> Comparison:
    """Put the figures of two runs side by side, those that changed first, the largest changes at the top."""
    olds = {(figure.part, figure.name): figure for figure in before.figures}
    news = {(figure.part, figure.name): figure for figure in after.figures}
    changes = [Change(old, news[key]) for key, old in olds.items() if key in news and old.unit == news[key].unit]
    both = {(change.before.part, change.before.name) for change in changes}
    return Comparison(
        tuple(sorted(changes, key=lambda each: (each.judgement not in ("better", "worse"), -each.factor))),
        tuple(figure for key, figure in olds.items() if key not in both),
        tuple(figure for key, figure in news.items() if key not in both),
    )


def report(before: Results, after: Results) -> str:
    """Return both runs side by side, for people."""
    comparison = compare(before, after)
    told = [f"A: {tables.title(before)}\nB: {tables.title(after)}"]
    if before.circumstances.machine != after.circumstances.machine:
        told.append("These are different machines or versions: only ratios (×, %) can be compared, and with care.")
    if before.circumstances.short or after.circumstances.short:
        told.append("A short run is no measurement: nothing can be said of changes.")
    rows = [("figure", "A", "B", "change", "")]
    for each in comparison.changes:
        old, new = (tables.with_unit(figure.median, figure.unit) for figure in (each.before, each.after))
        name = f"{each.before.part}: {each.before.name}"
        rows.append((name, old, new, f"{each.per_cent:+,.1f} %", each.judgement))
    told.append(tables.columns(rows) if comparison.changes else "They have no figure in common.")
    for run, figures in (("A", comparison.only_before), ("B", comparison.only_after)):
        if figures:
            told.append(f"Only in {run}:\n" + "\n".join(f"  {figure.part}: {figure.name}" for figure in figures))
    return "\n\n".join(told)


def main() -> int:
    """Print the comparison of two files."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.compare")
    arguments.add_argument("a", type=Path, help="a file of the bench")
    arguments.add_argument("b", type=Path, help="a later one")
    given = arguments.parse_args()
    print(report(Results.read(given.a), Results.read(given.b)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
