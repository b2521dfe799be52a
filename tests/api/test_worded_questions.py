"""Questions whose answers a language model words, over HTTP on both sides."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from api.language_model import ChatModel
from api.settings import LanguageModelSettings
from api.wiring import services
from tests.api.chat_server import (
    Behaviour,
    ChatServer,
    drips,
    fails,
    hangs_up,
    is_huge,
    refuses_schemas,
    says,
    sends,
    serving_chats,
)
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # waits for a server that is slow on purpose

QUESTION = "Why did the customer sign up?"
REPLY = {
    "stated": True,
    "answer": "The customer signed up because a router is included in the plan.",
    "evidence": [{"turn": 3, "quote": "Great, sign me up please."}, {"turn": 2, "quote": "a router is included"}],
}


@pytest.fixture
def chat(app: Flask, partner: Partner, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    """A language model that the service asks; it replies well unless told otherwise."""
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription())
    with serving_chats() as server:
        server.script = [says(REPLY)]
        set_up(app, server, monkeypatch)
        yield server


def set_up(app: Flask, server: ChatServer, monkeypatch: pytest.MonkeyPatch, name: str = "some-model") -> None:
    with app.app_context():
        whole = services()
    model = ChatModel(LanguageModelSettings(server.url, name, "sk-secret", 0.5))
    monkeypatch.setitem(app.extensions, "services", replace(whole, questions=replace(whole.questions, model=model)))


def ask(partner: Partner, text: str = QUESTION) -> dict[str, Any]:
    answer = partner.post("/conversations/call-1/qa", {"question": {"text": text}})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_a_model_words_an_answer_and_we_put_its_grounds(chat: ChatServer, partner: Partner) -> None:
    answer = ask(partner)["answer"]
    assert answer.pop("confidence") <= 1
    assert answer == {
        "text": "The customer signed up because a router is included in the plan - "
        'the customer at 0:21: "Great, sign me up please."; the bot at 0:15: "a router is included"',
        "type": "textual",
        "evidence": [
            {"turn": 3, "timestamp": 21, "speaker": "customer", "quote": "Great, sign me up please."},
            {"turn": 2, "timestamp": 15, "speaker": "bot", "quote": "a router is included"},
        ],
        "answered_by": "language_model",
        "model": "some-model",
    }
    (listed,) = partner.get("/conversations/call-1/qa").get_json()["answers"]
    assert listed["answer"] == ask(partner)["answer"]


def test_a_model_gets_the_turns_and_neither_ids_nor_names_of_ours(chat: ChatServer, partner: Partner) -> None:
    ask(partner)
    sent = json.dumps(chat.requests[0]["body"])
    assert "Great, sign me up please." in sent
    for ours in ("call-1", "FIBRE", "acme", "sk-secret"):
        assert ours not in sent


def test_the_same_question_is_not_sent_again(chat: ChatServer, partner: Partner) -> None:
    first = ask(partner)["answer"]
    chat.script = [says({**REPLY, "answer": "The customer signed up for the fibre plan."})]
    assert ask(partner, f"  {QUESTION.replace(' ', '   ')}\n")["answer"] == first
    assert len(chat.requests) == 1


def test_another_model_is_asked_anew(
    app: Flask, chat: ChatServer, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(partner)
    set_up(app, chat, monkeypatch, "other-model")
    assert ask(partner)["answer"]["model"] == "other-model"
    assert len(chat.requests) == 2


@pytest.mark.parametrize(
    "question",
    [
        "Did the customer sign up?",
        "How many questions did the customer ask?",
        "What is the overall sentiment of the customer?",
        "?",
    ],
)
def test_verdicts_and_numbers_stay_ours(chat: ChatServer, partner: Partner, question: str) -> None:
    assert ask(partner, question)["answer"]["answered_by"] == "local"
    assert chat.requests == []


AWAY = {
    "500": (fails(500), "status_500"),
    "refused": (fails(401), "status_401"),
    "drips": (drips, "timeout"),
    "no JSON": (sends(b"<html>"), "not_json"),
    "html": (sends(b"<html>", kind="text/html"), "content_type"),
    "huge": (is_huge, "too_large"),
    "redirect": (sends(b"", 302, Location="http://127.0.0.1:9/"), "redirect"),
    "hung up": (hangs_up, "connection"),
}
UNBELIEVABLE = {
    "invented quotation": ({"evidence": [{"turn": 3, "quote": "I love this router."}]}, "not_verbatim"),
    "quotation of another turn": ({"evidence": [{"turn": 1, "quote": "Great, sign me up please."}]}, "not_verbatim"),
    "turn that is not there": ({"evidence": [{"turn": 99, "quote": "Great, sign me up."}]}, "unknown_turn"),
    "link": ({"answer": "The customer signed up at https://evil.example/ because of the router."}, "link_or_mark_up"),
}


def reasons(logged: list[dict[str, Any]]) -> list[str]:
    return [each["reason"] for each in logged if each["event"] == "language_model.failed"]


@pytest.fixture
def local(app: Flask, chat: ChatServer, partner: Partner, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Our own answer to the question."""
    with app.app_context():
        whole = services()
    with monkeypatch.context() as without:
        without.setitem(app.extensions, "services", replace(whole, questions=replace(whole.questions, model=None)))
        answer: dict[str, Any] = ask(partner)["answer"]
    assert answer["answered_by"] == "local"
    return answer


