"""What people think of calls: adding it, how far it agrees with the analysis, and which calls to ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.agreement import CampaignAgreement, agreement_of
from core.errors import Unjudged
from core.jobs import report_of
from core.origin import origin
from core.paging import Position
from core.ports import Clock, NewId, OpenWork
from core.reviews import GivenAnswer, Review, ReviewPage, beside
from core.statistics.planning import ReviewPlan, sample_size


@dataclass(frozen=True, slots=True)
class ReviewService:
    """Keeps people's answers beside the machine's."""

    open_work: OpenWork
    clock: Clock
    new_id: NewId

    def add(self, tenant_id: str, call_id: str, given: Sequence[GivenAnswer], comment: str | None) -> Review:
        """Add a review by whoever acts (core.origin).

        Raises NotFound, NotJudged without a report, Unjudged where that answers nothing, InvalidRequest for answers
        that the report's questions cannot have.
        """
        who = origin()
        with self.open_work(tenant_id) as work:
            report = report_of(call_id, work.conversations.find_result(call_id))
            if report.analysis.status_reason is not None:
                raise Unjudged
            answers = beside(report.analysis.metrics, given)
            reviewer_id = who.actor_id or who.actor_name
            review = Review(
                self.new_id(),
                call_id,
                who.actor_name,
                reviewer_id,
                self.clock(),
                report.report_id,
                answers,
                comment,
            )
            work.reviews.add(review)
            work.idempotency.keep(review)
            work.audit.record("review.added", "conversation", call_id, {"review_id": str(review.review_id)})
        return review

    def get(self, tenant_id: str, review_id: UUID) -> Review:
        """Return a review; raise NotFound, also where its call was erased."""
        with self.open_work(tenant_id) as work:
            return work.reviews.get(review_id)

    def page(self, tenant_id: str, call_id: str, *, before: Position | None, limit: int) -> ReviewPage:
        """Return the newest reviews of a call that come after this place in the list; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.reviews.page(call_id, before=before, limit=limit)

    def agreement(self, tenant_id: str, campaign_ref: str) -> CampaignAgreement:
        """Tell how far people and the analysis agree on a campaign's calls; raise NotFound."""
        with self.open_work(tenant_id) as work:
            campaign = work.campaigns.get(campaign_ref)
            reviewed = work.reviews.of_campaign(campaign.campaign_id)
        return agreement_of(campaign.campaign_id, reviewed)

    def plan(self, tenant_id: str, campaign_ref: str, *, margin: float, uncertain: int, seed: int) -> ReviewPlan:
        """Tell which of a campaign's calls to review; raise NotFound.

        So many are drawn that a share is known to within ± `margin` (0.01..0.5, 95 %), besides so many of which the
        analysis is least sure. Weighted, what reviews say of them is an unbiased estimate of the campaign: the
        uncertain ones are among the planned for certain, each of the others as probably as the next.
        """
        with self.open_work(tenant_id) as work:
            campaign_id = work.campaigns.get(campaign_ref).campaign_id
            others = max(work.reviews.count_population(campaign_id) - uncertain, 0)
            drawn = sample_size(margin, others)
            population, calls = work.reviews.plan(campaign_id, seed=seed, drawn=drawn, uncertain=uncertain)
        return ReviewPlan(campaign_id, seed, population, calls)
