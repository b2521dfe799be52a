"""What customers asked for, over the calls of a campaign."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from core.calls import Call
from core.campaigns import Campaign
from core.reports import Evidence, Metric, RaisedRequest
from core.requests import RequestTopics
from core.services.listening import asked_for
from db.base import db
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import NOW, a_job, a_report, an_analysis, stored_campaign, stored_job
from tests.db.test_row_level_security import act_for

PRICE, COST, AREA = "what is the price", "how much does it cost?", "which area is it in?"


def a_request(quote: str, outcome: Any = "resolved", *, new: bool = True, turn: int = 1) -> RaisedRequest:
    return RaisedRequest("question", new, outcome, Evidence(turn, 1.0, "customer", quote))


def store(tenant: str, campaign: Campaign, requests: dict[str, list[RaisedRequest]], **changes: Any) -> None:
    """Store calls by their ids, each an hour after the one before, with reports that tell these requests."""
    calls = [a_call(call_id=call_id, started_at=NOW + timedelta(hours=at)) for at, call_id in enumerate(requests)]
    job = a_job(calls)
    results = []
    for call, result in zip(calls, job.results, strict=True):
        assert result.report is not None
        analysis = replace(telling(call, requests[call.call_id]), **changes)
        results.append(replace(result, report=replace(result.report, analysis=analysis)))
    with open_work(tenant) as work:
        work.jobs.add_completed(replace(job, results=tuple(results)), [(call, campaign) for call in calls])


def telling(call: Call, requests: list[RaisedRequest]) -> Any:
    asked = Metric("Q003", "?", "Yes", "boolean_with_details", 0.9, new_requests=(), requests=tuple(requests))
    analysis = an_analysis(call)
    return replace(analysis, metrics=(*(each for each in analysis.metrics if each.question_id != "Q003"), asked))


def asked(
    tenant: str, campaign: Campaign, *, since_h: float | None = None, until_h: float | None = None
) -> RequestTopics:
    moments = [None if hours is None else NOW + timedelta(hours=hours) for hours in (since_h, until_h)]
    with open_work(tenant) as work:
        return asked_for(work, campaign.campaign_id, *moments)


def counts(topics: Any) -> list[tuple[str, int, int, int]]:
    return [(each.topic, each.count, each.call_count, each.unresolved_count) for each in topics]


def test_requests_of_one_meaning_are_one_topic_by_their_most_frequent_wording(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    price = [a_request(PRICE), a_request("Can you tell me the price, please?")]
    store(tenant, campaign, {"a": [*price, a_request(AREA)], "b": [a_request(PRICE)], "c": [a_request(COST)]})
    assert counts(asked(tenant, campaign).new) == [(PRICE, 4, 3, 0), (AREA, 1, 1, 0)]


def test_an_example_is_said_in_the_newest_call_and_verbatim_in_it(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    store(tenant, campaign, {"older": [a_request(PRICE)], "newer": [a_request(PRICE, turn=3)]})
    (topic,) = asked(tenant, campaign).new
    assert (topic.example.call_id, topic.example.turn, topic.example.quote) == ("newer", 3, PRICE)


def test_what_was_put_off_or_not_met_is_unresolved_also_where_it_was_the_main_business(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    outcomes = ("unresolved", "deferred", "unclear", "resolved")
    calls = {name: [a_request(PRICE, name, new=False), a_request(AREA)] for name in outcomes}
    store(tenant, campaign, calls)
    found = asked(tenant, campaign)
    assert counts(found.new) == [(AREA, 4, 4, 0)]
    assert counts(found.unresolved) == [(PRICE, 4, 4, 2)]
    assert found.unresolved[0].example.call_id == "deferred"


def test_what_says_nothing_of_what_is_wanted_is_no_topic(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    store(tenant, campaign, {"a": [a_request("How about that one?"), a_request("Can you do it?", "unresolved")]})
    assert asked(tenant, campaign) == RequestTopics((), ())


def test_only_calls_of_the_campaign_and_of_the_time_count(tenant: str) -> None:
    campaign, other = stored_campaign(tenant), stored_campaign(tenant, code="OTHER")
    store(tenant, campaign, {name: [a_request(PRICE)] for name in ("0h", "1h", "2h")})
    store(tenant, other, {"elsewhere": [a_request(PRICE)]})
    assert counts(asked(tenant, campaign).new) == [(PRICE, 3, 3, 0)]
    assert counts(asked(tenant, campaign, since_h=1, until_h=2).new) == [(PRICE, 1, 1, 0)]
    assert asked(tenant, campaign, since_h=3) == asked(tenant, campaign, until_h=0) == RequestTopics((), ())


def test_of_another_tenant_nothing_is_told(tenant: str, other_tenant: str) -> None:
    campaign = stored_campaign(tenant)
    store(tenant, campaign, {"a": [a_request(PRICE, "unresolved")]})
    assert asked(other_tenant, campaign) == RequestTopics((), ())


def test_calls_that_cannot_be_judged_asked_for_nothing(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    store(tenant, campaign, {"a": [a_request(PRICE)]}, status_reason="Nobody spoke.")
    assert asked(tenant, campaign) == RequestTopics((), ())


def test_at_most_ten_topics_are_told_the_most_frequent_ones(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    things = ("price", "area", "phone", "parking", "visa", "refund", "battery", "music", "garden", "coffee", "dentist")
    about = {thing: a_request(f"What about the {thing}?") for thing in things}
    store(tenant, campaign, {thing: [about[thing]] * (at + 1) for at, thing in enumerate(things)})
    told = asked(tenant, campaign).new
    assert [each.count for each in told] == list(range(11, 1, -1))
    assert told[0].topic == "What about the dentist?"


def test_a_new_report_tells_what_was_asked_for_in_the_place_of_the_one_before(tenant: str) -> None:
    campaign, call = stored_campaign(tenant), a_call()
    job = stored_job(tenant, campaign, [call])
    report = a_report(call)
    with open_work(tenant) as work:
        work.reanalyses.add(job.job_id, campaign.campaign_id, None)
        work.reanalyses.replace(job.job_id, {0: replace(report, analysis=telling(call, [a_request(AREA)] * 2))})
    assert counts(asked(tenant, campaign).new) == [(AREA, 2, 1, 0)]


def test_erasing_a_call_takes_away_what_was_asked_for(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    store(tenant, campaign, {"a": [a_request(PRICE)], "b": [a_request(AREA)]})
    with open_work(tenant) as work:
        work.conversations.erase(["a"])
    assert counts(asked(tenant, campaign).new) == [(AREA, 1, 1, 0)]


def test_calls_stand_out_by_their_scores_moods_and_confidences(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    calls = {f"{at:02}": [] for at in range(12)}
    store(tenant, campaign, calls)
    with db.engine.begin() as connection:
        act_for(connection, tenant)
        for at in range(12):
            connection.execute(
                text(
                    "update call_facts set overall_quality_score = :score, mood_drop = :drop, mean_confidence = :sure "
                    "from conversations c where c.conversation_id = call_facts.conversation_id and c.call_id = :id"
                ),
                {"id": f"{at:02}", "score": at / 2, "drop": 0.1 * at, "sure": 1 - at / 20},
            )
    with open_work(tenant) as work:
        found = work.requests.worth_a_listen(campaign.campaign_id, None, None)
        none = work.requests.worth_a_listen(uuid4(), None, None)
    assert [(each.call_id, each.reason, round(each.value, 3)) for each in found] == [
        ("00", "lowest_score", 0.0),
        ("01", "lowest_score", 0.5),
        ("02", "lowest_score", 1.0),
        ("11", "biggest_mood_drop", 1.1),
        ("10", "biggest_mood_drop", 1.0),
        ("09", "biggest_mood_drop", 0.9),
        ("08", "least_certain", 0.6),
        ("07", "least_certain", 0.65),
        ("06", "least_certain", 0.7),
    ]
    assert none == ()


def test_a_mood_that_hardly_fell_is_nothing_to_listen_to(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    store(tenant, campaign, {"a": []})
    with open_work(tenant) as work:
        found = work.requests.worth_a_listen(campaign.campaign_id, None, None)
    assert [each.reason for each in found] == ["lowest_score"]
