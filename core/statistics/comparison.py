"""Whether one bot does better than another: what is compared, and what may be said of it.

Every metric is compared by itself and its p value corrected for the number of metrics, so that of two bots that are
alike one is called better or worse, in whatever metric, about four times in a hundred.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID

import numpy as np
import scipy

from core.statistics import differences, moments
from core.statistics.differences import Difference, Stratum
from core.statistics.moments import Moments

MetricKind = Literal["mean", "share"]
Verdict = Literal["improved", "regressed", "inconclusive"]

LEVEL: Final = 0.05
# Below so many calls a side the tests promise more than they keep, so that nothing is concluded.
FEWEST_CALLS: Final = 20
# Of fewer calls, which may be alike by chance, the spread is not known well enough: with two a side intervals of 95 %
# held what they promise in 89 % of simulated comparisons.
_FEWEST_OF_SEGMENT: Final = 5
# What a mix of segments must differ by to matter (Cramér's V): less is seen in large campaigns and changes nothing.
_NOTABLE_MIX: Final = 0.1

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "means": "Welch's t test and interval (permutation test where no call differs from others of its bot); "
        "effect size: Hedges' g",
        "shares": "Fisher's exact test and Newcombe's interval; effect size: Cohen's h",
        "correction": "Benjamini-Hochberg over the metrics that could be tested; a verdict below 0.05; none of a "
        f"metric that could arise in fewer than {FEWEST_CALLS} calls of either bot",
        "calls_needed": "of each bot, by the normal distribution: power 80 % at the difference seen, at the level that "
        "the metric would need if no other differed",
        "adjusted": "post-stratified by campaign_segment over those of which both had five calls or more, weighted as "
        "in both together",
        "mix": "chi-squared test of the segments and Cramér's V; differs: p below 0.05 and V of 0.1 or more",
    }
)


@dataclass(frozen=True, slots=True)
class Metric:
    """What bots are compared by."""

    name: str
    kind: MetricKind
    higher_is_better: bool


METRICS: tuple[Metric, ...] = (
    Metric("overall_quality_score", "mean", True),
    Metric("bot_performance_score", "mean", True),
    Metric("customer_engagement_score", "mean", True),
    Metric("positive_sentiment", "share", True),
    Metric("negative_sentiment", "share", False),
    Metric("interested", "share", True),
    Metric("goal_reached", "share", True),
    Metric("new_requests_raised", "share", False),
    Metric("requests_left_unresolved", "share", False),
)


@dataclass(frozen=True, slots=True)
class BotSegment:
    """What is known of one bot's calls of one segment: how many are judged, how many are not, and the metrics' values.

    `segment` is None for all that are not told apart.
    """

    segment: str | None
    judged_count: int
    not_judged_count: int
    values: Mapping[str, Moments]


@dataclass(frozen=True, slots=True)
class ComparedBot:
    """A bot and how many of its calls could be judged (`n`) and could not."""

    bot_name: str
    n: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """The mean or share of so many calls."""

    n: int
    value: float


@dataclass(frozen=True, slots=True)
class AdjustedDifference:
    """A difference at equal mix of so many segments, with its 95 % interval."""

    difference: float
    low: float
    high: float
    segments: int


@dataclass(frozen=True, slots=True)
class MetricComparison:
    """What is to be said of one metric; None where too little is known to say it.

    `difference` is the candidate's value less the baseline's, `low` and `high` the ends of its 95 % interval.
    `effect_size` is Hedges' g of means, Cohen's h of shares. `calls_needed`, of each bot, where it is inconclusive.
    """

    metric: str
    kind: MetricKind
    higher_is_better: bool
    verdict: Verdict
    baseline: ComparedValue | None = None
    candidate: ComparedValue | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_corrected: float | None = None
    effect_size: float | None = None
    calls_needed: int | None = None
    adjusted: AdjustedDifference | None = None


@dataclass(frozen=True, slots=True)
class SegmentShare:
    """Which share of each bot's calls is of a segment ("" where the call names none)."""

    segment: str
    baseline_share: float
    candidate_share: float


