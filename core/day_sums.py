"""What the calls of a campaign's days sum up to, and several days together.

A day sums up alike whether its sums were kept or are made just now, and so do days together, whichever were kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar, get_args

from core.analytics import MOST_GROUPS, GroupMoments, together
from core.facts import QUESTION_IDS
from core.reports import ScoreName

Value = TypeVar("Value")
NamedBy = Literal["bot_name", "segment", "outcome"]
SCORES: Final[tuple[ScoreName, ...]] = ("overall_quality_score", "bot_performance_score", "customer_engagement_score")
NAMES: Final[tuple[NamedBy, ...]] = get_args(NamedBy)


@dataclass(frozen=True, slots=True)
class DaySums:
    """The sums of the calls of one day of UTC, or of a part of it; all but `all` is of calls that were judged.

    `groups` are by bot, segment and outcome; one of these is missing where a day has too many names. `scores` and
    `answers` count calls by them, answers by question; `confidences` have how many there are of a question and their
    sum.
    """

    all: GroupMoments
    groups: Mapping[NamedBy, Sequence[GroupMoments]]
    scores: Mapping[ScoreName, Mapping[float, int]]
    answers: Mapping[str, Mapping[str, int]]
    confidences: Mapping[str, tuple[int, float]]


def scores_of(days: Sequence[DaySums]) -> dict[ScoreName, Counter[float]]:
    """Count the calls of days by their scores."""
    return {score: _counted(day.scores.get(score, {}) for day in days) for score in SCORES}


def answers_of(days: Sequence[DaySums]) -> dict[str, Counter[str]]:
    """Count the calls of days by their answers to each question that arises in any."""
    counted = {question: _counted(day.answers.get(question, {}) for day in days) for question in QUESTION_IDS}
    return {question: answers for question, answers in counted.items() if answers}


def confidences_of(days: Sequence[DaySums]) -> dict[str, float]:
    """Return the mean confidence of the answers to each question that arises in any."""
    means = {}
    for question in QUESTION_IDS:
        parts = [day.confidences[question] for day in days if question in day.confidences]
        if parts:
            means[question] = sum(total for _, total in parts) / sum(n for n, _ in parts)
    return means


def groups_of(days: Sequence[DaySums], named_by: NamedBy) -> list[GroupMoments] | None:
    """Return the calls of days by bot, segment or outcome, the largest first; None where a day has too many names."""
    by_name: defaultdict[str, list[GroupMoments]] = defaultdict(list)
    for day in days:
        if named_by not in day.groups:
            return None
        for group in day.groups[named_by]:
            by_name[group.group].append(group)
    groups = [together(name, parts) for name, parts in by_name.items()]
    return sorted(groups, key=lambda group: (-group.judged, group.group))


def largest_groups(days: Sequence[DaySums], named_by: NamedBy) -> list[GroupMoments] | None:
    """Return the largest groups only."""
    groups = groups_of(days, named_by)
    return None if groups is None else groups[:MOST_GROUPS]


def outcomes_of(days: Sequence[DaySums]) -> tuple[dict[str, int], int] | None:
    """Count calls by outcome, of the most frequent outcomes, and all that name one; None with too many names a day."""
    groups = groups_of(days, "outcome")
    if groups is None:
        return None
    counts = {group.group: group.judged for group in groups if group.group and group.judged}
    return dict(list(counts.items())[:MOST_GROUPS]), sum(counts.values())


def _counted(days: Iterable[Mapping[Value, int]]) -> Counter[Value]:
    counted: Counter[Value] = Counter()
    for values in days:
        counted.update(values)
    return counted
