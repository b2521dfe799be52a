"""Calls that are erased, links that end, and what remains."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from core.answers import Answer, AskedQuestion
from core.errors import NotFound
from core.ports import Work
from core.privacy import ErasureReceipt, ShareLink
from db.all_tenants import NotTheOwner, tenant_ids
from db.base import db
from db.embedded import DatabaseUrls
from db.repositories.erasing import tables_of_a_call
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import FINGERPRINT, NOW, row_of_every_table, stored_call, stored_campaign, stored_job
from tests.db.test_row_level_security import TENANT_TABLES, act_for
from tests.db.waiting import wait_for_waiting

# Every table that refers to a call, directly or through another.
REFERRING = """
    with recursive referring(relation) as (
        select 'conversations'::regclass::oid
        union
        select k.conrelid from pg_constraint k join referring on k.confrelid = referring.relation and k.contype = 'f'
    )
    select relname from referring join pg_class on pg_class.oid = relation where relname <> 'conversations'
"""


def asked_of(call_id: str) -> AskedQuestion:
    return AskedQuestion(uuid7(), call_id, "Is it?", Answer("boolean", "Yes.", 0.9, ()), NOW, FINGERPRINT)


def a_link(call_id: str, *, hours: float = 1) -> ShareLink:
    return ShareLink(uuid7(), call_id, NOW, NOW + timedelta(hours=hours))


def receipt_of(**rows: int) -> dict[str, int]:
    """Return the numbers of a receipt: of the call itself, of what is named, and none of all others."""
    return {**{table.name: 0 for table in tables_of_a_call()}, "conversations": 1, "call_words": 1, **rows}


def rows_left(tenant_id: str) -> dict[str, int]:
    with db.engine.connect() as connection:
        act_for(connection, tenant_id)
        return {table: connection.scalar(text(f"select count(*) from {table}")) or 0 for table in TENANT_TABLES}


def test_a_receipt_counts_every_table_that_refers_to_a_call(owner: Engine) -> None:
    with owner.connect() as connection:
        referring = set(connection.scalars(text(REFERRING)))
    assert referring == {table.name for table in tables_of_a_call()}
    assert referring >= {"reports", "answers", "share_links"}


def test_an_erased_call_leaves_nothing_behind_but_its_job(tenant: str, other_tenant: str) -> None:
    row_of_every_table(tenant)
    row_of_every_table(other_tenant)
    before = rows_left(tenant)
    of_the_call = {name: before[name] for name in receipt_of()}
    assert set(of_the_call.values()) == {1}
    with open_work(tenant) as work:
        work.answers.add(asked_of("call-1"))
        assert work.conversations.erase(["call-1", "unknown"]) == {
            "call-1": receipt_of(**{**of_the_call, "answers": 2})
        }
    # What its day summed up to is made anew when it is next wanted.
    assert rows_left(tenant) == {**before, **dict.fromkeys(of_the_call, 0), "day_sums": 0}
    assert rows_left(other_tenant) == before


def test_only_the_named_calls_are_erased(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    calls = [a_call(call_id=name) for name in ("a", "b", "c", "é")]
    job = stored_job(tenant, campaign, calls, failing=["b", "c"])
    with open_work(tenant) as work:
        erased = work.conversations.erase(["c", "a"])
        assert erased["a"] == receipt_of(reports=1, call_facts=1, call_requests=1)
        assert erased["c"] == receipt_of()
    with open_work(tenant) as work:
        assert work.conversations.taken(["a", "b", "c", "é"]) == {"b", "é"}
        found, counts = work.jobs.find(job.job_id), work.jobs.get(job.job_id)
    assert found is not None
    assert [result.call_id for result in found.results] == ["b", "é"]
    assert (counts.call_count, counts.processed_count, counts.failed_count) == (4, 4, 2)


def test_of_two_that_erase_the_same_call_one_finds_it(tenant: str, app: Flask) -> None:
    stored_call(tenant)

    def erase(_: int) -> int:
        with app.app_context(), open_work(tenant) as work:
            return len(work.conversations.erase(["call-1"]))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(erase, range(4))) == [0, 0, 0, 1]


@pytest.mark.parametrize(
    "add", [lambda work: work.answers.add(asked_of("call-1")), lambda work: work.share_links.add(a_link("call-1"))]
)
def test_what_is_added_to_a_call_while_it_is_erased_finds_no_call(
    tenant: str, app: Flask, owner: Engine, add: Callable[[Work], None]
) -> None:
    stored_call(tenant)

    def add_in_another_transaction() -> None:
        with app.app_context(), open_work(tenant) as work:
            add(work)

    with ThreadPoolExecutor(1) as pool:
        with open_work(tenant) as work:
            work.conversations.erase(["call-1"])
            adding = pool.submit(add_in_another_transaction)
            wait_for_waiting(owner, 1)
        assert isinstance(adding.exception(timeout=10), NotFound)


def test_a_call_is_overdue_by_the_word_of_its_campaign_or_else_of_its_tenant(tenant: str, other_tenant: str) -> None:
    short, unsaid = stored_campaign(tenant, code="SHORT"), stored_campaign(tenant, code="UNSAID")
    stored_call(tenant, short, call_id="short")
    stored_call(tenant, unsaid, call_id="unsaid")
    stored_call(other_tenant, call_id="theirs")

    def overdue(days: float) -> int:
        now = NOW + timedelta(days=days)
        with open_work(tenant) as work:
            return work.conversations.count_overdue(now)

    assert overdue(4000) == 0
    with open_work(tenant) as work:
        work.campaigns.set_retention(short.campaign_id, 7)
    assert (overdue(6.9), overdue(7), overdue(7.1)) == (0, 0, 1)
    with open_work(tenant) as work:
        work.tenants.set_retention(3)
    assert (overdue(2.9), overdue(3.1), overdue(7.1)) == (0, 1, 2)
    later = NOW + timedelta(days=4)
    with open_work(tenant) as work:
        assert set(work.conversations.erase_overdue(later, 10)) == {"unsaid"}
        assert work.conversations.erase_overdue(later, 10) == {}
    with open_work(tenant) as work:
        work.campaigns.set_retention(short.campaign_id, None)
        assert len(work.conversations.erase_overdue(later, 1)) == 1
        work.tenants.set_retention(None)
    stored_call(tenant, short)
    assert overdue(4000) == 0
    assert rows_left(other_tenant)["conversations"] == 1


def test_settings_of_privacy_come_back(tenant: str) -> None:
    with open_work(tenant) as work:
        work.tenants.set_retention(30)
        work.tenants.set_redaction(True)
    with open_work(tenant) as work:
        found = work.tenants.find()
        assert found is not None
        assert (found.retention_days, found.redacts) == (30, True)
        with pytest.raises(NotFound):
            work.campaigns.set_retention(uuid7(), 3)


def test_a_receipt_is_never_changed_nor_taken_away(tenant: str) -> None:
    with open_work(tenant) as work:
        work.erasures.add([ErasureReceipt(uuid7(), "call-1", NOW, "request", {"conversations": 1})])
        work.erasures.add([])
    for statement in ("update erasures set call_id = 'x'", "delete from erasures", "truncate erasures"):
        with db.engine.connect() as connection:
            act_for(connection, tenant)
            with pytest.raises(DBAPIError) as refused:
                connection.execute(text(statement))
            assert getattr(refused.value.orig, "pgcode", None) == "42501"


def test_a_link_leads_to_its_call_until_it_ends(tenant: str, other_tenant: str) -> None:
    stored_call(tenant)
    link, ended = a_link("call-1"), a_link("call-1")
    with open_work(tenant) as work:
        work.share_links.add(link)
        work.share_links.add(ended)
        with pytest.raises(NotFound):
            work.share_links.add(a_link("unknown"))
    with open_work(other_tenant) as work:
        assert work.share_links.find_call_id(link.share_id, NOW) is None
        with pytest.raises(NotFound):
            work.share_links.revoke(link.share_id, NOW)
        with pytest.raises(NotFound):
            work.share_links.add(a_link("call-1"))
    with open_work(tenant) as work:
        assert work.share_links.find_call_id(link.share_id, link.expires_at - timedelta(milliseconds=1)) == "call-1"
        assert work.share_links.find_call_id(link.share_id, link.expires_at) is None
        work.share_links.revoke(ended.share_id, NOW)
        work.share_links.revoke(ended.share_id, NOW)
        assert work.share_links.find_call_id(ended.share_id, NOW) is None
        work.tenants.set_active(False)
        assert work.share_links.find_call_id(link.share_id, NOW) is None


def test_the_owner_can_name_all_tenants_and_nobody_else(
    tenant: str, other_tenant: str, urls: DatabaseUrls, owner: Engine
) -> None:
    assert {tenant, other_tenant} <= set(tenant_ids(urls.owner))
    with owner.connect() as connection:
        assert connection.scalar(text("select relforcerowsecurity from pg_class where relname = 'tenants'")) is True
    with pytest.raises(NotTheOwner):
        tenant_ids(urls.app)
