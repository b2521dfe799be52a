"""Verdicts on bots: seldom false, seldom missing, and what is said beside them."""

from collections.abc import Mapping
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit, ndtri

from core.statistics.comparison import (
    FEWEST_CALLS,
    METRICS,
    BotCalls,
    BotComparison,
    BotSegment,
    MetricComparison,
    compare,
)
from core.statistics.moments import Moments, share

Values = NDArray[np.float64]

SOME_CAMPAIGN = UUID(int=7)
# How often each rate is so, and how it goes with a call's going well.
RATES = {
    "positive_sentiment": (0.25, 0.6),
    "negative_sentiment": (0.1, -0.6),
    "interested": (0.4, 0.6),
    "goal_reached": (0.5, 0.6),
    "new_requests_raised": (0.2, 0.0),
    "requests_left_unresolved": (0.05, -0.6),
}
SCORES = [metric.name for metric in METRICS if metric.kind == "mean"]


def simulated(random: np.random.Generator, n: int, better_by: float = 0.0) -> BotCalls:
    """Return calls as real ones are: scores of 0 to 10 that are skewed and go together, rates that may not arise."""
    well = random.normal(size=n)
    segments = random.choice(3, n, p=[0.6, 0.3, 0.1])
    measured: dict[str, Values] = {
        name: np.clip(
            np.round(10 * expit(0.8 * (0.7 * well + 0.71 * random.normal(size=n)) + 1.8), 1) + better_by, 0, 10
        )
        for name in SCORES
    }
    for name, (often, alike) in RATES.items():
        felt = alike * well + (1 - alike**2) ** 0.5 * random.normal(size=n)
        measured[name] = (felt > ndtri(1 - often)).astype(float)
    arises = random.random(n) < 0.7
    for name in ("interested", "goal_reached"):
        measured[name][~arises] = np.nan
    return BotCalls("bot", [segment(str(each), measured, segments == each) for each in range(3)])


def segment(name: str, measured: Mapping[str, Values], mine: NDArray[np.bool_]) -> BotSegment:
    known = {metric: values[mine & ~np.isnan(values)] for metric, values in measured.items()}
    return BotSegment(name, int(mine.sum()), 0, {metric: moments(values) for metric, values in known.items()})


def moments(values: Values) -> Moments:
    return Moments(len(values), float(values.mean()), float(values.var() * len(values)))


def compared(baseline: BotCalls, candidate: BotCalls) -> BotComparison:
    return compare(SOME_CAMPAIGN, baseline, candidate)


def of_metric(comparison: BotComparison, name: str) -> MetricComparison:
    return next(metric for metric in comparison.metrics if metric.metric == name)


def test_of_a_thousand_comparisons_of_bots_that_are_alike_at_most_5_percent_have_a_verdict() -> None:
    random = np.random.default_rng(7)
    comparisons = (compared(simulated(random, 500), simulated(random, 500)) for _ in range(1000))
    false = sum(any(metric.verdict != "inconclusive" for metric in each.metrics) for each in comparisons)
    assert 0 < false <= 50


def test_a_difference_of_three_tenths_of_a_deviation_is_found_with_500_calls_a_side() -> None:
    random = np.random.default_rng(8)
    deviation = simulated(random, 50_000).values("overall_quality_score").deviation
    found = dict.fromkeys(SCORES, 0)
    for _ in range(200):
        comparison = compared(simulated(random, 500), simulated(random, 500, better_by=0.3 * deviation))
        for name in SCORES:
            found[name] += of_metric(comparison, name).verdict == "improved"
    assert min(found.values()) >= 180


def bot(name: str = "bot", **segments: Mapping[str, Moments]) -> BotCalls:
    """Return a bot by segments, each with its values by metric; the first of them has a value for each call."""
    return BotCalls(
        name, [BotSegment(each, next(iter(values.values())).n, 0, values) for each, values in segments.items()]
    )


def scored(n: int, mean: float, deviation: float = 1.0) -> dict[str, Moments]:
    return {"overall_quality_score": Moments(n, mean, (n - 1) * deviation**2)}


def test_p_values_are_corrected_over_the_metrics_that_could_be_tested() -> None:
    values = {
        "overall_quality_score": Moments(100, 6.0, 99.0),
        "interested": share(30, 100),
        "goal_reached": share(0, 90),
    }
    others = {
        "overall_quality_score": Moments(100, 6.4, 99.0),
        "interested": share(43, 100),
        "goal_reached": share(0, 90),
    }
    comparison = compared(bot(all=values), bot(all=others))
    tested = [metric for metric in comparison.metrics if metric.p is not None]
    assert [metric.metric for metric in tested] == ["overall_quality_score", "interested"]
    expected = stats.false_discovery_control([metric.p or 0 for metric in tested], method="bh")
    assert [metric.p_corrected for metric in tested] == pytest.approx(list(expected))
    untested = of_metric(comparison, "goal_reached")
    assert (untested.verdict, untested.p_corrected, untested.calls_needed) == ("inconclusive", None, None)


@pytest.mark.parametrize(
    ("metric", "value", "verdict"),
    [
        ("interested", 70, "improved"),
        ("interested", 30, "regressed"),
        ("negative_sentiment", 70, "regressed"),
        ("negative_sentiment", 30, "improved"),
        ("interested", 51, "inconclusive"),
    ],
)
def test_the_verdict_knows_what_is_better(metric: str, value: int, verdict: str) -> None:
    comparison = compared(bot(all={metric: share(50, 100)}), bot(all={metric: share(value, 100)}))
    assert of_metric(comparison, metric).verdict == verdict
    assert (of_metric(comparison, metric).calls_needed is not None) is (verdict == "inconclusive")


