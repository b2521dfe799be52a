"""Reports: the one that a call has, and those that it had."""

from dataclasses import dataclass
from uuid import UUID

from core.conversations import ReportedCall
from core.errors import NotFound
from core.jobs import report_of
from core.paging import Position
from core.ports import OpenWork, Work
from core.reports import Report, ReportPage


@dataclass(frozen=True, slots=True)
class ReportService:
    """Shows the reports of a tenant's calls."""

    open_work: OpenWork

    def get(self, tenant_id: str, call_id: str, report_id: UUID | None = None) -> Report:
        """Return the present report of a call, or the one of this id.

        Raises NotFound, or NotJudged where there is no present one.
        """
        with self.open_work(tenant_id) as work:
            if report_id is None:
                return report_of(call_id, work.conversations.find_result(call_id))
            return _earlier(work, call_id, report_id)

    def with_call(self, tenant_id: str, call_id: str, report_id: UUID | None = None) -> ReportedCall:
        """Return a report as `get` does, with the call that it is of."""
        with self.open_work(tenant_id) as work:
            stored = work.conversations.find(call_id)
            if stored is None:
                raise NotFound("conversation", call_id)
            if report_id is None:
                return ReportedCall(stored.call, stored.campaign, report_of(call_id, stored.result))
            return ReportedCall(stored.call, stored.campaign, _earlier(work, call_id, report_id))

    def page(self, tenant_id: str, call_id: str, *, before: Position | None, limit: int) -> ReportPage:
        """Return the newest reports of a call that come after this place in the list; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.reports.page(call_id, before=before, limit=limit)


def _earlier(work: Work, call_id: str, report_id: UUID) -> Report:
    report = work.reports.find(call_id, report_id)
    if report is None:
        raise NotFound("report", report_id)
    return report
