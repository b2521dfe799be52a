"""Posted batches and what became of them."""

from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import presenting
from api.auth import authenticated, principal
from api.restx import ContractNamespace
from api.wiring import services

ns = ContractNamespace("Jobs", path="/jobs", decorators=[authenticated])


@ns.route("/<string:job_id>/status")
class JobStatus(Resource):
    """One job."""

    @ns.operation("getJobStatus")
    def get(self, job_id: str) -> Any:
        """Show what became of a posted batch."""
        return presenting.job_status(services().jobs.get(principal().tenant_id, UUID(job_id)))
