"""What the calls are about."""

from typing import Any

from flask_restx import Resource

from api import parsing, presenting
from api.auth import authenticated, principal
from api.contract import CONTRACT
from api.idempotency import as_answered
from api.namespaces.jobs import accepted
from api.restx import ContractNamespace
from api.wiring import services
from core.campaigns import Campaign

ns = ContractNamespace("Campaigns", path="/campaigns", decorators=[authenticated])


def _created(campaign: Campaign) -> Any:
    location = f"{CONTRACT.base_path}/campaigns/{campaign.campaign_id}"
    return presenting.campaign(campaign), 201, {"Location": location}


@ns.route("")
class Campaigns(Resource):
    """All campaigns of the tenant."""

    @ns.operation("listCampaigns")
    def get(self, page: int, limit: int) -> Any:
        """List the tenant's campaigns, newest first."""
        return presenting.campaign_page(services().campaigns.page(principal().tenant_id, page=page, limit=limit))

    @ns.operation("createCampaign", repeat=as_answered(_created))
    def post(self) -> Any:
        """Create a campaign."""
        return _created(services().campaigns.create(principal().tenant_id, parsing.campaign_brief(ns.payload)))


@ns.route("/<string:campaign_id>")
class OneCampaign(Resource):
    """One campaign, by its uuid or the partner's own code."""

    @ns.operation("getCampaign")
    def get(self, campaign_id: str) -> Any:
        """Show a campaign and the number of its conversations."""
        return presenting.campaign_detail(services().campaigns.get(principal().tenant_id, campaign_id))

    @ns.operation("updateCampaign")
    def patch(self, campaign_id: str) -> Any:
        """Change a campaign."""
        change = parsing.campaign_change(ns.payload)
        return presenting.campaign_detail(services().campaigns.update(principal().tenant_id, campaign_id, change))


@ns.route("/<string:campaign_id>/reanalyze")
class Reanalysis(Resource):
    """New analyses of the calls of one campaign."""

    @ns.operation("reanalyzeCampaign", repeat=as_answered(accepted))
    def post(self, campaign_id: str) -> Any:
        """Analyse a campaign's calls anew."""
        wanted = {"dry_run": False, "sample": None, **ns.payload}
        return accepted(services().reanalyses.start(principal().tenant_id, campaign_id, **wanted))
