"""Prefer: respond-async is followed where it can be, and is no demand."""

import json

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.partner import Partner, a_transcription
from tests.api.test_process import without_broker

PATH = "/conversations/process"
LINES = "application/x-ndjson"


@pytest.fixture(autouse=True)
def campaign(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")


def post(partner: Partner, path: str = PATH, **headers: str) -> TestResponse:
    body = json.dumps({"transcription": [a_transcription()]}).encode()
    return partner.post_raw(path, body, **headers)


@pytest.mark.parametrize(
    "prefer",
    [
        "respond-async",
        "Respond-Async",
        "respond-async, wait=10",
        "wait=10,respond-async; x=y",
        'foo="a, b", respond-async',
    ],
)
def test_who_prefers_not_to_wait_gets_a_job(partner: Partner, prefer: str) -> None:
    answer = post(partner, Prefer=prefer)
    assert answer.status_code == 202
    assert answer.headers["Preference-Applied"] == "respond-async"
    assert "Prefer" in answer.vary
    assert partner.client.get(answer.headers["Location"], headers=partner.headers()).status_code == 200


@pytest.mark.parametrize("prefer", ["", "wait=10", "return=minimal", 'x="respond-async, b"', "respond-asynchronous"])
def test_other_preferences_are_left_unread(partner: Partner, prefer: str) -> None:
    answer = post(partner, Prefer=prefer)
    assert answer.status_code == 200
    assert "Preference-Applied" not in answer.headers
    assert "Prefer" in answer.vary


@pytest.mark.parametrize(("wanted", "status"), [("false", 200), ("true", 202)])
def test_what_the_address_says_comes_first(partner: Partner, wanted: str, status: int) -> None:
    answer = post(partner, f"{PATH}?async={wanted}", Prefer="respond-async")
    assert answer.status_code == status
    assert "Preference-Applied" not in answer.headers


def test_a_preference_that_cannot_be_followed_is_left_alone(
    app: Flask, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_broker(app, monkeypatch)
    answer = post(partner, Prefer="respond-async")
    assert answer.status_code == 200
    assert answer.get_json()["status"] == "completed"
    assert "Preference-Applied" not in answer.headers
    lines = partner.post_raw(PATH, json.dumps(a_transcription("call-2")).encode(), LINES, Prefer="respond-async")
    assert (lines.status_code, list(lines.get_json()["details"])) == (400, ["async"])


def test_lines_are_taken_where_the_work_may_wait(partner: Partner) -> None:
    body = json.dumps(a_transcription()).encode()
    taken = partner.post_raw(PATH, body, LINES, Prefer="respond-async")
    assert (taken.status_code, taken.headers["Preference-Applied"]) == (202, "respond-async")
    assert partner.post_raw(PATH, body, LINES).status_code == 400


def test_a_repeated_request_is_answered_as_the_first_was(app: Flask, partner: Partner) -> None:
    first = post(partner, Prefer="respond-async", Idempotency_Key="one")
    again = post(partner, Prefer="respond-async", Idempotency_Key="one")
    assert (again.status_code, again.get_json()) == (202, first.get_json())
    assert again.headers["Preference-Applied"] == "respond-async"
    unwanted = post(partner, Idempotency_Key="one")
    assert unwanted.status_code == 202
    assert "Preference-Applied" not in unwanted.headers


def test_errors_tell_that_they_may_depend_on_what_is_preferred(partner: Partner) -> None:
    answer = partner.post_raw(PATH, b"{}", Prefer="respond-async")
    assert answer.status_code == 400
    assert {"Prefer", "Accept"} <= set(answer.vary)
