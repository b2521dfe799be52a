"""What one tenant's customers asked for, and calls that stand out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    TableValuedAlias,
    Text,
    column,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from core.requests import CallWorthAListen, Reason, RequestExample, RequestTopic
from core.topics import MOST_KEYS, Wording
from db.models import CallFactsRow, CallRequestRow, ConversationRow
from db.repositories.periods import began_in

# Calls of each reason.
_WORTH_A_LISTEN = 3
# By what calls stand out, the least of it first. A mood that never fell, or hardly, is no reason.
_STANDING_OUT: Mapping[Reason, tuple[SQLColumnExpression[Any], ColumnElement[bool]]] = {
    "lowest_score": (CallFactsRow.overall_quality_score, true()),
    "biggest_mood_drop": (-CallFactsRow.mood_drop, CallFactsRow.mood_drop >= 0.25),
    "least_certain": (CallFactsRow.mean_confidence, CallFactsRow.mean_confidence.is_not(None)),
}
_OPEN = CallRequestRow.outcome.in_(("deferred", "unresolved"))
_OF_A_REQUEST = tuple(
    getattr(CallRequestRow, name) for name in ("conversation_id", "ordinal", "started_at", "turn", "quote")
)


class RequestRepository:
    """Requests by the campaigns of their calls."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def wordings(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> list[Wording]:
        """Return the most frequent keys of a campaign's requests that say what is wanted, the most frequent first.

        Of two that are as frequent the shorter one comes first: it is the more typical one.
        """
        count = func.count()
        found = self._session.execute(
            select(
                CallRequestRow.topic_key,
                func.min(CallRequestRow.quote.collate("C")),
                count,
                count.filter(CallRequestRow.is_new),
                count.filter(_OPEN),
            )
            .where(began_in(CallRequestRow, self._tenant_id, campaign_id, since, until), CallRequestRow.topic_key != "")
            .group_by(CallRequestRow.topic_key)
            .order_by(count.desc(), func.length(CallRequestRow.topic_key), CallRequestRow.topic_key.collate("C"))
            .limit(MOST_KEYS)
        )
        return [Wording(*row) for row in found]

    def topics(
        self,
        campaign_id: UUID,
        since: datetime | None,
        until: datetime | None,
        topics: Sequence[Sequence[str]],
        *,
        unresolved: bool,
    ) -> tuple[RequestTopic, ...]:
        """Tell topics that are given by their keys, in their order; wordings of the first key are typical of a topic.

        With `unresolved` all requests are counted and what is shown was left open; without, only what was new is.
        """
        if not topics:
            return ()
        keyed = _table_of(topics)
        asked = (
            select(
                keyed.c.topic,
                keyed.c.leads,
                _OPEN.label("is_open"),
                *_OF_A_REQUEST,
            )
            .join(keyed, keyed.c.key == CallRequestRow.topic_key)
            .where(
                began_in(CallRequestRow, self._tenant_id, campaign_id, since, until),
                true() if unresolved else CallRequestRow.is_new,
            )
            .cte("asked")
        )
        shown = asked.c.is_open if unresolved else true()
        counted = (
            select(
                asked.c.topic,
                func.count().label("asked_count"),
                func.count(asked.c.conversation_id.distinct()).label("call_count"),
                func.count().filter(asked.c.is_open).label("unresolved_count"),
            )
            .group_by(asked.c.topic)
            .cte("counted")
        )
        # Of wordings that are as frequent, one that is neither shouted nor much shorter or longer than most.
        length = func.length(asked.c.quote)
        typical = (
            select(asked.c.topic, asked.c.quote)
            .ext(distinct_on(asked.c.topic))
            .where(asked.c.leads, shown)
            .group_by(asked.c.topic, asked.c.quote)
            .order_by(
                asked.c.topic,
                func.count().desc(),
                asked.c.quote == func.upper(asked.c.quote),
                func.abs(length - func.avg(length).over(partition_by=asked.c.topic)),
                asked.c.quote.collate("C"),
            )
            .cte("typical")
        )
        example = (
            select(asked)
            .ext(distinct_on(asked.c.topic))
            .join(typical, typical.c.topic == asked.c.topic)
            .where(shown, asked.c.quote == typical.c.quote)
            .order_by(asked.c.topic, asked.c.started_at.desc(), asked.c.conversation_id, asked.c.ordinal)
            .cte("example")
        )
        found = self._session.execute(
            select(counted, example.c.turn, example.c.quote, ConversationRow.call_id)
            .join(example, example.c.topic == counted.c.topic)
            .join(ConversationRow, ConversationRow.conversation_id == example.c.conversation_id)
            .where(ConversationRow.tenant_id == self._tenant_id)
            .order_by(counted.c.topic)
        )
        return tuple(
            RequestTopic(
                topic=row.quote,
                count=row.asked_count,
                call_count=row.call_count,
                unresolved_count=row.unresolved_count,
                example=RequestExample(row.call_id, row.turn, row.quote),
            )
            for row in found
        )

    def worth_a_listen(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> tuple[CallWorthAListen, ...]:
        """Return calls that stand out, for each reason some; none twice. Of equals the newest come first."""
        wanted = union_all(
            *(self._standing_out(reason, campaign_id, since, until) for reason in _STANDING_OUT)
        ).subquery()
        found = self._session.execute(
            select(ConversationRow.call_id, wanted.c.reason, wanted.c.value)
            .join(wanted, wanted.c.conversation_id == ConversationRow.conversation_id)
            .where(ConversationRow.tenant_id == self._tenant_id)
            .order_by(wanted.c.reason, wanted.c.place)
        )
        by_reason: dict[Reason, list[CallWorthAListen]] = {reason: [] for reason in _STANDING_OUT}
        for row in found:
            by_reason[row.reason].append(CallWorthAListen(*row))
        chosen: dict[str, CallWorthAListen] = {}
        for calls in by_reason.values():
            fresh = (call for call in calls if call.call_id not in chosen)
            chosen.update({call.call_id: call for call in islice(fresh, _WORTH_A_LISTEN)})
        return tuple(chosen.values())

    def _standing_out(
        self, reason: Reason, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> Select[Any]:
        """Return as many calls as have to be known of a reason where all that the others name are among them."""
        measure, tells = _STANDING_OUT[reason]
        most_first = (measure, CallFactsRow.started_at.desc(), CallFactsRow.conversation_id)
        return (
            select(
                CallFactsRow.conversation_id,
                literal(reason, Text).label("reason"),
                func.abs(measure).label("value"),
                func.row_number().over(order_by=most_first).label("place"),
            )
            .where(began_in(CallFactsRow, self._tenant_id, campaign_id, since, until), CallFactsRow.judged, tells)
            .order_by(*most_first)
            .limit(_WORTH_A_LISTEN * len(_STANDING_OUT))
        )


def _table_of(topics: Sequence[Sequence[str]]) -> TableValuedAlias:
    """Return a table of the keys of topics, with their topic's place and whether they lead it."""
    keys = [(key, topic, place == 0) for topic, group in enumerate(topics) for place, key in enumerate(group)]
    columns: dict[str, type[TypeEngine[Any]]] = {"key": Text, "topic": Integer, "leads": Boolean}
    arrays = (literal([each[at] for each in keys], ARRAY(kind)) for at, kind in enumerate(columns.values()))
    table = func.unnest(*arrays).table_valued(*(column(name, kind) for name, kind in columns.items()), name="keyed")
    return table.render_derived()
