"""Exports: a campaign's calls as rows to take away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.campaigns import Campaign
from core.exports import ExportedCall, ExportPage
from core.ports import OpenWork

# Calls that are in memory together.
CALLS_AT_ONCE = 1000

Pages = Iterator[tuple[ExportedCall, ...]]


@dataclass(frozen=True, slots=True)
class Export:
    """A campaign and its calls, page by page, oldest first; each page is read when it is asked for.

    Calls that are added or erased meanwhile may be among them or not; none comes twice, and none of the others is
    missing. What the database says that goes away meanwhile comes out of `pages`.
    """

    campaign: Campaign
    pages: Pages


@dataclass(frozen=True, slots=True)
class ExportService:
    """Gives a tenant's calls away, page by page."""

    open_work: OpenWork

    def count(self, tenant_id: str, ref: str, since: datetime | None = None, until: datetime | None = None) -> int:
        """Count the calls that `start` would give, by now; raise NotFound for an unknown campaign."""
        with self.open_work(tenant_id) as work:
            campaign = work.campaigns.get(ref)
            return work.exports.count(campaign.campaign_id, since, until)

    def start(
        self, tenant_id: str, ref: str, since: datetime | None, until: datetime | None, *, written_as: str
    ) -> Export:
        """Begin an export of a campaign's calls that began at or after `since` and before `until`.

        `written_as` is what the audit tells of it. The first page has been read. Raises NotFound for an unknown
        campaign.
        """
        with self.open_work(tenant_id) as work:
            campaign = work.campaigns.get(ref)
            first = work.exports.page(campaign.campaign_id, since, until, after=None, limit=CALLS_AT_ONCE)
            work.audit.record("campaign.exported", "campaign", str(campaign.campaign_id), {"format": written_as})
        return Export(campaign, self._pages(tenant_id, campaign, since, until, first))

    def _pages(
        self, tenant_id: str, campaign: Campaign, since: datetime | None, until: datetime | None, page: ExportPage
    ) -> Pages:
        """Yield this page and those after it, each read in a transaction of its own: a slow reader holds none."""
        yield page.calls
        while page.next is not None:
            with self.open_work(tenant_id) as work:
                page = work.exports.page(campaign.campaign_id, since, until, after=page.next, limit=CALLS_AT_ONCE)
            yield page.calls
