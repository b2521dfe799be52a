"""How a campaign is doing, as a page to look at and to print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from flask import Response
from markupsafe import Markup

from api.drawing.differences import Adjusted, Compared, differences
from api.drawing.shares import histogram, share_bar
from api.drawing.trend import Point, trend
from api.printable import Printable
from core.analytics import CampaignAnalytics, GroupStatistics, Mean, ScoreStatistics
from core.campaigns import Campaign
from core.statistics.comparison import FEWEST_CALLS, LEVEL, BotComparison, MetricComparison

PAGE: Final = Printable.of("campaign.html", "campaign.css")
WIDE, NARROW = 1000, 340
_NARROW: Final = 0.03  # of an interval of a share
_FEWEST_A_DAY: Final = 10  # below so many judged calls on most days a trend by days is noise
_FEWEST_FOR_BAND: Final = 5  # calls of a day or week; the interval of fewer takes up the whole picture
_FEWEST_TO_HALVE: Final = 4  # calls below which there is no middle half of them

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "overall_quality_score": "Overall quality",
        "bot_performance_score": "Performance of the bot",
        "customer_engagement_score": "Engagement of the customer",
        "positive_sentiment": "Positive mood",
        "negative_sentiment": "Negative mood",
        "interested": "Customer interested",
        "goal_reached": "Goal reached",
        "new_requests_raised": "New requests raised",
        "requests_left_unresolved": "New requests left unresolved",
    }
)
_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "lowest_score": ("Lowest overall quality", "{:.1f} of 10"),
        "biggest_mood_drop": ("The customer's mood fell most", "by {:.2f} on a scale from −1 to 1"),
        "least_certain": ("The analysis is least certain", "mean confidence {:.2f}"),
    }
)


@dataclass(frozen=True, slots=True)
class Listen:
    """A call that is worth a listen, in words."""

    call_id: str
    why: str
    value: str


def page(campaign: Campaign, analytics: CampaignAnalytics, comparison: BotComparison | None) -> Response:
    """Answer with the page of a campaign, with the comparison of two bots where there is one.

    Its trend goes by days, or by weeks where most days have few calls: `analytics` are grouped by week.
    """
    points, by_week = _points(analytics)
    return PAGE.response(
        campaign=campaign,
        analytics=analytics,
        comparison=comparison,
        period=_period(analytics.since, analytics.until),
        points=points,
        by_week=by_week,
        trend=_trend(points),
        histograms=[_histogram(each) for each in analytics.scores if each.mean is not None],
        plots=[] if comparison is None else _plots(comparison),
        verdict="" if comparison is None else _verdict(comparison),
        warnings=[] if comparison is None else [_by_name(each) for each in comparison.warnings],
        adjusted=comparison is not None and any(each.adjusted for each in comparison.metrics),
        fewest=FEWEST_CALLS,
        worth_a_listen=_worth_a_listen(analytics),
        names=NAMES,
        to_halve=_FEWEST_TO_HALVE,
        for_band=_FEWEST_FOR_BAND,
        percent=percent,
        share_range=share_range,
        mean_range=mean_range,
        difference=told,
        at_equal_mix=at_equal_mix,
        too_few=too_few,
        bar=lambda each: share_bar(each.share, each.low, each.high),
    )


def percent(share: float) -> str:
    r"""Write a share in 0..1 in whole percent; a small or great one is never told as none or all.

    >>> percent(0.426), percent(0.004), percent(0.997), percent(0.0)
    ('43\xa0%', '< 1\xa0%', '> 99\xa0%', '0\xa0%')
    """
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "< 1\u00a0%"
    if whole == 100 and share < 1:
        return "> 99\u00a0%"
    return f"{whole}\u00a0%"


def share_range(low: float, high: float) -> str:
    r"""Write the interval of a share, one that is narrow to a tenth of a percent.

    >>> share_range(0.381, 0.472), share_range(0.0, 0.0041)
    ('38 to 47\xa0%', '0.0 to 0.4\xa0%')
    """
    digits = 1 if high - low < _NARROW else 0
    return f"{100 * low:.{digits}f} to {100 * high:.{digits}f}\u00a0%"


def mean_range(mean: Mean) -> str:
    """Write the interval of a mean score, as far as scores go; nothing where there is none."""
    if mean.low is None or mean.high is None:
        return ""
    return f"{max(mean.low, 0.0):.2f} to {min(mean.high, 10.0):.2f}"


def told(metric: MetricComparison) -> str:
    """Write a difference with its interval, shares in percentage points; – where it is not known."""
    return _difference(metric, metric.difference, metric.low, metric.high)


def at_equal_mix(metric: MetricComparison) -> str:
    """Write a difference at equal mix of segments as `told` writes one."""
    adjusted = metric.adjusted
    return "–" if adjusted is None else _difference(metric, adjusted.difference, adjusted.low, adjusted.high)


def _difference(metric: MetricComparison, value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "–"
    by, digits = (100, 1) if metric.kind == "share" else (1, 2)
    if low is None or high is None:
        return _signed(value * by, digits)
    return f"{_signed(value * by, digits)} ({_signed(low * by, digits)} to {_signed(high * by, digits)})"


def too_few(metric: MetricComparison) -> bool:
    """Tell whether nothing is concluded only because it could arise in too few calls."""
    return metric.verdict == "inconclusive" and metric.p_corrected is not None and metric.p_corrected < LEVEL


def _by_name(warning: str) -> str:
    """Return a warning of a metric in the words of the page instead of those of the API."""
    metric, colon, said = warning.partition(": ")
    return f"{NAMES[metric]}{colon}{said.replace('p_corrected', 'the corrected p')}" if metric in NAMES else warning


def _signed(value: float, digits: int) -> str:
    """Write a number with its sign, a real minus."""
    return f"{value:+.{digits}f}".replace("-", "\u2212")


def _period(since: datetime | None, until: datetime | None) -> str:
    def day(at: datetime) -> str:
        return f"{at.day} {at:%B %Y}" + (f", {at:%H:%M}" if at.hour or at.minute else "")

    if since and until:
        return f"{day(since)} to {day(until)} (UTC)"
    if since:
        return f"from {day(since)} (UTC)"
    return f"before {day(until)} (UTC)" if until else "all calls"


def _points(analytics: CampaignAnalytics) -> tuple[Sequence[GroupStatistics], bool]:
    """Return the points of the trend and whether they are weeks; those of the analytics are where it is long."""
    days, weeks = analytics.trend, analytics.groups
    if weeks is None:
        return days, False
    few = sum(day.n < _FEWEST_A_DAY for day in days)
    return (weeks, True) if days == weeks or 2 * few > len(days) else (days, False)


def _trend(groups: Iterable[GroupStatistics]) -> list[Markup]:
    """Draw the trend for wide and for narrow screens; nothing where it has fewer than two points."""
    points = []
    for each in groups:
        mean = each.scores.get("overall_quality_score")
        if mean is not None:
            low, high = (mean.low, mean.high) if each.n >= _FEWEST_FOR_BAND else (None, None)
            points.append(Point(date.fromisoformat(each.group), each.n, mean.mean, low, high))
    if len(points) < 2:
        return []
    return [
        trend(points, width, name=f"trend-{class_}", title="Overall quality over time", class_=class_)
        for width, class_ in ((WIDE, "wide"), (NARROW, "narrow"))
    ]


def _histogram(score: ScoreStatistics) -> tuple[ScoreStatistics, Markup]:
    mean = score.mean.mean if score.mean else 0.0
    return score, histogram(score.histogram, mean, name=f"histogram-{score.score}", title=NAMES[score.score])


def _plots(comparison: BotComparison) -> list[list[Markup]]:
    kinds = (("mean", "points of 10"), ("share", "percentage points"))
    found = []
    for kind, unit in kinds:
        rows = [row for metric in comparison.metrics if metric.kind == kind if (row := _row(metric)) is not None]
        if rows:
            found.append(_both(rows, kind, unit))
    return found


def _both(rows: Sequence[Compared], kind: str, unit: str) -> list[Markup]:
    """Draw the rows for wide and for narrow screens."""
    title = "Differences of mean scores" if kind == "mean" else "Differences of shares of calls"
    return [
        differences(rows, width, name=f"differences-{kind}-{class_}", title=title, unit=unit, class_=class_)
        for width, class_ in ((WIDE, "wide"), (NARROW, "narrow"))
    ]


def _row(metric: MetricComparison) -> Compared | None:
    """Return how a metric is drawn: turned round where less of it is better."""
    if metric.difference is None or metric.low is None or metric.high is None:
        return None
    name = NAMES[metric.metric]
    adjusted = metric.adjusted
    return Compared(
        name,
        metric.verdict,
        *_better(metric, (metric.difference, metric.low, metric.high)),
        told(metric),
        Adjusted(*_better(metric, (adjusted.difference, adjusted.low, adjusted.high))) if adjusted else None,
    )


def _better(metric: MetricComparison, values: tuple[float, float, float]) -> tuple[float, float, float]:
    by = 100 if metric.kind == "share" else 1
    value, low, high = (each * by for each in values)
    return (value, low, high) if metric.higher_is_better else (-value, -high, -low)


def _verdict(comparison: BotComparison) -> str:
    """Say in a few sentences what the comparison comes to."""
    metrics = comparison.metrics
    better, worse = (
        [NAMES[each.metric].lower() for each in metrics if each.verdict == verdict]
        for verdict in ("improved", "regressed")
    )
    undecided = len(metrics) - len(better) - len(worse)
    if undecided == len(metrics) and any(too_few(each) for each in metrics):
        return "Nothing can be concluded yet: where the two differ there are too few calls."
    if undecided == len(metrics):
        return "Nothing can be concluded yet: no difference between the two is beyond what chance makes."
    said = [
        f"{word} on {len(of)} of {len(metrics)} measures: {_listed(of)}."
        for word, of in (("Better", better), ("Worse", worse))
        if of
    ]
    rest = f" On the other {undecided} nothing can be concluded." if undecided else ""
    return " ".join(said) + rest


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _worth_a_listen(analytics: CampaignAnalytics) -> list[Listen]:
    return [
        Listen(each.call_id, why, value.format(each.value))
        for each in analytics.worth_a_listen
        for why, value in [_REASONS[each.reason]]
    ]
