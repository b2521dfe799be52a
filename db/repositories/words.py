"""The words of calls, as full text search wants them.

The index of a full text search (GIN) is of no use here: row-level security lets nothing be asked of rows before it is
known whose they are, and `@@` may tell what it sees (it is not leakproof). So the words of all calls of the tenant that
the other filters leave are read, one after the other. Measured on two shared cores, with 100,000 calls of 15 turns and
143 words on average (80 MB of words): half a second for a word or a phrase, a tenth of one for one side's words or for
one of ten campaigns, two seconds where nearly every call matches and is ranked. Keeping the words of a call takes 0.3
ms.

A table of single words (tenant, stem, call), whose keys row-level security would let be looked up, was weighed and left
out: 107 rows for such a call are 14 kB with their key, twelve times what is kept here, and 22 kB of log; inserting them
takes 1.9 ms. It would find calls with rare words without reading the others, but neither phrases nor ranks.

PostgreSQL keeps places of words up to the 16,383rd of a side, and 256 of one word: beyond that, words are found, but
phrases are not.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, Text, Uuid, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.calls import Speaker
from core.searching import LONGEST_SIDE, WordQuery, spaced
from db.models import CallWordsRow
from db.repositories.writing import given, some_at_once

# English stems, with no word left out for being common: phrases are made of those ("not interested").
SPOKEN: ColumnElement[Any] = literal_column("'spoken'::regconfig")
_WORDS = cast(Table, CallWordsRow.__table__)
_SAID = given("words", {"tenant_id": Text(), "conversation_id": Uuid(), "customer": Text(), "bot": Text()})
# One word that nobody can look for, since its signs are taken out of texts and queries, so that no phrase goes from one
# turn into the next.
_BETWEEN_TURNS = " x@y.com "

# Turns as they are stored, with their speaker and text.
Turns = Sequence[Mapping[str, Any]]


def insert_words(*, among: Select[tuple[UUID]] | None = None) -> Insert:
    """Return the statement that inserts the `word_rows` that it is given as `words`, of these calls (None: all)."""
    stems = (func.to_tsvector(SPOKEN, said) for said in (_SAID.c.customer, _SAID.c.bot))
    rows = select(_SAID.c.tenant_id, _SAID.c.conversation_id, *stems)
    wanted = rows if among is None else rows.where(_SAID.c.conversation_id.in_(among))
    return insert(_WORDS).from_select(["tenant_id", "conversation_id", "customer", "bot"], wanted)


_INSERT_WORDS = insert_words()


def store_words(session: Session, tenant_id: str, calls: Sequence[tuple[UUID, Turns]]) -> None:
    """Keep the words of calls by their conversation ids."""
    for some in some_at_once(calls):
        session.execute(_INSERT_WORDS, {"words": word_rows(tenant_id, some)})


def word_rows(tenant_id: str, calls: Iterable[tuple[UUID, Turns]]) -> list[dict[str, Any]]:
    """Return what is said in calls, by their conversation ids."""
    return [
        {
            "tenant_id": tenant_id,
            "conversation_id": conversation_id,
            "customer": side_of(turns, "customer"),
            "bot": side_of(turns, "bot"),
        }
        for conversation_id, turns in calls
    ]


def side_of(turns: Turns, speaker: Speaker) -> str:
    """Return what can be found of one side's words, with spaces for punctuation."""
    texts = [turn["text"] for turn in turns if turn["speaker"] == speaker]
    lengths = accumulate((len(text) + len(_BETWEEN_TURNS) for text in texts), initial=0)
    begun = [text for text, before in zip(texts, lengths, strict=False) if before < LONGEST_SIDE]
    return _BETWEEN_TURNS.join(map(spaced, begun))[:LONGEST_SIDE]


def spoken(
    tenant_id: str, conversation_id: InstrumentedAttribute[UUID] | ColumnElement[UUID], query: WordQuery
) -> ColumnElement[bool]:
    """Return the condition that a call is one in which this was said."""
    return (
        exists()
        .where(CallWordsRow.tenant_id == tenant_id, CallWordsRow.conversation_id == conversation_id, matches(query))
        .correlate_except(CallWordsRow)
    )


def matches(query: WordQuery) -> ColumnElement[bool]:
    """Return the condition that these words of a call match."""
    return words_for(query).op("@@", is_comparison=True)(tsquery(query.text))


def words_for(query: WordQuery) -> ColumnElement[Any]:
    """Return the words that a query looks at: one side's, or both sides' taken together."""
    if query.speaker is None:
        return CallWordsRow.customer.op("||")(CallWordsRow.bot)
    return _WORDS.c[query.speaker]


def tsquery(text: str) -> ColumnElement[Any]:
    """Return what PostgreSQL makes of a search."""
    return func.websearch_to_tsquery(SPOKEN, text)
