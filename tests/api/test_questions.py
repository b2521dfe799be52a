"""Questions about one call, over HTTP."""

from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription
from tests.builders import a_call
from tests.db.builders import stored_campaign, stored_job


@pytest.fixture(autouse=True)
def call(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription())


def ask(partner: Partner, text: str, call_id: str = "call-1") -> dict[str, Any]:
    answer = partner.post(f"/conversations/{call_id}/qa", {"question": {"text": text}})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_an_answer_quotes_the_call(partner: Partner) -> None:
    body = ask(partner, "Did the customer ask about a router?")
    assert body["question"] == {"text": "Did the customer ask about a router?", "detected_type": "boolean"}
    assert body["answer"]["text"].startswith("Yes (")
    turns = a_transcription()["conversation"]
    for evidence in body["answer"]["evidence"]:
        turn = turns[evidence["turn"]]
        assert evidence["quote"] in turn["text"]
        assert (evidence["speaker"], evidence["timestamp"]) == (turn["speaker"], turn["timestamp"])


def test_what_the_call_does_not_say_is_not_made_up(partner: Partner) -> None:
    answer = ask(partner, "What is the customer's date of birth?")["answer"]
    assert "Not stated in this call" in answer["text"]
    assert answer["confidence"] <= 0.3


def test_a_question_about_an_unknown_call_finds_nothing(partner: Partner) -> None:
    answer = partner.post("/conversations/other/qa", {"question": {"text": "Why?"}})
    assert answer.status_code == 404
    assert answer.get_json()["error"] == "Conversation not found"


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "x" * 1001])
def test_a_question_has_words_and_a_limit(partner: Partner, text: str) -> None:
    answer = partner.post("/conversations/call-1/qa", {"question": {"text": text}})
    assert list(answer.get_json()["details"]) == ["question.text"]


@pytest.mark.parametrize(
    "text", ["?", "'; drop table answers;--", "😀", "x" * 1000, "{{7*7}}", "¿Qué quiere el cliente?"]
)
def test_any_question_gets_a_sane_answer(partner: Partner, text: str) -> None:
    assert 0 <= ask(partner, text)["answer"]["confidence"] <= 1


@pytest.mark.parametrize(
    "again",
    ["Why did the customer sign up?", " Why  did\tthe customer\nsign up?\u00a0", "why did the customer sign up?"],
)
def test_the_same_question_gets_the_same_answer_with_whatever_white_space(partner: Partner, again: str) -> None:
    first, second = ask(partner, "Why did the customer sign up?"), ask(partner, again)
    assert second["question"]["text"] == again
    assert first["answer"] == second["answer"]
    assert first["answer"]["answered_by"] == "local"
    assert first["answer_id"] != second["answer_id"]


def test_a_call_whose_analysis_failed_cannot_be_asked_but_its_answers_be_listed(app: Flask, partner: Partner) -> None:
    with app.app_context():
        stored_job("acme", stored_campaign("acme", code=None), [a_call(call_id="bad")], failing=["bad"])
    answer = partner.post("/conversations/bad/qa", {"question": {"text": "Why?"}})
    assert answer.status_code == 409
    assert answer.get_json()["error"] == "Conflict"
    assert answer.get_json()["message"].startswith("The analysis of this call failed")
    assert partner.get("/conversations/bad/qa").get_json() == {"answers": []}


def test_what_was_asked_is_listed_newest_first(partner: Partner) -> None:
    asked = [ask(partner, f"Did the customer ask about {thing}?") for thing in ("a router", "horses", "the fibre plan")]
    assert partner.get("/conversations/call-1/qa").get_json() == {"answers": asked[::-1]}


def test_pages_follow_each_other_while_questions_are_asked(partner: Partner) -> None:
    asked = [ask(partner, "Was there a router?")["answer_id"] for _ in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = partner.get(f"/conversations/call-1/qa?limit=2{cursor}").get_json()
        seen += [each["answer_id"] for each in page["answers"]]
        ask(partner, "And now?")
        cursor = f"&cursor={page.get('next_cursor')}"
    assert seen == asked[::-1]
    assert "next_cursor" not in page


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=1&limit=1", "cursor=", "cursor=x"])
def test_a_page_that_cannot_be_is_a_fault_of_its_parameter(partner: Partner, query: str) -> None:
    answer = partner.get(f"/conversations/call-1/qa?{query}")
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == [query.partition("=")[0]]


def test_a_cursor_of_another_call_is_a_fault(partner: Partner) -> None:
    partner.process(a_transcription("call-2"))
    for _ in range(2):
        ask(partner, "Was there a router?")
    cursor = partner.get("/conversations/call-1/qa?limit=1").get_json()["next_cursor"]
    assert partner.get(f"/conversations/call-1/qa?cursor={cursor}").status_code == 200
    answer = partner.get(f"/conversations/call-2/qa?cursor={cursor}")
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, ["cursor"])


def test_a_viewer_may_list_answers_but_not_ask(app: Flask, partner: Partner) -> None:
    viewer = a_partner(app, "acme", username="vic", role="viewer")
    assert viewer.get("/conversations/call-1/qa").status_code == 200
    assert viewer.post("/conversations/call-1/qa", {"question": {"text": "Why?"}}).status_code == 403


def test_the_log_tells_of_an_answer_without_a_word_of_it(partner: Partner, logged: list[dict[str, Any]]) -> None:
    ask(partner, "Did the customer ask about a router?")
    (event,) = [each for each in logged if each["event"] == "question.answered"]
    assert event.pop("elapsed_ms") >= 0
    told = {"call_id": "call-1", "operator": "ask", "type": "boolean", "answered_by": "local", "log_level": "info"}
    assert event == {"event": "question.answered", **told}
