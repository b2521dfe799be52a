"""How a campaign is doing: counts, means, shares and distributions, with intervals that hold them with 95 %."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID

import numpy as np

from core.analysis.not_applicable import ANSWER as NOT_APPLICABLE
from core.drift import Quantiles, quantiles_of
from core.reports import ScoreName
from core.requests import CallWorthAListen, RequestTopics
from core.statistics.intervals import mean_interval, share_interval
from core.statistics.moments import NONE, Moments, pooled

GroupBy = Literal["day", "week", "bot_name", "segment", "outcome"]
RateName = Literal[
    "positive_sentiment",
    "negative_sentiment",
    "interested",
    "goal_reached",
    "new_requests_raised",
    "requests_left_unresolved",
]
# Groups that are told: the largest, of days and weeks the newest.
MOST_GROUPS: Final = 100
MOST_TIMES: Final = 1000
# Days above which a trend goes by weeks.
TREND_DAYS: Final = 90
METHODS: Mapping[str, str] = MappingProxyType(
    {
        "means": "95 % interval by Student's t distribution",
        "shares": "95 % interval by Wilson's score, without continuity correction",
        "quantiles": "by linear interpolation",
        "times": "days and weeks, from Monday, are those of UTC",
    }
)

_BINS: Final = 10
_FIFTHS: Final = (
    (20.0, "0–20%"),
    (40.0, "20–40%"),
    (60.0, "40–60%"),
    (80.0, "60–80%"),
    (float("inf"), "80–100%"),
)
_SPANS: Final = (
    (2.0, "below 2s"),
    (5.0, "2s to below 5s"),
    (10.0, "5s to below 10s"),
    (30.0, "10s to below 30s"),
    (float("inf"), "30s or more"),
)
# Answers that are numbers, by the ranges that they are told in: each ends below its number.
_RANGES: Mapping[str, Sequence[tuple[float, str]]] = MappingProxyType(
    {"Q004": _FIFTHS, "Q011": _SPANS, "Q012": _FIFTHS}
)
NUMBERS: Final = tuple(_RANGES)
# As core.wording writes percentages and spans of time.
_NUMBER: Final = re.compile(r"(?:([0-9]+)%)|(?:([0-9]+)h )?(?:([0-9]+)m )?([0-9]+)s", re.ASCII)


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How many calls there are: those that wait, whose analysis failed, that cannot be judged, and that were."""

    pending: int
    failed: int
    not_judged: int
    judged: int

    @property
    def total(self) -> int:
        """Return the number of all."""
        return self.pending + self.failed + self.not_judged + self.judged


