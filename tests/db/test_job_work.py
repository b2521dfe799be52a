"""What is stored of chunks, once each, whatever becomes of workers, jobs and calls meanwhile."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from uuid_utils.compat import uuid7

from core.calls import Call
from core.campaigns import Campaign
from core.errors import StorageUnavailable
from core.jobs import CallResult, Claim
from core.services.job_work import Processing
from core.services.jobs import JobService
from db.base import db
from db.dispatch import claim_chunk, claimable_jobs, clear_call, dispatching, hold_chunk
from db.repositories.chunks import MOST_ATTEMPTS, MOST_DEATHS
from db.work import open_work
from tests.builders import a_call, a_campaign
from tests.db.builders import NOW, stored_campaign, stored_job
from tests.db.jobs_at_work import (
    Killed,
    claimed,
    counts,
    forget_all_chunks,
    judged,
    lose_leases,
    results,
    submitted,
    summary,
    worker,
)
from tests.db.test_concurrency import at_once
from tests.db.waiting import wait_for_waiting


@pytest.fixture(autouse=True)
def _nothing_else_to_do(tenant: str) -> None:
    forget_all_chunks()


def test_a_job_is_worked_off_chunk_by_chunk_and_ends_with_the_last(tenant: str) -> None:
    job = submitted(tenant, calls=90)
    seen = []
    while worker().run(job.job_id):
        seen.append(counts(summary(tenant, job)))
    assert seen == [("running", 90, 40, 0), ("running", 90, 80, 0), ("completed", 90, 90, 0)]
    assert [each.call_id for each in results(tenant, job)] == [f"call-{i:03}" for i in range(90)]
    assert all(each.report for each in results(tenant, job))


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


def until(true: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def noted() -> list[int]:
    """Return the positions that are noted as being analysed."""
    with dispatching() as session:
        return list(session.scalars(text("select current_position from job_chunks where current_position is not null")))


def test_a_call_is_noted_the_first_time_only_where_it_takes_long_and_the_next_one_is_not_taken_for_it(
    tenant: str,
) -> None:
    submitted(tenant, calls=5)
    seen = []

    def judge(call: Call, campaign: Campaign) -> CallResult:
        seen.append(noted())
        if call.call_id == "call-002":
            until(lambda: noted() == [2])
        return judged(call, campaign)

    assert worker(judge=judge, beat_s=0.05).run(None)
    assert all(found in ([], [position]) for position, found in enumerate(seen))


def test_after_a_call_that_takes_long_the_others_are_noted_no_more_than_before(tenant: str) -> None:
    submitted(tenant, calls=5)
    held = []

    def hold(claim: Claim, position: int | None) -> bool:
        held.append(position)
        return hold_chunk(claim, position)

    def judge(call: Call, campaign: Campaign) -> CallResult:
        if call.call_id == "call-002":
            until(lambda: noted() == [2])
        return judged(call, campaign)

    assert worker(judge=judge, hold_chunk=hold, beat_s=0.3).run(None)
    last_time = len(held) - 1 - held[::-1].index(2)
    assert held[last_time + 1] is None


def test_from_the_second_time_on_each_call_is_noted_before_it_begins(tenant: str) -> None:
    submitted(tenant)
    claimed()
    lose_leases()
    seen = []

    def judge(call: Call, campaign: Campaign) -> CallResult:
        seen.append(noted())
        return judged(call, campaign)

    assert worker(judge=judge).run(None)
    assert seen == [[0], [1], [2]]


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


def test_what_was_done_by_a_lost_claim_is_thrown_away_also_while_the_newer_one_is_at_work(tenant: str) -> None:
    job = submitted(tenant)
    slow = claimed()
    lose_leases()
    newer = claimed()
    assert worker(claim_chunk=lambda _: slow, hold_chunk=lambda *_: True).run(None)
    assert summary(tenant, job).processed_count == 0
    assert worker(claim_chunk=lambda _: newer).run(None)
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
        job = submitted(tenant, campaign, calls=160, begin=f"turn-{turn}")
        assert at_once(app, [lambda: worker().run(None)] * 4) == [True] * 4
        assert counts(summary(tenant, job)) == ("completed", 160, 160, 0)
        assert summary(tenant, job).completed_at == NOW


def test_a_call_that_ends_its_process_three_times_is_lost_and_the_rest_goes_on(tenant: str) -> None:
    job = submitted(tenant, calls=5)

    def deadly(call: Call, campaign: Campaign) -> CallResult:
        if call.call_id == "call-002":
            raise Killed
        return judged(call, campaign)

    # The first time nobody knows which one it was.
    for _ in range(MOST_DEATHS):
        with pytest.raises(Killed):
            worker(judge=deadly).run(None)
        assert claim_chunk(None) is None
        assert summary(tenant, job).processed_count == 0
        lose_leases()
    assert worker(judge=deadly).run(None)
    failures = {each.call_id: each.failure for each in results(tenant, job) if each.failure}
    assert {call_id: failure.code for call_id, failure in failures.items()} == {"call-002": "worker_lost"}
    assert counts(summary(tenant, job)) == ("completed", 5, 5, 1)


def test_no_call_is_blamed_for_a_process_that_ends_while_it_stores(tenant: str) -> None:
    job = submitted(tenant, calls=1)

    class Dying(Processing):
        def store(self, *_: Any) -> Any:
            raise Killed

    for _ in range(4):
        with pytest.raises(Killed):
            worker(kinds={"processing": Dying()}).run(None)
        lose_leases()
    assert worker().run(None)
    assert counts(summary(tenant, job)) == ("completed", 1, 1, 0)


def test_a_chunk_that_nobody_finishes_however_often_ends_in_failures(tenant: str) -> None:
    job = submitted(tenant)
    for _ in range(MOST_ATTEMPTS):
        claimed()
        lose_leases()
    assert worker().run(None)
    assert {each.failure.code for each in results(tenant, job) if each.failure} == {"worker_lost"}
    assert counts(summary(tenant, job)) == ("failed", 3, 3, 3)


def test_what_cannot_be_read_however_often_ends_in_failures(tenant: str) -> None:
    job = submitted(tenant)
    with open_work(tenant) as work:
        session = work.conversations._session  # type: ignore[attr-defined]
        session.execute(text("update conversations set turns = '[7]' where call_id = 'call-001'"))
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(TypeError):
            worker().run(None)
        lose_leases()
    assert worker().run(None)
    assert counts(summary(tenant, job)) == ("failed", 3, 3, 3)
    assert not worker().run(None)


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

    claimed()
    lose_leases()  # the second time each call is noted
    assert worker(judge=cancels).run(None)
    assert done == ["call-000", "call-001"]
    assert [each.failure.code for each in results(tenant, job) if each.failure] == ["cancelled"] * 3
    assert counts(summary(tenant, job)) == ("cancelled", 3, 3, 3)
    assert claim_chunk(None) is None


def test_a_worker_that_notes_no_calls_hears_of_a_cancellation_with_the_next_beat(tenant: str) -> None:
    job = submitted(tenant)
    heard: list[bool] = []
    done = []

    def hold(claim: Claim, position: int | None) -> bool:
        held = hold_chunk(claim, position)
        heard.append(held)
        return held

    def cancels(call: Call, campaign: Campaign) -> CallResult:
        if call.call_id == "call-001":
            JobService(open_work, lambda: NOW, uuid7, lambda _: None).cancel(tenant, job.job_id)
            until(lambda: heard[-1:] == [False])
        done.append(call.call_id)
        return judged(call, campaign)

    assert worker(judge=cancels, hold_chunk=hold, beat_s=0.05).run(None)
    assert done == ["call-000", "call-001"]
    assert counts(summary(tenant, job)) == ("cancelled", 3, 3, 3)


def test_who_cancels_waits_for_who_is_storing_and_then_comes_too_late(app: Flask, tenant: str) -> None:
    job = submitted(tenant)
    claim = claimed()
    locked = threading.Event()

    def store() -> str:
        with open_work(tenant) as work:
            assert work.jobs.lock(claim)
            locked.set()
            wait_for_waiting(db.engine, 1)
            work.jobs.store(claim, {i: judged(a_call(call_id=f"call-00{i}"), a_campaign()) for i in range(3)})
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
    claimed()
    lose_leases()  # the second time each call is noted
    assert worker(hold_chunk=failing(3, hold_chunk)).run(None)
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)


def test_what_is_given_up_is_done_by_the_next(tenant: str) -> None:
    job = submitted(tenant)
    claimed()
    lose_leases()
    with pytest.raises(StorageUnavailable):
        worker(hold_chunk=failing(100, hold_chunk)).run(None)
    lose_leases()
    assert worker().run(None)
    assert counts(summary(tenant, job)) == ("completed", 3, 3, 0)


def test_no_call_is_blamed_by_a_worker_that_lives_however_often_the_database_goes_away(tenant: str) -> None:
    job = submitted(tenant)
    away: list[bool] = []

    def out_of_reach(do: Callable[..., Any]) -> Callable[..., Any]:
        def attempt(*arguments: Any) -> Any:
            if away:
                raise StorageUnavailable
            return do(*arguments)

        return attempt

    def judge(call: Call, campaign: Campaign) -> CallResult:
        if outages and call.call_id == "call-001":
            outages.pop()
            away.append(True)
        return judged(call, campaign)

    outages = [True] * 5
    living = worker(judge=judge, hold_chunk=out_of_reach(hold_chunk), clear_call=out_of_reach(clear_call))
    claimed()
    for _ in range(5):
        lose_leases()
        with pytest.raises(StorageUnavailable):
            living.run(None)
        with pytest.raises(StorageUnavailable):
            living.run(None)  # it is away still
        away.clear()
    lose_leases()
    assert living.run(None)
    assert all(each.report for each in results(tenant, job))
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
