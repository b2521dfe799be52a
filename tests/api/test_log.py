"""The log of requests: whose they were, by ids, and nothing that was said."""

import json
from typing import Any

import structlog
from flask import Flask

from api.observability import configure_logging
from tests.api.partner import Partner, a_transcription


def served(events: list[Any]) -> Any:
    return [event for event in events if event["event"] == "request.served"][-1]


def test_a_request_is_logged_with_its_operation_and_who_asked_by_ids(partner: Partner, logged: list[Any]) -> None:
    me = partner.get("/auth/me").get_json()
    event = served(logged)
    assert event["operation"] == "me"
    assert event["tenant_id"] == "acme"
    assert event["user_id"] == me["user_id"]
    assert "key_id" not in event


def test_a_request_by_key_is_logged_with_the_id_of_the_key(admin: Partner, app: Flask, logged: list[Any]) -> None:
    made = admin.post("/api-keys", {"name": "dialler", "scopes": ["campaigns:read"]}).get_json()
    assert Partner(app.test_client(), api_key=made["key"]).get("/campaigns").status_code == 200
    event = served(logged)
    assert (event["tenant_id"], event["key_id"]) == ("acme", made["key_id"])
    assert made["key"] not in str(logged)


def test_who_is_not_known_is_not_named(partner: Partner, anybody: Partner, logged: list[Any]) -> None:
    partner.get("/auth/me")
    anybody.get("/campaigns")
    assert "tenant_id" not in served(logged)


def test_neither_words_nor_queries_nor_tokens_are_logged(partner: Partner, logged: list[Any]) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("one", "FIBRE"))
    partner.post("/conversations/one/qa", {"question": {"text": "Was the flamingo mentioned?"}})
    partner.get("/search?q=flamingo")
    said = [turn["text"] for turn in a_transcription("one", "FIBRE")["conversation"]]
    for words in ("flamingo", partner.token, *said):
        assert str(words) not in str(logged)


def test_every_event_of_a_request_tells_its_ids_as_json_or_for_eyes(partner: Partner, capsys: Any) -> None:
    before = structlog.get_config()
    try:
        for form in ("json", "console"):
            configure_logging("INFO", form)
            partner.create_campaign(code=f"FIBRE-{form}")
            partner.process(a_transcription(form, f"FIBRE-{form}"))
            answer = partner.post(f"/conversations/{form}/qa", {"question": {"text": "How long was the call?"}})
            lines = [line for line in capsys.readouterr().out.splitlines() if "question.answered" in line]
            assert len(lines) == 1
            assert answer.headers["X-Request-Id"] in lines[0]
            if form == "json":
                event = json.loads(lines[0])
                assert event["tenant_id"] == "acme"
                assert event["user_id"]
                assert event["call_id"] == "json"
            else:
                assert "tenant_id=acme" in lines[0]
    finally:
        structlog.configure(**before)
