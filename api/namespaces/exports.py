"""A campaign's calls to take away."""

from typing import Any

from flask_restx import Resource

from api.auth import authenticated, principal
from api.dates import period
from api.exporting import Format, attachment
from api.restx import ContractNamespace
from api.streaming import Attachment, streamed
from api.wiring import services

ns = ContractNamespace("Analytics", path="/campaigns", decorators=[authenticated])


@ns.route("/<string:campaign_id>/export")
class Export(Resource):
    """The calls of one campaign, one row each."""

    @ns.operation("exportCampaign")
    def get(self, campaign_id: str, format: Format, from_: str | None, to: str | None) -> Any:
        """Export the calls of a campaign with their scores and answers."""
        since, until = period(from_, to)

        def begin() -> Attachment:
            export = services().exports.start(principal().tenant_id, campaign_id, since, until, written_as=format)
            return attachment(export, format)

        return streamed(begin)
