"""Cohen's kappa: how far two agree beyond what chance would make them."""

from collections.abc import Mapping
from math import sqrt
from typing import Final

import numpy as np
import scipy

from core.statistics.intervals import CONFIDENCE, Interval

# Where all agree the interval would have no width, which is not what is known then.
_NO_WIDTH: Final = 1e-12


def cohens_kappa(pairs: Mapping[tuple[str, str], int]) -> tuple[float, Interval | None] | None:
    """Return kappa, −1..1, of how often one side said the first and the other the second, and its 95 % interval.

    None where both sides gave one and the same answer throughout, so that chance alone makes them agree. The interval
    is by the large-sample variance of Fleiss, Cohen and Everitt (1969); None where all agree.
    """
    answers = sorted({answer for pair in pairs for answer in pair})
    table = np.zeros((len(answers), len(answers)))
    for (one, other), count in pairs.items():
        table[answers.index(one), answers.index(other)] += count
    n = table.sum()
    if not n or len(answers) < 2:
        return None
    table /= n
    ones, others = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float(np.trace(table)), float(ones @ others)
    kappa = (observed - expected) / (1 - expected)
    # One side's margins of the row, the other's of the column: as often as each says what the other one said.
    margins = others[:, None] + ones[None, :]
    diagonal = float(np.diag(table) @ (1 - np.diag(margins) * (1 - kappa)) ** 2)
    crossed = float(((table * margins**2).sum() - np.diag(table) @ np.diag(margins) ** 2) * (1 - kappa) ** 2)
    variance = (diagonal + crossed - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2)
    if variance < _NO_WIDTH:
        return kappa, None
    half = float(scipy.special.ndtri((1 + CONFIDENCE) / 2)) * sqrt(variance)
    return kappa, Interval(max(kappa - half, -1.0), min(kappa + half, 1.0))
