"""Reliability diagrams: how often what was given a probability came true."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.evaluate.protocol import Curve, ece

BINS = 10


def draw(curves: Sequence[Curve], folder: Path) -> list[Path]:
    """Draw one SVG for each curve into a folder, and return their paths. The same curves give the same bytes."""
    if not curves:
        return []
    import matplotlib  # only here: a run without curves does not need it

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "reliability"
    from matplotlib.figure import Figure

    drawn = []
    for curve in curves:
        truth, given = np.asarray(curve.truth, float), np.asarray(curve.probabilities, float)
        parts = [part for part in np.array_split(np.argsort(given, kind="stable"), BINS) if len(part)]
        figure = Figure(figsize=(4.2, 4.2), layout="constrained")
        axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 1), xlabel="probability given", ylabel="share that came true")
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        said = [given[part].mean() for part in parts]
        came = [truth[part].mean() for part in parts]
        reach = [1.96 * (share * (1 - share) / len(part)) ** 0.5 for share, part in zip(came, parts, strict=True)]
        axes.errorbar(said, came, yerr=reach, marker="o", markersize=4, capsize=2, linewidth=1)
        axes.set_title(f"{curve.name}\nn = {len(given)}, ECE = {ece(truth, given):.3f}", fontsize=9)
        path = folder / f"reliability-{re.sub(r'[^a-z0-9]+', '-', curve.name.lower()).strip('-')}.svg"
        figure.savefig(path, metadata={"Date": None})
        drawn.append(path)
    return drawn
