"""Calls that are erased or redacted, through the API."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from api.wiring import services
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # analyses a call a test

SECRET = "+1 415 555 0123"


@pytest.fixture
def admin(app: Flask, partner: Partner) -> Partner:
    return a_partner(app, "acme", username="root", role="admin")


@pytest.fixture
def redacting(app: Flask, partner: Partner) -> None:
    with app.app_context():
        services().privacy.redact("acme", True)


def with_secrets(call_id: str = "call-1", **fields: Any) -> dict[str, Any]:
    return a_transcription(
        call_id,
        metadata={"notes": "Mail ann@example.com", "phone": 4155550123, "account": 4155550123},
        conversation=[
            {"speaker": "bot", "timestamp": 0, "text": "Hello, this is Ava. What is your phone number?"},
            {"speaker": "customer", "timestamp": 5, "text": "It is four one five, five five five, oh one two three."},
            {"speaker": "bot", "timestamp": 12, "text": "And your card for the fibre plan?"},
            {"speaker": "customer", "timestamp": 16, "text": "4111 1111 1111 1111. Does the plan come with a router?"},
            {"speaker": "bot", "timestamp": 25, "text": "Yes, it does. Goodbye!"},
        ],
        **fields,
    )


def everything_stored(app: Flask) -> str:
    """What the tenant's rows hold, of all tables that may hold words of a call."""
    with app.app_context(), open_work("acme") as work:
        session = work.conversations._session  # type: ignore[attr-defined] # the rows themselves, not what we make of them
        tables = ("conversations", "reports", "answers", "audit_events", "erasures", "jobs", "share_links")
        return "\n".join(str(row) for table in tables for row in session.execute(text(f"select * from {table}")))


def test_an_erased_call_is_gone_with_everything_that_was_made_of_it(
    app: Flask, partner: Partner, admin: Partner
) -> None:
    partner.create_campaign(code="FIBRE")
    turns = [*a_transcription()["conversation"], {"speaker": "customer", "timestamp": 30, "text": "In purple, please."}]
    posted = partner.process(a_transcription("call-1", conversation=turns), a_transcription("call-2"))
    job_id = posted.get_json()["job_id"]
    assert "purple" in everything_stored(app)
    partner.post("/conversations/call-1/qa", {"question": {"text": "Did the customer sign up?"}})
    shared = partner.post("/conversations/call-1/share", {"expires_in_seconds": 60}).get_json()["url"]

    answer = admin.delete("/conversations/call-1")
    assert answer.status_code == 200
    receipt = answer.get_json()
    assert receipt["call_id"] == "call-1"
    assert {table: rows for table, rows in receipt["rows"].items() if rows} == {
        "answers": 1,
        "conversations": 1,
        "call_facts": 1,
        "call_requests": 1,
        "call_words": 1,
        "reports": 1,
        "share_links": 1,
    }

    for path in ("", "/report", "/qa"):
        gone, unknown = (partner.get(f"/conversations/{call_id}{path}") for call_id in ("call-1", "unknown"))
        assert (gone.status_code, unknown.status_code) == (404, 404)
        assert gone.get_json()["message"] == unknown.get_json()["message"]
    assert partner.client.get(shared.removeprefix("http://localhost:5000")).status_code == 404
    assert admin.delete("/conversations/call-1").status_code == 404
    assert partner.get("/conversations/call-2/report").status_code == 200
    job = partner.get(f"/jobs/{job_id}/status").get_json()
    assert [result["call_id"] for result in job["results"]] == ["call-2"]
    assert (job["transcription_count"], job["processed_count"], job["failed_count"]) == (2, 2, 0)
    assert partner.get("/campaigns/FIBRE").get_json()["conversation_count"] == 1
    stored = everything_stored(app)
    assert "sign me up" in stored
    assert "purple" not in stored
    assert partner.process(a_transcription("call-1")).status_code == 200


def test_only_an_admin_of_its_tenant_erases_a_call(partner: Partner, other_partner: Partner, app: Flask) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("call-1"))
    assert partner.delete("/conversations/call-1").status_code == 403
    foreign = a_partner(app, "globex", username="root", role="admin")
    answers = [foreign.delete(f"/conversations/{call_id}") for call_id in ("call-1", "unknown")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert partner.get("/conversations/call-1").status_code == 200


def test_erasing_is_told_to_the_audit_without_what_was_said(partner: Partner, admin: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("call-1"))
    receipt = admin.delete("/conversations/call-1").get_json()
    (event,) = [each for each in admin.get("/audit").get_json()["events"] if each["action"] == "conversation.erased"]
    assert (event["object"], event["actor"]["name"]) == ({"kind": "conversation", "id": "call-1"}, "root")
    assert receipt["receipt_id"]


@pytest.mark.usefixtures("redacting")
def test_a_redacted_call_is_stored_and_shown_without_what_identifies_people(app: Flask, partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    processed = partner.process(with_secrets())
    assert processed.status_code == 200
    counts = {"card_number": 1, "email_address": 1, "phone_number": 2}
    (result,) = processed.get_json()["results"]
    assert result["redactions"] == counts
    asked = partner.post(
        "/conversations/call-1/qa", {"question": {"text": f"Does the customer with {SECRET} want a router?"}}
    ).get_json()
    assert asked["question"]["text"] == "Does the customer with [phone number] want a router?"

    shown = partner.get("/conversations/call-1").get_json()
    assert shown["redactions"] == counts
    assert [turn["text"] for turn in shown["turns"]] == [
        "Hello, this is Ava. What is your phone number?",
        "It is [phone number].",
        "And your card for the fibre plan?",
        "[card number]. Does the plan come with a router?",
        "Yes, it does. Goodbye!",
    ]
    assert shown["metadata"] == {
        "notes": "Mail [e-mail address]",
        "phone": "[phone number]",
        "account": 4155550123,
    }
    stored = everything_stored(app)
    assert "[card number]" in stored
    for said in ("1111", "four one five", "ann@example.com", "415 555"):
        assert said not in stored
    quotes = [
        piece["quote"] for metric in result["result"]["quality_analysis"]["metrics"] for piece in metric["evidence"]
    ]
    texts = " ".join(turn["text"] for turn in shown["turns"])
    assert quotes
    assert all(quote in texts for quote in quotes)


@pytest.mark.usefixtures("redacting")
def test_a_call_with_nothing_to_redact_says_that_it_was_looked_at(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    (result,) = partner.process(a_transcription()).get_json()["results"]
    assert result["redactions"] == {}
    assert partner.get("/conversations/call-1").get_json()["redactions"] == {}


def test_without_redaction_a_call_is_stored_as_it_was_sent(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    (result,) = partner.process(with_secrets()).get_json()["results"]
    assert "redactions" not in result
    shown = partner.get("/conversations/call-1").get_json()
    assert "redactions" not in shown
    assert shown["turns"][3]["text"].startswith("4111 1111 1111 1111.")


@pytest.mark.usefixtures("redacting")
def test_redaction_is_of_one_tenant(other_partner: Partner) -> None:
    other_partner.create_campaign(code="FIBRE")
    (result,) = other_partner.process(with_secrets()).get_json()["results"]
    assert "redactions" not in result


@pytest.mark.usefixtures("tokens")
def test_the_calls_of_all_tenants_can_be_purged_at_once(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["privacy", "purge", "--all-tenants", "--dry-run"])
    assert result.exit_code == 0, result.output
    assert {"acme: 0 calls would be erased.", "globex: 0 calls would be erased."} <= set(result.output.splitlines())