@dataclass(frozen=True, slots=True)
class MixComparison:
    """Whether the bots had other kinds of calls; p and Cramér's V are None where there is one kind only."""

    differs: bool
    p: float | None
    cramers_v: float | None
    segments: tuple[SegmentShare, ...]


@dataclass(frozen=True, slots=True)
class BotComparison:
    """The comparison of two bots of a campaign."""

    campaign_id: UUID
    baseline: ComparedBot
    candidate: ComparedBot
    metrics: tuple[MetricComparison, ...]
    mix: MixComparison
    warnings: tuple[str, ...]
    methods: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BotCalls:
    """One bot's calls, by segment: no segment twice."""

    bot_name: str
    segments: Sequence[BotSegment]

    @property
    def bot(self) -> ComparedBot:
        """Return how many there are."""
        judged = sum(segment.judged_count for segment in self.segments)
        return ComparedBot(self.bot_name, judged, sum(segment.not_judged_count for segment in self.segments))

    def values(self, metric: str) -> Moments:
        """Return a metric's values over all segments."""
        return moments.pooled(segment.values.get(metric, moments.NONE) for segment in self.segments)

    def by_segment(self, metric: str) -> dict[str | None, Moments]:
        """Return a metric's values by segment."""
        return {segment.segment: segment.values.get(metric, moments.NONE) for segment in self.segments}


def compare(campaign_id: UUID, baseline: BotCalls, candidate: BotCalls) -> BotComparison:
    """Tell whether the candidate does better than the baseline, metric by metric."""
    both = [(metric, baseline.values(metric.name), candidate.values(metric.name)) for metric in METRICS]
    found = [
        differences.of_means(one, other) if metric.kind == "mean" else differences.of_shares(one, other)
        for metric, one, other in both
    ]
    corrected = _corrected([difference.p for difference in found])
    tested = sum(p is not None for p in corrected)
    metrics = tuple(
        _compared(metric, one, other, difference, p, LEVEL / max(tested, 1), _adjusted(metric, baseline, candidate))
        for (metric, one, other), difference, p in zip(both, found, corrected, strict=True)
    )
    mix = _mix(baseline, candidate)
    warnings = tuple(_warnings(baseline.bot, candidate.bot, metrics, mix))
    return BotComparison(campaign_id, baseline.bot, candidate.bot, metrics, mix, warnings, METHODS)


def _corrected(found: Sequence[float | None]) -> list[float | None]:
    tested = [p for p in found if p is not None]
    if not tested:
        return list(found)
    corrected = iter(scipy.stats.false_discovery_control(tested, method="bh").tolist())
    return [None if p is None else next(corrected) for p in found]


def _compared(
    metric: Metric,
    one: Moments,
    other: Moments,
    difference: Difference,
    p_corrected: float | None,
    level: float,
    adjusted: AdjustedDifference | None,
) -> MetricComparison:
    known = bool(one.n and other.n)
    interval = difference.interval
    verdict = _verdict(metric, one, other, p_corrected)
    effect = differences.hedges_g(one, other) if metric.kind == "mean" else differences.cohens_h(one, other)
    return MetricComparison(
        metric.name,
        metric.kind,
        metric.higher_is_better,
        verdict,
        ComparedValue(one.n, one.mean) if one.n else None,
        ComparedValue(other.n, other.mean) if other.n else None,
        difference.value if known else None,
        interval.low if interval else None,
        interval.high if interval else None,
        difference.p,
        p_corrected,
        effect,
        _calls_needed(one, other, level) if known and verdict == "inconclusive" else None,
        adjusted,
    )


def _verdict(metric: Metric, one: Moments, other: Moments, p_corrected: float | None) -> Verdict:
    if p_corrected is None or p_corrected >= LEVEL or min(one.n, other.n) < FEWEST_CALLS:
        return "inconclusive"
    return "improved" if (other.mean > one.mean) == metric.higher_is_better else "regressed"


