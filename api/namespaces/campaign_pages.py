"""How a campaign is doing, to look at."""

from typing import Any

from flask_restx import Resource

from api import campaign_page
from api.auth import authenticated, principal
from api.dates import period
from api.negotiation import HTML, wanted
from api.restx import ContractNamespace
from api.wiring import services
from core.errors import InvalidRequest

ns = ContractNamespace("Analytics", path="/campaigns", decorators=[authenticated])


@ns.route("/<string:campaign_id>/report")
class CampaignPage(Resource):
    """The page of one campaign."""

    @ns.operation("getCampaignReport")
    def get(
        self, campaign_id: str, baseline: str | None, candidate: str | None, from_: str | None, to: str | None
    ) -> Any:
        """Show how a campaign is doing, as a page to look at."""
        wanted(HTML)
        since, until = period(from_, to)
        tenant_id, comparison = principal().tenant_id, None
        if (baseline is None) is not (candidate is None):
            raise InvalidRequest({"candidate" if candidate is None else "baseline": ["goes with the other bot's name"]})
        analytics = services().analytics.campaign(tenant_id, campaign_id, since=since, until=until, group_by="week")
        if baseline is not None and candidate is not None:
            comparison = services().comparisons.compare(
                tenant_id, campaign_id, baseline=baseline, candidate=candidate, since=since, until=until
            )
        campaign = services().campaigns.get(tenant_id, campaign_id).campaign
        return campaign_page.page(campaign, analytics, comparison)
