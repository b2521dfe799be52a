"""Calls as a list."""

from typing import Any

from flask_restx import Resource

from api import presenting_browsing
from api.auth import authenticated, principal
from api.cursors import Cursors
from api.dates import period
from api.restx import ContractNamespace
from api.wiring import services
from core.browsing import Sort, WantedCalls
from core.paging import ScorePosition

ns = ContractNamespace("Conversations", path="/conversations", decorators=[authenticated])


@ns.route("")
class Conversations(Resource):
    """The calls of the tenant."""

    @ns.operation("listConversations")
    def get(
        self,
        campaign_id: str | None,
        from_: str | None,
        to: str | None,
        q: str | None,
        sort: Sort,
        cursor: str | None,
        limit: int,
        **filters: Any,
    ) -> Any:
        """List the tenant's calls."""
        since, until = period(from_, to)
        wanted = WantedCalls(since=since, until=until, words=q, **filters)
        cursors = Cursors("listConversations", sort, str(campaign_id), str(wanted))
        by_score = sort.endswith("overall_quality_score")
        page = services().browsing.page(
            principal().tenant_id,
            wanted,
            campaign_ref=campaign_id,
            sort=sort,
            after=cursors.read_scored(cursor) if by_score else cursors.read(cursor),
            limit=limit,
        )
        end = page.next
        following = cursors.write_scored(end) if isinstance(end, ScorePosition) else cursors.write(end)
        return presenting_browsing.call_page(page, following)
