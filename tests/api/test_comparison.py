"""Bots of a campaign compared over HTTP."""

import pytest

from core.statistics.comparison import METHODS, METRICS
from tests.api.partner import Partner, a_transcription

REFUSING = [
    {"speaker": "bot", "timestamp": 0, "text": "Hello, this is Bo. We have a new fibre plan for 30 dollars."},
    {"speaker": "customer", "timestamp": 9, "text": "That is a terrible rip-off. I am not interested at all."},
    {"speaker": "bot", "timestamp": 15, "text": "Sorry, I did not understand."},
    {"speaker": "customer", "timestamp": 21, "text": "Leave me alone, this is horrible. Goodbye."},
]


@pytest.fixture
def campaign_id(partner: Partner) -> str:
    campaign_id = partner.create_campaign(code="FIBRE")
    segments = ("gold", "gold", "basic")
    good = [
        a_transcription(f"a{place}-{round_}", metadata={"campaign_segment": segment})
        for round_ in range(7)
        for place, segment in enumerate(segments)
    ]
    bad = [
        {**call, "call_id": f"b{place}", "bot_name": "Bo", "conversation": REFUSING} for place, call in enumerate(good)
    ]
    assert partner.process(*good, *bad).status_code == 200
    return campaign_id


def test_a_worse_bot_is_told_by_metric(partner: Partner, campaign_id: str) -> None:
    shown = partner.get("/campaigns/FIBRE/comparison?baseline=Ava&candidate=Bo").get_json()
    assert shown["campaign_id"] == campaign_id
    assert shown["baseline"] == {"bot_name": "Ava", "n": 21, "not_judged": 0}
    assert [metric["metric"] for metric in shown["metrics"]] == [metric.name for metric in METRICS]
    assert shown["methods"] == METHODS
    rates = {metric["metric"]: metric for metric in shown["metrics"]}
    interested = rates["interested"]
    assert (interested["baseline"]["value"], interested["candidate"]["value"]) == (1, 0)
    assert (interested["verdict"], interested["difference"]) == ("regressed", -1)
    assert interested["high"] < -0.5
    assert interested["p"] <= interested["p_corrected"] < 0.001
    assert interested["adjusted"]["segments"] == 2
    assert shown["mix"]["differs"] is False
    assert [each["segment"] for each in shown["mix"]["segments"]] == ["gold", "basic"]
    # Calls of a bot that are all alike do not vary: there is no interval, and no doubt either.
    score = rates["overall_quality_score"]
    assert score["verdict"] == "regressed"
    assert "low" not in score


def test_only_calls_of_the_time_that_is_asked_for_are_compared(partner: Partner, campaign_id: str) -> None:
    query = "baseline=Ava&candidate=Bo&to=2024-03-01T09:30:00Z"
    shown = partner.get(f"/campaigns/{campaign_id}/comparison?{query}").get_json()
    assert (shown["baseline"]["n"], shown["candidate"]["n"]) == (0, 0)
    assert {metric["verdict"] for metric in shown["metrics"]} == {"inconclusive"}
    assert len(shown["warnings"]) == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("baseline=Ava", 400),
        ("baseline=Ava&candidate=Ava", 400),
        ("baseline=Ava&candidate=", 400),
        ("baseline=Ava&candidate=Bo&from=yesterday", 400),
        ("baseline=Ava&candidate=Bo&candidate=Cy", 400),
        ("baseline=Ava&candidate=Cy", 404),
        ("baseline=ava&candidate=Bo", 404),
    ],
)
def test_bots_that_cannot_be_compared_are_told(partner: Partner, query: str, status: int) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("1"), a_transcription("2", bot_name="Bo"))
    assert partner.get(f"/campaigns/FIBRE/comparison?{query}").status_code == status


def test_another_tenants_campaign_is_unknown(partner: Partner, other_partner: Partner, campaign_id: str) -> None:
    path = "comparison?baseline=Ava&candidate=Bo"
    assert other_partner.get(f"/campaigns/{campaign_id}/{path}").status_code == 404
    other_partner.create_campaign(code="FIBRE")
    assert other_partner.get(f"/campaigns/FIBRE/{path}").status_code == 404
