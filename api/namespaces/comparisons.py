"""How two bots of a campaign compare."""

from typing import Any

from flask_restx import Resource

from api import presenting_comparison
from api.auth import authenticated, principal
from api.dates import period
from api.restx import ContractNamespace
from api.wiring import services

ns = ContractNamespace("Analytics", path="/campaigns", decorators=[authenticated])


@ns.route("/<string:campaign_id>/comparison")
class Comparison(Resource):
    """Two bots of one campaign, side by side."""

    @ns.operation("compareBots")
    def get(self, campaign_id: str, baseline: str, candidate: str, from_: str | None, to: str | None) -> Any:
        """Tell whether one bot does better than another."""
        since, until = period(from_, to)
        compared = services().comparisons.compare(
            principal().tenant_id, campaign_id, baseline=baseline, candidate=candidate, since=since, until=until
        )
        return presenting_comparison.comparison(compared)
