"""How campaigns are doing."""

from typing import Any

from flask_restx import Resource

from api import presenting_analytics
from api.auth import authenticated, principal
from api.dates import period
from api.restx import ContractNamespace
from api.wiring import services
from core.analytics import GroupBy

ns = ContractNamespace("Analytics", path="/campaigns", decorators=[authenticated])


@ns.route("/<string:campaign_id>/analytics")
class Analytics(Resource):
    """The calls of one campaign, taken together."""

    @ns.operation("getCampaignAnalytics")
    def get(self, campaign_id: str, from_: str | None, to: str | None, group_by: GroupBy | None) -> Any:
        """Show how a campaign is doing."""
        since, until = period(from_, to)
        found = services().analytics.campaign(
            principal().tenant_id, campaign_id, since=since, until=until, group_by=group_by
        )
        return presenting_analytics.campaign_analytics(found)
