"""API keys: made and revoked by admins, shown by machines."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from api.contract import CONTRACT
from api.wiring import Services
from core.api_keys import ApiKey
from core.credentials import read_credential
from core.errors import Unauthenticated
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # every spelling of a key that is none

SOME_ID = "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"


@pytest.fixture
def created(admin: Partner) -> dict[str, Any]:
    """A new key of `acme`, as it was answered."""
    return create(admin)


@pytest.fixture
def machine(app: Flask, created: dict[str, Any]) -> Partner:
    """Who shows the key."""
    return Partner(app.test_client(), api_key=created["key"])


def create(admin: Partner, **fields: Any) -> dict[str, Any]:
    answer = admin.post("/api-keys", {"name": "Dialler", "scopes": ["campaigns:read", "campaigns:write"], **fields})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/api-keys/{answer.get_json()['key_id']}"
    body: dict[str, Any] = answer.get_json()
    return body


def listed(admin: Partner, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.get(f"/api-keys{query}").get_json()["api_keys"]
    return found


def test_a_key_is_shown_once(admin: Partner, created: dict[str, Any]) -> None:
    key = created.pop("key")
    assert key.startswith("cqk_YWNtZQ." + created["key_id"])
    assert created["hint"] == key[-4:]
    assert listed(admin) == [created]
    assert key not in admin.get("/api-keys").text


def test_what_is_stored_of_a_key_is_a_hash(created: dict[str, Any]) -> None:
    shown = read_credential("cqk", created["key"])
    with open_work("acme") as work:
        stored = work.api_keys.get(shown.object_id)
    assert stored.secret_hash == hashlib.sha256(shown.secret.encode()).digest()
    assert shown.secret not in repr(stored)


def test_no_two_keys_have_the_same_secret(admin: Partner) -> None:
    assert len({create(admin)["key"].rpartition(".")[2] for _ in range(5)}) == 5


def test_a_machine_does_with_a_key_what_its_scopes_name(machine: Partner) -> None:
    campaign_id = machine.create_campaign(code="FIBRE")
    assert machine.get("/campaigns/FIBRE").get_json()["campaign_id"] == campaign_id
    refused = machine.process(a_transcription())
    assert refused.status_code == 403
    assert refused.get_json()["message"] == "Your role or your key does not allow this."


def test_a_machine_manages_no_keys(app: Flask, admin: Partner) -> None:
    everything = CONTRACT.schemas["Scope"]["enum"]
    machine = Partner(app.test_client(), api_key=create(admin, scopes=everything)["key"])
    assert machine.get("/api-keys").status_code == 403
    assert machine.post("/api-keys", {"name": "Another", "scopes": everything}).status_code == 403
    assert len(listed(admin)) == 1


def test_a_revoked_key_is_refused_at_once_and_stays_in_the_list(
    admin: Partner, created: dict[str, Any], machine: Partner
) -> None:
    assert machine.get("/campaigns").status_code == 200
    revoked = admin.delete(f"/api-keys/{created['key_id']}")
    assert revoked.status_code == 200
    assert "revoked_at" in revoked.get_json()
    assert machine.get("/campaigns").status_code == 401
    assert listed(admin) == [revoked.get_json()]


def test_to_revoke_a_key_again_changes_nothing(admin: Partner, created: dict[str, Any]) -> None:
    path = f"/api-keys/{created['key_id']}"
    assert admin.delete(path).get_json() == admin.delete(path).get_json()
    assert [each["action"] for each in admin.get("/audit").get_json()["events"]].count("api_key.revoked") == 1


@pytest.mark.parametrize("key_id", [SOME_ID, "not-a-uuid", "%00"])
def test_what_is_no_key_cannot_be_revoked(admin: Partner, key_id: str) -> None:
    answer = admin.delete(f"/api-keys/{key_id}")
    assert (answer.status_code, answer.get_json()["message"]) == (404, "There is no such key.")


def test_a_key_of_another_tenant_looks_like_one_that_does_not_exist(
    app: Flask, created: dict[str, Any], machine: Partner, other_partner: Partner
) -> None:
    stranger = a_partner(app, "globex", username="boss", role="admin")
    answers = [stranger.delete(f"/api-keys/{key_id}") for key_id in (created["key_id"], SOME_ID)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.get_data().replace(answer.headers["X-Request-Id"].encode(), b"") for answer in answers}) == 1
    assert listed(stranger) == []
    other_partner.create_campaign(code="THEIRS")
    assert machine.get("/campaigns").get_json()["total"] == 0


def test_a_key_holds_until_it_expires(admin: Partner, services: Services) -> None:
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)
    created = create(admin, expires_at="2100-01-01T00:00:00Z")
    assert created["expires_at"] == "2100-01-01T00:00:00Z"
    for early, holds in ((timedelta(microseconds=1), True), (timedelta(0), False)):
        then = replace(services.api_keys, clock=lambda early=early: expires_at - early)
        if holds:
            assert then.authenticate(created["key"]).tenant_id == "acme"
        else:
            with pytest.raises(Unauthenticated):
                then.authenticate(created["key"])


def test_the_last_use_is_known_within_a_minute(
    admin: Partner, created: dict[str, Any], machine: Partner, services: Services
) -> None:
    def last_used() -> ApiKey:
        with open_work("acme") as work:
            return work.api_keys.get(read_credential("cqk", created["key"]).object_id)

    assert "last_used_at" not in created
    before = datetime.now(UTC)
    assert machine.get("/campaigns").status_code == 200
    first = last_used().last_used_at
    assert first is not None
    assert before <= first <= datetime.now(UTC)
    for seconds, known in ((59, first), (60, first + timedelta(seconds=60))):
        now = first + timedelta(seconds=seconds)
        replace(services.api_keys, clock=lambda now=now: now).authenticate(created["key"])
        assert last_used().last_used_at == known
    assert "last_used_at" in listed(admin)[0]


def test_a_refused_key_was_not_used(admin: Partner, created: dict[str, Any], machine: Partner) -> None:
    machine.api_key = created["key"][:-1] + ("A" if created["key"][-1] != "A" else "B")
    assert machine.get("/campaigns").status_code == 401
    assert "last_used_at" not in listed(admin)[0]


def tenant_part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: "",
        lambda key: "garbled",
        lambda key: key + "A",
        lambda key: key[:-1],
        lambda key: key + "\t.",
        lambda key: key + "," + key,
        lambda key: key.upper(),
        lambda key: key.replace("cqk_", "cqr_"),
        lambda key: key.replace("cqk_", ""),
        lambda key: key.replace("YWNtZQ", "YWNtZR"),  # other bits where there are bits to spare
        lambda key: key.replace("YWNtZQ", "YWNtZQ=="),
        lambda key: key.replace("YWNtZQ", tenant_part(b"globex")),
        lambda key: key.replace("YWNtZQ", tenant_part(b"nobody")),
        lambda key: key.replace("YWNtZQ", tenant_part(b"")),
        lambda key: key.replace("YWNtZQ", tenant_part(b"acme\x00")),
        lambda key: key.replace("YWNtZQ", tenant_part(b"\xff\xfe")),
        lambda key: key.replace("YWNtZQ", tenant_part(b"\xed\xa0\x80")),  # half of a surrogate pair
        lambda key: key.replace("YWNtZQ", tenant_part(b"x" * 5000)),
        lambda key: key.replace(key.split(".")[1], SOME_ID),
        lambda key: key.replace(key.split(".")[1], key.split(".")[1].upper()),
        lambda key: key.replace(key.split(".")[1], "-" * 36),
        lambda key: key.replace(key.split(".")[2], "A" * 43),
        lambda key: key.replace(key.split(".")[2], "é" * 43),
        lambda key: key + "x" * 16_000,
    ],
)
def test_what_is_no_key_is_refused(machine: Partner, created: dict[str, Any], spoil: Callable[[str], str]) -> None:
    answer = machine.client.get("/api/v1/campaigns", headers={"X-API-Key": spoil(created["key"])})
    assert (answer.status_code, answer.get_json()["error"]) == (401, "Unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_who_shows_a_token_and_a_key_is_refused(partner: Partner, created: dict[str, Any]) -> None:
    assert partner.get("/campaigns").status_code == 200
    partner.api_key = created["key"]
    assert partner.get("/campaigns").status_code == 401


def test_a_key_is_no_token_and_a_token_is_no_key(partner: Partner, machine: Partner) -> None:
    assert machine.client.get("/api/v1/campaigns", headers={"X-API-Key": str(partner.token)}).status_code == 401
    bearer = {"Authorization": f"Bearer {machine.api_key}"}
    assert machine.client.get("/api/v1/campaigns", headers=bearer).status_code == 401


def test_a_key_of_a_tenant_that_was_made_inactive_does_nothing(machine: Partner, services: Services) -> None:
    services.people.set_tenant_active("acme", False)
    assert machine.get("/campaigns").status_code == 403
    services.people.set_tenant_active("acme", True)
    assert machine.get("/campaigns").status_code == 200


def test_a_key_outlives_who_made_it(app: Flask, admin: Partner, machine: Partner) -> None:
    chief = a_partner(app, "acme", username="chief", role="admin")
    ids = {each["username"]: each["user_id"] for each in chief.get("/users").get_json()["users"]}
    assert chief.patch(f"/users/{ids['boss']}", {"active": False}).status_code == 200
    assert admin.get("/api-keys").status_code in (401, 403)
    assert machine.get("/campaigns").status_code == 200


@pytest.mark.parametrize(
    ("fields", "details"),
    [
        ({"name": "\u200b"}, {"name": ["must not be blank"]}),
        ({"name": "a\u0000b"}, {"name": ["must not hold NUL or a lone surrogate"]}),
        ({"scopes": []}, {"scopes": []}),
        ({"scopes": ["everything"]}, {"scopes[0]": []}),
        ({"scopes": ["jobs:read", "jobs:read"]}, {"scopes": []}),
        ({"expires_at": "tomorrow"}, {"expires_at": []}),
        ({"expires_at": "2024-01-01T00:00:00Z"}, {"expires_at": ["must be in the future"]}),
        ({"expires_at": None}, {"expires_at": []}),
        ({"tenant_id": "globex"}, {"tenant_id": []}),
        ({"key": "mine"}, {"key": []}),
    ],
)
def test_a_key_that_cannot_be_made_is_told_why(
    admin: Partner, fields: dict[str, Any], details: dict[str, list[str]]
) -> None:
    answer = admin.post("/api-keys", {"name": "Dialler", "scopes": ["jobs:read"], **fields})
    assert answer.status_code == 400, answer.text
    found = answer.get_json()["details"]
    assert set(found) == set(details)
    assert all(not said or found[path] == said for path, said in details.items())
    assert listed(admin) == []


def test_pages_show_every_key_once_newest_first(admin: Partner) -> None:
    keys = [create(admin)["key_id"] for _ in range(5)]
    seen, query = [], "?limit=2"
    while query:
        page = admin.get(f"/api-keys{query}").get_json()
        seen += [each["key_id"] for each in page["api_keys"]]
        query = f"?limit=2&cursor={page['next_cursor']}" if "next_cursor" in page else ""
    assert seen == keys[::-1]


def test_the_audit_tells_who_made_a_key_and_what_a_machine_did_with_it(
    admin: Partner, created: dict[str, Any], machine: Partner
) -> None:
    campaign = machine.post("/campaigns", {"name": "Fibre"})
    done, made = admin.get("/audit?limit=2").get_json()["events"]
    key_id = created["key_id"]
    assert (made["action"], made["object"]) == ("api_key.created", {"kind": "api_key", "id": key_id})
    assert (made["actor"]["kind"], made["actor"]["name"]) == ("user", "boss")
    assert done["actor"] == {"kind": "api_key", "id": key_id, "name": "Dialler"}
    assert (done["source"], done["request_id"]) == ("127.0.0.1", campaign.headers["X-Request-Id"])


def test_neither_log_nor_audit_holds_a_key(
    logged: list[Any], admin: Partner, created: dict[str, Any], machine: Partner
) -> None:
    machine.get("/campaigns")
    machine.client.get("/api/v1/campaigns", headers={"X-API-Key": created["key"] + "A"})
    assert len(logged) >= 3
    secret = created["key"].rpartition(".")[2]
    assert secret not in repr(logged)
    assert secret not in admin.get("/audit").text
