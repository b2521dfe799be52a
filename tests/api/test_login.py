"""Tokens: who gets one, and what it is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from flask import Flask

from api.settings import Settings
from api.wiring import services
from core.services.people import UserChange
from tests.api.conftest import PASSWORD, a_partner
from tests.api.partner import Partner

pytestmark = pytest.mark.slow  # hashes passwords, which is slow on purpose

RIGHT = {"tenant_id": "acme", "username": "ann", "password": PASSWORD}


def test_a_login_gives_a_token_that_lives_an_hour(partner: Partner) -> None:
    answer = partner.post("/auth/login", RIGHT)
    assert answer.status_code == 200
    body = answer.get_json()
    assert (body["token_type"], body["expires_in"], body["tenant_id"]) == ("bearer", 3600, "acme")
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert set(claims) == {"sub", "tenant_id", "username", "iat", "exp", "iss", "aud", "jti"}
    assert claims["exp"] - claims["iat"] == 3600


@pytest.mark.parametrize("wrong", [{"tenant_id": "nobody"}, {"username": "nobody"}, {"password": "wrong-password"}])
def test_wrong_credentials_get_the_same_answer_whatever_is_wrong(partner: Partner, wrong: dict[str, str]) -> None:
    answer = partner.post("/auth/login", {**RIGHT, **wrong})
    assert answer.status_code == 401
    body = answer.get_json()
    del body["request_id"]
    assert body == {
        "error": "Invalid credentials",
        "message": "Tenant, user and password do not belong together.",
    }


def test_ten_failures_close_the_account_for_that_source_only(partner: Partner) -> None:
    for _ in range(10):
        assert partner.post("/auth/login", {**RIGHT, "password": "wrong-password"}).status_code == 401
    closed = partner.post("/auth/login", RIGHT)
    assert closed.status_code == 429
    assert 0 < int(closed.headers["Retry-After"]) <= 15 * 60 + 1
    elsewhere = partner.post("/auth/login", RIGHT, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def from_address(address: str) -> dict[str, Any]:
    return {"environ_overrides": {"REMOTE_ADDR": address}}


def fail(partner: Partner, times: int, address: str, **account: str) -> None:
    wrong = {**RIGHT, "password": "wrong-password", **account}
    for _ in range(times):
        assert partner.post("/auth/login", wrong, **from_address(address)).status_code == 401


def test_a_success_forgives_the_failures_before(partner: Partner) -> None:
    for _ in range(2):
        fail(partner, 9, "192.0.2.7")
        assert partner.post("/auth/login", RIGHT, **from_address("192.0.2.7")).status_code == 200


def test_all_of_an_ipv6_network_is_one_source(partner: Partner) -> None:
    for number in range(10):
        fail(partner, 1, f"2001:db8:0:1:{number}::7")
    assert partner.post("/auth/login", RIGHT, **from_address("2001:db8:0:1::1")).status_code == 429
    assert partner.post("/auth/login", RIGHT, **from_address("2001:db8:0:2::1")).status_code == 200


def test_an_ipv4_address_is_the_same_source_however_it_is_written(partner: Partner) -> None:
    fail(partner, 5, "192.0.2.7")
    fail(partner, 5, "::ffff:192.0.2.7")
    assert partner.post("/auth/login", RIGHT, **from_address("192.0.2.7")).status_code == 429


@pytest.mark.slow
@pytest.mark.parametrize("username", ["ann", "nobody"])
def test_an_account_that_many_sources_try_is_closed_but_to_where_its_owner_is_known(
    partner: Partner, username: str
) -> None:
    for number in range(5):
        fail(partner, 10, f"192.0.2.{number}", username=username)
    account = {**RIGHT, "username": username}
    closed = partner.post("/auth/login", account, **from_address("192.0.2.77"))
    assert closed.status_code == 429
    assert 0 < int(closed.headers["Retry-After"]) <= 15 * 60 + 1
    assert partner.post("/auth/login", account).status_code == (200 if username == "ann" else 429)


@pytest.mark.slow
def test_a_source_that_tries_many_accounts_is_closed_but_to_who_is_known_there(app: Flask, partner: Partner) -> None:
    with app.app_context():
        services().people.add_user("acme", "newcomer", "viewer", PASSWORD)
    for number in range(10):
        fail(partner, 10, "127.0.0.1", username=f"guess-{number}", tenant_id=("acme", "nobody")[number % 2])
    newcomer = {**RIGHT, "username": "newcomer"}
    assert partner.post("/auth/login", newcomer).status_code == 429
    assert partner.post("/auth/login", newcomer, **from_address("192.0.2.7")).status_code == 200
    assert partner.post("/auth/login", RIGHT).status_code == 200


def test_an_inactive_user_is_told_so_only_with_the_right_password(app: Flask, partner: Partner) -> None:
    with app.app_context():
        services().people.update_user_named("acme", "ann", UserChange(active=False))
    assert partner.post("/auth/login", RIGHT).status_code == 403
    assert partner.post("/auth/login", {**RIGHT, "password": "wrong-password"}).status_code == 401


def test_deactivation_holds_on_the_next_request(app: Flask, partner: Partner) -> None:
    assert partner.get("/campaigns").status_code == 200
    with app.app_context():
        services().people.set_tenant_active("acme", False)
    assert partner.get("/campaigns").status_code == 403
    with app.app_context():
        services().people.set_tenant_active("acme", True)
    assert partner.get("/campaigns").status_code == 200


def test_a_viewer_reads_and_does_not_write(app: Flask, partner: Partner) -> None:
    viewer = a_partner(app, "acme", username="vic", role="viewer")
    assert viewer.get("/campaigns").status_code == 200
    answer = viewer.post("/campaigns", {"name": "Mine"})
    assert answer.status_code == 403
    assert answer.get_json()["error"] == "Forbidden"


def _claims(partner: Partner) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(partner.token or "", options={"verify_signature": False})
    return claims


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"exp": NOW - timedelta(minutes=1)},
        {"nbf": NOW + timedelta(hours=1)},
        {"iat": NOW + timedelta(hours=1)},
        {"aud": "others"},
        {"iss": "others"},
        {"jti": None},
        {"tenant_id": None},
        {"tenant_id": 5},
        {"tenant_id": "globex"},
        {"sub": str(uuid4())},
        {"sub": "ann"},
    ],
    ids=lambda change: " ".join(change),
)
def test_a_token_with_a_wrong_claim_is_worth_nothing(
    settings: Settings, partner: Partner, other_partner: Partner, change: dict[str, Any]
) -> None:
    claims = {name: value for name, value in {**_claims(partner), **change}.items() if value is not None}
    partner.token = jwt.encode(claims, settings.jwt_secret_key, algorithm="HS256")
    assert partner.get("/campaigns").status_code == 401


@pytest.mark.parametrize("algorithm", ["none", "HS512"])
def test_only_our_algorithm_signs(settings: Settings, partner: Partner, algorithm: str) -> None:
    key = None if algorithm == "none" else settings.jwt_secret_key
    partner.token = jwt.encode(_claims(partner), key, algorithm=algorithm)
    assert partner.get("/campaigns").status_code == 401


def test_a_token_signed_with_another_key_is_worth_nothing(settings: Settings, partner: Partner) -> None:
    other = replace(settings, jwt_secret_key="another key that is quite long enough to sign with")
    partner.token = jwt.encode(_claims(partner), other.jwt_secret_key, algorithm="HS256")
    answer = partner.get("/campaigns")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
