"""The tenant's calls as a list."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.api.partner import Partner, a_transcription

TURNS = a_transcription()["conversation"]
ANNOYED = [
    TURNS[0],
    {"speaker": "customer", "timestamp": 9, "text": "This is terrible, I am so angry with you. Stop calling me!"},
    {"speaker": "bot", "timestamp": 15, "text": "We have a new fibre plan for 30 dollars."},
    {"speaker": "customer", "timestamp": 21, "text": "No. This is awful and I hate it. Goodbye."},
]
GOLD = {"campaign_segment": "gold", "interaction_outcome": "sold"}


@pytest.fixture
def listed(partner: Partner) -> Partner:
    """A partner whose calls are of two campaigns, two bots and several days; the last cannot be judged."""
    partner.create_campaign(code="FIBRE")
    partner.create_campaign(code="MOBILE")
    answer = partner.process(
        a_transcription("a", timestamp="2024-03-01T09:00:00Z", metadata=GOLD),
        a_transcription("b", timestamp="2024-03-02T09:00:00+02:00", conversation=ANNOYED),
        a_transcription("c", "MOBILE", timestamp="2024-03-03T09:00:00Z", bot_name="Bob"),
        a_transcription("d", timestamp="2024-03-03T09:00:00Z", conversation=TURNS[:1], metadata=GOLD),
    )
    assert answer.status_code == 200
    return partner


def calls(partner: Partner, **query: Any) -> list[dict[str, Any]]:
    answer = partner.get("/conversations", query_string=query)
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["conversations"])


def ids(partner: Partner, **query: Any) -> list[str]:
    return [each["call_id"] for each in calls(partner, **query)]


def pages(partner: Partner, **query: Any) -> Iterator[list[str]]:
    """Read a list to its end."""
    cursor: Mapping[str, str] = {}
    while True:
        answer = partner.get("/conversations", query_string={**query, **cursor}).get_json()
        yield [each["call_id"] for each in answer["conversations"]]
        if "next_cursor" not in answer:
            return
        cursor = {"cursor": answer["next_cursor"]}


def test_a_call_is_told_with_what_its_report_says(listed: Partner) -> None:
    call = calls(listed)[-1]
    report = listed.get("/conversations/a/report").get_json()
    assert call == {
        "call_id": "a",
        "campaign_id": "FIBRE",
        "timestamp": "2024-03-01T09:00:00Z",
        "duration_seconds": 60,
        "bot_name": "Ava",
        "status": "completed",
        "received_at": listed.get("/conversations/a").get_json()["received_at"],
        "overall_quality_score": report["summary_insights"]["overall_quality_score"],
        "bot_performance_score": report["call_details"]["bot_performance_score"],
        "customer_engagement_score": report["call_details"]["customer_engagement_score"],
        "sentiment": report["quality_analysis"]["metrics"][1]["answer"].lower(),
        "sentiment_trend": report["call_details"]["sentiment_trend"],
        "campaign_segment": "gold",
        "interaction_outcome": "sold",
    }


def test_a_call_that_cannot_be_judged_says_why_and_has_no_scores(listed: Partner) -> None:
    (call,) = (each for each in calls(listed) if each["call_id"] == "d")
    assert call["status_reason"] == listed.get("/conversations/d/report").get_json()["status_reason"]
    assert not {"overall_quality_score", "sentiment", "sentiment_trend"} & call.keys()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"a", "b", "c", "d"}),
        ({"campaign_id": "FIBRE"}, {"a", "b", "d"}),
        ({"campaign_id": "MOBILE"}, {"c"}),
        ({"bot_name": "Bob"}, {"c"}),
        ({"bot_name": "bob"}, set()),
        ({"status": "completed"}, {"a", "b", "c", "d"}),
        ({"status": "failed"}, set()),
        ({"status": "failed", "min_score": "1"}, set()),
        ({"sentiment": "negative"}, {"b"}),
        ({"from": "2024-03-02T07:00:00Z"}, {"b", "c", "d"}),
        ({"from": "2024-03-02T07:00:00.001Z"}, {"c", "d"}),
        ({"to": "2024-03-02T07:00:00Z"}, {"a"}),
        ({"from": "2024-03-02T00:00:00Z", "to": "2024-03-03T00:00:00Z"}, {"b"}),
        ({"min_score": "0"}, {"a", "b", "c"}),
        ({"max_score": "10"}, {"a", "b", "c"}),
        ({"min_score": "0", "campaign_id": "FIBRE", "sentiment": "negative", "bot_name": "Ava"}, {"b"}),
        ({"min_score": "0", "from": "2024-03-02T07:00:00Z", "to": "2024-03-03T09:00:00Z"}, {"b"}),
        ({"sort": "overall_quality_score"}, {"a", "b", "c"}),
        ({"sort": "overall_quality_score", "campaign_id": "MOBILE"}, {"c"}),
    ],
)
def test_filters_go_together(listed: Partner, query: dict[str, str], found: set[str]) -> None:
    assert set(ids(listed, **query)) == found


def test_scores_are_bounds_that_belong_to_what_they_bound(listed: Partner) -> None:
    (score,) = (each["overall_quality_score"] for each in calls(listed) if each["call_id"] == "b")
    assert ids(listed, max_score=score) == ["b"]
    assert "b" in ids(listed, min_score=score)
    assert "b" not in ids(listed, min_score=score + 0.01)


def test_a_campaign_is_named_by_its_uuid_or_its_code(listed: Partner) -> None:
    campaign_id = listed.get("/campaigns/FIBRE").get_json()["campaign_id"]
    assert ids(listed, campaign_id=campaign_id) == ids(listed, campaign_id="FIBRE")


def test_an_unknown_campaign_and_another_tenants_are_the_same_fault(listed: Partner, other_partner: Partner) -> None:
    foreign = other_partner.create_campaign(code="THEIRS")
    answers = [listed.get("/conversations", query_string={"campaign_id": name}) for name in (foreign, "nothing")]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert [answer.get_json()["details"] for answer in answers] == [
        {"campaign_id": ["is not a campaign of this tenant"]}
    ] * 2


@pytest.mark.parametrize(
    ("sort", "in_order"), [("-started_at", [{"c", "d"}, {"b"}, {"a"}]), ("started_at", [{"a"}, {"b"}, {"c", "d"}])]
)
def test_a_list_by_time_begins_at_either_end(listed: Partner, sort: str, in_order: list[set[str]]) -> None:
    found = ids(listed, sort=sort)
    for some in in_order:
        assert {found.pop(0) for _ in some} == some
    assert found == []


def test_the_newest_calls_come_first_unless_another_order_is_wanted(listed: Partner) -> None:
    assert ids(listed) == ids(listed, sort="-started_at")


def test_a_list_by_score_begins_at_either_end(listed: Partner) -> None:
    scores = [each["overall_quality_score"] for each in calls(listed, sort="overall_quality_score")]
    assert scores == sorted(scores)
    assert len(set(scores)) == 2  # two calls are alike
    assert ids(listed, sort="-overall_quality_score") == ids(listed, sort="overall_quality_score")[::-1]


@pytest.mark.parametrize("sort", ["started_at", "-started_at", "overall_quality_score", "-overall_quality_score"])
@pytest.mark.parametrize("filters", [{}, {"min_score": 0.5}, {"campaign_id": "FIBRE"}])
def test_pages_show_every_call_once_and_in_the_order_of_one_page(
    listed: Partner, sort: str, filters: dict[str, Any]
) -> None:
    found = list(pages(listed, sort=sort, limit=1, **filters))
    assert [len(page) for page in found] == [1] * len(found)
    assert [call_id for page in found for call_id in page] == ids(listed, sort=sort, **filters)


def test_calls_that_come_meanwhile_move_nothing_on_the_pages_to_come(listed: Partner) -> None:
    reading = pages(listed, limit=2)
    first = next(reading)
    listed.process(a_transcription("newer", timestamp="2025-01-01T00:00:00Z"))
    assert [*first, *next(reading)] == ids(listed)[1:]


def test_a_cursor_belongs_to_its_list(listed: Partner) -> None:
    cursor = listed.get("/conversations", query_string={"limit": 1}).get_json()["next_cursor"]
    assert len(ids(listed, limit=1, cursor=cursor)) == 1
    for other in ({"sort": "started_at"}, {"sort": "-overall_quality_score"}, {"bot_name": "Ava"}, {"min_score": 1}):
        answer = listed.get("/conversations", query_string={"cursor": cursor, **other})
        assert answer.status_code == 400
        assert answer.get_json()["details"] == {"cursor": ["is not a cursor of this list"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "done"),
        ("sentiment", "Positive"),
        ("from", "2024-03-01"),
        ("to", "yesterday"),
        ("min_score", "11"),
        ("min_score", "-1"),
        ("min_score", "NaN"),
        ("max_score", "1e1"),
        ("max_score", "five"),
        ("sort", "score"),
        ("limit", "0"),
        ("limit", "101"),
        ("bot_name", ""),
        ("cursor", "x"),
    ],
)
def test_what_is_no_filter_is_named(partner: Partner, name: str, value: str) -> None:
    answer = partner.get("/conversations", query_string={name: value})
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == [name]


def test_only_ones_own_calls_are_listed(listed: Partner, other_partner: Partner) -> None:
    assert ids(other_partner) == []
    assert len(ids(listed)) == 4
