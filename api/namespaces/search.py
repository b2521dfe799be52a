"""Search of calls by what was said in them."""

from typing import Any

from flask_restx import Resource

from api import presenting_search
from api.auth import authenticated, principal
from api.cursors import Cursors
from api.dates import period
from api.restx import ContractNamespace
from api.wiring import services

ns = ContractNamespace("Conversations", path="/search", decorators=[authenticated])


@ns.route("")
class Search(Resource):
    """What was said in the tenant's calls."""

    @ns.operation("searchConversations")
    def get(
        self,
        q: str,
        campaign_id: str | None,
        bot_name: str | None,
        from_: str | None,
        to: str | None,
        cursor: str | None,
        limit: int,
    ) -> Any:
        """Find what was said, best match first."""
        cursors = Cursors("searchConversations", q, str(campaign_id), str(bot_name), str(from_), str(to))
        since, until = period(from_, to)
        page = services().search.find(
            principal().tenant_id,
            q,
            campaign_ref=campaign_id,
            bot_name=bot_name,
            since=since,
            until=until,
            after=cursors.read_ranked(cursor),
            limit=limit,
        )
        return presenting_search.search_page(page, cursors.write_scored(page.next))