@pytest.mark.parametrize(("fault", "reason"), AWAY.values(), ids=AWAY)
def test_without_a_reply_the_answer_is_ours_and_the_model_is_asked_again_next_time(
    chat: ChatServer,
    partner: Partner,
    local: dict[str, Any],
    logged: list[dict[str, Any]],
    fault: Behaviour,
    reason: str,
) -> None:
    chat.script = [fault]
    assert ask(partner)["answer"] == local
    assert reasons(logged) == [reason]
    chat.script = [says(REPLY)]
    assert ask(partner)["answer"]["answered_by"] == "language_model"


@pytest.mark.parametrize(("change", "reason"), UNBELIEVABLE.values(), ids=UNBELIEVABLE)
def test_a_reply_that_cannot_be_believed_is_replaced_by_our_answer_for_good(
    chat: ChatServer,
    partner: Partner,
    local: dict[str, Any],
    logged: list[dict[str, Any]],
    change: dict[str, Any],
    reason: str,
) -> None:
    chat.script = [says({**REPLY, **change})]
    assert ask(partner)["answer"] == local
    assert reasons(logged) == [reason]
    chat.script = [says(REPLY)]
    assert ask(partner)["answer"] == local
    assert len(chat.requests) == 1


def test_a_model_that_finds_nothing_leaves_us_our_answer(
    chat: ChatServer, partner: Partner, local: dict[str, Any], logged: list[dict[str, Any]]
) -> None:
    chat.script = [says({"stated": False, "answer": "", "evidence": []})]
    assert ask(partner)["answer"] == local
    assert reasons(logged) == []


def test_a_model_that_failed_once_or_takes_no_schema_answers_all_the_same(chat: ChatServer, partner: Partner) -> None:
    chat.script = [fails(500), says(REPLY)]
    assert ask(partner)["answer"]["answered_by"] == "language_model"
    chat.script = [refuses_schemas(REPLY)]
    assert (
        ask(partner, "Why did the customer want to sign up for the plan?")["answer"]["answered_by"] == "language_model"
    )


def test_a_dead_model_costs_no_more_time_after_some_failures(chat: ChatServer, partner: Partner) -> None:
    chat.script = [fails(401)]
    for _ in range(5):
        assert ask(partner)["answer"]["answered_by"] == "local"
    assert len(chat.requests) == 3


def test_nothing_that_was_said_asked_or_secret_is_logged(
    chat: ChatServer, partner: Partner, logged: list[dict[str, Any]]
) -> None:
    ask(partner)
    chat.script = [says({**REPLY, "answer": "Nonsense about unicorns."})]
    ask(partner, "Why did the customer want a router?")
    chat.script = [fails(500)]
    ask(partner, "Why did the customer call?")
    assert {"question.answered", "language_model.failed"} <= {event["event"] for event in logged}
    for word in ("sk-secret", "router", "sign up", "unicorns", "Because"):
        assert word not in repr(logged)
