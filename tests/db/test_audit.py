"""The audit chain: appended to by everybody, changed by nobody; and what a superuser does to it is found."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from core.audit import BEGINNING, Chain, Head, Verdict, Wanted, check, link_hash
from core.origin import Origin, acting
from core.paging import Position
from db.base import db
from db.embedded import DatabaseUrls
from db.engine import owner_engine
from db.work import open_work
from tests.db.test_concurrency import at_once
from tests.db.test_migrations import as_whom
from tests.db.test_row_level_security import act_for

ANA = Origin("user", "ana", "u-1", "192.0.2.7", "req-1")
CHAIN_LENGTH = 6
REFUSED = "42501"  # insufficient_privilege


@pytest.fixture
def chain(tenant: str) -> str:
    """A tenant with a chain of six events."""
    for number in range(1, CHAIN_LENGTH + 1):
        record(tenant, "campaign.created", "campaign", str(number))
    return tenant


@pytest.fixture
def superuser(urls: DatabaseUrls) -> Iterator[Connection]:
    """Whom no policy binds, with the triggers off."""
    with owner_engine(as_whom(urls.owner, "postgres")).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("set session_replication_role = replica"))
        yield connection


def record(tenant: str, action: str, *rest: Any) -> None:
    with open_work(tenant) as work:
        work.audit.record(action, *rest)


def verdict_on(tenant: str, kept: Head | None = None) -> Verdict:
    with open_work(tenant) as work:
        return check(tenant, work.audit.chain(), kept)


def faults(tenant: str, kept: Head | None = None) -> list[tuple[int, str]]:
    return [(fault.sequence, fault.kind) for fault in verdict_on(tenant, kept).faults]


def test_an_event_comes_back_as_it_was_recorded(tenant: str) -> None:
    details = {"role": "admin", "name": "Zoë \u202e🎉", "count": 3, "again": False}
    with acting(ANA):
        record(tenant, "user.created", "user", "42", details)
    record(tenant, "tenant.checked")
    with open_work(tenant) as work:
        plain, link = work.audit.page(Wanted(), before=None, limit=10).links
    event = link.event
    assert (link.sequence, event.action, event.object_kind, event.object_id) == (1, "user.created", "user", "42")
    assert (event.origin, event.details) == (ANA, details)
    assert (plain.event.origin, plain.event.object_kind, plain.event.details) == (Origin("system", "system"), None, {})
    assert verdict_on(tenant).faults == ()


def test_every_event_holds_the_hash_of_the_one_before(chain: str) -> None:
    with open_work(chain) as work:
        links = list(work.audit.chain().links)
    assert [link.sequence for link in links] == list(range(1, CHAIN_LENGTH + 1))
    assert [link.previous_hash for link in links] == [BEGINNING, *(link.hash for link in links[:-1])]
    assert verdict_on(chain) == Verdict(CHAIN_LENGTH, Head(CHAIN_LENGTH, links[-1].hash), ())


def test_what_is_rolled_back_leaves_no_event_and_no_gap(chain: str) -> None:
    def give_up() -> None:
        with open_work(chain) as work:
            work.audit.record("campaign.created", "campaign", "7")
            raise RuntimeError("gone")

    with pytest.raises(RuntimeError):
        give_up()
    record(chain, "campaign.created", "campaign", "8")
    verdict = verdict_on(chain)
    assert (verdict.count, verdict.faults) == (CHAIN_LENGTH + 1, ())


def test_events_of_one_unit_of_work_follow_each_other(tenant: str) -> None:
    with open_work(tenant) as work:
        work.audit.record("conversation.deleted", "conversation", "a")
        work.audit.record("conversation.deleted", "conversation", "b")
    assert (verdict_on(tenant).count, faults(tenant)) == (2, [])


def test_those_who_append_at_once_make_one_chain(app: Flask, tenant: str) -> None:
    assert at_once(app, [lambda: record(tenant, "campaign.created", "campaign", "c")] * 40) == [None] * 40
    assert (verdict_on(tenant).count, faults(tenant)) == (40, [])


def test_a_chain_that_grows_while_it_is_checked_is_whole(app: Flask, chain: str) -> None:
    with open_work(chain) as work:
        growing = work.audit.chain()
        first = next(growing.links)
        assert at_once(app, [lambda: record(chain, "campaign.created", "campaign", "more")] * 3) == [None] * 3
        verdict = check(chain, Chain(growing.head, iter([first, *growing.links])))
    assert (verdict.count, verdict.faults) == (CHAIN_LENGTH, ())
    assert verdict_on(chain).count == CHAIN_LENGTH + 3


def test_pages_go_by_places_even_where_the_clock_was_put_back(chain: str, superuser: Connection) -> None:
    superuser.execute(
        text("update audit_events set at = at - interval '1 day' where tenant_id = :t and sequence = 6"), {"t": chain}
    )
    seen: list[int] = []
    before: Position | None = None
    with open_work(chain) as work:
        while not seen or before is not None:
            page = work.audit.page(Wanted(), before=before, limit=2)
            seen += [link.sequence for link in page.links]
            before = page.next
    assert seen == [6, 5, 4, 3, 2, 1]


def test_events_are_found_from_a_moment_on_and_before_another(chain: str) -> None:
    with open_work(chain) as work:
        third = next(link for link in work.audit.chain().links if link.sequence == 3).event.at
        late = work.audit.page(Wanted(since=third), before=None, limit=10).links
        early = work.audit.page(Wanted(until=third), before=None, limit=10).links
        nothing = work.audit.page(Wanted(since=third, until=third), before=None, limit=10).links
        between = work.audit.page(Wanted(third, third + timedelta(microseconds=1)), before=None, limit=10).links
    assert [link.sequence for link in late] == [6, 5, 4, 3]
    assert [link.sequence for link in early] == [2, 1]
    assert nothing == ()
    assert [link.sequence for link in between] == [3]


@pytest.mark.parametrize("change", ["update {} set tenant_id = tenant_id", "delete from {}", "truncate {}"])
@pytest.mark.parametrize("who", ["serving", "owner"])
def test_nobody_changes_or_deletes_an_event(chain: str, owner: Engine, who: str, change: str) -> None:
    with (db.engine if who == "serving" else owner).connect() as connection:
        act_for(connection, chain)
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text(change.format("audit_events")))
    assert refused.value.orig.pgcode == REFUSED  # type: ignore[union-attr]


@pytest.mark.parametrize("change", ["delete from audit_heads", "truncate audit_heads"])
@pytest.mark.parametrize("who", ["serving", "owner"])
def test_nobody_deletes_the_end_of_a_chain(chain: str, owner: Engine, who: str, change: str) -> None:
    with (db.engine if who == "serving" else owner).connect() as connection:
        act_for(connection, chain)
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text(change))
    assert refused.value.orig.pgcode == REFUSED  # type: ignore[union-attr]


CONTENT = {
    "event_id": "gen_random_uuid()",
    "at": "at + interval '1 microsecond'",
    "actor_kind": "'api_key'",
    "actor_id": "'somebody'",
    "actor_name": "'somebody'",
    "source": "'198.51.100.1'",
    "request_id": "'another'",
    "action": "'campaign.updated'",
    "object_kind": "'job'",
    "object_id": "'another'",
    "details": """'{"fields": "name"}'""",
    "previous_hash": r"'\x00' || substring(previous_hash from 2)",
    "hash": r"'\x00' || substring(hash from 2)",
}
EVENTS = "from audit_events where tenant_id = :t and"
TAMPERING: dict[str, tuple[list[str], list[tuple[int, str]]]] = {
    "an event taken out": ([f"delete {EVENTS} sequence = 3"], [(3, "missing")]),
    "the first taken out": ([f"delete {EVENTS} sequence = 1"], [(1, "missing")]),
    "the last cut off": ([f"delete {EVENTS} sequence = 6"], [(6, "end_cut_off")]),
    "all cut off": ([f"delete {EVENTS} true"], [(1, "end_cut_off")]),
    "the last cut off and the end put back, its hash forgotten": (
        [f"delete {EVENTS} sequence = 6", "update audit_heads set sequence = 5 where tenant_id = :t"],
        [(5, "end_changed")],
    ),
    "the end put back": (["update audit_heads set sequence = 4 where tenant_id = :t"], [(5, "beyond_the_end")]),
    "the end taken away": (["delete from audit_heads where tenant_id = :t"], [(1, "beyond_the_end")]),
    "two events exchanged": (
        [
            "update audit_events set sequence = 100 where tenant_id = :t and sequence = 3",
            "update audit_events set sequence = 3 where tenant_id = :t and sequence = 4",
            "update audit_events set sequence = 4 where tenant_id = :t and sequence = 100",
        ],
        [(3, "not_following"), (3, "changed"), (4, "not_following"), (4, "changed"), (5, "not_following")],
    ),
}


@pytest.mark.parametrize("column", CONTENT)
def test_a_change_by_a_superuser_to_any_column_is_found(chain: str, superuser: Connection, column: str) -> None:
    change = f"update audit_events set {column} = {CONTENT[column]} where tenant_id = :t and sequence = 3"
    assert superuser.execute(text(change), {"t": chain}).rowcount == 1
    assert (3, "changed") in faults(chain)


def test_the_changes_that_are_tried_are_to_all_columns_that_are_hashed() -> None:
    # Another tenant or place is found as well, as TAMPERING and the tests below show.
    columns = set(db.Model.metadata.tables["audit_events"].columns.keys())
    assert columns - set(CONTENT) == {"tenant_id", "sequence"}


@pytest.mark.parametrize("deed", TAMPERING)
def test_tampering_by_a_superuser_is_found_in_its_place(chain: str, superuser: Connection, deed: str) -> None:
    statements, expected = TAMPERING[deed]
    for statement in statements:
        assert superuser.execute(text(statement), {"t": chain}).rowcount >= 1
    assert faults(chain) == expected


def test_a_change_with_its_hash_made_anew_breaks_the_chain_after_it(chain: str, superuser: Connection) -> None:
    forge(chain, superuser, 3)
    assert faults(chain) == [(4, "not_following")]


def test_an_event_of_another_tenant_is_no_event_of_this_one(
    chain: str, other_tenant: str, superuser: Connection
) -> None:
    """The first event of a chain has the same hash before it in every tenant."""
    record(other_tenant, "campaign.created", "campaign", "1")
    for statement in (
        "delete from audit_events where tenant_id = :t",
        "update audit_events set tenant_id = :t where tenant_id = :other",
        "update audit_heads set (sequence, hash) = (select sequence, hash from audit_heads where tenant_id = :other)"
        " where tenant_id = :t",
    ):
        superuser.execute(text(statement), {"t": chain, "other": other_tenant})
    assert faults(chain) == [(1, "changed")]


def test_a_chain_that_is_written_anew_to_its_end_is_found_by_an_end_that_was_kept(
    chain: str, superuser: Connection
) -> None:
    """Whoever may write everything can make a whole chain: this is why the end is worth keeping elsewhere."""
    kept = verdict_on(chain).head
    for sequence in range(3, CHAIN_LENGTH + 1):
        forge(chain, superuser, sequence)
    assert faults(chain) == []
    assert faults(chain, kept) == [(CHAIN_LENGTH, "not_as_kept")]


def test_an_end_that_was_cut_off_together_with_the_head_is_found_by_an_end_that_was_kept(
    chain: str, superuser: Connection
) -> None:
    kept = verdict_on(chain).head
    for statement in (
        f"delete {EVENTS} sequence = 6",
        "update audit_heads set sequence = 5, hash = (select hash from audit_events where tenant_id = :t"
        " and sequence = 5) where tenant_id = :t",
    ):
        superuser.execute(text(statement), {"t": chain})
    assert faults(chain) == []
    assert faults(chain, kept) == [(CHAIN_LENGTH, "not_as_kept")]


def test_an_end_that_was_kept_is_found_again_in_a_chain_that_has_grown(chain: str) -> None:
    kept = verdict_on(chain).head
    record(chain, "campaign.created", "campaign", "7")
    assert faults(chain, kept) == []


def forge(tenant: str, superuser: Connection, sequence: int) -> None:
    """Name another actor in an event, and make its hash fit, and the head where it is the last."""
    with open_work(tenant) as work:
        links = {link.sequence: link for link in work.audit.chain().links}
    previous = links[sequence - 1].hash
    superuser.execute(
        text(
            "update audit_events set actor_name = 'nobody', previous_hash = :previous"
            " where tenant_id = :t and sequence = :sequence"
        ),
        {"t": tenant, "sequence": sequence, "previous": previous},
    )
    with open_work(tenant) as work:
        event = next(link.event for link in work.audit.chain().links if link.sequence == sequence)
    fitting = link_hash(tenant, sequence, event, previous)
    for statement in (
        "update audit_events set hash = :hash where tenant_id = :t and sequence = :sequence",
        "update audit_heads set hash = :hash where tenant_id = :t and sequence = :sequence",
    ):
        superuser.execute(text(statement), {"t": tenant, "sequence": sequence, "hash": fitting})
