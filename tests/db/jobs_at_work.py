"""Jobs that wait, and workers for them, for tests of the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import text
from uuid_utils.compat import uuid7

from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult, Claim, JobSummary, chunks_of
from core.services.job_work import JobWorkService, Processing
from db.dispatch import claim_chunk, clear_call, dispatching, hold_chunk
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import NOW, a_report, stored_campaign


def forget_all_chunks() -> None:
    """Claims look over all tenants, so that chunks of other tests would be taken first."""
    with dispatching() as session:
        for tenant_id in session.scalars(text("select distinct tenant_id from job_chunks")).all():
            session.execute(text("select set_config('app.tenant_id', :tenant_id, true)"), {"tenant_id": tenant_id})
            session.execute(text("delete from job_chunks where tenant_id = :tenant_id"), {"tenant_id": tenant_id})


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
        clear_call,
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


class Killed(BaseException):
    """What a killed process does: nothing more."""
