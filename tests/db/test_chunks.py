"""Who gets which chunk, for how long, and who is blamed when it is lost."""

import pytest
from flask import Flask
from sqlalchemy import text
from uuid_utils.compat import uuid7

from core.jobs import Claim
from db.base import db
from db.dispatch import claim_chunk, claimable_jobs, clear_call, dispatching, hold_chunk
from db.work import open_work
from tests.db.builders import stored_campaign
from tests.db.jobs_at_work import claimed, forget_all_chunks, lose_leases, submitted, summary
from tests.db.test_concurrency import at_once


@pytest.fixture(autouse=True)
def _nothing_else_to_do(tenant: str) -> None:
    forget_all_chunks()


def test_a_chunk_is_claimed_by_one_of_many_who_want_it(app: Flask, tenant: str) -> None:
    submitted(tenant, calls=120)
    claims = at_once(app, [lambda: claim_chunk(None)] * 8)
    firsts = sorted(claim.chunk.first for claim in claims if isinstance(claim, Claim))
    assert firsts == [0, 40, 80]
    assert claims.count(None) == 5


def test_a_small_job_of_another_tenant_need_not_wait_for_a_large_one(tenant: str, other_tenant: str) -> None:
    large = submitted(tenant, calls=200)
    small = submitted(other_tenant)
    assert claimed(large.job_id).tenant_id == tenant
    # Whoever is woken up for the large job takes the small one, whose tenant has nothing under way.
    assert claimed(large.job_id).job_id == small.job_id
    assert claimed(large.job_id).job_id == large.job_id


def test_of_one_tenant_the_job_that_was_asked_for_is_taken_or_else_the_oldest(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    older, newer = (submitted(tenant, campaign, begin=begin) for begin in ("a", "b"))
    third = submitted(tenant, campaign, begin="c")
    assert claimed(newer.job_id).job_id == newer.job_id
    assert claimed(uuid7()).job_id == older.job_id
    assert claimed(None).job_id == third.job_id
    assert claim_chunk(None) is None


def test_nobody_waits_for_a_chunk_that_another_is_just_taking(tenant: str) -> None:
    submitted(tenant, calls=80)
    with dispatching() as session:
        session.execute(text("select from job_chunks where first_position = 0 for update"))
        assert claimed().chunk.first == 40
        assert claim_chunk(None) is None


def test_jobs_with_something_to_be_had_are_named_by_turns(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    large, small = submitted(tenant, campaign, calls=120), submitted(tenant, campaign, begin="small")
    assert claimable_jobs(10) == [large.job_id, small.job_id, large.job_id, large.job_id]
    assert claimable_jobs(2) == [large.job_id, small.job_id]
    claimed(large.job_id)
    assert claimable_jobs(10).count(large.job_id) == 2


def test_a_chunk_that_is_held_is_had_by_nobody_else_until_its_lease_runs_out(tenant: str) -> None:
    submitted(tenant)
    first = claimed()
    assert hold_chunk(first, 1)
    assert claim_chunk(None) is None
    lose_leases()
    second = claimed()
    assert (first.attempt, second.attempt) == (1, 2)
    assert not hold_chunk(first, 2)
    assert hold_chunk(second, 0)


def test_a_chunk_is_noted_at_once_and_for_good_by_a_connection_that_sees_no_chunks_afterwards(tenant: str) -> None:
    submitted(tenant)
    claim = claimed()
    db.engine.dispose()  # so that the next ones all get the same connection
    assert hold_chunk(claim, 2)
    with db.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from job_chunks")) == 0
        assert not connection.scalar(text("select current_setting('app.dispatcher', true)"))
        assert not connection.connection.dbapi_connection.autocommit  # type: ignore[union-attr]
    with dispatching() as session:
        assert session.scalar(text("select current_position from job_chunks")) == 2


def test_a_lease_that_another_has_by_now_is_not_renewed(tenant: str) -> None:
    submitted(tenant)
    first = claimed()
    assert hold_chunk(first, None)
    lose_leases()
    second = claimed()
    assert not hold_chunk(first, None)
    assert hold_chunk(second, None)


def test_nobody_is_blamed_for_a_process_that_ends_between_calls(tenant: str) -> None:
    submitted(tenant)
    for _ in range(4):
        claim = claimed()
        assert (hold_chunk(claim, 0), hold_chunk(claim, 1), hold_chunk(claim, None)) == (True,) * 3
        lose_leases()
    assert claimed().lost == frozenset()


def test_nobody_is_blamed_twice_for_one_process(tenant: str) -> None:
    submitted(tenant)
    assert hold_chunk(claimed(), 1)
    for _ in range(4):
        lose_leases()
        assert claimed().lost == frozenset()


def test_nobody_is_blamed_where_the_database_has_been_started_anew_since(tenant: str) -> None:
    submitted(tenant)
    for _ in range(4):
        assert hold_chunk(claimed(), 1)
        lose_leases()
        with dispatching() as session:
            long_ago = "pg_postmaster_start_time() - interval '1 second'"
            session.execute(text(f"update job_chunks set noted_at = {long_ago} where noted_at is not null"))
    assert claimed().lost == frozenset()


def blamed() -> list[int]:
    with dispatching() as session:
        return list(session.scalars(text("select unnest(blamed) from job_chunks")))


def test_a_call_is_cleared_of_one_suspicion_and_no_more(tenant: str) -> None:
    submitted(tenant)
    claims = []
    for position in (1, 2, 1):
        claims.append(claimed())
        assert hold_chunk(claims[-1], position)
        lose_leases()
    clear_call(claims[-1], 1)  # nobody has claimed it since
    claimed()
    assert blamed() == [1, 2]
    clear_call(claims[1], 2)
    assert blamed() == [1]
    clear_call(claims[1], 2)
    assert blamed() == [1]
    clear_call(claims[0], 1)
    assert blamed() == []


def test_the_claims_of_one_tenant_reach_no_other(tenant: str, other_tenant: str) -> None:
    job = submitted(tenant)
    claim = claimed()
    with open_work(other_tenant) as work:
        assert not work.jobs.lock(claim)
        assert work.jobs.waiting(claim) == []
        work.jobs.begin(claim)
    assert summary(tenant, job).state == "pending"
