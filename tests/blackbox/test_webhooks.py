"""A running service with its courier, and a receiver beside it."""

import json
from copy import copy
from typing import Any

import pytest

from api.webhook_delivery import DEADLINE_S
from core.webhooks import signature
from tests.api.partner import BASE
from tests.api.receiver import Receiver, answers
from tests.api.test_webhooks import EVERY_EVENT
from tests.blackbox.conftest import Service, an_admin, new_id, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def admin(running_service: Service) -> Service:
    """The running service, as one of its admins speaks to it."""
    admin = copy(running_service)
    admin.token = running_service.post("/auth/login", an_admin(running_service)).json()["access_token"]
    return admin


@pytest.fixture(autouse=True)
def _fresh(receiver: Receiver) -> None:
    receiver.received.clear()
    receiver.script[:] = [answers(204)]


def a_webhook(admin: Service, receiver: Receiver, **fields: Any) -> dict[str, Any]:
    answer = admin.post("/webhooks", {"url": receiver.url, "events": EVERY_EVENT, **fields})
    assert answer.status == 201, answer.body
    webhook: dict[str, Any] = answer.json()
    return webhook


def types(receiver: Receiver) -> list[str]:
    return sorted(json.loads(received.body)["type"] for received in receiver.received)


def test_a_job_is_told_of_within_seconds_each_event_once_and_signed(admin: Service, receiver: Receiver) -> None:
    webhook = a_webhook(admin, receiver, score_below=0)
    calls = [new_id() for _ in range(3)]
    assert admin.process(*calls).status == 200
    expected = ["conversation.analysed"] * 3 + ["job.completed"]
    wait_until(lambda: len(receiver.received) >= len(expected), 30)
    assert types(receiver) == expected
    assert {received.headers["webhook-id"] for received in receiver.received} == {
        delivery["event_id"]
        for delivery in admin.get(f"/webhooks/{webhook['webhook_id']}/deliveries").json()["deliveries"]
    }
    for received in receiver.received:
        at = int(received.headers["webhook-timestamp"])
        signed = signature(webhook["secret"], received.headers["webhook-id"], at, received.body)
        assert received.headers["webhook-signature"] == signed
    assert admin.ask("DELETE", f"{BASE}/webhooks/{webhook['webhook_id']}").status == 200


def test_a_test_event_is_sent_at_once(admin: Service, receiver: Receiver) -> None:
    webhook = a_webhook(admin, receiver)
    receiver.script[:] = [answers(503), answers(204)]
    assert admin.post(f"/webhooks/{webhook['webhook_id']}/test", None).status == 202
    path = f"/webhooks/{webhook['webhook_id']}/deliveries"
    wait_until(lambda: admin.get(path).json()["deliveries"][0]["state"] == "dead", DEADLINE_S)
    assert types(receiver) == ["webhook.test"]
    assert admin.ask("DELETE", f"{BASE}/webhooks/{webhook['webhook_id']}").status == 200
