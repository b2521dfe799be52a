"""Reviews in storage, and the draw of calls to review."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from core.campaigns import Campaign
from core.errors import NotFound
from core.jobs import CallResult
from core.paging import Position
from core.reviews import Review, ReviewedAnswer
from core.services.reviews import ReviewService
from core.statistics.planning import PlannedReview, ReviewPlan, sample_size
from db.base import db
from db.work import open_work
from tests.builders import a_call, bot
from tests.db.builders import NOW, a_job, a_report, a_review, row_of_every_table, stored_call, stored_campaign
from tests.db.test_row_level_security import act_for

REVIEWS = ReviewService(open_work, lambda: NOW, uuid7)


def test_a_review_comes_back_as_it_was_kept(tenant: str) -> None:
    stored_call(tenant)
    answers = (ReviewedAnswer("Q001", "No", "Yes"), ReviewedAnswer("Q004", "7%", "72%"))
    review = a_review(answers=answers, comment="“Hm” \U0001f914\nno.")
    with open_work(tenant) as work:
        work.reviews.add(review)
        assert work.reviews.get(review.review_id) == review
        assert work.reviews.page("call-1", before=None, limit=9).reviews == (review,)


def test_reviews_are_listed_newest_first_page_by_page(tenant: str) -> None:
    stored_call(tenant)
    reviews = [a_review(reviewed_at=NOW + timedelta(seconds=second)) for second in (0, 1, 1, 2)]
    with open_work(tenant) as work:
        for review in reviews:
            work.reviews.add(review)
        seen: list[Review] = []
        before = None
        for _ in range(4):
            page = work.reviews.page("call-1", before=before, limit=1)
            seen += page.reviews
            before = page.next
    assert before is None
    expected = sorted(reviews, key=lambda review: (review.reviewed_at, review.review_id), reverse=True)
    assert seen == expected


def test_reviews_are_of_calls_of_the_tenant(tenant: str, other_tenant: str) -> None:
    stored_call(tenant)
    review = a_review()
    with open_work(tenant) as work:
        work.reviews.add(review)
    with open_work(other_tenant) as work:
        with pytest.raises(NotFound):
            work.reviews.add(a_review())
        with pytest.raises(NotFound):
            work.reviews.get(review.review_id)
        with pytest.raises(NotFound):
            work.reviews.page("call-1", before=Position(NOW, uuid4()), limit=1)


def test_reviews_of_a_campaign_come_oldest_first(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    for call_id in ("one", "two"):
        stored_call(tenant, campaign, call_id=call_id)
    stored_call(tenant, stored_campaign(tenant, code="OTHER"), call_id="elsewhere")
    yes, no = ((ReviewedAnswer("Q001", answer, "Yes"),) for answer in ("Yes", "No"))
    with open_work(tenant) as work:
        for review in (
            a_review("one", answers=yes, reviewed_at=NOW + timedelta(seconds=2)),
            a_review("one", answers=no, reviewed_at=NOW),
            a_review("two", answers=no, reviewed_at=NOW + timedelta(seconds=1), reviewer="bo", reviewer_id="b"),
            a_review("elsewhere", answers=no),
        ):
            work.reviews.add(review)
        found = work.reviews.of_campaign(campaign.campaign_id)
    assert [(each.reviewer, each.answers) for each in found] == [("ann", no), ("bo", no), ("ann", yes)]


def test_a_review_is_never_changed(tenant: str) -> None:
    row_of_every_table(tenant)
    with db.engine.connect() as connection:
        act_for(connection, tenant)
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text("update reviews set comment = 'x'"))
    assert getattr(refused.value.orig, "pgcode", None) == "42501"


def test_an_erased_call_takes_its_reviews_away(tenant: str) -> None:
    stored_call(tenant)
    review = a_review()
    with open_work(tenant) as work:
        work.reviews.add(review)
        assert work.conversations.erase(["call-1"])["call-1"]["reviews"] == 1
        with pytest.raises(NotFound):
            work.reviews.get(review.review_id)


def confident_calls(tenant_id: str, count: int) -> Campaign:
    """Store calls `0`, `1` … whose confidence grows with their number."""
    campaign = stored_campaign(tenant_id)
    _store(tenant_id, campaign, range(count))
    return campaign


def _store(tenant_id: str, campaign: Campaign, numbers: range) -> None:
    calls = [a_call((bot("Hello?"),), call_id=str(number)) for number in numbers]
    job = a_job(calls)
    results: list[CallResult] = []
    for call in calls:
        report = a_report(call)
        metrics = tuple(replace(metric, confidence=int(call.call_id) / 1000) for metric in report.analysis.metrics)
        report = replace(report, analysis=replace(report.analysis, metrics=metrics, status_reason=None))
        results.append(replace(job.results[len(results)], report=report))
    with open_work(tenant_id) as work:
        work.jobs.add_completed(replace(job, results=tuple(results)), [(call, campaign) for call in calls])


def planned(tenant_id: str, campaign_id: UUID, *, seed: int = 1, margin: float = 0.2, uncertain: int = 5) -> ReviewPlan:
    return REVIEWS.plan(tenant_id, str(campaign_id), margin=margin, uncertain=uncertain, seed=seed)


def of_reason(plan: ReviewPlan, reason: str) -> list[PlannedReview]:
    return [call for call in plan.calls if call.reason == reason]


def test_a_plan_is_of_drawn_calls_and_of_the_least_certain(tenant: str) -> None:
    campaign = confident_calls(tenant, 60)
    plan = planned(tenant, campaign.campaign_id)
    drawn = sample_size(0.2, 55)
    assert (plan.population, plan.count("random"), plan.count("uncertain")) == (60, drawn, 5)
    assert [call.call_id for call in plan.calls[drawn:]] == ["0", "1", "2", "3", "4"]
    assert len({call.call_id for call in plan.calls}) == len(plan.calls)
    assert {call.weight for call in plan.calls[drawn:]} == {1.0}
    assert {call.weight for call in plan.calls[:drawn]} == {55 / drawn}
    assert plan.calls[drawn + 3].confidence == pytest.approx(0.003)


def test_a_seed_draws_the_same_calls_and_another_draws_others(tenant: str) -> None:
    campaign = confident_calls(tenant, 60)
    plans = [planned(tenant, campaign.campaign_id, seed=seed).calls for seed in (1, 1, 2)]
    assert plans[0] == plans[1]
    assert {call.call_id for call in plans[0]} != {call.call_id for call in plans[2]}


def test_calls_that_come_later_take_the_place_of_few(tenant: str) -> None:
    campaign = confident_calls(tenant, 60)
    before = {call.call_id for call in of_reason(planned(tenant, campaign.campaign_id), "random")}
    _store(tenant, campaign, range(60, 66))
    after = {call.call_id for call in of_reason(planned(tenant, campaign.campaign_id), "random")}
    assert len(before - after) <= 6


def test_a_small_campaign_is_reviewed_as_a_whole(tenant: str) -> None:
    campaign = confident_calls(tenant, 4)
    plan = planned(tenant, campaign.campaign_id, margin=0.01, uncertain=2)
    assert {(call.call_id, call.reason, call.weight) for call in plan.calls} == {
        ("0", "uncertain", 1.0),
        ("1", "uncertain", 1.0),
        ("2", "random", 1.0),
        ("3", "random", 1.0),
    }
    plan = planned(tenant, campaign.campaign_id, uncertain=9)
    assert (plan.count("random"), plan.count("uncertain")) == (0, 4)
    nothing = planned(tenant, stored_campaign(tenant, code="OTHER").campaign_id)
    assert (nothing.population, nothing.calls) == (0, ())


def test_weighted_estimates_are_unbiased_though_the_least_certain_calls_differ_from_the_others(tenant: str) -> None:
    """Of the twenty least certain calls all are bad, of the others a third: 40 of 80. Unweighted it would be more."""
    campaign = confident_calls(tenant, 80)
    bad = {str(number) for number in range(80) if number < 20 or number % 3 == 0}
    weighted, plain = [], []
    for seed in range(200):
        plan = planned(tenant, campaign.campaign_id, seed=seed, uncertain=15)
        weighted.append(sum(call.weight for call in plan.calls if call.call_id in bad) / plan.population)
        plain.append(sum(call.call_id in bad for call in plan.calls) / len(plan.calls))
        assert sum(call.weight for call in plan.calls) == pytest.approx(80)
    truth = len(bad) / 80
    assert sum(weighted) / 200 == pytest.approx(truth, abs=0.015)
    assert sum(plain) / 200 > truth + 0.05
    # As wide as the plan promises: nineteen of twenty draws are within the margin.
    assert sum(abs(each - truth) <= 0.2 for each in weighted) >= 190
