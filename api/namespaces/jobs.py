"""Jobs, and what became of their calls."""

from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import presenting, presenting_jobs
from api.auth import authenticated, principal
from api.cursors import Cursors
from api.restx import ContractNamespace
from api.wiring import services
from core.jobs import JobKind, JobState, JobSummary

ns = ContractNamespace("Jobs", path="/jobs", decorators=[authenticated])


def accepted(job: JobSummary) -> Any:
    """Answer that a job was accepted, whichever operation it came of."""
    shown = presenting.accepted(job)
    return shown, 202, {"Location": shown["status_url"]}


@ns.route("")
class Jobs(Resource):
    """The jobs of the tenant."""

    @ns.operation("listJobs")
    def get(self, state: JobState | None, kind: JobKind | None, cursor: str | None, limit: int) -> Any:
        """List the tenant's jobs, newest first."""
        cursors = Cursors("listJobs", str(state), str(kind))
        page = services().jobs.page(
            principal().tenant_id, state=state, kind=kind, before=cursors.read(cursor), limit=limit
        )
        return presenting_jobs.job_page(page, cursors.write(page.next))


@ns.route("/<string:job_id>/status")
class JobStatus(Resource):
    """One job."""

    @ns.operation("getJobStatus")
    def get(self, job_id: str, limit: int, cursor: str | None) -> Any:
        """Show a job with what became of its calls, page by page."""
        cursors = Cursors("getJobStatus", str(UUID(job_id)))
        after = cursors.read_number(cursor)
        status = services().jobs.status(
            principal().tenant_id, UUID(job_id), after=-1 if after is None else after, limit=limit
        )
        headers = {} if status.summary.ended else {"Retry-After": str(status.summary.ask_again_s)}
        return presenting_jobs.job_status(status, cursors.write_number(status.next_position)), 200, headers


@ns.route("/<string:job_id>/cancel")
class JobCancellation(Resource):
    """The end of a job before all of its calls are done."""

    @ns.operation("cancelJob")
    def post(self, job_id: str) -> Any:
        """Cancel a job."""
        return presenting_jobs.job(services().jobs.cancel(principal().tenant_id, UUID(job_id)))
