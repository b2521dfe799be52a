"""The calls of one tenant as a list, by time or by score."""

from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, case, null, select, tuple_
from sqlalchemy.orm import Session

from core.browsing import CallPage, CallPlace, CallSummary, Sort, WantedCalls
from core.facts import name_of
from core.paging import Position, ScorePosition
from core.searching import parsed
from db.models import CallFactsRow, ConversationRow
from db.repositories.conversations import ITS_FACTS
from db.repositories.words import spoken

# What a list is read from: the calls, or the facts of those that have a report. Both have these columns.
_Source = type[ConversationRow] | type[CallFactsRow]
# Kinds of lists whose statements are kept: to build one, and the key by which SQLAlchemy knows it again, takes as long
# as PostgreSQL takes for the page. There are a thousand kinds, of which few are asked for.
_KINDS = 128


class BrowsingRepository:
    """Pages of calls."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def page(self, wanted: WantedCalls, sort: Sort, *, after: CallPlace | None, limit: int) -> CallPage:
        """Return the wanted calls that come after this place in the list."""
        given = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
        filters = {name: value for name, value in given.items() if value is not None and name != "words"}
        source = _source(sort, need_verdict=wanted.need_verdict)
        found = _list(source, sort, frozenset(filters), continued=after is not None)
        if wanted.words is not None:
            found = found.where(spoken(self._tenant_id, source.conversation_id, parsed(wanted.words)))
        if after is not None:
            filters |= {"end": after.at if isinstance(after, Position) else after.score, "end_id": after.object_id}
        # One more than the page shall have tells whether there is another.
        rows = self._session.execute(found, {"tenant_id": self._tenant_id, "most": limit + 1, **filters})
        calls = tuple(_summary(*row) for row in rows)
        if len(calls) <= limit:
            return CallPage(calls, None)
        return CallPage(calls[:limit], _place_of(calls[limit - 1], by_score=_is_by_score(sort)))


def _is_by_score(sort: Sort) -> bool:
    return sort.endswith("overall_quality_score")


def _source(sort: Sort, *, need_verdict: bool) -> _Source:
    return CallFactsRow if _is_by_score(sort) or need_verdict else ConversationRow


@lru_cache(maxsize=_KINDS)
def _list(source: _Source, sort: Sort, filters: frozenset[str], *, continued: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of a list that is filtered by fields of WantedCalls, which are its parameters.

    The others are `tenant_id`, `most` and, where the list is continued after a place, its `end` and `end_id`. A list by
    time is read from an index on time, one by score from one on scores.
    """
    found = _FROM_CALLS if source is ConversationRow else _FROM_FACTS
    conditions: dict[str, ColumnElement[bool]] = {
        "campaign_id": source.campaign_id == bindparam("campaign_id"),
        "bot_name": source.bot_name == bindparam("bot_name"),
        "status": ConversationRow.status == bindparam("status"),
        "sentiment": CallFactsRow.sentiment == bindparam("sentiment"),
        "since": source.started_at >= bindparam("since"),
        "until": source.started_at < bindparam("until"),
        "min_score": CallFactsRow.overall_quality_score >= bindparam("min_score"),
        "max_score": CallFactsRow.overall_quality_score <= bindparam("max_score"),
    }
    found = found.where(source.tenant_id == bindparam("tenant_id"), *(conditions[name] for name in sorted(filters)))
    if _is_by_score(sort):
        found = found.where(CallFactsRow.judged)
    by = CallFactsRow.overall_quality_score if _is_by_score(sort) else source.started_at
    place = (by, source.conversation_id)
    descending = sort.startswith("-")
    if continued:
        end = tuple_(bindparam("end", type_=by.type), bindparam("end_id", type_=source.conversation_id.type))
        found = found.where(tuple_(*place) < end if descending else tuple_(*place) > end)
    return found.order_by(*(column.desc() if descending else column.asc() for column in place)).limit(bindparam("most"))


# The fields of a CallSummary; turns, which may be megabytes, stay where they are.
_SUMMARY = (
    ConversationRow.conversation_id,
    ConversationRow.call_id,
    ConversationRow.campaign_ref,
    ConversationRow.started_at,
    ConversationRow.duration_s,
    ConversationRow.bot_name,
    ConversationRow.status,
    ConversationRow.received_at,
    CallFactsRow.segment,
    CallFactsRow.outcome,
    CallFactsRow.status_reason,
    CallFactsRow.overall_quality_score,
    CallFactsRow.bot_performance_score,
    CallFactsRow.customer_engagement_score,
    CallFactsRow.sentiment,
    CallFactsRow.sentiment_trend,
)
# Metadata may be large: they are asked for only where there are no facts yet, which have the names in them.
_METADATA = case((CallFactsRow.segment.is_(None), ConversationRow.call_metadata), else_=None)
_FROM_CALLS: Select[*tuple[Any, ...]] = (
    select(*_SUMMARY, _METADATA).select_from(ConversationRow).outerjoin(CallFactsRow, ITS_FACTS)
)
_FROM_FACTS: Select[*tuple[Any, ...]] = (
    select(*_SUMMARY, null()).select_from(CallFactsRow).join(ConversationRow, ITS_FACTS)
)


def _summary(*row: Any) -> CallSummary:
    """Return a call from a row of a list: its fields, and the metadata of one without facts."""
    *told, metadata = row
    call = CallSummary(*told)
    if metadata is None:
        return call
    names = {key: name_of(metadata.get(key)) for key in ("campaign_segment", "interaction_outcome")}
    return replace(call, segment=names["campaign_segment"], outcome=names["interaction_outcome"])


def _place_of(call: CallSummary, *, by_score: bool) -> CallPlace:
    if not by_score:
        return Position(call.started_at, call.conversation_id)
    return ScorePosition(cast(float, call.overall_quality_score), call.conversation_id)
