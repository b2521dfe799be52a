"""Jobs: what became of posted batches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.errors import Conflict, NotFound, StorageUnavailable
from core.events import events_of_job
from core.jobs import CANCELLED, Job, JobKind, JobPage, JobState, JobStatus, JobSummary
from core.paging import Position
from core.ports import Clock, NewId, OpenWork
from core.webhook_ports import WakeCouriers


@dataclass(frozen=True, slots=True)
class JobService:
    """Shows a tenant's jobs, and ends them early."""

    open_work: OpenWork
    clock: Clock
    new_id: NewId
    wake_couriers: WakeCouriers

    def get(self, tenant_id: str, job_id: UUID) -> Job:
        """Return a job with the results of all its calls that are done; raise NotFound."""
        with self.open_work(tenant_id) as work:
            job = work.jobs.find(job_id)
        if job is None:
            raise NotFound("job", job_id)
        return job

    def status(self, tenant_id: str, job_id: UUID, *, after: int, limit: int) -> JobStatus:
        """Return a job with the results of its calls after a position (-1: from the first); raise NotFound.

        Of a job that analyses calls anew they are those of the calls that could not be analysed.
        """
        with self.open_work(tenant_id) as work:
            # Results first: the counts are never behind them.
            if work.jobs.get(job_id).kind == "processing":
                results, following = work.jobs.results(job_id, after=after, limit=limit)
                return JobStatus(work.jobs.get(job_id), results, following)
            results, following = work.reanalyses.failed(job_id, after=after, limit=limit)
            return JobStatus(work.jobs.get(job_id), results, following, work.reanalyses.changes(job_id))

    def page(
        self,
        tenant_id: str,
        *,
        state: JobState | None,
        kind: JobKind | None,
        before: Position | None,
        limit: int,
    ) -> JobPage:
        """Return the newest jobs (in this state, of this kind) that come after this place in the list."""
        with self.open_work(tenant_id) as work:
            return work.jobs.page(state=state, kind=kind, before=before, limit=limit)

    def cancel(self, tenant_id: str, job_id: UUID) -> JobSummary:
        """End a job that has not ended; again changes nothing.

        Raises NotFound, or Conflict where it has ended otherwise.
        """
        at = self.clock()
        told: tuple[UUID, ...] = ()
        with self.open_work(tenant_id) as work:
            cancelled = work.jobs.cancel(job_id, CANCELLED, at)
            job = work.jobs.get(job_id)
            if cancelled:
                work.reanalyses.forget(job_id)
                told = work.webhooks.announce(events_of_job(job, at, self.new_id))
                work.audit.record("job.cancelled", "job", str(job_id))
        if job.state != "cancelled":
            raise Conflict
        self.wake_couriers(told)
        return job


def forget_jobs(open_work: OpenWork, tenant_id: str, keep: timedelta | None, now: datetime) -> None:
    """Forget some jobs that ended longer ago than they are kept (None: for good); whoever adds a job does it.

    In a transaction of its own, for it takes hold of old calls. Where the database is away the next one does it.
    """
    if keep is None:
        return
    try:
        with open_work(tenant_id) as work:
            work.jobs.forget(now - keep)
    except StorageUnavailable:
        return
