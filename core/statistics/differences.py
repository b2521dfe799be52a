"""Differences of two means or two shares: intervals, tests, sizes, and the numbers of calls that would decide.

The first sample is what is compared with, the second what is judged: a difference is the second less the first.
"""

from collections.abc import Sequence
from math import asin, ceil, exp, sqrt
from typing import Final, NamedTuple

import numpy as np
import scipy

from core.statistics.intervals import CONFIDENCE, Interval, share_interval
from core.statistics.moments import Moments

POWER: Final = 0.8
# Less is the rounding of values that are all the same: of their variances, and of a difference of means.
_NO_SPREAD: Final = 1e-12
_NO_DIFFERENCE: Final = 1e-9
# A difference that not even so many calls would show is none.
_MOST_CALLS: Final = 100_000


class Difference(NamedTuple):
    """A difference with its 95 % interval, and how probable one at least as large would be if there were none.

    None where too little is known to say.
    """

    value: float
    interval: Interval | None
    p: float | None


class Stratum(NamedTuple):
    """The values of both sides in calls of one kind."""

    first: Moments
    second: Moments


def of_means(first: Moments, second: Moments) -> Difference:
    """Compare two means by Welch's t test; nothing is said below two values a side.

    Where neither side varies there is no interval, and p is that of the permutation test.
    """
    value = second.mean - first.mean
    if min(first.n, second.n) < 2:
        return Difference(value, None, None)
    if first.variance + second.variance < _NO_SPREAD:
        p = 2 / float(scipy.special.binom(first.n + second.n, first.n)) if abs(value) > _NO_DIFFERENCE else None
        return Difference(value, None, p)
    tested = scipy.stats.ttest_ind_from_stats(
        second.mean, second.deviation, second.n, first.mean, first.deviation, first.n, equal_var=False
    )
    parts = [(side.variance / side.n, side.n - 1) for side in (first, second)]
    return Difference(value, _student(value, parts), float(tested.pvalue))


def of_shares(first: Moments, second: Moments) -> Difference:
    """Compare two shares by Fisher's exact test, which never promises more than it keeps.

    The interval is Newcombe's (1998, method 10), which is made of Wilson's of both shares.
    """
    value = second.mean - first.mean
    one, other = share_interval(first.count, first.n), share_interval(second.count, second.n)
    if one is None or other is None:
        return Difference(value, None, None)
    low = value - sqrt((second.mean - other.low) ** 2 + (one.high - first.mean) ** 2)
    high = value + sqrt((other.high - second.mean) ** 2 + (first.mean - one.low) ** 2)
    return Difference(value, Interval(max(low, -1.0), min(high, 1.0)), _p_of_shares(first, second))


def _p_of_shares(first: Moments, second: Moments) -> float | None:
    table = np.array([[side.count, side.n - side.count] for side in (first, second)])
    if not table.sum(axis=0).all():
        return None  # the same of all calls: nothing that could differ
    return float(scipy.stats.fisher_exact(table).pvalue)


def at_equal_mix(strata: Sequence[Stratum], *, shares: bool) -> tuple[float, Interval] | None:
    """Return the mean difference within calls of one kind, and its 95 % interval; None without a stratum.

    Every stratum weighs as many calls as it has on both sides (post-stratification); each must have two values a side.
    The interval is by Student's t with Satterthwaite's degrees of freedom. Shares have the variance of Agresti and
    Caffo (2000), of one call more of each outcome a side, so that a few calls that are all alike are not
    taken for certainty.
    """
    if not strata:
        return None
    total = sum(stratum.first.n + stratum.second.n for stratum in strata)
    value = 0.0
    parts = []
    for stratum in strata:
        weight = (stratum.first.n + stratum.second.n) / total
        value += weight * (stratum.second.mean - stratum.first.mean)
        for side in stratum:
            error = _share_error(side) if shares else side.variance / side.n
            parts.append((weight * weight * error, side.n - 1))
    if sum(variance for variance, _ in parts) < _NO_SPREAD:
        return None
    interval = _student(value, parts)
    return value, Interval(max(interval.low, -1.0), min(interval.high, 1.0)) if shares else interval


def _student(value: float, parts: Sequence[tuple[float, int]]) -> Interval:
    """Return Student's interval of a sum by its parts: their variances and degrees of freedom (Satterthwaite)."""
    variance = sum(part for part, _ in parts)
    freedom = variance * variance / sum(part * part / degrees for part, degrees in parts)
    half = float(scipy.special.stdtrit(freedom, (1 + CONFIDENCE) / 2)) * sqrt(variance)
    return Interval(value - half, value + half)


def _share_error(side: Moments) -> float:
    likely = (side.count + 1) / (side.n + 2)
    return likely * (1 - likely) / (side.n + 2)


def hedges_g(first: Moments, second: Moments) -> float | None:
    """Return a difference of means in standard deviations, without the bias of small samples; None where none vary.

    Hedges (1981), by the exact factor.
    """
    freedom = first.n + second.n - 2
    if min(first.n, second.n) < 2 or first.squares + second.squares < _NO_SPREAD:
        return None
    deviation = sqrt((first.squares + second.squares) / freedom)
    bias = exp(scipy.special.gammaln(freedom / 2) - scipy.special.gammaln((freedom - 1) / 2)) / sqrt(freedom / 2)
    return float(bias * (second.mean - first.mean) / deviation)


def cohens_h(first: Moments, second: Moments) -> float | None:
    """Return a difference of shares by their angles, in −π..π (Cohen 1988); None without calls on a side."""
    if not first.n or not second.n:
        return None
    return 2 * asin(sqrt(second.mean)) - 2 * asin(sqrt(first.mean))


def calls_needed(first: Moments, second: Moments, level: float) -> int | None:
    """Return of how many calls a side this difference would be found at a level, with a probability of 80 %.

    By the normal distribution, and more than the smaller side has, since these have not decided it. None where no
    difference is seen, or one that not even 100,000 calls would show.
    """
    value = second.mean - first.mean
    spread = first.variance + second.variance
    if abs(value) < _NO_DIFFERENCE:
        return None
    quantiles = float(scipy.special.ndtri(1 - level / 2) + scipy.special.ndtri(POWER))
    needed = max(spread * (quantiles / value) ** 2, min(first.n, second.n) + 1)
    return ceil(needed) if needed <= _MOST_CALLS else None
