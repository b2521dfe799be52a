"""Questions about one call, over HTTP."""

from typing import Any

import pytest

from tests.api.partner import Partner, a_transcription


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


def test_the_same_question_gets_the_same_answer(partner: Partner) -> None:
    first, second = (ask(partner, "Was the customer interested?") for _ in range(2))
    assert first["answer"] == second["answer"]
