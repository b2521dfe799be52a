"""Search of one tenant's calls by what was said in them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from operator import eq, ge, lt
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    REAL,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy import cast as as_type
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.paging import ScorePosition
from core.searching import LONGEST_SIDE, MOST_QUOTES, PUNCTUATION, FoundCall, FoundTurn, Stems, WordQuery
from db.models import CallWordsRow, ConversationRow
from db.repositories.words import SPOKEN, matches, tsquery, words_for

_BEST_TURNS = (
    text(
        """
        select conversations.conversation_id, best.* from conversations cross join lateral (
            select place - 1 as turn, speaker, at, said from (
                select place, turn ->> 'speaker' as speaker, turn -> 'timestamp' as at, turn ->> 'text' as said,
                    sum(length(turn ->> 'text')) over (partition by turn ->> 'speaker' order by place) as until
                from json_array_elements(turns) with ordinality as turns (turn, place)
            ) as turns
            cross join lateral to_tsvector('spoken', translate(said, :punctuation, :spaces)) as words
            cross join websearch_to_tsquery('spoken', :query) as wanted
            where until - length(said) < :longest and (:speaker is null or speaker = :speaker) and words @@ wanted
            order by ts_rank_cd(words, wanted) desc, place
            limit :most
        ) as best
        where conversations.tenant_id = :tenant_id and conversations.conversation_id = any(:which)
        order by conversations.conversation_id, best.turn
        """
    )
    .bindparams(bindparam("which", type_=ARRAY(Uuid)), bindparam("speaker", type_=Text))
    .columns(conversation_id=Uuid, turn=Integer, speaker=Text, at=JSON, said=Text)
)
# Each word counts the same, whatever part of a text it is of.
_EQUAL: ColumnElement[Any] = literal_column("'{1,1,1,1}'::real[]")
# More words in more talk are less of a match: divides by the logarithm of the length.
_BY_LENGTH = 1


class SearchRepository:
    """Calls by their words."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def page(
        self,
        query: WordQuery,
        *,
        campaign_id: UUID | None,
        bot_name: str | None,
        since: datetime | None,
        until: datetime | None,
        after: ScorePosition | None,
        limit: int,
    ) -> tuple[tuple[FoundCall, ...], ScorePosition | None]:
        """Return the calls that match, best first, after this place; and where the next page begins (None: nowhere).

        Of two that match alike, the one that was received later comes first.
        """
        wanted: tuple[tuple[Callable[[Any, Any], Any], InstrumentedAttribute[Any], Any], ...] = (
            (eq, ConversationRow.campaign_id, campaign_id),
            (eq, ConversationRow.bot_name, bot_name),
            (ge, ConversationRow.started_at, since),
            (lt, ConversationRow.started_at, until),
        )
        rank = func.ts_rank_cd(_EQUAL, words_for(query), tsquery(query.text), _BY_LENGTH)
        found = select(CallWordsRow.conversation_id, rank.label("rank")).where(
            CallWordsRow.tenant_id == self._tenant_id, matches(query)
        )
        conditions = [compare(column, value) for compare, column, value in wanted if value is not None]
        if conditions:
            found = self._among(found, conditions)
        matching = found.cte("matching").prefix_with("materialized")  # a rank is reckoned once
        place = (matching.c.rank, matching.c.conversation_id)
        best = select(*place).order_by(*(each.desc() for each in place)).limit(limit + 1)
        if after is not None:
            best = best.where(tuple_(*place) < tuple_(as_type(literal(after.score), REAL), literal(after.object_id)))
        ranks = {row.conversation_id: float(row.rank) for row in self._session.execute(best)}
        shown = list(ranks)[:limit]
        following = ScorePosition(ranks[shown[-1]], shown[-1]) if len(ranks) > limit else None
        return self._calls(shown, ranks, query), following

    def stems(self, words: Collection[str]) -> Stems:
        """Return what words are found by."""
        if not words:
            return {}
        word = func.unnest(as_type(list(words), ARRAY(Text))).table_valued("word").render_derived(name="said")
        stems = func.tsvector_to_array(func.to_tsvector(SPOKEN, word.c.word))
        return {text: frozenset(found) for text, found in self._session.execute(select(word.c.word, stems))}

    def _among(self, found: Select[Any], conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
        """Return what is found in calls that meet conditions.

        PostgreSQL takes a look at words for nearly free, and would look at those of all calls first: here the words of
        each call are fetched by its key.
        """
        calls = (
            select(ConversationRow.conversation_id)
            .where(ConversationRow.tenant_id == self._tenant_id, *conditions)
            .cte("calls")
            .prefix_with("materialized")
        )
        each = found.where(CallWordsRow.conversation_id == calls.c.conversation_id).offset(0).lateral("each")
        return select(each.c.conversation_id, each.c.rank).select_from(calls.join(each, true()))

    def _calls(self, which: Sequence[UUID], ranks: dict[UUID, float], query: WordQuery) -> tuple[FoundCall, ...]:
        """Return calls in this order, with the turns that match best."""
        found = self._session.execute(
            select(
                ConversationRow.conversation_id,
                ConversationRow.call_id,
                ConversationRow.campaign_ref,
                ConversationRow.started_at,
                ConversationRow.bot_name,
            ).where(ConversationRow.tenant_id == self._tenant_id, ConversationRow.conversation_id.in_(which))
        )
        calls = {row[0]: row[1:] for row in found}
        turns = self._turns(which, query)
        # A call may have been erased between the two questions.
        return tuple(FoundCall(*calls[each], ranks[each], tuple(turns[each])) for each in which if each in calls)

    def _turns(self, which: Sequence[UUID], query: WordQuery) -> dict[UUID, list[FoundTurn]]:
        """Return the turns of calls that match best, five of each, in their order.

        Looks at those turns only whose words can be found, so that it takes no longer for a call of a million words.
        """
        found: dict[UUID, list[FoundTurn]] = defaultdict(list)
        if not which:
            return found
        given = {
            "tenant_id": self._tenant_id,
            "which": list(which),
            "speaker": query.speaker,
            "query": query.any_part,
            "punctuation": PUNCTUATION,
            "spaces": " " * len(PUNCTUATION),
            "longest": LONGEST_SIDE,
            "most": MOST_QUOTES,
        }
        for row in self._session.execute(_BEST_TURNS, given):
            found[row.conversation_id].append(FoundTurn(row.turn, row.at, row.speaker, row.said))
        return found
