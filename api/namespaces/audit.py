"""The audit: who did what to which object."""

from typing import Any

from flask_restx import Resource

from api import presenting_audit
from api.auth import authenticated, principal
from api.cursors import Cursors
from api.dates import period
from api.restx import ContractNamespace
from api.wiring import services
from core.audit import Wanted

ns = ContractNamespace("Audit", path="/audit", decorators=[authenticated])


@ns.route("")
class AuditEvents(Resource):
    """The events of the tenant."""

    @ns.operation("listAuditEvents")
    def get(self, from_: str | None, to: str | None, action: str | None, cursor: str | None, limit: int) -> Any:
        """List who did what to which object, newest first."""
        wanted = Wanted(*period(from_, to), action)
        cursors = Cursors("listAuditEvents", *map(str, (wanted.since, wanted.until, wanted.action)))
        page = services().audit.page(principal().tenant_id, wanted, before=cursors.read(cursor), limit=limit)
        return presenting_audit.event_page(page, cursors.write(page.next))
