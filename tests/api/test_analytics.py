"""How a campaign is doing."""

from typing import Any

import pytest

from core.analytics import MOST_GROUPS
from core.statistics.intervals import mean_interval, share_interval
from tests.api.partner import Partner, a_transcription

TURNS = a_transcription()["conversation"]
ANNOYED = [
    TURNS[0],
    {"speaker": "customer", "timestamp": 9, "text": "This is terrible, I am so angry with you. Stop calling me!"},
    {"speaker": "bot", "timestamp": 15, "text": "We have a new fibre plan for 30 dollars."},
    {"speaker": "customer", "timestamp": 21, "text": "No. This is awful and I hate it. Goodbye."},
]
ASKING = [
    *TURNS[:3],
    {"speaker": "customer", "timestamp": 18, "text": "And could you send me my last invoice again?"},
    {"speaker": "bot", "timestamp": 20, "text": "I am sorry, I cannot do that."},
    *TURNS[3:],
]
SCORES = ["overall_quality_score", "bot_performance_score", "customer_engagement_score"]
RATES = [
    "positive_sentiment",
    "negative_sentiment",
    "interested",
    "goal_reached",
    "new_requests_raised",
    "requests_left_unresolved",
]


@pytest.fixture
def calling(partner: Partner) -> Partner:
    """A partner whose campaign has four judged calls on three days, one that cannot be judged, and another campaign."""
    partner.create_campaign(code="FIBRE")
    partner.create_campaign(code="OTHER")
    sold, lost = {"interaction_outcome": "sold", "campaign_segment": "gold"}, {"interaction_outcome": "lost"}
    answer = partner.process(
        a_transcription("a", timestamp="2024-03-01T09:00:00Z", metadata=sold, conversation=ASKING),
        a_transcription("b", timestamp="2024-03-01T23:30:00-02:00", metadata=sold, bot_name="Bob"),
        a_transcription("c", timestamp="2024-03-04T09:00:00Z", conversation=ANNOYED, metadata=lost),
        a_transcription("d", timestamp="2024-03-04T10:00:00Z", conversation=ANNOYED, metadata={}),
        a_transcription("e", timestamp="2024-03-05T10:00:00Z", conversation=TURNS[:1]),
        a_transcription("f", "OTHER"),
    )
    assert answer.status_code == 200
    return partner