@dataclass(frozen=True, slots=True)
class GroupMoments:
    """What calls of a group are measured by: the moments of scores, and (how many it is so of, of how many) by rate."""

    group: str
    judged: int
    not_judged: int
    scores: Mapping[ScoreName, Moments]
    rates: Mapping[RateName, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of so many calls; the ends of its interval are None below two."""

    n: int
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of calls of which something is so among the `n` in which it could arise; None where those are none."""

    rate: RateName
    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ScoreStatistics:
    """How a score is distributed; `histogram` counts calls from 0 to below 1, …, from 9 to 10."""

    score: ScoreName
    n: int
    mean: Mean | None
    standard_deviation: float | None
    quantiles: Quantiles | None
    histogram: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnswerShare:
    """How many calls have an answer, and what share they are of those that have any."""

    answer: str
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """How a question is answered, in the calls in which it arises; `mean` is of answers that are numbers.

    Answers are the most frequent first; those that are numbers are told in ranges, in their order.
    """

    question_id: str
    question: str
    n: int
    mean_confidence: float | None
    answers: tuple[AnswerShare, ...]
    mean: Mean | None


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """How the `n` judged calls of a group do: a day, the Monday of a week, a bot, a segment, an outcome."""

    group: str
    n: int
    scores: Mapping[ScoreName, Mean]
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class CampaignAnalytics:
    """How a campaign is doing in a period; everything but `counts` is of the calls that were judged.

    `groups` are None where none were wanted.
    """

    campaign_id: UUID
    since: datetime | None
    until: datetime | None
    counts: CallCounts
    scores: tuple[ScoreStatistics, ...]
    rates: tuple[Rate, ...]
    questions: tuple[QuestionStatistics, ...]
    outcomes: tuple[AnswerShare, ...]
    trend: tuple[GroupStatistics, ...]
    groups: tuple[GroupStatistics, ...] | None
    requests: RequestTopics
    worth_a_listen: tuple[CallWorthAListen, ...]
    methods: Mapping[str, str]


def group_statistics(group: GroupMoments) -> GroupStatistics:
    """Return how the calls of a group do."""
    return GroupStatistics(
        group.group,
        group.judged,
        {score: mean for score, moments in group.scores.items() if (mean := mean_of(moments)) is not None},
        tuple(rate_of(rate, *counts) for rate, counts in group.rates.items()),
    )


def together(name: str, groups: Sequence[GroupMoments]) -> GroupMoments:
    """Return the moments of the calls of some groups, at least one, together."""
    return GroupMoments(
        name,
        sum(group.judged for group in groups),
        sum(group.not_judged for group in groups),
        {score: pooled(group.scores[score] for group in groups) for score in groups[0].scores},
        {
            rate: (sum(group.rates[rate][0] for group in groups), sum(group.rates[rate][1] for group in groups))
            for rate in groups[0].rates
        },
    )


def weeks_of(days: Iterable[GroupMoments]) -> list[GroupMoments]:
    """Return the calls of days by weeks, each named by its Monday, in the order of time."""
    weeks: dict[date, list[GroupMoments]] = {}
    for day in days:
        at = date.fromisoformat(day.group)
        weeks.setdefault(at - timedelta(days=at.weekday()), []).append(day)
    return [together(monday.isoformat(), weeks[monday]) for monday in sorted(weeks)]


def trend_of(days: Sequence[GroupMoments]) -> list[GroupMoments]:
    """Return the calls by days, which are in the order of time, or by weeks where it is long."""
    if days and (date.fromisoformat(days[-1].group) - date.fromisoformat(days[0].group)).days >= TREND_DAYS:
        return weeks_of(days)
    return list(days)


def mean_of(moments: Moments) -> Mean | None:
    """Return a mean with its interval; None of nothing."""
    if not moments.n:
        return None
    interval = mean_interval(moments.n, moments.mean, moments.deviation)
    low, high = interval or (None, None)
    return Mean(moments.n, moments.mean, low, high)


def rate_of(rate: RateName, count: int, n: int) -> Rate:
    """Return a rate with its interval."""
    interval = share_interval(count, n)
    if interval is None:
        return Rate(rate, count, n, None, None, None)
    return Rate(rate, count, n, count / n, *interval)


def score_statistics(score: ScoreName, values: Mapping[float, int]) -> ScoreStatistics:
    """Return how a score is distributed that so many calls have, by its values in 0..10."""
    moments = moments_of(values)
    histogram = [0] * _BINS
    for value, count in values.items():
        histogram[min(int(value), _BINS - 1)] += count
    sample = np.repeat(np.array(list(values), np.float64), list(values.values()))
    return ScoreStatistics(
        score,
        moments.n,
        mean_of(moments),
        moments.deviation if moments.n > 1 else None,
        quantiles_of(sample) if moments.n else None,
        tuple(histogram),
    )


def question_statistics(
    question_id: str, question: str, answers: Mapping[str, int], mean_confidence: float | None
) -> QuestionStatistics:
    """Return how a question is answered that so many calls have, by the answers."""
    n = sum(answers.values())
    ranges = _RANGES.get(question_id)
    if ranges is None:
        return QuestionStatistics(question_id, question, n, mean_confidence, answer_shares(answers, n), None)
    values: dict[float, int] = {}
    for answer, count in answers.items():
        values[number_of(answer)] = values.get(number_of(answer), 0) + count
    told = dict.fromkeys((name for _, name in ranges), 0)
    for value, count in values.items():
        told[next(name for end, name in ranges if value < end)] += count
    shares = tuple(_share(name, count, n) for name, count in told.items()) if n else ()
    return QuestionStatistics(question_id, question, n, mean_confidence, shares, mean_of(moments_of(values)))


def answer_shares(answers: Mapping[str, int], n: int) -> tuple[AnswerShare, ...]:
    """Return answers that so many of `n` calls have, the most frequent first."""
    in_order = sorted(answers.items(), key=lambda item: (-item[1], item[0]))
    return tuple(_share(answer, count, n) for answer, count in in_order)


def _share(answer: str, count: int, n: int) -> AnswerShare:
    interval = share_interval(count, n)
    if interval is None:
        raise ValueError("a share of no calls")
    return AnswerShare(answer, count, count / n, *interval)


def moments_of(values: Mapping[float, int]) -> Moments:
    """Return the moments of values of which there are so many each."""
    return pooled(Moments(count, value, 0.0) for value, count in sorted(values.items())) if values else NONE


def told_as(question_id: str, answer: str) -> str:
    """Return an answer as it is told: one that is a number by its range, all others as they are.

    >>> told_as("Q004", "72%"), told_as("Q011", "1m 5s"), told_as("Q001", "Yes")
    ('60–80%', '30s or more', 'Yes')
    """
    ranges = _RANGES.get(question_id, ()) if answer != NOT_APPLICABLE else ()
    return next((name for end, name in ranges if number_of(answer) < end), answer)


def number_of(answer: str) -> float:
    """Return what an answer that is a number says: percent, or seconds; raise ValueError for another.

    >>> number_of("72%"), number_of("1m 5s")
    (72.0, 65.0)
    """
    found = _NUMBER.fullmatch(answer)
    if found is None:
        raise ValueError("an answer that is no number")
    percent, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(percent + 3600 * hours + 60 * minutes + seconds)
