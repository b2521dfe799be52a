"""Calls: all or nothing at the door, whole when they are in."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from api.wiring import services
from tests.api.partner import Partner, a_transcription


@pytest.fixture(autouse=True)
def campaign(partner: Partner) -> str:
    return partner.create_campaign(code="FIBRE")


def test_a_batch_is_answered_in_its_order_with_a_report_each(partner: Partner, campaign: str) -> None:
    answer = partner.process(a_transcription("b"), a_transcription("a", campaign))
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["status"] == "completed"
    assert [(each["call_id"], each["campaign_id"], each["status"]) for each in body["results"]] == [
        ("b", "FIBRE", "completed"),
        ("a", campaign, "completed"),
    ]
    for result in body["results"]:
        assert result["result"]["report_metadata"]["campaign_id"] == result["campaign_id"]
        questions = [metric["question_id"] for metric in result["result"]["quality_analysis"]["metrics"]]
        assert questions == [f"Q{number:03}" for number in range(1, 13)]


def test_every_score_is_the_sum_of_its_parts(partner: Partner) -> None:
    report = partner.process(a_transcription()).get_json()["results"][0]["result"]
    scores = {
        "bot_performance_score": report["call_details"]["bot_performance_score"],
        "customer_engagement_score": report["call_details"]["customer_engagement_score"],
        "overall_quality_score": report["summary_insights"]["overall_quality_score"],
    }
    for name, score in scores.items():
        parts = [part["points"] for part in report["call_details"]["score_parts"] if part["score"] == name]
        assert sum(parts) == pytest.approx(score, abs=0.005)


def test_a_call_that_cannot_be_judged_says_why_and_is_not_scored(partner: Partner) -> None:
    call = a_transcription()
    call["conversation"][1]["text"] = "You have reached my voicemail, please leave a message after the tone."
    call["conversation"] = call["conversation"][:3]
    report = partner.process(call).get_json()["results"][0]["result"]
    assert "answering machine" in report["status_reason"]
    assert report["summary_insights"] == {
        "overall_quality_score": 0,
        "strengths": [],
        "areas_for_improvement": [report["status_reason"]],
        "recommendations": [],
    }
    assert {part["part"] for part in report["call_details"]["score_parts"]} == {"not judged"}
    assert {metric["confidence"] for metric in report["quality_analysis"]["metrics"]} == {0}


def test_a_question_that_could_not_arise_is_not_applicable_and_details_quote_the_call(partner: Partner) -> None:
    report = partner.process(a_transcription()).get_json()["results"][0]["result"]
    metrics = {metric["question_id"]: metric for metric in report["quality_analysis"]["metrics"]}
    script = metrics["Q009"]
    assert (script["answer"], script["answer_type"], script["status"]) == (
        "Not applicable", "categorical", "no_opportunity",
    )  # fmt: skip
    (identification,) = [each for each in metrics["Q010"]["details"] if each["what"] == "identification"]
    assert identification["status"] == "met"
    assert (identification["turn"], identification["quote"]) == (0, "Hello, this is Ava.")


def test_every_fault_of_a_batch_is_listed_and_nothing_is_stored(partner: Partner) -> None:
    partner.process(a_transcription("used"))
    faulty = a_transcription("", "UNKNOWN", timestamp="yesterday", duration_seconds=-1, surprise=True)
    del faulty["bot_name"]
    faulty["conversation"] = [{"speaker": "robot", "timestamp": -1, "text": " "}, {"speaker": "bot", "timestamp": "0"}]
    answer = partner.process(a_transcription("fine"), faulty, a_transcription("used"), a_transcription("fine"))
    assert answer.status_code == 400
    assert set(answer.get_json()["details"]) == {
        "transcription[1].call_id",
        "transcription[1].campaign_id",
        "transcription[1].timestamp",
        "transcription[1].duration_seconds",
        "transcription[1].surprise",
        "transcription[1].bot_name",
        "transcription[1].conversation[0].speaker",
        "transcription[1].conversation[0].timestamp",
        "transcription[1].conversation[0].text",
        "transcription[1].conversation[1].timestamp",
        "transcription[1].conversation[1].text",
        "transcription[2].call_id",
        "transcription[3].call_id",
    }
    assert partner.get("/conversations/fine").status_code == 404
    assert partner.get("/campaigns/FIBRE").get_json()["conversation_count"] == 1


def test_a_call_comes_back_as_it_was_sent(partner: Partner) -> None:
    sent = a_transcription(
        "Ünï-☎",
        timestamp="2024-03-01T15:00:00+05:30",
        duration_seconds=61.5,
        metadata={"z": [1, 2.50, None, {"deep": "ü"}], "a": "مرحبا", "campaign_segment": "e\u0301"},
    )
    sent["conversation"][1]["text"] = "  Um, naïve 😀 مرحبا e\u0301 {{7*7}} '; drop table calls;--  "
    assert partner.process(sent).status_code == 200
    shown = partner.get("/conversations/Ünï-☎").get_json()
    assert shown["metadata"] == sent["metadata"]
    assert list(shown["metadata"]) == ["z", "a", "campaign_segment"]
    turns = [{key: turn[key] for key in ("speaker", "timestamp", "text")} for turn in shown["turns"]]
    assert turns == sent["conversation"]
    assert (shown["timestamp"], shown["duration_seconds"]) == ("2024-03-01T09:30:00Z", 61.5)
    assert all("analysis" in turn for turn in shown["turns"])


def test_a_report_is_the_same_bytes_every_time(partner: Partner) -> None:
    posted = partner.process(a_transcription()).get_json()["results"][0]["result"]
    first, second = (partner.get("/conversations/call-1/report") for _ in range(2))
    assert first.data == second.data
    assert first.get_json() == posted


def test_the_same_call_gets_the_same_report(partner: Partner) -> None:
    reports = [partner.process(a_transcription(call_id)).get_json()["results"][0]["result"] for call_id in ("a", "b")]
    for report in reports:
        del report["report_metadata"], report["call_details"]["call_id"]
    assert reports[0] == reports[1]


def test_odd_times_are_warnings_not_faults(partner: Partner) -> None:
    call = a_transcription(duration_seconds=20)
    call["conversation"][0]["timestamp"] = 12
    result = partner.process(call).get_json()["results"][0]
    assert result["status"] == "completed"
    out_of_order, beyond, *_ = result["warnings"]
    assert "turn 1 is out of order" in out_of_order
    assert "after the call's end at 20 s" in beyond
    assert result["result"]["warnings"] == result["warnings"]


@pytest.mark.parametrize(
    "turns",
    [
        [{"speaker": "bot", "timestamp": 0, "text": "Hello?"}],
        [{"speaker": "customer", "timestamp": 0, "text": "um"}],
        [{"speaker": "bot", "timestamp": 0, "text": "😀"}] * 3,
        [
            {"speaker": "customer", "timestamp": 5, "text": "Hi."},
            {"speaker": "customer", "timestamp": 5, "text": "Hi."},
        ],
    ],
    ids=["one turn", "only a filler", "only emoji", "one side"],
)
@pytest.mark.parametrize("duration_s", [0, 30])
def test_a_call_that_is_hardly_one_still_gets_a_report(partner: Partner, turns: list[Any], duration_s: int) -> None:
    answer = partner.process(a_transcription(conversation=turns, duration_seconds=duration_s))
    assert answer.status_code == 200
    assert answer.get_json()["results"][0]["status"] == "completed"


def test_a_failed_analysis_takes_no_other_down(app: Flask, partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = services_of(app)
    judge = whole.conversations.judge

    def fails_for_one(call: Any, campaign: Any) -> Any:
        if call.call_id == "bad":
            raise ZeroDivisionError("customer words")
        return judge.analyse(call, campaign)

    failing = replace(whole, conversations=replace(whole.conversations, judge=replace(judge, analyse=fails_for_one)))
    monkeypatch.setitem(app.extensions, "services", failing)
    body = partner.process(a_transcription("bad"), a_transcription("good")).get_json()
    assert [each["status"] for each in body["results"]] == ["failed", "completed"]
    assert body["results"][0]["error"] == {"message": "The analysis of this call failed.", "code": "analysis_failed"}
    job = partner.get(f"/jobs/{body['job_id']}/status").get_json()
    assert (job["status"], job["processed_count"], job["failed_count"]) == ("completed", 2, 1)
    assert job["results"] == body["results"]
    assert partner.get("/conversations/bad").get_json()["status"] == "failed"
    assert partner.get("/conversations/bad/report").status_code == 409
    assert partner.post("/conversations/bad/qa", {"question": {"text": "Why?"}}).status_code == 409


def services_of(app: Flask) -> Any:
    with app.app_context():
        return services()


def without_broker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = services_of(app)
    without = replace(whole, conversations=replace(whole.conversations, wake_ups=None))
    monkeypatch.setitem(app.extensions, "services", without)


def test_async_is_not_offered_without_a_broker(app: Flask, partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    without_broker(app, monkeypatch)
    answer = partner.post("/conversations/process?async=true", {"transcription": [a_transcription()]})
    assert answer.status_code == 501
    assert answer.get_json()["current_mode"] == "sync"
    assert answer.get_json()["error"] == "Not Implemented"
    assert partner.get("/conversations/call-1").status_code == 404
    assert partner.post("/conversations/process?async=perhaps", {}).status_code == 400


@pytest.mark.parametrize(
    ("field", "most"),
    [("call_id", 200), ("bot_name", 200)],
)
def test_a_text_may_be_as_long_as_the_contract_says_and_no_longer(partner: Partner, field: str, most: int) -> None:
    assert partner.process(a_transcription(**{"call_id": "x", field: "x" * most})).status_code == 200
    answer = partner.process(a_transcription(**{"call_id": "y", field: "y" * (most + 1)}))
    assert list(answer.get_json()["details"]) == [f"transcription[0].{field}"]


def test_a_turn_may_have_20000_characters_and_no_more(partner: Partner) -> None:
    call = a_transcription("long")
    call["conversation"][1]["text"] = "a" * 20_000
    assert partner.process(call).status_code == 200
    call = {**call, "call_id": "longer"}
    call["conversation"][1]["text"] += "a"
    assert list(partner.process(call).get_json()["details"]) == ["transcription[0].conversation[1].text"]


def test_metadata_may_take_64_kB_and_be_8_deep(partner: Partner) -> None:
    def deep(levels: int) -> Any:
        value: Any = 1
        for _ in range(levels - 1):
            value = [value]
        return {"a": value}

    filling = 65_536 - len(json.dumps({"a": ""}, separators=(",", ":")))
    assert partner.process(a_transcription("a", metadata={"a": "x" * filling})).status_code == 200
    assert partner.process(a_transcription("b", metadata={"a": "x" * (filling + 1)})).status_code == 400
    assert partner.process(a_transcription("c", metadata=deep(8))).status_code == 200
    assert partner.process(a_transcription("d", metadata=deep(9))).status_code == 400


@pytest.mark.slow
def test_500_calls_are_a_batch_and_501_are_not(partner: Partner) -> None:
    short = [{"speaker": "bot", "timestamp": 0, "text": "Hello."}]
    calls = [a_transcription(f"c{index}", conversation=short) for index in range(501)]
    answer = partner.process(*calls)
    assert answer.get_json()["details"] == {"transcription": ["must have at most 500 items"]}
    assert partner.process(*calls[:500]).status_code == 200
