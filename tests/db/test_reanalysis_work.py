"""Jobs that analyse calls anew, on the real database: several at once, and workers that are lost."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from uuid_utils.compat import uuid7

from core.calls import Call
from core.campaigns import Campaign
from core.drift import ReanalysisChanges
from core.jobs import LOST, CallResult, Claim, JobSummary
from core.services.job_work import JobWorkService
from core.services.reanalysis import Reanalysis, ReanalysisService
from db.dispatch import claim_chunk, hold_chunk
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import NOW, a_report, stored_campaign, stored_job
from tests.db.jobs_at_work import lose_leases, worker
from tests.db.test_concurrency import at_once
from tests.db.test_job_work import _nothing_else_to_do  # noqa: F401 # a fixture

CALLS = [f"call-{number:02}" for number in range(45)]


class Nobody:
    """Wakes nobody up: the tests work by themselves."""

    def analyse(self, job_id: Any, chunks: int) -> None:
        pass

    def deliver(self, delivery_ids: Any) -> None:
        pass


@pytest.fixture
def campaign(tenant: str) -> Campaign:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, [a_call(call_id=call_id) for call_id in CALLS])
    return campaign


def begun(tenant_id: str, campaign: Campaign, *, dry_run: bool = False) -> JobSummary:
    service = ReanalysisService(open_work, lambda: NOW, uuid7, Nobody())
    return service.start(tenant_id, str(campaign.campaign_id), dry_run=dry_run, sample=None)


def analyst(**changes: Any) -> JobWorkService:
    """Return a worker whose analyses are all different: their scores grow, and so do their times."""
    numbers = count(1)

    def judge(call: Call, campaign: Campaign) -> CallResult:
        number = next(numbers)
        report = replace(a_report(call, overall=number / 1000), generated_at=NOW + timedelta(seconds=number))
        return CallResult(call.call_id, call.campaign_ref, report=report)

    return worker(judge=judge, kinds={"reanalysis": Reanalysis()}, **changes)


def work_off(service: JobWorkService) -> None:
    while service.run(None):
        pass


def summary(tenant_id: str, job: JobSummary) -> tuple[str, int, int, int]:
    with open_work(tenant_id) as work:
        now = work.jobs.get(job.job_id)
    return now.state, now.call_count, now.processed_count, now.failed_count


def changes(tenant_id: str, job: JobSummary) -> ReanalysisChanges:
    with open_work(tenant_id) as work:
        found = work.reanalyses.changes(job.job_id)
    assert found is not None
    return found


def reports_by_call(tenant_id: str) -> dict[str, list[bool]]:
    """Tell of each call which of its reports is the present one."""
    with open_work(tenant_id) as work:
        pages = {call_id: work.reports.page(call_id, before=None, limit=99) for call_id in CALLS}
    return {call_id: [report.current for report in page.reports] for call_id, page in pages.items()}


def test_several_jobs_at_once_keep_one_present_report_of_each_call_and_every_earlier_one(
    app: Flask, tenant: str, campaign: Campaign
) -> None:
    jobs = [begun(tenant, campaign), begun(tenant, campaign), begun(tenant, campaign, dry_run=True)]
    service = analyst()
    outcomes = at_once(app, [lambda: work_off(service)] * 4)
    assert outcomes == [None] * 4
    for job in jobs:
        assert summary(tenant, job) == ("completed", 45, 45, 0)
        assert changes(tenant, job).compared_count == 45
    for call_id, current in reports_by_call(tenant).items():
        assert sorted(current) == [False, False, True], call_id


def test_what_a_worker_has_found_that_was_too_slow_is_thrown_away(tenant: str, campaign: Campaign) -> None:
    job = begun(tenant, campaign)

    def hold_and_be_overtaken(claim: Claim, position: int | None) -> bool:
        held = hold_chunk(claim, position)
        if position is None:
            lose_leases()
            assert analyst().run(job.job_id)
        return held

    assert claim_chunk(job.job_id)
    lose_leases()  # the second time each call is noted
    slow = analyst(hold_chunk=hold_and_be_overtaken)
    assert slow.run(job.job_id)
    assert summary(tenant, job) == ("running", 45, 40, 0)
    work_off(analyst())
    assert changes(tenant, job).compared_count == 45
    assert set(map(len, reports_by_call(tenant).values())) == {2}


def test_a_call_that_ends_its_worker_three_times_keeps_its_report_and_the_others_get_theirs(
    tenant: str, campaign: Campaign
) -> None:
    job = begun(tenant, campaign)
    for _ in range(3):
        claim = claim_chunk(job.job_id)
        assert claim is not None
        assert claim.chunk.first == 0
        assert hold_chunk(claim, 7)
        lose_leases()
    work_off(analyst())
    assert summary(tenant, job) == ("completed", 45, 45, 1)
    with open_work(tenant) as work:
        (failed,), _ = work.reanalyses.failed(job.job_id, after=-1, limit=9)
        assert work.conversations.find_result("call-07") is not None
    assert (failed.call_id, failed.failure) == ("call-07", LOST)
    assert changes(tenant, job).compared_count == 44
    with_one = [call_id for call_id, reports in reports_by_call(tenant).items() if len(reports) == 1]
    assert with_one == ["call-07"]


def test_calls_that_are_erased_and_analysed_at_once_end_without_a_report_or_with_all(
    app: Flask, tenant: str, campaign: Campaign
) -> None:
    job = begun(tenant, campaign)

    def erase() -> None:
        for call_id in CALLS[::3]:
            with open_work(tenant) as work:
                work.conversations.erase([call_id])

    service = analyst()
    assert at_once(app, [lambda: work_off(service), lambda: work_off(service), erase]) == [None] * 3
    assert summary(tenant, job)[:3] == ("completed", 45, 45)
    with open_work(tenant) as work:
        for number, call_id in enumerate(CALLS):
            result = work.conversations.find_result(call_id)
            assert (result is None) == (number % 3 == 0)
            if result is not None:
                assert len(work.reports.page(call_id, before=None, limit=9).reports) == 2
