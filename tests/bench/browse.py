"""Lists, search and analytics over 10,000, 100,000 and a million calls of 200 tenants, for the largest of them.

A page of a list is told in look-ups by primary key of columns that it shows, and analytics against the same sums over
the documents of reports.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from core.browsing import CallPlace, Sort, WantedCalls
from core.paging import Position, ScorePosition
from core.searching import parsed
from core.services.analytics import AnalyticsService
from db.base import db
from db.models import ConversationRow
from db.work import TenantSession, open_work
from tests.bench.documents import alike, all_sums, document_sums
from tests.bench.figures import Figure, Scale, at_least, at_most, interleaved, quotients
from tests.bench.filling import BEGIN, DAYS, LARGEST, LARGEST_PERCENT, ManyCalls, many_calls

PART = "browse"
PAGE = 20
# Of the words of more than a hundredth of some calls one of the fewest, and that of the most.
WORDS = """
    select (array_agg(word order by ndoc, word))[1], (array_agg(word order by ndoc desc, word))[1]
    from ts_stat(:words)
    where word ~ '^[a-z]{4,}$' and word = any(tsvector_to_array(to_tsvector('spoken', word))) and ndoc > :fewest
"""
SOME_CALLS = 2_000
OF_SOME_CALLS = f"select customer || bot from call_words where tenant_id = '{LARGEST}' limit {SOME_CALLS}"
LOOKED_UP = (
    ConversationRow.conversation_id,
    ConversationRow.call_id,
    ConversationRow.campaign_ref,
    ConversationRow.started_at,
    ConversationRow.duration_s,
    ConversationRow.bot_name,
    ConversationRow.status,
    ConversationRow.received_at,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, in which order it is, and places within it where pages begin, beside its own beginning."""

    name: str
    wanted: WantedCalls
    sort: Sort = "-started_at"
    places: tuple[CallPlace, ...] = ()


def measure(scale: Scale) -> Iterator[Figure]:
    """Measure each size, and the goals at the largest."""
    sizes = (2_000,) if scale.short else (10_000, 100_000, 1_000_000)
    for calls in sizes:
        with many_calls(calls) as database:
            yield from _pages(scale, database, in_full=calls == sizes[-1])
            yield from _search(scale, database)
            yield from _analytics(scale, database, in_full=calls == sizes[-1])