def _calls_needed(one: Moments, other: Moments, level: float) -> int | None:
    needed = differences.calls_needed(one, other, level)
    return None if needed is None else max(needed, FEWEST_CALLS)


def _adjusted(metric: Metric, baseline: BotCalls, candidate: BotCalls) -> AdjustedDifference | None:
    """Return the difference at equal mix; None where all calls are of one segment, or no segment has enough of both."""
    ones, others = baseline.by_segment(metric.name), candidate.by_segment(metric.name)
    if len(ones.keys() | others.keys()) < 2:
        return None
    strata = [
        Stratum(ones[segment], others[segment])
        for segment in ones
        if segment in others and min(ones[segment].n, others[segment].n) >= _FEWEST_OF_SEGMENT
    ]
    found = differences.at_equal_mix(strata, shares=metric.kind == "share")
    if found is None:
        return None
    value, interval = found
    return AdjustedDifference(value, interval.low, interval.high, len(strata))


def _mix(baseline: BotCalls, candidate: BotCalls) -> MixComparison:
    ones = {segment.segment: segment.judged_count for segment in baseline.segments}
    others = {segment.segment: segment.judged_count for segment in candidate.segments}
    counts = {each: (ones.get(each, 0), others.get(each, 0)) for each in ones | others}
    counts = {each: count for each, count in counts.items() if any(count)}
    one_total, other_total = baseline.bot.n, candidate.bot.n
    by_frequency = sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0] or ""))
    shares = tuple(
        SegmentShare(segment, one / max(one_total, 1), other / max(other_total, 1))
        for segment, (one, other) in by_frequency
        if segment is not None
    )
    if len(counts) < 2 or not one_total or not other_total:
        return MixComparison(False, None, None, shares)
    table = np.array(list(counts.values())).T
    p = float(scipy.stats.chi2_contingency(table, correction=False).pvalue)
    v = float(scipy.stats.contingency.association(table, method="cramer"))
    return MixComparison(p < LEVEL and v >= _NOTABLE_MIX, p, v, shares)


def _warnings(
    baseline: ComparedBot, candidate: ComparedBot, metrics: Sequence[MetricComparison], mix: MixComparison
) -> list[str]:
    warnings = [
        f"{bot.bot_name} has {bot.n} judged calls: below {FEWEST_CALLS} nothing is concluded."
        for bot in (baseline, candidate)
        if bot.n < FEWEST_CALLS
    ]
    warnings += [
        f"{each.metric}: p_corrected is below {LEVEL}, but it could arise in too few calls ({one.n} of "
        f"{baseline.bot_name}, {other.n} of {candidate.bot_name}): below {FEWEST_CALLS} of either nothing is concluded."
        for each in metrics
        if (one := each.baseline) and (other := each.candidate) and _is_of_too_few(each, one, other)
    ]
    if mix.differs:
        warnings.append("The bots had other kinds of calls (campaign_segment): read the adjusted differences.")
    warnings += [
        f"{each.metric}: {each.verdict} over all calls, but not at equal mix of segments (see adjusted)."
        for each in metrics
        if each.verdict != "inconclusive" and _is_of_the_mix(each)
    ]
    return warnings


def _is_of_too_few(metric: MetricComparison, one: ComparedValue, other: ComparedValue) -> bool:
    """Tell whether a metric has no verdict for its number of calls alone."""
    return metric.p_corrected is not None and metric.p_corrected < LEVEL and min(one.n, other.n) < FEWEST_CALLS


def _is_of_the_mix(metric: MetricComparison) -> bool:
    """Tell whether a difference that was found is none, or the other way round, at equal mix."""
    adjusted = metric.adjusted
    if adjusted is None or metric.difference is None:
        return False
    return adjusted.low <= 0 if metric.difference > 0 else adjusted.high >= 0
