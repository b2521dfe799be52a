"""Who did what: show it, and check that nobody has changed it."""

from dataclasses import dataclass

from core.audit import Head, LinkPage, Verdict, Wanted, check
from core.paging import Position
from core.ports import OpenWork


@dataclass(frozen=True, slots=True)
class AuditService:
    """Shows and checks a tenant's audit chain."""

    open_work: OpenWork

    def page(self, tenant_id: str, wanted: Wanted, *, before: Position | None, limit: int) -> LinkPage:
        """Return the newest of the wanted events that come after this place in the list."""
        with self.open_work(tenant_id) as work:
            return work.audit.page(wanted, before=before, limit=limit)

    def verify(self, tenant_id: str, kept: Head | None = None) -> Verdict:
        """Check a whole chain and, where one was kept elsewhere, an earlier head; raise NotFound for no such tenant."""
        with self.open_work(tenant_id) as work:
            return check(tenant_id, work.audit.chain(), kept)
