"""The calls of one tenant as a list, by time or by score."""

from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Text, case, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.browsing import CallPage, CallPlace, CallSummary, Sort, WantedCalls
from core.facts import LONGEST_NAME
from core.paging import Position, ScorePosition
from core.searching import parsed
from db.models import CallFactsRow, ConversationRow
from db.repositories.conversations import ITS_FACTS
from db.repositories.words import spoken

# What a list is read from: the calls, or the facts of those that have a report. Both have these columns.
_Source = type[ConversationRow] | type[CallFactsRow]


class BrowsingRepository:
    """Pages of calls."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def page(self, wanted: WantedCalls, sort: Sort, *, after: CallPlace | None, limit: int) -> CallPage:
        """Return the wanted calls that come after this place in the list.

        A list by time is read from an index on time, one by score from one on scores.
        """
        by_score = sort.endswith("overall_quality_score")
        source: _Source = CallFactsRow if by_score or wanted.need_verdict else ConversationRow
        by = CallFactsRow.overall_quality_score if by_score else source.started_at
        place = (by, source.conversation_id)
        found = self._wanted(source, wanted)
        if by_score:
            found = found.where(CallFactsRow.judged)
        descending = sort.startswith("-")
        if after is not None:
            end = (after.at if isinstance(after, Position) else after.score, after.object_id)
            found = found.where(tuple_(*place) < end if descending else tuple_(*place) > end)
        found = found.order_by(*(column.desc() if descending else column.asc() for column in place))
        # One more than the page shall have tells whether there is another.
        calls = tuple(CallSummary(*row) for row in self._session.execute(found.limit(limit + 1)))
        if len(calls) <= limit:
            return CallPage(calls, None)
        return CallPage(calls[:limit], _place_of(calls[limit - 1], by_score=by_score))

    def _wanted(self, source: _Source, wanted: WantedCalls) -> Select[Any]:
        found = _FROM_CALLS if source is ConversationRow else _FROM_FACTS
        conditions = [
            (source.campaign_id, wanted.campaign_id),
            (source.bot_name, wanted.bot_name),
            (ConversationRow.status, wanted.status),
            (CallFactsRow.sentiment, wanted.sentiment),
        ]
        found = found.where(source.tenant_id == self._tenant_id)
        found = found.where(*(column == value for column, value in conditions if value is not None))
        if wanted.since is not None:
            found = found.where(source.started_at >= wanted.since)
        if wanted.until is not None:
            found = found.where(source.started_at < wanted.until)
        if wanted.words is not None:
            found = found.where(spoken(self._tenant_id, source.conversation_id, parsed(wanted.words)))
        if wanted.min_score is not None:
            found = found.where(CallFactsRow.overall_quality_score >= wanted.min_score)
        if wanted.max_score is not None:
            found = found.where(CallFactsRow.overall_quality_score <= wanted.max_score)
        return found


def _named(key: str, known: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Return what a call's metadata name under a key, where there are no facts yet that would have it."""
    sent = ConversationRow.call_metadata[key]
    text = func.left(cast(ColumnElement[str], sent.astext), LONGEST_NAME, type_=Text)
    return func.coalesce(known, case((func.json_typeof(sent) == "string", text), else_=""))


def _summary(segment: ColumnElement[str], outcome: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    """Select the fields of a CallSummary; turns, which may be megabytes, stay where they are."""
    return select(
        ConversationRow.conversation_id,
        ConversationRow.call_id,
        ConversationRow.campaign_ref,
        ConversationRow.started_at,
        ConversationRow.duration_s,
        ConversationRow.bot_name,
        ConversationRow.status,
        ConversationRow.received_at,
        segment,
        outcome,
        CallFactsRow.status_reason,
        CallFactsRow.overall_quality_score,
        CallFactsRow.bot_performance_score,
        CallFactsRow.customer_engagement_score,
        CallFactsRow.sentiment,
        CallFactsRow.sentiment_trend,
    )


_FROM_CALLS = (
    _summary(_named("campaign_segment", CallFactsRow.segment), _named("interaction_outcome", CallFactsRow.outcome))
    .select_from(ConversationRow)
    .outerjoin(CallFactsRow, ITS_FACTS)
)
# Calls with facts need not be asked for their metadata, which is a third of what such a statement says.
_FROM_FACTS = (
    _summary(CallFactsRow.segment.expression, CallFactsRow.outcome.expression)
    .select_from(CallFactsRow)
    .join(ConversationRow, ITS_FACTS)
)


def _place_of(call: CallSummary, *, by_score: bool) -> CallPlace:
    if not by_score:
        return Position(call.started_at, call.conversation_id)
    return ScorePosition(cast(float, call.overall_quality_score), call.conversation_id)
