"""Reviews, agreement and review plans in the contract's words."""

from dataclasses import asdict
from typing import Any

from api.dates import stamp
from api.figures import rounded
from api.presenting import present
from core.agreement import Agreement, CampaignAgreement
from core.reviews import Review, ReviewPage
from core.statistics.planning import ReviewPlan


def review(shown: Review) -> dict[str, Any]:
    """Present what one person thinks of a call."""
    return present(
        review_id=str(shown.review_id),
        call_id=shown.call_id,
        reviewer=shown.reviewer,
        reviewed_at=stamp(shown.reviewed_at),
        report_id=str(shown.report_id),
        answers=[asdict(answer) for answer in shown.answers],
        comment=shown.comment,
    )


def review_page(page: ReviewPage, next_cursor: str | None) -> dict[str, Any]:
    """Present a page of reviews."""
    return present(reviews=[review(each) for each in page.reviews], next_cursor=next_cursor)


def agreement(shown: CampaignAgreement) -> dict[str, Any]:
    """Present how far people and the analysis agree."""
    return {
        "campaign_id": str(shown.campaign_id),
        "reviewed_count": shown.reviewed_count,
        "machine": [_agreement(each) for each in shown.machine],
        "reviewers": [
            {"reviewer": each.reviewer, "questions": [_agreement(question) for question in each.questions]}
            for each in shown.reviewers
        ],
        "pairs": [
            {"reviewers": list(each.reviewers), "questions": [_agreement(question) for question in each.questions]}
            for each in shown.pairs
        ],
    }


def _agreement(shown: Agreement) -> dict[str, Any]:
    return present(**rounded(asdict(shown)))


def plan(shown: ReviewPlan) -> dict[str, Any]:
    """Present which calls to review."""
    return {
        "campaign_id": str(shown.campaign_id),
        "seed": shown.seed,
        "population": shown.population,
        "random_count": shown.count("random"),
        "uncertain_count": shown.count("uncertain"),
        "calls": [present(**rounded(asdict(call))) for call in shown.calls],
    }
