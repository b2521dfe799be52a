"""Jobs: what became of posted batches."""

from dataclasses import dataclass
from uuid import UUID

from core.errors import NotFound
from core.jobs import Job
from core.ports import OpenWork


@dataclass(frozen=True, slots=True)
class JobService:
    """Shows a tenant's jobs."""

    open_work: OpenWork

    def get(self, tenant_id: str, job_id: UUID) -> Job:
        """Return a job with its results; raise NotFound."""
        with self.open_work(tenant_id) as work:
            job = work.jobs.find(job_id)
        if job is None:
            raise NotFound("job", job_id)
        return job