def analytics(partner: Partner, campaign: str = "FIBRE", **query: str) -> dict[str, Any]:
    answer = partner.get(f"/campaigns/{campaign}/analytics", query_string=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def scores_of(partner: Partner, score: str) -> list[float]:
    """Return the scores of the campaign's judged calls, by their list."""
    listed = partner.get("/conversations", query_string={"campaign_id": "FIBRE"}).get_json()["conversations"]
    return [each[score] for each in listed if score in each]


def test_calls_are_counted_by_what_became_of_them(calling: Partner) -> None:
    assert analytics(calling)["counts"] == {"total": 5, "pending": 0, "failed": 0, "not_judged": 1, "judged": 4}


def test_scores_are_those_of_the_judged_calls_with_their_interval(calling: Partner) -> None:
    found = analytics(calling)["scores"]
    assert [each["score"] for each in found] == SCORES
    for each in found:
        values = scores_of(calling, each["score"])
        mean = sum(values) / 4
        deviation = (sum((value - mean) ** 2 for value in values) / 3) ** 0.5
        interval = mean_interval(4, mean, deviation)
        assert interval is not None
        assert each["n"] == 4
        assert each["mean"] == pytest.approx(mean, abs=1e-4)
        assert each["standard_deviation"] == pytest.approx(deviation, abs=1e-4)
        assert (each["low"], each["high"]) == pytest.approx(interval, abs=1e-4)
        assert each["quantiles"]["p50"] == pytest.approx(sum(sorted(values)[1:3]) / 2)
        assert each["histogram"] == [sum(int(value) == score for value in values) for score in range(10)]


def test_rates_are_shares_of_the_calls_in_which_they_can_arise(calling: Partner) -> None:
    found = {each["rate"]: each for each in analytics(calling)["rates"]}
    assert list(found) == RATES
    negative = found["negative_sentiment"]
    assert (negative["count"], negative["n"], negative["share"]) == (2, 4, 0.5)
    assert (negative["low"], negative["high"]) == pytest.approx(share_interval(2, 4), abs=1e-4)
    asked, open_ones = found["new_requests_raised"], found["requests_left_unresolved"]
    assert (asked["count"], asked["n"], open_ones["count"], open_ones["n"]) == (1, 4, 1, 1)


def test_questions_are_told_by_their_answers(calling: Partner) -> None:
    found = {each["question_id"]: each for each in analytics(calling)["questions"]}
    assert list(found) == [f"Q{number:03}" for number in range(1, 13)]
    for each in found.values():
        assert sum(answer["count"] for answer in each["answers"]) == each["n"]
        assert sum(answer["share"] for answer in each["answers"]) == pytest.approx(1 if each["n"] else 0, abs=1e-3)
        assert ("mean_confidence" in each) == (each["n"] > 0)
    moods = [(answer["answer"], answer["count"]) for answer in found["Q002"]["answers"]]
    assert set(moods) == {("Negative", 2), ("Positive", 2)}
    assert found["Q009"]["n"] == 0  # the campaign has no script
    ranges = [answer["answer"] for answer in found["Q004"]["answers"]]
    assert ranges == ["0–20%", "20–40%", "40–60%", "60–80%", "80–100%"]
    shares = [
        int(metric["answer"].rstrip("%"))
        for call_id in "abcd"
        for metric in calling.get(f"/conversations/{call_id}/report").get_json()["quality_analysis"]["metrics"]
        if metric["question_id"] == "Q004"
    ]
    assert found["Q004"]["mean"]["mean"] == pytest.approx(sum(shares) / 4)
    assert found["Q011"]["answers"][0]["answer"] == "below 2s"


def test_outcomes_are_of_the_calls_that_name_one(calling: Partner) -> None:
    found = [(each["answer"], each["count"], each["share"]) for each in analytics(calling)["outcomes"]]
    assert found == [("sold", 2, 0.6667), ("lost", 1, 0.3333)]


def test_shares_of_outcomes_are_of_all_that_name_one_though_not_all_are_told(calling: Partner) -> None:
    named = [{"interaction_outcome": f"outcome {number:03}"} for number in range(MOST_GROUPS + 5)]
    calls = [a_transcription(f"named-{place}", "OTHER", metadata=each) for place, each in enumerate(named)]
    assert calling.process(*calls).status_code == 200
    found = analytics(calling, "OTHER")["outcomes"]
    assert len(found) == MOST_GROUPS
    assert {each["share"] for each in found} == {round(1 / len(named), 4)}


def test_the_trend_goes_by_days_of_utc(calling: Partner) -> None:
    found = [(each["group"], each["n"]) for each in analytics(calling)["trend"]]
    assert found == [("2024-03-01", 1), ("2024-03-02", 1), ("2024-03-04", 2)]


def test_a_long_trend_goes_by_weeks(calling: Partner) -> None:
    calling.process(a_transcription("last day", timestamp="2024-05-29T09:00:00Z"))
    assert len(analytics(calling)["trend"]) == 4
    calling.process(a_transcription("next day", timestamp="2024-05-30T09:00:00Z"))
    found = [(each["group"], each["n"]) for each in analytics(calling)["trend"]]
    assert found == [("2024-02-26", 2), ("2024-03-04", 2), ("2024-05-27", 2)]


@pytest.mark.parametrize(
    ("group_by", "found"),
    [
        ("day", [("2024-03-01", 1), ("2024-03-02", 1), ("2024-03-04", 2)]),
        ("week", [("2024-02-26", 2), ("2024-03-04", 2)]),
        ("bot_name", [("Ava", 3), ("Bob", 1)]),
        ("segment", [("", 2), ("gold", 2)]),
        ("outcome", [("sold", 2), ("", 1), ("lost", 1)]),
    ],
)
def test_the_same_is_told_by_group(calling: Partner, group_by: str, found: list[tuple[str, int]]) -> None:
    groups = analytics(calling, group_by=group_by)["groups"]
    assert [(each["group"], each["n"]) for each in groups] == found
    for each in groups:
        assert [score["score"] for score in each["scores"]] == SCORES
        assert [rate["rate"] for rate in each["rates"]] == RATES
        assert each["n"] > 1 or "low" not in each["scores"][0]


def test_groups_are_told_where_they_are_wanted(calling: Partner) -> None:
    assert "groups" not in analytics(calling)


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(calling: Partner) -> None:
    found = analytics(calling, **{"from": "2024-03-02T01:30:00Z", "to": "2024-03-04T10:00:00Z"})
    assert (found["from"], found["to"]) == ("2024-03-02T01:30:00Z", "2024-03-04T10:00:00Z")
    assert found["counts"]["total"] == 2
    assert [each["group"] for each in found["trend"]] == ["2024-03-02", "2024-03-04"]


def test_a_campaign_without_calls_has_nothing_to_tell(partner: Partner) -> None:
    campaign_id = partner.create_campaign(code="EMPTY")
    found = analytics(partner, campaign_id)
    assert found["campaign_id"] == campaign_id
    assert set(found["counts"].values()) == {0}
    assert [(each["n"], each["histogram"]) for each in found["scores"]] == [(0, [0] * 10)] * 3
    assert [(each["rate"], each["n"]) for each in found["rates"]] == [(rate, 0) for rate in RATES]
    assert [each["answers"] for each in found["questions"]] == [[]] * 12
    for name in ("outcomes", "trend", "new_requests", "unresolved_requests", "worth_a_listen"):
        assert found[name] == []


def test_what_is_asked_for_and_worth_a_listen_is_told(calling: Partner) -> None:
    found = analytics(calling)
    for requests in (found["new_requests"], found["unresolved_requests"]):
        assert [(each["topic"], each["count"]) for each in requests] == [(ASKING[3]["text"], 1)]
        assert requests[0]["example"] == {"call_id": "a", "turn": 3, "quote": ASKING[3]["text"]}
    assert {each["call_id"] for each in found["worth_a_listen"]} <= set("abcd")
    assert any(each["reason"] == "lowest_score" for each in found["worth_a_listen"])


def test_another_tenants_campaign_is_unknown(calling: Partner, other_partner: Partner) -> None:
    foreign = other_partner.create_campaign(code="THEIRS")
    answers = [calling.get(f"/campaigns/{name}/analytics") for name in (foreign, "nothing")]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(("name", "value"), [("group_by", "month"), ("from", "2024-03-01"), ("to", "")])
def test_what_cannot_be_asked_is_named(calling: Partner, name: str, value: str) -> None:
    answer = calling.get("/campaigns/FIBRE/analytics", query_string={name: value})
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == [name]