def _pages(scale: Scale, database: ManyCalls, *, in_full: bool) -> Iterator[Figure]:
    """Measure pages of lists, in look-ups."""
    times = 3 if scale.short else 30
    with open_work(LARGEST) as work, TenantSession(db.engine, LARGEST) as session:
        (call,) = work.browsing.page(WantedCalls(), "-started_at", after=_at_time(0.3), limit=1).calls
        key = ConversationRow.tenant_id == LARGEST, ConversationRow.conversation_id == call.conversation_id

        def look_up() -> Any:
            return session.execute(select(*LOOKED_UP).where(*key)).one()

        def page(each: Listed, after: CallPlace | None) -> Callable[[], object]:
            def read() -> None:
                found = work.browsing.page(each.wanted, each.sort, after=after, limit=PAGE).calls
                assert len(found) == PAGE or database.calls < 1_000_000, each.name

            return read

        def in_look_ups(read: Callable[[], object]) -> float:
            return _ms(read, times) / _ms(look_up, times)  # side by side, for what else the machine does

        ways = {
            f"{each.name}, {_told(after)}": partial(in_look_ups, page(each, after))
            for each in _lists(database.campaign_id)
            for after in (None, *each.places)
        }
        ratios = interleaved(ways, scale.rounds)
        looked_up = interleaved(_timed({"": look_up}, times), scale.rounds)[""]
    worst = sorted(ratios.values(), key=lambda rounds: sorted(rounds)[len(rounds) // 2])[-1]
    if in_full:
        yield Figure(PART, "look-up by primary key", "ms", looked_up)
        for name, rounds in ratios.items():
            yield Figure(PART, f"page, in look-ups: {name}", "×", rounds)
    goal = at_most(4) if in_full else None
    yield Figure(PART, f"the slowest page, in look-ups, {database.calls:,} calls", "×", worst, goal)


def _lists(campaign_id: UUID) -> list[Listed]:
    by_time = tuple(_at_time(share) for share in (0.5, 0.99))
    day = BEGIN + timedelta(days=9)
    return [
        Listed("by time", WantedCalls(), places=by_time),
        Listed("by time, oldest first", WantedCalls(), "started_at", tuple(_at_time(share) for share in (0.5, 0.01))),
        Listed("of a campaign", WantedCalls(campaign_id=campaign_id), places=by_time),
        Listed("of a bot", WantedCalls(bot_name="ava-1"), places=by_time),
        Listed("of a mood", WantedCalls(sentiment="positive"), places=by_time),
        Listed("of a mood of few calls", WantedCalls(sentiment="negative"), places=by_time[:1]),
        Listed("of a bot and a mood", WantedCalls(bot_name="ava-2", sentiment="positive"), places=by_time),
        Listed("of ten days", WantedCalls(since=day, until=day + timedelta(days=10))),
        Listed("failed", WantedCalls(status="failed"), places=by_time[:1]),
        Listed("completed", WantedCalls(status="completed"), places=by_time),
        Listed("above a score", WantedCalls(min_score=5), places=by_time),
        Listed("by score", WantedCalls(), "-overall_quality_score", _at_scores(6.0)),
        Listed("by score, lowest first", WantedCalls(), "overall_quality_score", _at_scores(5.0)),
        Listed("by score, within bounds", WantedCalls(min_score=4, max_score=6), "overall_quality_score"),
        Listed("of a campaign by score", WantedCalls(campaign_id=campaign_id), "-overall_quality_score"),
    ]


def _search(scale: Scale, database: ManyCalls) -> Iterator[Figure]:
    """Measure the first page of searches for words that few and many calls have."""
    with database.superuser.connect() as connection:
        words = connection.execute(text(WORDS), {"words": OF_SOME_CALLS, "fewest": SOME_CALLS // 100}).one()
    with open_work(LARGEST) as work:

        def search(word: str) -> Callable[[], object]:
            def read() -> None:
                found, _ = work.search.page(
                    parsed(word), campaign_id=None, bot_name=None, since=None, until=None, after=None, limit=PAGE
                )
                assert found

            return read

        ways = {name: search(word) for name, word in zip(("few", "many"), words, strict=True)}
        found = interleaved(_timed(ways, 1), scale.rounds)
    for name, took in found.items():
        yield Figure(PART, f"search for a word of {name} calls, {_of(database)}", "ms", took)


def _analytics(scale: Scale, database: ManyCalls, *, in_full: bool) -> Iterator[Figure]:
    """Measure the analytics of the largest campaign, and the same sums over documents, which are read once for all."""
    service, campaign_id = AnalyticsService(open_work), database.campaign_id
    from_documents = document_sums(database)
    for one, other in zip(from_documents, _sums(campaign_id), strict=True):
        assert one == other or alike(one, other)

    def first() -> None:
        with database.superuser.begin() as connection:
            connection.execute(text("truncate day_sums"))
        _sums(campaign_id)

    ways: dict[str, Callable[[], object]] = {
        "first": first,
        "whole": lambda: service.campaign(LARGEST, str(campaign_id), group_by="bot_name"),
        "sums": lambda: _sums(campaign_id),
    }
    if in_full:
        ways["documents"] = lambda: document_sums(database)
    found = interleaved(_timed(ways, 1), scale.rounds)
    yield Figure(PART, f"analytics of a campaign, {_of(database)}", "ms", found["whole"])
    yield Figure(PART, f"analytics, the sums alone, for the first time, {_of(database)}", "ms", found["first"])
    yield Figure(PART, f"analytics, the sums alone, {_of(database)}", "ms", found["sums"])
    if in_full:
        yield Figure(PART, f"the same sums over jsonb, {_of(database)}", "ms", found["documents"])
        faster = quotients(found["documents"], found["sums"])
        yield Figure(PART, f"analytics against the same over jsonb, {_of(database)}", "×", faster, at_least(20))


def _sums(campaign_id: UUID) -> Any:
    with open_work(LARGEST) as work:
        return all_sums(work.statistics, campaign_id)


def _of(database: ManyCalls) -> str:
    return f"{database.calls * LARGEST_PERCENT // 100:,} calls of {database.calls:,}"


def _timed(ways: dict[str, Callable[[], object]], times: int) -> dict[str, Callable[[], float]]:
    return {name: partial(_ms, way, times) for name, way in ways.items()}


def _ms(do: Callable[[], object], times: int) -> float:
    """Return the milliseconds of one of so many, by their median."""
    took = []
    for _ in range(times):
        began_s = time.perf_counter()
        do()
        took.append(time.perf_counter() - began_s)
    return median(took) * 1000


def _at_time(share: float) -> Position:
    """Return a place in a list from the newest on."""
    return Position(BEGIN + timedelta(days=DAYS * (1 - share)), UUID(int=0))


def _at_scores(*scores: float) -> tuple[ScorePosition, ...]:
    return tuple(ScorePosition(score, UUID(int=0)) for score in scores)


def _told(after: CallPlace | None) -> str:
    match after:
        case None:
            return "first page"
        case Position():
            return f"after {after.at:%d %B}"
        case _:
            return f"after {after.score:g}"
