"""Batches whose calls are analysed later, as JSON and as a stream of lines: taken as a whole or not at all."""

import json
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from api import ndjson
from api.wiring import services
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription
from tests.api.test_jobs import status, work_off
from tests.api.test_ndjson import files_of_at_most

pytestmark = pytest.mark.slow  # analyses what was taken

STREAM = "/conversations/process?async=true"
KEY = "0c0ffee0-77aa-4f0e-9b51-0123456789ab"


@pytest.fixture(autouse=True)
def _a_campaign(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")


def lines(*calls: Any) -> bytes:
    return b"".join(json.dumps(call).encode() + b"\n" for call in calls)


def post(partner: Partner, body: bytes, path: str = STREAM, **headers: str) -> TestResponse:
    return partner.post_raw(path, body, ndjson.MEDIA_TYPE, **headers)


def details(answer: TestResponse) -> dict[str, list[str]]:
    assert answer.status_code == 400, answer.text
    found: dict[str, list[str]] = answer.get_json()["details"]
    return found


def jobs(partner: Partner) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = partner.get("/jobs").get_json()["jobs"]
    return found


def test_a_stream_becomes_a_job_with_its_calls_in_their_order(app: Flask, partner: Partner) -> None:
    call_ids = [f"call-{number:03}" for number in reversed(range(210))]
    short = [{"speaker": "customer", "timestamp": 0, "text": "Does the fibre plan come with a router?"}]
    answer = post(partner, lines(*(a_transcription(call_id, conversation=short) for call_id in call_ids)))
    assert answer.status_code == 202, answer.text
    job = answer.get_json()
    assert (job["status"], job["transcription_count"]) == ("processing", 210)
    assert answer.headers["Location"] == job["status_url"] == f"/api/v1/jobs/{job['job_id']}/status"
    assert work_off(app) == 6
    done = status(partner, job, "?limit=500")
    assert (done["state"], done["processed_count"], done["failed_count"]) == ("completed", 210, 0)
    assert [result["call_id"] for result in done["results"]] == call_ids


def test_a_stream_for_which_there_is_no_room_is_said_to_be_worth_another_try(partner: Partner) -> None:
    with files_of_at_most(100):
        answer = post(partner, lines(a_transcription("call-1")))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "no room on the disk" in answer.get_json()["message"]
    assert post(partner, lines(a_transcription("call-1"))).status_code == 202


def test_a_call_of_a_stream_is_kept_and_analysed_as_one_of_a_batch(app: Flask, partner: Partner) -> None:
    odd = {"metadata": {"zero": -0.0, "big": 1e15, "text": "a\u2028b"}, "duration_seconds": 60.5}
    assert partner.post(STREAM, {"transcription": [a_transcription("batch", **odd)]}).status_code == 202
    assert post(partner, lines(a_transcription("stream", **odd))).status_code == 202
    work_off(app)
    shown = [partner.get(f"/conversations/{call_id}").get_json() for call_id in ("batch", "stream")]
    for each in shown:
        for differs in ("call_id", "received_at", "job_id", "report_id"):
            each.pop(differs, None)
    assert json.dumps(shown[0]) == json.dumps(shown[1])


def test_faults_of_form_and_of_identity_are_told_together_by_line(partner: Partner) -> None:
    partner.create_campaign(code="OLD")
    partner.patch("/campaigns/OLD", {"status": "archived"})
    assert partner.process(a_transcription("used")).status_code == 200
    body = lines(
        a_transcription("call-1"),
        a_transcription("used"),
        a_transcription("call-3", "UNKNOWN"),
        a_transcription("call-1", "OLD"),
        a_transcription("call-5", bot_name=""),
    )
    assert details(post(partner, b"\n" + body + b"{")) == {
        "line[6].bot_name": ["must not be empty", "must not be blank"],
        "line[7]": ["is not JSON: column 2"],
        "line[3].call_id": ["has been used before"],
        "line[4].campaign_id": ["is not a campaign of this tenant"],
        "line[5].campaign_id": ["is an archived campaign, which takes no new calls"],
        "line[5].call_id": ["occurs more than once in this batch"],
    }
    assert partner.get("/conversations/call-1").status_code == 404
    assert [job["transcription_count"] for job in jobs(partner)] == [1]


def test_a_fault_in_the_last_of_many_calls_keeps_all_of_them_out(partner: Partner) -> None:
    assert partner.process(a_transcription("call-1200")).status_code == 200
    body = lines(*(a_transcription(f"call-{number}") for number in range(1201)))
    assert details(post(partner, body)) == {"line[1201].call_id": ["has been used before"]}
    assert partner.get("/conversations/call-0").status_code == 404


def test_of_very_many_faults_the_first_thousand_are_told(partner: Partner) -> None:
    answer = post(partner, lines(*(a_transcription(f"call-{number}", "UNKNOWN") for number in range(1500))))
    told = details(answer)
    assert list(told) == [f"line[{number}].campaign_id" for number in range(1, 1001)]
    assert answer.get_json()["message"] == "At least 1000 fields are at fault."


def test_another_tenants_calls_and_campaigns_are_no_matter(partner: Partner, other_partner: Partner) -> None:
    partner.create_campaign(code="THEIRS")
    assert partner.process(a_transcription("call-1")).status_code == 200
    other_partner.create_campaign(code="FIBRE")
    assert details(post(other_partner, lines(a_transcription("call-1", "THEIRS")))) == {
        "line[1].campaign_id": ["is not a campaign of this tenant"]
    }
    assert post(other_partner, lines(a_transcription("call-1"))).status_code == 202


@pytest.mark.parametrize("path", ["/conversations/process", "/conversations/process?async=false"])
def test_a_stream_that_is_to_be_analysed_at_once_is_refused(partner: Partner, path: str) -> None:
    assert details(post(partner, lines(a_transcription()), path)) == {
        "async": ["must be true for application/x-ndjson"]
    }
    assert details(post(partner, lines(a_transcription()), path, Idempotency_Key=KEY)) == {
        "async": ["must be true for application/x-ndjson"]
    }


def test_lines_are_for_batches_only(partner: Partner) -> None:
    assert post(partner, b'{"name": "Fibre"}', "/campaigns").status_code == 415
    assert post(partner, b'{"name": "Fibre"}', "/campaigns?async=true", Idempotency_Key=KEY).status_code == 415


def test_what_identifies_people_is_replaced_before_it_is_stored(app: Flask, partner: Partner) -> None:
    with app.app_context():
        services().privacy.redact("acme", True)
    said = [{"speaker": "customer", "timestamp": 0, "text": "Write to jo@example.com, please."}]
    assert post(partner, lines(a_transcription("stream", conversation=said))).status_code == 202
    batch = {"transcription": [a_transcription("batch", conversation=said)]}
    assert partner.post(STREAM, batch).status_code == 202
    for call_id in ("stream", "batch"):
        shown = partner.get(f"/conversations/{call_id}").get_json()
        assert "jo@example.com" not in json.dumps(shown)
        assert shown["redactions"] == {"email_address": 1}
    work_off(app)
    assert "jo@example.com" not in partner.get("/conversations/stream/report").text


def test_taking_a_batch_is_audited(app: Flask, partner: Partner) -> None:
    job = post(partner, lines(a_transcription("call-1"), a_transcription("call-2"))).get_json()
    boss = a_partner(app, "acme", username="boss", role="admin")
    (event,) = boss.get("/audit?action=conversations.submitted").get_json()["events"]
    assert event["object"] == {"kind": "job", "id": job["job_id"]}


@pytest.mark.parametrize(
    ("body", "other", "content_type"),
    [
        (lines(a_transcription()), lines(a_transcription("call-2")), ndjson.MEDIA_TYPE),
        (
            json.dumps({"transcription": [a_transcription()]}).encode(),
            json.dumps({"transcription": [a_transcription("call-2")]}).encode(),
            "application/json",
        ),
    ],
    ids=["stream", "batch"],
)
def test_a_batch_that_is_sent_again_with_its_key_is_the_same_job(
    app: Flask, partner: Partner, body: bytes, other: bytes, content_type: str
) -> None:
    first = partner.post_raw(STREAM, body, content_type, Idempotency_Key=KEY)
    assert first.status_code == 202
    assert "Idempotency-Replayed" not in first.headers
    for _ in range(2):
        again = partner.post_raw(STREAM, body, content_type, Idempotency_Key=KEY)
        assert (again.status_code, again.get_json()) == (202, first.get_json())
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.headers["Location"] == first.headers["Location"]
        work_off(app)
    assert partner.post_raw(STREAM, other, content_type, Idempotency_Key=KEY).status_code == 422
    assert len(jobs(partner)) == 1
    assert "has been used before" in partner.post_raw(STREAM, body, content_type, Idempotency_Key="other").text


def test_a_batch_that_was_refused_may_be_sent_again_with_its_key_once_it_is_right(partner: Partner) -> None:
    assert post(partner, b"{}", Idempotency_Key=KEY).status_code == 400
    assert post(partner, lines(a_transcription()), Idempotency_Key=KEY).status_code == 202


def test_every_stream_leaves_its_place_to_the_next(partner: Partner) -> None:
    for number in range(5):
        assert post(partner, b"{}").status_code == 400
        assert post(partner, b"{}", Idempotency_Key=KEY).status_code == 400
        assert post(partner, lines(a_transcription(f"call-{number}"))).status_code == 202


def test_long_calls_are_stored_a_few_at_a_time_and_all_of_them(partner: Partner) -> None:
    long = [{"speaker": "bot", "timestamp": 0, "text": "Well, " * 3000}] * 60
    body = lines(*(a_transcription(f"call-{number}", conversation=long) for number in range(5)))
    assert post(partner, body).status_code == 202
    for number in range(5):
        assert len(partner.get(f"/conversations/call-{number}").get_json()["turns"]) == 60
