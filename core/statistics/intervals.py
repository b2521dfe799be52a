"""Intervals that hold a mean or a share with 95 % confidence."""

from math import sqrt
from typing import Final, NamedTuple

import scipy

CONFIDENCE: Final = 0.95
_TAIL: Final = (1 - CONFIDENCE) / 2


class Interval(NamedTuple):
    """From `low` to `high`, both included."""

    low: float
    high: float


def mean_interval(n: int, mean: float, deviation: float) -> Interval | None:
    """Return Student's interval of a mean of `n` values with this sample standard deviation.

    None below two values, and where all are the same: how far others may be from them is not known then.
    """
    if n < 2 or deviation <= 0:
        return None
    half = float(scipy.special.stdtrit(n - 1, 1 - _TAIL)) * deviation / sqrt(n)
    return Interval(mean - half, mean + half)


def share_interval(count: int, n: int) -> Interval | None:
    """Return Wilson's interval of the share `count` of `n`, in 0..1; None for none.

    Without continuity correction; Wilson (1927), "Probable inference, the law of succession …".
    """
    if n == 0:
        return None
    z = float(scipy.special.ndtri(1 - _TAIL))
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))
