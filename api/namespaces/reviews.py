"""What people think of calls, and how far that agrees with the analysis."""

from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import parsing, presenting_reviews
from api.auth import authenticated, principal
from api.cursors import Cursors
from api.idempotency import Repeat
from api.restx import ContractNamespace
from api.wiring import services
from core.idempotency import Kept
from core.reviews import Review

ns = ContractNamespace("Reviews", path="/conversations", decorators=[authenticated])
campaign_ns = ContractNamespace("Reviews", path="/campaigns", decorators=[authenticated])


def _kept(review: Review) -> Kept:
    return {"review_id": str(review.review_id)}


def _added_before(kept: Kept) -> Any:
    return _added(services().reviews.get(principal().tenant_id, UUID(kept["review_id"])))


def _added(review: Review) -> Any:
    return presenting_reviews.review(review), 201


@ns.route("/<string:call_id>/reviews")
class Reviews(Resource):
    """People's answers to one call."""

    @ns.operation("listReviews")
    def get(self, call_id: str, cursor: str | None, limit: int) -> Any:
        """List the reviews of a call, newest first."""
        cursors = Cursors("listReviews", call_id)
        page = services().reviews.page(principal().tenant_id, call_id, before=cursors.read(cursor), limit=limit)
        return presenting_reviews.review_page(page, cursors.write(page.next))

    @ns.operation("addReview", repeat=Repeat(_kept, _added_before))
    def post(self, call_id: str) -> Any:
        """Add a person's answers to a call."""
        given = parsing.review_answers(ns.payload)
        return _added(services().reviews.add(principal().tenant_id, call_id, given, ns.payload.get("comment")))


@campaign_ns.route("/<string:campaign_id>/agreement")
class Agreement(Resource):
    """People and the analysis, on one campaign."""

    @campaign_ns.operation("getAgreement")
    def get(self, campaign_id: str) -> Any:
        """Tell how far people and the analysis agree."""
        return presenting_reviews.agreement(services().reviews.agreement(principal().tenant_id, campaign_id))


@campaign_ns.route("/<string:campaign_id>/review-plan")
class ReviewPlan(Resource):
    """Which calls of one campaign to review."""

    @campaign_ns.operation("planReviews")
    def get(self, campaign_id: str, margin: float, uncertain: int, seed: int) -> Any:
        """Tell which calls to review."""
        plan = services().reviews.plan(
            principal().tenant_id, campaign_id, margin=margin, uncertain=uncertain, seed=seed
        )
        return presenting_reviews.plan(plan)
