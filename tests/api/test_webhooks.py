"""Webhooks, as admins set them up."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from core.idempotency import KEPT_FOR
from core.webhooks import KEPT, MOST_WEBHOOKS
from db.models import IdempotencyKeyRow
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription
from tests.db.builders import an_event

pytestmark = pytest.mark.slow  # admins of their own, whose passwords are hashed

URL = "https://hooks.example.com/call-quality"
EVERY_EVENT = ["job.completed", "job.failed", "conversation.analysed", "score.below_threshold"]
SOME_ID = "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"


@pytest.fixture
def created(admin: Partner) -> dict[str, Any]:
    """A new webhook of `acme`, as it was answered."""
    return create(admin)


def create(admin: Partner, **fields: Any) -> dict[str, Any]:
    answer = admin.post("/webhooks", {"url": URL, "events": ["job.completed"], **fields})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/webhooks/{answer.get_json()['webhook_id']}"
    body: dict[str, Any] = answer.get_json()
    return body


def deliveries(admin: Partner, webhook: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.get(f"/webhooks/{webhook['webhook_id']}/deliveries{query}").get_json()[
        "deliveries"
    ]
    return found


def actions(admin: Partner) -> list[str]:
    return [event["action"] for event in admin.get("/audit").get_json()["events"]]


def test_a_secret_is_shown_once_and_long_enough(admin: Partner, created: dict[str, Any]) -> None:
    secret = created.pop("secret")
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    path = f"/webhooks/{created['webhook_id']}"
    assert admin.get(path).get_json() == created
    assert admin.get("/webhooks").get_json() == {"webhooks": [created]}
    assert create(admin)["secret"] != secret
    for answer in (admin.get(path), admin.get("/webhooks"), admin.get("/audit"), admin.delete(path)):
        assert secret not in answer.text


def test_a_webhook_is_as_it_was_asked_for(admin: Partner) -> None:
    plain = create(admin)
    assert (plain["score_below"], plain["active"], "description" in plain) == (5, True, False)
    made = create(admin, events=EVERY_EVENT, score_below=4.5, description="CRM")
    assert (made["events"], made["score_below"], made["description"]) == (EVERY_EVENT, 4.5, "CRM")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://localhost/", "https://2130706433/", "https://hooks.example.com:8443/"]
)
def test_an_address_where_none_may_lead_is_a_fault(admin: Partner, created: dict[str, Any], url: str) -> None:
    for answer in (
        admin.post("/webhooks", {"url": url, "events": ["job.completed"]}),
        admin.patch(f"/webhooks/{created['webhook_id']}", {"url": url}),
    ):
        assert answer.status_code == 400
        assert list(answer.get_json()["details"]) == ["url"]
    assert len(admin.get("/webhooks").get_json()["webhooks"]) == 1


def test_a_tenant_has_so_many_webhooks_and_no_more(admin: Partner) -> None:
    for _ in range(MOST_WEBHOOKS):
        made = create(admin)
    answer = admin.post("/webhooks", {"url": URL, "events": ["job.completed"]})
    assert answer.status_code == 409
    assert answer.get_json()["message"] == f"A tenant has at most {MOST_WEBHOOKS} webhooks."
    admin.delete(f"/webhooks/{made['webhook_id']}")
    create(admin)


def test_the_list_is_read_page_by_page(admin: Partner) -> None:
    made = [create(admin)["webhook_id"] for _ in range(3)]
    page = admin.get("/webhooks?limit=2").get_json()
    rest = admin.get(f"/webhooks?limit=2&cursor={page['next_cursor']}").get_json()
    assert [each["webhook_id"] for each in page["webhooks"] + rest["webhooks"]] == made[::-1]
    assert "next_cursor" not in rest


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://other.example.com/"},
        {"events": ["job.failed"]},
        {"description": "new"},
        {"score_below": 2.5},
        {"active": False},
    ],
)
def test_what_is_named_is_changed_and_nothing_else(
    admin: Partner, created: dict[str, Any], change: dict[str, Any]
) -> None:
    del created["secret"]
    path = f"/webhooks/{created['webhook_id']}"
    assert admin.patch(path, change).get_json() == {**created, **change}
    assert admin.get(path).get_json() == {**created, **change}


def test_a_deleted_webhook_is_gone_with_its_deliveries(admin: Partner, created: dict[str, Any]) -> None:
    del created["secret"]
    path = f"/webhooks/{created['webhook_id']}"
    assert admin.post(f"{path}/test").status_code == 202
    assert admin.delete(path).get_json() == created
    for answer in (admin.get(path), admin.get(f"{path}/deliveries"), admin.delete(path), admin.post(f"{path}/test")):
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/webhooks/{SOME_ID}"),
        ("DELETE", f"/webhooks/{SOME_ID}"),
        ("GET", f"/webhooks/{SOME_ID}/deliveries"),
        ("POST", f"/webhooks/{SOME_ID}/test"),
        ("POST", f"/webhooks/{SOME_ID}/rotate-secret"),
        ("POST", f"/webhooks/{SOME_ID}/deliveries/{SOME_ID}/redeliver"),
        ("GET", "/webhooks/no-uuid"),
    ],
)
def test_what_there_is_not_is_not_found(admin: Partner, method: str, path: str) -> None:
    answer = admin.client.open(f"/api/v1{path}", method=method, headers=admin.headers())
    assert answer.status_code == 404


def test_a_rotation_gives_a_new_secret_and_keeps_the_one_before_for_a_day(
    admin: Partner, created: dict[str, Any]
) -> None:
    answer = admin.post(f"/webhooks/{created['webhook_id']}/rotate-secret")
    assert answer.status_code == 200
    secret = answer.get_json()["secret"]
    assert secret != created["secret"]
    with open_work("acme") as work:
        stored = work.webhooks.page(before=None, limit=1).webhooks[0]
    now = datetime.now(UTC)
    assert stored.secrets_at(now + timedelta(hours=23)) == (secret, created["secret"])
    assert stored.secrets_at(now + timedelta(hours=25)) == (secret,)


def test_a_request_that_is_repeated_makes_one_webhook_and_tells_its_secret_again(admin: Partner) -> None:
    body = {"url": URL, "events": ["job.completed"]}
    headers = {**admin.headers(), "Idempotency-Key": "create-1"}
    first, again = (admin.client.post("/api/v1/webhooks", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    (webhook,) = admin.get("/webhooks").get_json()["webhooks"]
    rotate = f"/api/v1/webhooks/{webhook['webhook_id']}/rotate-secret"
    headers = {**admin.headers(), "Idempotency-Key": "rotate-1"}
    rotated, twice = (admin.client.post(rotate, headers=headers) for _ in range(2))
    assert twice.get_json() == rotated.get_json()
    assert rotated.get_json()["secret"] != first.get_json()["secret"]
    headers = {**admin.headers(), "Idempotency-Key": "create-1"}
    assert admin.client.post("/api/v1/webhooks", json=body, headers=headers).status_code == 409  # it has been changed


def test_a_rotation_with_the_key_of_one_a_day_ago_gives_a_new_secret_too(
    admin: Partner, created: dict[str, Any]
) -> None:
    rotate = f"/api/v1/webhooks/{created['webhook_id']}/rotate-secret"
    headers = {**admin.headers(), "Idempotency-Key": "rotate-1"}
    first = admin.client.post(rotate, headers=headers)
    with open_work("acme") as work:
        aged = update(IdempotencyKeyRow).values(taken_at=IdempotencyKeyRow.taken_at - KEPT_FOR)
        work.idempotency._session.execute(aged)  # type: ignore[attr-defined]
    second, again = (admin.client.post(rotate, headers=headers) for _ in range(2))
    assert "Idempotency-Replayed" not in second.headers
    assert second.get_json()["secret"] != first.get_json()["secret"]
    assert again.get_json() == second.get_json()


def test_a_redelivery_that_is_repeated_is_answered_again_until_its_call_is_erased(
    admin: Partner, processed: dict[str, Any]
) -> None:
    webhook = processed["lax"]
    (told,) = [each for each in deliveries(admin, webhook) if each["payload"]["data"].get("call_id") == "call-1"]
    path = f"/api/v1/webhooks/{webhook['webhook_id']}/deliveries/{told['delivery_id']}/redeliver"
    headers = {**admin.headers(), "Idempotency-Key": "again-1"}
    first, again = (admin.client.post(path, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    admin.delete("/conversations/call-1")
    assert admin.client.post(path, headers=headers).status_code == 404


def test_a_test_event_waits_for_its_courier(admin: Partner, created: dict[str, Any]) -> None:
    begun = admin.post(f"/webhooks/{created['webhook_id']}/test").get_json()
    assert (begun["event_type"], begun["state"], begun["attempts"]) == ("webhook.test", "pending", [])
    assert begun["payload"]["type"] == "webhook.test"
    assert begun["payload"]["data"] == {"webhook_id": created["webhook_id"]}
    assert deliveries(admin, created) == [begun]
    assert deliveries(admin, created, "?state=dead") == []
    assert deliveries(admin, created, "?state=pending") == [begun]


def test_deliveries_are_read_page_by_page_of_one_webhook_and_state(admin: Partner, created: dict[str, Any]) -> None:
    path = f"/webhooks/{created['webhook_id']}"
    made = [admin.post(f"{path}/test").get_json()["delivery_id"] for _ in range(3)]
    page = admin.get(f"{path}/deliveries?limit=2").get_json()
    cursor = page["next_cursor"]
    rest = admin.get(f"{path}/deliveries?limit=2&cursor={cursor}").get_json()
    assert [each["delivery_id"] for each in page["deliveries"] + rest["deliveries"]] == made[::-1]
    for other in (f"{path}/deliveries?state=dead", f"/webhooks/{create(admin)['webhook_id']}/deliveries?limit=2"):
        answer = admin.get(f"{other}&cursor={cursor}")
        assert answer.status_code == 400, other


def test_what_is_done_to_webhooks_is_audited(admin: Partner, created: dict[str, Any]) -> None:
    path = f"/webhooks/{created['webhook_id']}"
    admin.patch(path, {"active": True})
    admin.post(f"{path}/rotate-secret")
    delivery = admin.post(f"{path}/test").get_json()
    admin.post(f"{path}/deliveries/{delivery['delivery_id']}/redeliver")
    admin.delete(path)
    done = ["deleted", "redelivered", "tested", "secret_rotated", "updated", "created"]
    assert actions(admin)[:6] == [f"webhook.{each}" for each in done]


@pytest.fixture
def processed(admin: Partner) -> dict[str, Any]:
    """Two calls that were analysed at once, with webhooks for every event."""
    strict, lax = create(admin, events=EVERY_EVENT, score_below=10), create(admin, events=EVERY_EVENT, score_below=0)
    admin.create_campaign(code="FIBRE")
    job = admin.process(a_transcription("call-1"), a_transcription("call-2"))
    assert job.status_code == 200, job.text
    return {"job": job.get_json(), "strict": strict, "lax": lax}


def test_a_batch_that_is_analysed_is_told_of_once_for_each_webhook(admin: Partner, processed: dict[str, Any]) -> None:
    told = {name: deliveries(admin, processed[name]) for name in ("strict", "lax")}
    kinds = {name: [each["event_type"] for each in sent] for name, sent in told.items()}
    job_id = processed["job"]["job_id"]
    assert sorted(kinds["lax"]) == ["conversation.analysed"] * 2 + ["job.completed"]
    assert sorted(kinds["strict"]) == [*sorted(kinds["lax"]), "score.below_threshold", "score.below_threshold"]
    (completed,) = [each for each in told["lax"] if each["event_type"] == "job.completed"]
    assert completed["payload"]["data"] == {
        "job_id": job_id,
        "kind": "processing",
        "state": "completed",
        "transcription_count": 2,
        "processed_count": 2,
        "failed_count": 0,
    }
    below = [each["payload"]["data"] for each in told["strict"] if each["event_type"] == "score.below_threshold"]
    assert sorted(each["call_id"] for each in below) == ["call-1", "call-2"]
    for each in below:
        (report,) = admin.get(f"/conversations/{each['call_id']}/reports").get_json()["reports"]
        assert (each["score_below"], each["job_id"], each["report_id"]) == (10, job_id, report["report_id"])
        assert each["overall_quality_score"] == report["overall_quality_score"]
        assert each["campaign_id"] == "FIBRE"


def test_no_event_holds_words_of_a_call(admin: Partner, processed: dict[str, Any]) -> None:
    said = " ".join(str(each["payload"]) for each in deliveries(admin, processed["strict"])).lower()
    assert not [word for word in ("fibre plan", "router", "e-mail", "sign me up") if word in said]


def test_an_erased_call_takes_what_was_told_of_it_along(admin: Partner, processed: dict[str, Any]) -> None:
    receipt = admin.delete("/conversations/call-1").get_json()
    assert receipt["rows"]["webhook_deliveries"] == 3
    left = deliveries(admin, processed["strict"]) + deliveries(admin, processed["lax"])
    assert "call-1" not in str(left)
    assert len(left) == 8 - 3


def test_of_a_batch_that_is_refused_nothing_is_told(admin: Partner, processed: dict[str, Any]) -> None:
    before = deliveries(admin, processed["strict"])
    assert admin.process(a_transcription("call-3"), a_transcription("call-1")).status_code == 400
    assert deliveries(admin, processed["strict"]) == before


def test_a_webhook_that_is_switched_off_is_told_of_nothing_new(admin: Partner, processed: dict[str, Any]) -> None:
    admin.patch(f"/webhooks/{processed['lax']['webhook_id']}", {"active": False})
    before = deliveries(admin, processed["lax"])
    assert admin.process(a_transcription("call-3")).status_code == 200
    assert deliveries(admin, processed["lax"]) == before
    assert len(deliveries(admin, processed["strict"])) == 8


def test_deliveries_are_kept_for_thirty_days(admin: Partner, created: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    for at in (now - KEPT - timedelta(hours=1), now - KEPT + timedelta(hours=1), now):
        with open_work("acme") as work:
            work.webhooks.announce([an_event(at=at)])
    assert len(deliveries(admin, created)) == 2


def test_other_tenants_are_told_of_nothing(
    app: Flask, admin: Partner, created: dict[str, Any], other_partner: Partner
) -> None:
    theirs = a_partner(app, "globex", username="boss", role="admin")
    other_partner.create_campaign(code="FIBRE")
    assert other_partner.process(a_transcription()).status_code == 200
    assert deliveries(admin, created) == []
    assert theirs.get("/webhooks").get_json() == {"webhooks": []}
    assert theirs.get(f"/webhooks/{created['webhook_id']}/deliveries").status_code == 404
