"""Differences against SciPy and statsmodels on the values themselves."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_effectsize
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from core.statistics.differences import Stratum, at_equal_mix, calls_needed, cohens_h, hedges_g, of_means, of_shares
from core.statistics.moments import NONE, Moments, pooled, share

Values = NDArray[np.float64]


def moments(values: Values) -> Moments:
    return Moments(len(values), float(values.mean()), float(values.var() * len(values)))


def some(seed: int, n: int, mean: float = 6.0, deviation: float = 2.0) -> Values:
    return np.random.default_rng(seed).normal(mean, deviation, n)


def test_parts_that_are_pooled_are_the_whole() -> None:
    values = some(1, 1000)
    parts = pooled(map(moments, np.split(values, [1, 17, 600])))
    assert parts.n == 1000
    assert (parts.mean, parts.variance) == pytest.approx((values.mean(), values.var(ddof=1)), rel=1e-12)
    assert pooled([NONE, moments(values), NONE]) == moments(values)


@pytest.mark.parametrize(("n", "m"), [(2, 2), (20, 35), (500, 40)])
def test_means_are_compared_by_welchs_test(n: int, m: int) -> None:
    first, second = some(1, n), some(2, m, 6.5, 1.0)
    found = of_means(moments(first), moments(second))
    reference = CompareMeans(DescrStatsW(second), DescrStatsW(first))
    assert found.value == pytest.approx(second.mean() - first.mean())
    assert found.p == pytest.approx(stats.ttest_ind(second, first, equal_var=False).pvalue, rel=1e-9)
    assert found.interval == pytest.approx(reference.tconfint_diff(usevar="unequal"), rel=1e-9)


@pytest.mark.parametrize(("counts", "ns"), [((1, 3), (10, 12)), ((0, 5), (30, 40)), ((130, 170), (500, 480))])
def test_shares_are_compared_by_fishers_test_and_newcombes_interval(
    counts: tuple[int, int], ns: tuple[int, int]
) -> None:
    first, second = share(counts[0], ns[0]), share(counts[1], ns[1])
    found = of_shares(first, second)
    reference = confint_proportions_2indep(counts[1], ns[1], counts[0], ns[0], method="newcomb", compare="diff")
    table = np.array([[counts[0], ns[0] - counts[0]], [counts[1], ns[1] - counts[1]]])
    assert found.interval == pytest.approx(reference, abs=1e-12)
    assert found.p == pytest.approx(stats.fisher_exact(table).pvalue)


def test_the_exact_test_of_a_million_calls_says_what_the_approximate_one_does() -> None:
    found = of_shares(share(300_000, 1_000_000), share(301_000, 1_000_000))
    table = [[300_000, 700_000], [301_000, 699_000]]
    assert found.p == pytest.approx(stats.chi2_contingency(table, correction=True).pvalue, rel=1e-3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (NONE, moments(some(1, 9))),
        (Moments(1, 5.0, 0.0), moments(some(1, 9))),
    ],
)
def test_of_too_few_means_nothing_is_said(first: Moments, second: Moments) -> None:
    assert of_means(first, second)[1:] == (None, None)
    assert hedges_g(first, second) is None


def test_values_that_are_all_alike_on_each_side_are_compared_by_permutation() -> None:
    found = of_means(Moments(3, 5.0, 0.0), Moments(4, 6.0, 0.0))
    exact = stats.permutation_test(([6.0] * 4, [5.0] * 3), lambda one, other: np.mean(one) - np.mean(other))
    assert found == (1.0, None, pytest.approx(exact.pvalue))
    assert of_means(Moments(500, 5.0, 0.0), Moments(900, 5.0 + 1e-15, 0.0)).p is None


def test_shares_of_no_calls_say_nothing_and_those_that_are_all_alike_have_no_test() -> None:
    assert of_shares(NONE, share(1, 2))[1:] == (None, None)
    assert cohens_h(NONE, share(1, 2)) is None
    alike = of_shares(share(0, 20), share(0, 30))
    assert alike.p is None
    assert alike.interval is not None


def test_effect_sizes_are_those_of_statsmodels() -> None:
    from statsmodels.stats.meta_analysis import effectsize_smd

    first, second = moments(some(1, 12)), moments(some(2, 9, 7.0))
    g, _ = effectsize_smd(second.mean, second.deviation, second.n, first.mean, first.deviation, first.n)
    # Its factor is an approximation of the exact one.
    assert hedges_g(first, second) == pytest.approx(float(g), rel=2e-3)
    assert cohens_h(share(3, 10), share(6, 10)) == pytest.approx(proportion_effectsize(0.6, 0.3))


@pytest.mark.parametrize("level", [0.05, 0.05 / 9])
def test_calls_that_would_decide_have_power_of_80_percent(level: float) -> None:
    first, second = Moments(40, 6.0, 39 * 4.0), Moments(50, 6.4, 49 * 4.0)
    needed = calls_needed(first, second, level)
    assert needed is not None
    power = NormalIndPower()
    assert power.power(0.2, needed, level) >= 0.8
    assert power.power(0.2, needed - 1, level) < 0.8


def test_more_calls_are_needed_than_those_that_did_not_decide() -> None:
    assert calls_needed(Moments(40, 6.0, 39.0), Moments(90, 9.0, 89.0), 0.05) == 41


def test_where_no_difference_is_seen_no_number_of_calls_would_decide() -> None:
    assert calls_needed(share(5, 10), share(50, 100), 0.05) is None
    assert calls_needed(share(0, 10), share(0, 100), 0.05) is None
    barely = Moments(40, 6.01, 39.0)
    assert calls_needed(Moments(40, 6.0, 39.0), barely, 0.05) is None


def test_at_equal_mix_a_difference_is_the_mean_of_those_within_strata() -> None:
    values = [(some(1, 30), some(2, 10, 7.0)), (some(3, 20, 2.0), some(4, 40, 3.0))]
    found = at_equal_mix([Stratum(moments(one), moments(other)) for one, other in values], shares=False)
    assert found is not None
    weights = [0.4, 0.6]
    differences = [other.mean() - one.mean() for one, other in values]
    errors = [one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other) for one, other in values]
    assert found[0] == pytest.approx(np.dot(weights, differences))
    middle, half = sum(found[1]) / 2, (found[1].high - found[1].low) / 2
    assert middle == pytest.approx(found[0])
    assert half == pytest.approx(1.96 * np.dot(np.square(weights), errors) ** 0.5, rel=0.05)


def test_of_one_stratum_it_is_welchs_interval() -> None:
    one, other = moments(some(1, 30)), moments(some(2, 10, 7.0))
    found, plain = at_equal_mix([Stratum(one, other)], shares=False), of_means(one, other)
    assert found is not None
    assert plain.interval is not None
    assert (found[0], *found[1]) == pytest.approx((plain.value, *plain.interval))


def test_a_few_calls_that_are_all_alike_are_no_certainty() -> None:
    found = at_equal_mix([Stratum(share(0, 3), share(3, 3))], shares=True)
    assert found is not None
    assert found[0] == 1
    assert found[1].low < 0.5
    assert found[1].high == 1
    assert at_equal_mix([], shares=True) is None
