"""Sums of the facts of one campaign's calls by day: one pass over the facts of some spans of time a question."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Double,
    Select,
    Text,
    and_,
    column,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.analytics import MOST_GROUPS, NUMBERS, GroupMoments, RateName
from core.day_sums import NAMES, DaySums, NamedBy
from core.facts import QUESTION_IDS
from core.reports import ScoreName
from core.statistics.moments import Moments
from db.models import CallFactsRow
from db.repositories.fact_measures import RATES, SCORES

DAY: ColumnElement[date] = sql_cast(func.timezone("UTC", CallFactsRow.started_at), Date)
GROUPS: Mapping[NamedBy, InstrumentedAttribute[str]] = {name: getattr(CallFactsRow, name) for name in NAMES}
JUDGED = func.count().filter(CallFactsRow.judged)

_ANSWERS = {question: getattr(CallFactsRow, question.lower()) for question in QUESTION_IDS}
# Answers that are words are a handful each; numbers are many.
_ANSWER_SETS = [[each for each in QUESTION_IDS if each not in NUMBERS], *([each] for each in NUMBERS)]
_CONFIDENCES = {question: getattr(CallFactsRow, f"c{question[1:]}") for question in QUESTION_IDS}
_SCORE_SETS = [[score] for score in SCORES]


class Span(NamedTuple):
    """The time from `begin` on and before `end`; None: from the first call on, to the last."""

    begin: datetime | None
    end: datetime | None


def measures() -> list[ColumnElement[Any]]:
    """Return what `group_of` reads."""
    columns: list[ColumnElement[Any]] = [JUDGED, func.count()]
    for score in SCORES.values():
        columns += [func.count(score), func.avg(score), func.var_pop(score)]
    for rate in RATES.values():
        columns += [func.count().filter(rate), func.count(rate)]
    return columns


def group_of(name: str, figures: Iterator[Any]) -> GroupMoments:
    """Read `measures` of a group."""
    judged, of_all = next(figures), next(figures)
    scores = {cast(ScoreName, score): _moments(next(figures), next(figures), next(figures)) for score in SCORES}
    rates = {cast(RateName, rate): (next(figures), next(figures)) for rate in RATES}
    return GroupMoments(name, judged, of_all - judged, scores, rates)


class FactSums:
    """The sums of a campaign's calls that began in one of some spans, by day of UTC."""

    def __init__(self, session: Session, tenant_id: str, campaign_id: UUID, spans: Sequence[Span]) -> None:
        self._session = session
        begin, end = (
            sql_cast(literal(times, ARRAY(Text)), ARRAY(DateTime(timezone=True)))
            for times in (
                ["-infinity" if span.begin is None else span.begin.isoformat() for span in spans],
                ["infinity" if span.end is None else span.end.isoformat() for span in spans],
            )
        )
        times = (column(name, DateTime(timezone=True)) for name in ("begin_at", "end_at"))
        self._span = func.unnest(begin, end).table_valued(*times, name="span").render_derived()
        self._facts = and_(
            CallFactsRow.tenant_id == tenant_id,
            CallFactsRow.campaign_id == campaign_id,
            CallFactsRow.started_at >= self._span.c.begin_at,
            CallFactsRow.started_at < self._span.c.end_at,
        )

    def by_day(self) -> dict[date, DaySums]:
        """Return the sums of the days on which calls began."""
        confidences = [each for value in _CONFIDENCES.values() for each in (func.count(value), _sum(value))]
        found = self._session.execute(self._select(DAY, *measures(), *confidences).group_by(DAY)).all()
        if not found:
            return {}
        groups = self._groups(days=len(found))
        scores, answers = self._counted(SCORES, _SCORE_SETS), self._counted(_ANSWERS, _ANSWER_SETS)
        sums = {}
        for day, *figures in found:
            rest = iter(figures)
            sums[day] = DaySums(
                all=group_of(day.isoformat(), rest),
                groups=groups[day],
                scores=cast(Mapping[ScoreName, Mapping[float, int]], scores.get(day, {})),
                answers=answers.get(day, {}),
                confidences={each: (n, total) for each in QUESTION_IDS for n, total in [(next(rest), next(rest))] if n},
            )
        return sums

    def days(self) -> Select[tuple[date, int]]:
        """Return what tells the days and how many calls began on each: an index knows."""
        return self._select(DAY.label("day"), func.count().label("calls")).group_by(DAY)

    def _groups(self, *, days: int) -> dict[date, dict[NamedBy, list[GroupMoments]]]:
        """Return the groups of each day by bot, segment and outcome, but for those that are too many."""
        found: defaultdict[date, dict[NamedBy, list[GroupMoments]]] = defaultdict(dict)
        for named_by, name in GROUPS.items():
            most = MOST_GROUPS * days
            rows = self._session.execute(self._select(DAY, name, *measures()).group_by(DAY, name).limit(most + 1)).all()
            if len(rows) > most:
                continue
            for day, group, *figures in rows:
                found[day].setdefault(named_by, []).append(group_of(group, iter(figures)))
        for groups in found.values():
            for named_by in [each for each in groups if len(groups[each]) > MOST_GROUPS]:
                del groups[named_by]
        return found

    def _counted(
        self, columns: Mapping[str, Any], sets: Sequence[Sequence[str]]
    ) -> defaultdict[date, dict[str, Counter[Any]]]:
        """Count the judged calls of each day by each of some columns, apart from those that have nothing there.

        Columns of a set are grouped by together, which is quicker than one by one where they have few values.
        """
        grouped = (tuple_(DAY, *(columns[name] for name in names)) for names in sets)
        found = self._session.execute(
            self._select(DAY, func.grouping(*columns.values(), type_=BigInteger), *columns.values(), func.count())
            .where(CallFactsRow.judged)
            .group_by(func.grouping_sets(*grouped))
        )
        counted: defaultdict[date, dict[str, Counter[Any]]] = defaultdict(lambda: defaultdict(Counter))
        for day, bits, *values, count in found:
            # The bits tell what a row is not grouped by; the last column's is the lowest.
            for place, (name, value) in enumerate(zip(reversed(list(columns)), reversed(values), strict=True)):
                if value is not None and not bits >> place & 1:
                    counted[day][name][value] += count
        return counted

    def _select(self, *columns: Any) -> Select[Any]:
        return select(*columns).select_from(self._span).join(CallFactsRow, self._facts)


def _moments(n: int, mean: float | None, variance: float | None) -> Moments:
    return Moments(n, mean or 0.0, n * (variance or 0.0))


def _sum(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(sql_cast(value, Double))  # a sum of REAL would be one