def test_below_twenty_calls_nothing_is_concluded() -> None:
    few, many = bot("Few", all=scored(FEWEST_CALLS - 1, 2.0)), bot("Many", all=scored(500, 9.0))
    comparison = compared(many, few)
    metric = of_metric(comparison, "overall_quality_score")
    assert metric.verdict == "inconclusive"
    assert metric.p_corrected is not None
    assert metric.p_corrected < 0.001
    assert metric.calls_needed == FEWEST_CALLS
    assert comparison.warnings == (
        "Few has 19 judged calls: below 20 nothing is concluded.",
        "overall_quality_score: p_corrected is below 0.05, but it could arise in too few calls (500 of Many, 19 of Few)"
        ": below 20 of either nothing is concluded.",
    )


def test_a_metric_that_could_arise_in_too_few_calls_is_named_where_it_would_have_a_verdict() -> None:
    ones = {**scored(100, 5.0), "goal_reached": share(0, 19), "interested": share(5, 19)}
    others = {**scored(100, 5.0), "goal_reached": share(40, 40), "interested": share(11, 40)}
    comparison = compared(bot("Ava", all=ones), bot("Bob", all=others))
    assert of_metric(comparison, "goal_reached").verdict == "inconclusive"
    assert comparison.warnings == (
        "goal_reached: p_corrected is below 0.05, but it could arise in too few calls (19 of Ava, 40 of Bob): "
        "below 20 of either nothing is concluded.",
    )


def test_never_fewer_calls_are_called_enough_than_a_verdict_takes() -> None:
    comparison = compared(bot(all=scored(3, 2.0)), bot(all=scored(3, 9.0)))
    assert of_metric(comparison, "overall_quality_score").calls_needed == FEWEST_CALLS


def test_bots_that_had_other_calls_are_told_and_compared_at_equal_mix() -> None:
    """Within each segment they are alike: the candidate had more of the easy ones."""
    baseline = bot(easy=scored(100, 8.0), hard=scored(300, 4.0))
    candidate = bot(easy=scored(300, 8.0), hard=scored(100, 4.0))
    comparison = compared(baseline, candidate)
    metric = of_metric(comparison, "overall_quality_score")
    assert comparison.mix.differs
    assert comparison.mix.cramers_v == pytest.approx(0.5)
    assert [(each.segment, each.baseline_share, each.candidate_share) for each in comparison.mix.segments] == [
        ("easy", 0.25, 0.75),
        ("hard", 0.75, 0.25),
    ]
    assert metric.verdict == "improved"
    assert metric.adjusted is not None
    assert metric.adjusted.difference == pytest.approx(0, abs=1e-9)
    assert metric.adjusted.segments == 2
    assert len(comparison.warnings) == 2
    assert "adjusted" in comparison.warnings[0]
    assert comparison.warnings[1].startswith("overall_quality_score: improved over all calls, but not at equal mix")


def test_a_mix_that_differs_by_little_is_no_warning_however_many_calls_there_are() -> None:
    baseline = bot(easy=scored(10_000, 8.0), hard=scored(10_000, 4.0))
    candidate = bot(easy=scored(10_300, 8.0), hard=scored(9_700, 4.0))
    mix = compared(baseline, candidate).mix
    assert mix.p is not None
    assert mix.p < 0.05
    assert not mix.differs


def test_segments_that_one_bot_never_had_are_left_out_of_the_adjusted_difference() -> None:
    comparison = compared(bot(a=scored(50, 5.0), b=scored(50, 1.0)), bot(a=scored(50, 6.0), c=scored(50, 9.0)))
    adjusted = of_metric(comparison, "overall_quality_score").adjusted
    assert adjusted is not None
    assert (adjusted.difference, adjusted.segments) == (pytest.approx(1.0), 1)


def test_calls_of_one_segment_have_no_mix() -> None:
    comparison = compared(bot(all=scored(50, 5.0)), bot(all=scored(50, 6.0)))
    assert (comparison.mix.differs, comparison.mix.p, comparison.mix.cramers_v) == (False, None, None)
    assert of_metric(comparison, "overall_quality_score").adjusted is None


def test_segments_that_are_not_told_apart_count_as_one() -> None:
    rest = BotSegment(None, 50, 0, scored(50, 5.0))
    calls = BotCalls("bot", [rest, BotSegment("a", 50, 0, scored(50, 5.0))])
    comparison = compared(calls, calls)
    assert [(each.segment, each.baseline_share) for each in comparison.mix.segments] == [("a", 0.5)]
    adjusted = of_metric(comparison, "overall_quality_score").adjusted
    assert adjusted is not None
    assert adjusted.segments == 2


def test_a_bot_without_calls_is_compared_in_nothing() -> None:
    comparison = compared(BotCalls("None", []), bot("Some", all=scored(50, 6.0)))
    assert comparison.baseline.n == 0
    for metric in comparison.metrics:
        assert (metric.verdict, metric.baseline, metric.difference, metric.calls_needed) == ("inconclusive",) + (
            None,
        ) * 3
    assert comparison.mix.segments[0].baseline_share == 0
    assert comparison.warnings[0].startswith("None has 0 judged calls")
