"""What the use cases need of storage where calls are analysed anew, as protocols."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from core.paging import Position
from core.reports import Report, ReportPage


class Reports(Protocol):
    """The reports of one tenant's calls, the past ones included."""

    def find(self, call_id: str, report_id: UUID) -> Report | None:
        """Return this report of the call, be it the present one or one before it; None where there is none."""

    def page(self, call_id: str, *, before: Position | None, limit: int) -> ReportPage:
        """Return the newest reports of a call that come after this place in the list; raise NotFound."""

    def replace(self, reports: Sequence[Report]) -> frozenset[str]:
        """Keep new reports of calls, each in the place of the one that its call has, which is kept as a past one.

        A report that says nothing else than the present one is left out, and so is one whose call has been erased. A
        call whose analysis had failed is completed by its report. Returns the ids of the calls that have a new one.
        """
