"""The calls of a tenant as a list."""

from dataclasses import dataclass, replace
from uuid import UUID

from core.browsing import CallPage, CallPlace, Sort, WantedCalls
from core.errors import InvalidRequest
from core.ports import OpenWork, Work
from core.services.conversations import UNKNOWN_CAMPAIGN


@dataclass(frozen=True, slots=True)
class BrowsingService:
    """Shows calls page by page."""

    open_work: OpenWork

    def page(
        self,
        tenant_id: str,
        wanted: WantedCalls,
        *,
        campaign_ref: str | None,
        sort: Sort,
        after: CallPlace | None,
        limit: int,
    ) -> CallPage:
        """Return the wanted calls (of a campaign, by its uuid or code) that come after this place in the list.

        Raises InvalidRequest for an unknown campaign.
        """
        with self.open_work(tenant_id) as work:
            wanted = replace(wanted, campaign_id=campaign_among(work, campaign_ref))
            return work.browsing.page(wanted, sort, after=after, limit=limit)


def campaign_among(work: Work, ref: str | None) -> UUID | None:
    """Return the id of the campaign that a list is of, None for all; raise InvalidRequest for an unknown one."""
    if ref is None:
        return None
    campaign = work.campaigns.find_many([ref]).get(ref)
    if campaign is None:
        raise InvalidRequest({"campaign_id": [UNKNOWN_CAMPAIGN]})
    return campaign.campaign_id
