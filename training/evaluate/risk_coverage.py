"""What answering costs that abstains below a confidence: the share of wrong answers against the share answered.

Answers are taken in the order of their confidence; risk at a coverage is the share of wrong ones among the surest ones
that make up that share of the questions, and the area under that curve (AURC) sums it up (Geifman and El-Yaniv,
"Selective Classification for Deep Neural Networks", 2017). A question that the call cannot answer is always answered
wrongly.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

COVERAGES = (0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """How sure each of n answers was (n,), whether it was right (n,), and from which confidence on one is told."""

    name: str
    right: Sequence[bool]
    sure: Sequence[float]
    least: float


def risks(right: ArrayLike, sure: ArrayLike) -> NDArray[np.float64]:
    """Return the risk (n,) at the coverages 1/n, 2/n, ... 1; answers that are equally sure share their mean risk.

    >>> risks([1, 0, 1, 0], [0.9, 0.8, 0.8, 0.1]).tolist()
    [0.0, 0.25, 0.3333333333333333, 0.5]
    """
    order = np.argsort(-np.asarray(sure, np.float64), kind="stable")
    wrong = 1.0 - np.asarray(right, np.float64)[order]
    _, group = np.unique(-np.asarray(sure, np.float64)[order], return_inverse=True)
    means = np.bincount(group, wrong) / np.bincount(group)
    return np.asarray(np.cumsum(means[group]) / np.arange(1, len(wrong) + 1))


def aurc(right: ArrayLike, sure: ArrayLike) -> float:
    """Return the mean risk over all coverages."""
    return float(risks(right, sure).mean())


def risk_at(coverage: float, right: ArrayLike, sure: ArrayLike) -> float:
    """Return the risk where the surest share of the answers is given; `coverage` is over 0, at most 1."""
    found = risks(right, sure)
    return float(found[max(0, round(coverage * len(found)) - 1)])


def draw(curves: Sequence[RiskCurve], folder: Path) -> list[Path]:
    """Draw one SVG for each curve into a folder, and return their paths. The same curves give the same bytes."""
    if not curves:
        return []
    import matplotlib  # only here: a run without curves does not need it

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "risk-coverage"
    from matplotlib.figure import Figure

    drawn = []
    for curve in curves:
        found = risks(curve.right, curve.sure)
        shares = np.arange(1, len(found) + 1) / len(found)
        told = float((np.asarray(curve.sure) >= curve.least).mean())
        figure = Figure(figsize=(4.2, 4.2), layout="constrained")
        axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 1), xlabel="share answered", ylabel="share of these wrong")
        axes.plot(shares, found, linewidth=1)
        axes.axvline(told, color="0.7", linewidth=1, linestyle="--")
        title = f"{curve.name}\nn = {len(found)}, AURC = {found.mean():.3f}, told from {curve.least:.2f} on (dashed)"
        axes.set_title(title, fontsize=9)
        path = folder / f"risk-coverage-{re.sub(r'[^a-z0-9]+', '-', curve.name.lower()).strip('-')}.svg"
        figure.savefig(path, metadata={"Date": None})
        drawn.append(path)
    return drawn
