"""Chunks on the real database: who gets which, what becomes of those whose worker is lost, and what is stored once."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from uuid_utils.compat import uuid7

from core.calls import Call
from core.campaigns import Campaign
from core.errors import StorageUnavailable
from core.jobs import CallResult, Claim, JobSummary, chunks_of
from core.services.job_work import JobWorkService, Processing
from core.services.jobs import JobService
from db.base import db
from db.dispatch import claim_chunk, claimable_jobs, dispatching, hold_chunk, renew_chunk
from db.repositories.chunks import MOST_ATTEMPTS
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import NOW, a_report, stored_campaign, stored_job
from tests.db.test_concurrency import at_once
from tests.db.waiting import wait_for_waiting


@pytest.fixture(autouse=True)
def _nothing_else_to_do(app: Flask, tenant: str) -> None:
    """Claims look over all tenants, so that chunks of other tests would be taken first."""
    with dispatching() as session:
        session.execute(text("delete from job_chunks"))


def submitted(tenant_id: str, campaign: Campaign | None = None, *, calls: int = 3, begin: str = "call") -> JobSummary:
    """Store a job that waits, without anybody being told."""
    campaign = campaign or stored_campaign(tenant_id)
    job = JobSummary(uuid7(), "processing", "pending", NOW, None, calls, 0, 0)
    with open_work(tenant_id) as work:
        work.jobs.add_pending(job)
        work.jobs.add_calls(job, [(i, a_call(call_id=f"{begin}-{i:03}"), campaign) for i in range(calls)])
        work.jobs.add_chunks(job, list(chunks_of([8] * calls)))
    return job


def judged(call: Call, campaign: Campaign) -> CallResult:
    return CallResult(call.call_id, call.campaign_ref, report=a_report(call))


def worker(**changes: Any) -> JobWorkService:
    """Return a worker without an engine, which waits for nobody."""
    service = JobWorkService(
        open_work,
        claim_chunk,
        hold_chunk,
        renew_chunk,
        judged,
        lambda: NOW,
        uuid7,
        lambda _: None,
        lambda _: None,
        {"processing": Processing()},
    )
    return replace(service, **changes)


def lose_leases() -> None:
    with dispatching() as session:
        session.execute(text("update job_chunks set lease_until = now() - interval '1 second'"))


def summary(tenant_id: str, job: JobSummary) -> JobSummary:
    with open_work(tenant_id) as work:
        return work.jobs.get(job.job_id)


def results(tenant_id: str, job: JobSummary) -> Sequence[CallResult]:
    with open_work(tenant_id) as work:
        return work.jobs.results(job.job_id, after=-1, limit=1000)[0]


def claimed(job_id: UUID | None = None) -> Claim:
    claim = claim_chunk(job_id)
    assert claim is not None
    return claim


def counts(job: JobSummary) -> tuple[str, int, int, int]:
    return job.state, job.call_count, job.processed_count, job.failed_count


def test_a_job_is_worked_off_chunk_by_chunk_and_ends_with_the_last(tenant: str) -> None:
    job = submitted(tenant, calls=45)
    seen = []
    while worker().run(job.job_id):
        seen.append(counts(summary(tenant, job)))
    assert seen == [("running", 45, 20, 0), ("running", 45, 40, 0), ("completed", 45, 45, 0)]
    assert [each.call_id for each in results(tenant, job)] == [f"call-{i:03}" for i in range(45)]
    assert all(each.report for each in results(tenant, job))


def test_a_chunk_is_claimed_by_one_of_many_who_want_it(app: Flask, tenant: str) -> None:
    submitted(tenant, calls=60)
    claims = at_once(app, [lambda: claim_chunk(None)] * 8)
    firsts = sorted(claim.chunk.first for claim in claims if isinstance(claim, Claim))
    assert firsts == [0, 20, 40]
    assert claims.count(None) == 5


def test_a_small_job_of_another_tenant_need_not_wait_for_a_large_one(tenant: str, other_tenant: str) -> None:
    large = submitted(tenant, calls=100)
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


def test_jobs_with_something_to_be_had_are_named_by_turns(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    large, small = submitted(tenant, campaign, calls=60), submitted(tenant, campaign, begin="small")
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


def test_a_call_may_take_longer_than_a_lease(tenant: str) -> None:
    job = submitted(tenant, calls=1)

    def slow(call: Call, campaign: Campaign) -> CallResult:
        lose_leases()
        deadline = time.monotonic() + 5
        while claimable_jobs(1):
            assert time.monotonic() < deadline, "the lease is not renewed"
            time.sleep(0.01)
        return judged(call, campaign)

    assert worker(judge=slow, beat_s=0.05).run(None)
    assert counts(summary(tenant, job)) == ("completed", 1, 1, 0)


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
    assert renew_chunk(first)
    lose_leases()
    second = claimed()
    assert not renew_chunk(first)
    assert renew_chunk(second)


def test_what_a_worker_has_done_whose_claim_is_lost_is_thrown_away(tenant: str) -> None:
    job = submitted(tenant)
    slow = claimed()
    lose_leases()
    assert worker().run(None)
    before = results(tenant, job)
    late = worker(claim_chunk=lambda _: slow, hold_chunk=lambda *_: True)  # it has not noticed
    assert late.run(None)
    assert results(tenant, job) == before
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)


def test_of_two_who_store_the_same_chunk_at_once_one_does(app: Flask, tenant: str) -> None:
    job = submitted(tenant)
    claim = claimed()
    both = worker(claim_chunk=lambda _: claim, hold_chunk=lambda *_: True)
    assert at_once(app, [lambda: both.run(None)] * 2) == [True, True]
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)
    with open_work(tenant) as work:
        assert len(work.reports.page("call-000", before=None, limit=10).reports) == 1


def test_of_two_who_finish_the_last_chunks_at_once_one_ends_the_job(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)
    for turn in range(5):
        job = submitted(tenant, campaign, calls=80, begin=f"turn-{turn}")
        assert at_once(app, [lambda: worker().run(None)] * 4) == [True] * 4
        assert counts(summary(tenant, job)) == ("completed", 80, 80, 0)
        assert summary(tenant, job).completed_at == NOW


class Killed(BaseException):
    """What a killed process does: nothing more."""


def test_a_call_that_ends_its_process_three_times_is_lost_and_the_rest_goes_on(tenant: str) -> None:
    job = submitted(tenant, calls=5)

    def deadly(call: Call, campaign: Campaign) -> CallResult:
        if call.call_id == "call-002":
            raise Killed
        return judged(call, campaign)

    for _ in range(3):
        with pytest.raises(Killed):
            worker(judge=deadly).run(None)
        assert claim_chunk(None) is None
        assert summary(tenant, job).processed_count == 0
        lose_leases()
    assert worker(judge=deadly).run(None)
    failures = {each.call_id: each.failure for each in results(tenant, job) if each.failure}
    assert {call_id: failure.code for call_id, failure in failures.items()} == {"call-002": "worker_lost"}
    assert counts(summary(tenant, job)) == ("completed", 5, 5, 1)


def test_nobody_is_blamed_for_a_process_that_ends_between_calls(tenant: str) -> None:
    submitted(tenant)

    for _ in range(4):
        claim = claimed()
        assert (hold_chunk(claim, 0), hold_chunk(claim, 1), hold_chunk(claim, None)) == (True,) * 3
        lose_leases()
    assert claimed().lost == frozenset()


def test_a_chunk_that_nobody_finishes_however_often_ends_in_failures(tenant: str) -> None:
    job = submitted(tenant)
    for _ in range(MOST_ATTEMPTS):
        claimed()
        lose_leases()
    assert worker().run(None)
    assert {each.failure.code for each in results(tenant, job) if each.failure} == {"worker_lost"}
    assert counts(summary(tenant, job)) == ("failed", 3, 3, 3)


def test_calls_that_are_erased_in_the_hands_of_a_worker_are_counted_and_not_stored(tenant: str) -> None:
    job = submitted(tenant)

    def erases(call: Call, campaign: Campaign) -> CallResult:
        if call.call_id == "call-001":
            with open_work(tenant) as work:
                work.conversations.erase(["call-000", "call-001"])
        return judged(call, campaign)

    assert worker(judge=erases).run(None)
    assert [each.call_id for each in results(tenant, job)] == ["call-002"]
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)


def test_a_job_that_is_cancelled_in_the_hands_of_a_worker_stays_cancelled(tenant: str) -> None:
    job = submitted(tenant)
    done = []

    def cancels(call: Call, campaign: Campaign) -> CallResult:
        if call.call_id == "call-001":
            JobService(open_work, lambda: NOW, uuid7, lambda _: None).cancel(tenant, job.job_id)
        done.append(call.call_id)
        return judged(call, campaign)

    assert worker(judge=cancels).run(None)
    assert done == ["call-000", "call-001"]
    assert [each.failure.code for each in results(tenant, job) if each.failure] == ["cancelled"] * 3
    assert counts(summary(tenant, job)) == ("cancelled", 3, 3, 3)
    assert claim_chunk(None) is None


def test_who_cancels_waits_for_who_is_storing_and_then_comes_too_late(app: Flask, tenant: str) -> None:
    job = submitted(tenant)
    claim = claimed()
    locked = threading.Event()

    def store() -> str:
        with open_work(tenant) as work:
            assert work.jobs.lock(claim)
            locked.set()
            wait_for_waiting(db.engine, 1)
            work.jobs.store(claim, {i: judged(a_call(call_id=f"call-00{i}"), None) for i in range(3)})  # type: ignore
            return work.jobs.finish(claim, failed=0, at=NOW).state

    def cancel() -> Any:
        locked.wait(5)
        return JobService(open_work, lambda: NOW, uuid7, lambda _: None).cancel(tenant, job.job_id)

    stored, refused = at_once(app, [store, cancel])
    assert stored == "completed"
    assert type(refused).__name__ == "Conflict"
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)


def failing(times: int, do: Callable[..., Any]) -> Callable[..., Any]:
    """Let something fail so many times as it does while the database is away."""
    left = [times]

    def attempt(*arguments: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise StorageUnavailable
        return do(*arguments)

    return attempt


def test_a_worker_waits_for_a_database_that_is_away_for_a_moment(tenant: str) -> None:
    job = submitted(tenant)
    assert worker(hold_chunk=failing(3, hold_chunk)).run(None)
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)


def test_what_is_given_up_is_done_by_the_next(tenant: str) -> None:
    job = submitted(tenant)
    with pytest.raises(StorageUnavailable):
        worker(hold_chunk=failing(100, hold_chunk)).run(None)
    lose_leases()
    assert worker().run(None)
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)


def test_jobs_are_forgotten_and_their_calls_and_reports_stay(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    old = stored_job(tenant, campaign, [a_call(call_id="old")])
    waiting = submitted(tenant, campaign, begin="waiting")
    with open_work(tenant) as work:
        work.jobs.forget(NOW)
        assert work.jobs.find(old.job_id) is not None  # it ended just then
        work.jobs.forget(NOW + timedelta(days=1))
        assert work.jobs.find(old.job_id) is None
        assert work.jobs.get(waiting.job_id).state == "pending"
        found = work.conversations.find_result("old")
    assert found is not None
    assert found.report is not None
    assert worker().run(None)
    assert summary(tenant, waiting).state == "completed"


def test_the_claims_of_one_tenant_reach_no_other(tenant: str, other_tenant: str) -> None:
    job = submitted(tenant)
    claim = claimed()
    with open_work(other_tenant) as work:
        assert not work.jobs.lock(claim)
        assert work.jobs.waiting(claim) == []
        work.jobs.begin(claim)
    assert summary(tenant, job).state == "pending"
