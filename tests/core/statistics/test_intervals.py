"""Intervals against those of statsmodels and SciPy."""

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from core.statistics.intervals import mean_interval, share_interval


@pytest.mark.parametrize(("count", "n"), [(0, 1), (1, 1), (0, 40), (7, 40), (40, 40), (333, 1000), (69_999, 70_000)])
def test_the_interval_of_a_share_is_wilsons(count: int, n: int) -> None:
    assert share_interval(count, n) == pytest.approx(proportion_confint(count, n, method="wilson"), abs=1e-12)


@pytest.mark.parametrize(("n", "mean", "deviation"), [(2, 5.0, 1.0), (30, -0.2, 3.3), (70_000, 7.1, 1.9)])
def test_the_interval_of_a_mean_is_students(n: int, mean: float, deviation: float) -> None:
    expected = stats.t.interval(0.95, n - 1, loc=mean, scale=deviation / n**0.5)
    assert mean_interval(n, mean, deviation) == pytest.approx(expected, rel=1e-9)


def test_of_too_few_there_is_no_interval() -> None:
    assert share_interval(0, 0) is None
    assert mean_interval(1, 5.0, 0.0) is None
    assert mean_interval(9, 5.0, 0.0) is None
