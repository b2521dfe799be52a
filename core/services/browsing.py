"""The calls of a tenant as a list."""

from dataclasses import dataclass, replace

from core.browsing import CallPage, CallPlace, Sort, WantedCalls
from core.errors import InvalidRequest
from core.ports import OpenWork
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
            if campaign_ref is not None:
                campaign = work.campaigns.find_many([campaign_ref]).get(campaign_ref)
                if campaign is None:
                    raise InvalidRequest({"campaign_id": [UNKNOWN_CAMPAIGN]})
                wanted = replace(wanted, campaign_id=campaign.campaign_id)
            return work.browsing.page(wanted, sort, after=after, limit=limit)
