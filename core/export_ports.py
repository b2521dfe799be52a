"""What exports need of storage, as a protocol."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.exports import ExportPage
from core.paging import Position


class Exports(Protocol):
    """The calls of one tenant as rows to take away."""

    def count(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> int:
        """Count the campaign's calls that began at or after `since` and before `until`."""

    def page(
        self,
        campaign_id: UUID,
        since: datetime | None,
        until: datetime | None,
        *,
        after: Position | None,
        limit: int,
    ) -> ExportPage:
        """Return the first of those calls after a place, oldest first."""
