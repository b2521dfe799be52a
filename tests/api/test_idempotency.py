"""Idempotency-Key: a request that is sent again is answered again, and makes nothing new."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from uuid_utils.compat import uuid7
from werkzeug.test import TestResponse

from api.contract import CONTRACT
from api.idempotency import takes_key
from api.object_secrets import KeyedSecrets
from api.settings import Settings
from api.wiring import Services
from core.idempotency import PATIENCE, KeyedRequest
from db.models import ApiKeyRow, IdempotencyKeyRow
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import BASE, Partner, a_transcription

pytestmark = pytest.mark.slow  # analyses a call a test

KEY = "0c0ffee0-77aa-4f0e-9b51-0123456789ab"
QUESTION = "Does the plan come with a router, says Aurelia?"


@dataclass(frozen=True)
class Case:
    """A request that makes something, another one to the same operation, and where what it made is listed."""

    path: str
    body: Any
    other: Any
    listed: str


CASES = {
    "createCampaign": Case("/campaigns", {"name": "Fibre"}, {"name": "Solar"}, "/campaigns"),
    "processConversations": Case(
        "/conversations/process",
        {"transcription": [a_transcription("call-2")]},
        {"transcription": [a_transcription("call-3")]},
        "/campaigns/FIBRE",
    ),
    "createShareLink": Case(
        "/conversations/call-1/share", {"expires_in_seconds": 3600}, {"expires_in_seconds": 3601}, "/audit"
    ),
    "askQuestion": Case(
        "/conversations/call-1/qa", {"question": {"text": QUESTION}}, {"question": {"text": "Why?"}}, "/audit"
    ),
    "createUser": Case(
        "/users",
        {"username": "rosa", "role": "analyst", "password": "wander-crisp-lantern-oath"},
        {"username": "rosa", "role": "analyst", "password": "wander-crisp-lantern-oats"},
        "/users",
    ),
    "createApiKey": Case(
        "/api-keys",
        {"name": "Dialler", "scopes": ["campaigns:read"]},
        {"name": "Dialler", "scopes": ["jobs:read"]},
        "/api-keys",
    ),
}


@pytest.fixture
def admin(app: Flask, partner: Partner) -> Partner:
    """An admin of `acme`, who has a campaign and a call."""
    admin = a_partner(app, "acme", username="boss", role="admin")
    admin.create_campaign(code="FIBRE")
    assert admin.process(a_transcription("call-1")).status_code == 200
    return admin


@pytest.fixture
def services(app: Flask) -> Iterator[Services]:
    found: Services = app.extensions["services"]
    yield found
    app.extensions["services"] = found


def send(partner: Partner, path: str, body: Any, key: str = KEY) -> TestResponse:
    return partner.client.post(BASE + path, json=body, headers={**partner.headers(), "Idempotency-Key": key})


def seen(admin: Partner, case: Case) -> Any:
    return admin.get(case.listed).get_json()


def replayed(answer: TestResponse) -> bool:
    return answer.headers.get("Idempotency-Replayed") == "true"


def rows() -> Sequence[IdempotencyKeyRow]:
    with open_work("acme") as work:
        return work.idempotency._session.scalars(select(IdempotencyKeyRow)).all()  # type: ignore[attr-defined]


@pytest.mark.parametrize("operation", CASES)
def test_a_request_that_is_sent_again_is_answered_again_and_makes_nothing(admin: Partner, operation: str) -> None:
    case = CASES[operation]
    before = seen(admin, case)
    first = send(admin, case.path, case.body)
    assert first.status_code in (200, 201), first.text
    assert not replayed(first)
    after = seen(admin, case)
    assert after != before
    again = send(admin, case.path, case.body)
    assert replayed(again)
    assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
    assert again.headers.get("Location") == first.headers.get("Location")
    assert seen(admin, case) == after
    refused = send(admin, case.path, case.other)
    assert (refused.status_code, refused.get_json()["error"]) == (422, "Unprocessable Entity")
    assert not replayed(refused)
    assert seen(admin, case) == after


@pytest.mark.parametrize("operation", CASES)
def test_neither_secrets_nor_words_of_calls_are_kept_with_a_key(admin: Partner, operation: str) -> None:
    case = CASES[operation]
    answer = send(admin, case.path, case.body).get_json()
    (row,) = rows()
    kept = json.dumps(row.kept)
    for told in (
        KEY,
        "wander-crisp",
        "Aurelia",
        "router",
        "fibre plan",
        answer.get("key", KEY),
        answer.get("url", KEY),
    ):
        assert told not in kept
    assert KEY.encode() not in row.key_hash + row.fingerprint


def test_every_operation_with_a_key_is_shown_here_or_with_its_own(admin: Partner) -> None:
    elsewhere = {"createWebhook", "rotateWebhookSecret", "testWebhook", "redeliver", "reanalyzeCampaign", "addReview"}
    assert {name for name, each in CONTRACT.operations.items() if takes_key(each)} == CASES.keys() | elsewhere


def test_a_key_that_was_made_by_a_replayed_request_opens(app: Flask, admin: Partner) -> None:
    case = CASES["createApiKey"]
    send(admin, case.path, case.body)
    machine = Partner(app.test_client(), api_key=send(admin, case.path, case.body).get_json()["key"])
    assert machine.get("/campaigns").status_code == 200


def test_secrets_are_others_for_other_keys_and_for_none(admin: Partner) -> None:
    case = CASES["createApiKey"]
    answers = [send(admin, case.path, case.body, KEY), send(admin, case.path, case.body, f"{KEY}2")]
    answers += [admin.post(case.path, case.body), admin.post(case.path, case.body)]
    assert len({answer.get_json()["key"].rpartition(".")[2] for answer in answers}) == 4


def test_after_the_secret_of_the_service_was_changed_a_request_is_answered_again(
    app: Flask, admin: Partner, services: Services, settings: Settings
) -> None:
    case = CASES["createApiKey"]
    first = send(admin, case.path, case.body)
    later = KeyedSecrets([settings.jwt_secret_key, "a new secret that nobody knows yet"])
    app.extensions["services"] = replace(
        services, object_secrets=later, api_keys=replace(services.api_keys, secrets=later)
    )
    again = send(admin, case.path, case.body)
    assert replayed(again)
    assert again.get_json() == first.get_json()
    assert send(admin, case.path, case.other).status_code == 422


def test_a_secret_that_was_told_and_is_another_by_now_is_not_told_again(admin: Partner) -> None:
    case = CASES["createApiKey"]
    send(admin, case.path, case.body)
    with open_work("acme") as work:
        work.api_keys._session.execute(update(ApiKeyRow).values(secret_hash=b"\x01" * 32))  # type: ignore[attr-defined]
    answer = send(admin, case.path, case.body)
    assert answer.status_code == 409
    assert "the secret that it was told then holds no more" in answer.get_json()["message"]


@pytest.mark.parametrize("operation", ["createShareLink", "askQuestion"])
def test_what_was_said_of_a_call_is_not_said_again_once_that_is_erased(admin: Partner, operation: str) -> None:
    case = CASES[operation]
    assert send(admin, case.path, case.body).status_code in (200, 201)
    assert admin.delete("/conversations/call-1").status_code == 200
    assert send(admin, case.path, case.body).status_code == 404


def test_a_call_that_was_erased_is_missing_in_the_answer_to_its_batch(admin: Partner) -> None:
    body = {"transcription": [a_transcription("call-2"), a_transcription("call-3")]}
    first = send(admin, "/conversations/process", body).get_json()
    admin.delete("/conversations/call-2")
    again = send(admin, "/conversations/process", body).get_json()
    assert again == {**first, "results": first["results"][1:]}


def test_the_same_key_of_another_tenant_is_another_key(admin: Partner, other_partner: Partner) -> None:
    assert send(admin, "/campaigns", {"name": "Fibre"}).status_code == 201
    answer = send(other_partner, "/campaigns", {"name": "Solar"})
    assert (answer.status_code, replayed(answer)) == (201, False)
    assert answer.get_json()["tenant_id"] == "globex"


def test_two_people_of_a_tenant_share_its_keys(admin: Partner, partner: Partner) -> None:
    first = send(admin, "/campaigns", {"name": "Fibre"})
    again = send(partner, "/campaigns", {"name": "Fibre"})
    assert replayed(again)
    assert again.get_json() == first.get_json()


def test_who_may_not_make_it_is_not_told_what_was_made(app: Flask, admin: Partner, anybody: Partner) -> None:
    send(admin, "/campaigns", {"name": "Fibre"})
    viewer = a_partner(app, "acme", username="vera", role="viewer")
    assert send(viewer, "/campaigns", {"name": "Fibre"}).status_code == 403
    assert send(anybody, "/campaigns", {"name": "Fibre"}).status_code == 401


@pytest.mark.parametrize(
    ("path", "content_type", "data"),
    [
        ("/campaigns?x=1", "application/json", b'{"name": "Fibre"}'),
        ("/campaigns", "application/json; charset=utf-8", b'{"name": "Fibre"}'),
        ("/campaigns", "application/json", b'{"name":"Fibre"}'),
        ("/conversations/call-1/qa", "application/json", b'{"question": {"text": "Why?"}}'),
    ],
)
def test_a_request_that_differs_in_anything_is_another(
    admin: Partner, path: str, content_type: str, data: bytes
) -> None:
    first = admin.post_raw("/campaigns", b'{"name": "Fibre"}', Idempotency_Key=KEY)
    assert first.status_code == 201
    assert admin.post_raw(path, data, content_type, Idempotency_Key=KEY).status_code == 422


def test_a_request_that_was_refused_leaves_its_key_to_the_next(admin: Partner) -> None:
    admin.create_campaign(code="TAKEN")
    assert send(admin, "/campaigns", {"name": "Fibre", "code": "TAKEN"}).status_code == 409
    dates = {"start_date": "2024-02-01T00:00:00Z", "end_date": "2024-01-01T00:00:00Z"}
    assert send(admin, "/campaigns", {"name": "Fibre", **dates}).status_code == 400
    assert send(admin, "/campaigns", {"name": ""}).status_code == 400
    assert rows() == []
    answer = send(admin, "/campaigns", {"name": "Fibre", "code": "FREE"})
    assert (answer.status_code, replayed(answer)) == (201, False)


def test_while_the_first_request_runs_the_next_one_is_told_when_to_ask_again(
    app: Flask, admin: Partner, services: Services
) -> None:
    body = json.dumps({"name": "Fibre"}).encode()
    assert admin.post_raw("/campaigns", body, Idempotency_Key=KEY).status_code == 201
    (row,) = rows()
    running = KeyedRequest("acme", "createCampaign", "running", (row.fingerprint,), uuid7(), dict)
    services.idempotency.take(running)
    answer = admin.post_raw("/campaigns", body, Idempotency_Key="running")
    assert answer.status_code == 409
    assert 1 <= int(answer.headers["Retry-After"]) <= PATIENCE.total_seconds()
    services.idempotency.free(running)
    assert admin.post_raw("/campaigns", body, Idempotency_Key="running").status_code == 201


@pytest.mark.parametrize("key", ["k", "k" * 255, "!~", "0c0ffee0-77aa-4f0e-9b51-0123456789ab"])
def test_a_key_of_printable_ascii_is_taken(partner: Partner, key: str) -> None:
    assert send(partner, "/campaigns", {"name": "Fibre"}, key).status_code == 201
    assert replayed(send(partner, "/campaigns", {"name": "Fibre"}, key))


@pytest.mark.parametrize("key", ["", "k" * 256, "two words", "k\x7f", "cl\xe9", "tab\tbed"])
def test_a_malformed_key_is_a_fault_of_the_request(partner: Partner, key: str) -> None:
    answer = send(partner, "/campaigns", {"name": "Fibre"}, key)
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == ["Idempotency-Key"]
    assert rows() == []


def test_a_request_without_a_key_is_carried_out_every_time(partner: Partner) -> None:
    ids = {partner.post("/campaigns", {"name": "Fibre"}).get_json()["campaign_id"] for _ in range(2)}
    assert len(ids) == 2
    assert rows() == []


def test_where_no_key_is_taken_none_is_heeded(partner: Partner) -> None:
    campaign_id = partner.create_campaign()
    headers = {**partner.headers(), "Idempotency-Key": KEY}
    for name in ("Solar", "Wind"):
        answer = partner.client.patch(f"{BASE}/campaigns/{campaign_id}", json={"name": name}, headers=headers)
        assert (answer.status_code, answer.get_json()["name"]) == (200, name)
    assert rows() == []
