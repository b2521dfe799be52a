"""What the calls of one tenant's campaigns are like, taken together: one pass over an index or the facts a question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    func,
    select,
    tuple_,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from core.analytics import MOST_GROUPS, NUMBERS, CallCounts, GroupBy, GroupMoments, RateName
from core.facts import QUESTION_IDS
from core.reports import ScoreName
from core.statistics.moments import Moments
from db.models import CallFactsRow, ConversationRow
from db.repositories.fact_measures import RATES, SCORES
from db.repositories.periods import began_in

_ANSWERS = {question: getattr(CallFactsRow, question.lower()) for question in QUESTION_IDS}
# Answers that are words are a handful each; numbers are many.
_ANSWER_SETS = [[each for each in QUESTION_IDS if each not in NUMBERS], *([each] for each in NUMBERS)]
_CONFIDENCES = {question: getattr(CallFactsRow, f"c{question[1:]}") for question in QUESTION_IDS}
_GROUPS = {"bot_name": CallFactsRow.bot_name, "segment": CallFactsRow.segment, "outcome": CallFactsRow.outcome}
_DAY: ColumnElement[date] = sql_cast(func.timezone("UTC", CallFactsRow.started_at), Date)
_JUDGED = func.count().filter(CallFactsRow.judged)


class AnalyticsRepository:
    """Statistics of calls by their campaign and the time at which they began."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def waiting(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> CallCounts:
        """Count the calls without a report: pending, and failed."""
        found = self._session.execute(
            select(ConversationRow.status, func.count())
            .where(
                began_in(ConversationRow, self._tenant_id, campaign_id, since, until),
                ConversationRow.status != "completed",
            )
            .group_by(ConversationRow.status)
        )
        counts: dict[str, int] = dict(found.all())
        return CallCounts(counts.get("pending", 0), counts.get("failed", 0), 0, 0)

    def by_day(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> Sequence[GroupMoments]:
        """Return the calls by day of UTC, in the order of time."""
        found = self._measured(_DAY, campaign_id, since, until).order_by(_DAY)
        return [_group(row) for row in self._session.execute(found)]

    def by_group(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None, group_by: GroupBy
    ) -> Sequence[GroupMoments]:
        """Return the calls by bot, segment or outcome: the largest groups, the largest first."""
        by = _GROUPS[group_by].expression
        found = self._measured(by, campaign_id, since, until).order_by(_JUDGED.desc(), by).limit(MOST_GROUPS)
        return [_group(row) for row in self._session.execute(found)]

    def scores(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> Mapping[ScoreName, Mapping[float, int]]:
        """Count the calls by their scores, of which there are a thousand: they have two digits."""
        return cast(
            Mapping[ScoreName, Mapping[float, int]],
            self._counted(SCORES, [[score] for score in SCORES], campaign_id, since, until),
        )

    def answers(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> Mapping[str, Mapping[str, int]]:
        """Count the calls by their answers to each question that arises in any."""
        found = self._counted(_ANSWERS, _ANSWER_SETS, campaign_id, since, until)
        return {question: answers for question, answers in found.items() if answers}

    def confidences(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> Mapping[str, float]:
        """Return the mean confidence of the answers to each question that arises in any."""
        means = [func.avg(column) for column in _CONFIDENCES.values()]
        found = self._session.execute(select(*means).where(self._judged(campaign_id, since, until))).one()
        return {question: mean for question, mean in zip(_CONFIDENCES, found, strict=True) if mean is not None}

    def outcomes(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> tuple[Mapping[str, int], int]:
        """Count the calls by their outcome, of the most frequent outcomes, and all calls that name one."""
        found = self._session.execute(
            select(CallFactsRow.outcome, func.count(), func.sum(func.count()).over())
            .where(self._judged(campaign_id, since, until), CallFactsRow.outcome != "")
            .group_by(CallFactsRow.outcome)
            .order_by(func.count().desc(), CallFactsRow.outcome)
            .limit(MOST_GROUPS)
        ).all()
        return {outcome: count for outcome, count, _ in found}, int(found[0][2]) if found else 0

    def _counted(
        self,
        columns: Mapping[str, Any],
        sets: Sequence[Sequence[str]],
        campaign_id: UUID,
        since: datetime | None,
        until: datetime | None,
    ) -> dict[str, dict[Any, int]]:
        """Count the calls by each of some columns, apart from those that have nothing there, in one pass.

        Columns of a set are grouped by together, which is quicker than one by one where they have few values.
        """
        grouped = (tuple_(*(columns[name] for name in names)) for names in sets)
        found = self._session.execute(
            select(func.grouping(*columns.values(), type_=BigInteger), *columns.values(), func.count())
            .where(self._judged(campaign_id, since, until))
            .group_by(func.grouping_sets(*grouped))
        )
        counted: dict[str, Counter[Any]] = {name: Counter() for name in columns}
        for bits, *values, count in found:
            # The bits tell what a row is not grouped by; the last column's is the lowest.
            for place, (name, value) in enumerate(zip(reversed(list(columns)), reversed(values), strict=True)):
                if value is not None and not bits >> place & 1:
                    counted[name][value] += count
        return {name: dict(values) for name, values in counted.items()}

    def _measured(
        self, group: ColumnElement[Any], campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> Select[Any]:
        columns: list[ColumnElement[Any]] = [_JUDGED, func.count()]
        for score in SCORES.values():
            columns += [func.count(score), func.avg(score), func.var_pop(score)]
        for rate in RATES.values():
            columns += [func.count().filter(rate), func.count(rate)]
        return (
            select(group, *columns)
            .where(began_in(CallFactsRow, self._tenant_id, campaign_id, since, until))
            .group_by(group)
        )

    def _judged(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
        return and_(began_in(CallFactsRow, self._tenant_id, campaign_id, since, until), CallFactsRow.judged)


def _group(row: Row[Any]) -> GroupMoments:
    """Read a row of `_measured`."""
    figures = iter(row)
    name, judged, of_all = next(figures), next(figures), next(figures)
    scores = {cast(ScoreName, score): _moments(next(figures), next(figures), next(figures)) for score in SCORES}
    rates = {cast(RateName, rate): (next(figures), next(figures)) for rate in RATES}
    return GroupMoments(str(name), judged, of_all - judged, scores, rates)


def _moments(n: int, mean: float | None, variance: float | None) -> Moments:
    return Moments(n, mean or 0.0, n * (variance or 0.0))
