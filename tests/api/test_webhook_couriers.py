"""What couriers bring to a real receiver: what, when and how often. The clock is given, so nobody waits for days."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from api.dates import moment
from api.webhook_delivery import HttpPost
from core.services.webhooks import DeliveryService
from core.webhooks import JITTER, MOST_TRIES, PAUSES, signature
from db.dispatch import claim_delivery
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription
from tests.api.receiver import Receiver, answers, hangs, hangs_up, receiving, redirects_to
from tests.api.test_webhooks import EVERY_EVENT, actions, create, deliveries

pytestmark = pytest.mark.slow  # servers of its own

Bring = Callable[[], None]


@dataclass
class GivenClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def admin(app: Flask, partner: Partner, receiver: Receiver) -> Iterator[Partner]:
    """An admin of `acme`, in an installation that lets webhooks lead to the receiver."""
    services = app.extensions["services"]
    webhooks = replace(services.webhooks, allowed_hosts=frozenset({receiver.host}))
    app.extensions["services"] = replace(services, webhooks=webhooks)
    yield a_partner(app, "acme", username="boss", role="admin")
    app.extensions["services"] = services


@pytest.fixture
def clock() -> GivenClock:
    """A clock that stands, a moment after what is done at once in a test."""
    return GivenClock(datetime.now(UTC) + timedelta(minutes=1))


@pytest.fixture
def courier(app: Flask, rolled_back: None, receiver: Receiver, clock: GivenClock) -> Iterator[DeliveryService]:
    post = HttpPost(clock, frozenset({receiver.host}), deadline_s=1)
    with app.app_context():
        yield DeliveryService(open_work, claim_delivery, post, clock, lambda: 0.5, lambda *_: None)


@pytest.fixture
def bring(courier: DeliveryService) -> Bring:
    """Bring all that is due, as a courier does who is woken up for something that has been delivered already."""
    return lambda: courier.deliver(uuid4())


@pytest.fixture
def webhook(admin: Partner, receiver: Receiver) -> dict[str, Any]:
    return create(admin, url=receiver.url, events=["job.completed"])


@pytest.fixture
def told(admin: Partner, webhook: dict[str, Any]) -> None:
    """Let a job have been completed."""
    admin.create_campaign(code="FIBRE")
    assert admin.process(a_transcription()).status_code == 200


def only(admin: Partner, webhook: dict[str, Any]) -> dict[str, Any]:
    (delivery,) = deliveries(admin, webhook)
    return delivery


@pytest.mark.usefixtures("told")
def test_an_event_is_brought_once_and_signed(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring, clock: GivenClock
) -> None:
    bring()
    bring()
    (received,) = receiver.received
    delivery = only(admin, webhook)
    headers, body = received.headers, received.body
    assert json.loads(body) == delivery["payload"]
    assert (headers["webhook-id"], headers["content-type"]) == (delivery["event_id"], "application/json")
    assert int(headers["webhook-timestamp"]) == int(clock.now.timestamp())
    signed = signature(webhook["secret"], delivery["event_id"], int(clock.now.timestamp()), body)
    assert headers["webhook-signature"] == signed
    assert delivery["state"] == "delivered"
    assert "next_attempt_at" not in delivery
    (attempt,) = delivery["attempts"]
    assert (attempt["status"], "error" in attempt) == (204, False)


@pytest.mark.usefixtures("told")
def test_a_receiver_that_fails_is_tried_ten_times_over_days_and_then_given_up(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring, clock: GivenClock
) -> None:
    receiver.script[:] = [answers(500), hangs, redirects_to(receiver.url), answers(404), hangs_up, answers(503)]
    began, at = clock.now, []
    for pause in PAUSES:
        at.append(clock.now - began)
        bring()
        delivery = only(admin, webhook)
        assert delivery["state"] == "pending"
        due = moment(delivery["next_attempt_at"])
        assert abs(due - clock.now - pause) < timedelta(milliseconds=1)
        clock.now = due - timedelta(seconds=1)
        bring()
        assert len(receiver.received) == len(at)  # not before it is due
        clock.now = due + timedelta(milliseconds=1)
    bring()
    delivery = only(admin, webhook)
    clock.now += timedelta(days=20)
    bring()
    assert (delivery["state"], "next_attempt_at" in delivery) == ("dead", False)
    assert len(receiver.received) == len(delivery["attempts"]) == MOST_TRIES == 10
    outcomes = [(each.get("status"), each.get("error")) for each in delivery["attempts"]]
    assert outcomes[:6] == [
        (500, None),
        (None, "timeout"),
        (307, "redirect"),
        (404, None),
        (None, "protocol_error"),
        (503, None),
    ]
    assert {(received.headers["webhook-id"], received.body) for received in receiver.received} == {
        (delivery["event_id"], receiver.received[0].body)
    }
    assert deliveries(admin, webhook, "?state=dead") == [delivery]
    assert deliveries(admin, webhook, "?state=pending") == []
    assert admin.get(f"/webhooks/{webhook['webhook_id']}").get_json()["active"] is True


@pytest.mark.usefixtures("told")
def test_what_failed_and_then_succeeds_is_not_tried_again(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring, clock: GivenClock
) -> None:
    receiver.script[:] = [answers(500), answers(202)]
    bring()
    clock.now += timedelta(seconds=6)
    bring()
    clock.now += timedelta(days=3)
    bring()
    delivery = only(admin, webhook)
    assert delivery["state"] == "delivered"
    assert [each["status"] for each in delivery["attempts"]] == [500, 202]
    assert len(receiver.received) == 2


@pytest.mark.usefixtures("told")
def test_a_receiver_that_is_gone_is_switched_off_and_gets_nothing_more_until_it_is_switched_on(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring, clock: GivenClock
) -> None:
    receiver.script[:] = [answers(410), answers(204)]
    path = f"/webhooks/{webhook['webhook_id']}"
    assert admin.process(a_transcription("call-2")).status_code == 200  # a second event, which waits as well
    bring()
    clock.now += timedelta(days=1)
    bring()
    shown = admin.get(path).get_json()
    assert (shown["active"], shown["disabled_reason"]) == (False, "gone")
    assert sorted(each["state"] for each in deliveries(admin, webhook)) == ["dead", "pending"]
    (waiting,) = deliveries(admin, webhook, "?state=pending")
    assert ("next_attempt_at" in waiting, waiting["attempts"]) == (False, [])
    assert len(receiver.received) == 1
    assert "webhook.disabled" in actions(admin)

    on = admin.patch(path, {"active": True}).get_json()
    assert (on["active"], "disabled_reason" in on) == (True, False)
    bring()
    assert len(receiver.received) == 2
    assert deliveries(admin, webhook, "?state=pending") == []


@pytest.mark.usefixtures("told")
def test_an_answer_of_the_address_before_does_not_switch_off_the_new_one(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, courier: DeliveryService, clock: GivenClock
) -> None:
    path, other = f"/webhooks/{webhook['webhook_id']}", "https://other.example.com/"

    receiver.script[:] = [answers(410)]

    def posting(message: Any) -> Any:
        attempt = courier.post(message)
        assert admin.patch(path, {"url": other}).status_code == 200
        return attempt

    replace(courier, post=posting).deliver(uuid4())
    assert only(admin, webhook)["state"] == "dead"
    shown = admin.get(path).get_json()
    assert (shown["url"], shown["active"]) == (other, True)


@pytest.mark.usefixtures("told")
def test_a_dead_letter_is_sent_again_on_request_from_the_beginning(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring, clock: GivenClock
) -> None:
    receiver.script[:] = [answers(500)]
    for _ in range(MOST_TRIES):
        bring()
        clock.now += timedelta(days=2)
    dead = only(admin, webhook)
    assert dead["state"] == "dead"
    again = admin.post(f"/webhooks/{webhook['webhook_id']}/deliveries/{dead['delivery_id']}/redeliver")
    assert again.status_code == 202
    assert again.get_json()["state"] == "pending"
    assert again.get_json()["attempts"] == dead["attempts"]
    bring()
    assert only(admin, webhook)["state"] == "pending"  # as after any first try
    receiver.script[:] = [answers(200)]
    clock.now += timedelta(seconds=5 * (1 + JITTER))
    bring()
    delivery = only(admin, webhook)
    assert (delivery["state"], len(delivery["attempts"])) == ("delivered", MOST_TRIES + 2)
    assert {received.headers["webhook-id"] for received in receiver.received} == {dead["event_id"]}


@pytest.mark.usefixtures("told")
def test_what_was_delivered_can_be_sent_again_with_the_same_id(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring
) -> None:
    bring()
    delivery = only(admin, webhook)
    admin.post(f"/webhooks/{webhook['webhook_id']}/deliveries/{delivery['delivery_id']}/redeliver")
    bring()
    assert [received.headers["webhook-id"] for received in receiver.received] == [delivery["event_id"]] * 2
    assert only(admin, webhook)["state"] == "delivered"


@pytest.mark.parametrize(("behaviour", "state"), [(answers(204), "delivered"), (answers(500), "dead")])
def test_a_test_event_is_tried_once(
    admin: Partner,
    webhook: dict[str, Any],
    receiver: Receiver,
    bring: Bring,
    clock: GivenClock,
    behaviour: Any,
    state: str,
) -> None:
    receiver.script[:] = [behaviour]
    begun = admin.post(f"/webhooks/{webhook['webhook_id']}/test").get_json()
    for _ in range(3):
        bring()
        clock.now += timedelta(days=1)
    assert only(admin, webhook)["state"] == state
    (received,) = receiver.received
    assert received.headers["webhook-id"] == begun["event_id"]
    assert json.loads(received.body)["type"] == "webhook.test"


@pytest.mark.parametrize(("behaviour", "state"), [(answers(204), "delivered"), (answers(410), "dead")])
def test_a_test_event_is_sent_to_a_webhook_that_is_switched_off_and_does_not_wait(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring, behaviour: Any, state: str
) -> None:
    receiver.script[:] = [behaviour]
    path = f"/webhooks/{webhook['webhook_id']}"
    assert admin.patch(path, {"active": False}).status_code == 200
    assert admin.post(f"{path}/test").status_code == 202
    bring()
    assert only(admin, webhook)["state"] == state
    assert len(receiver.received) == 1
    shown = admin.get(path).get_json()
    assert (shown["active"], "disabled_reason" in shown) == (False, False)


@pytest.mark.usefixtures("told")
def test_nothing_is_sent_again_to_a_webhook_that_is_switched_off(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring
) -> None:
    bring()
    delivery = only(admin, webhook)
    path = f"/webhooks/{webhook['webhook_id']}"
    admin.patch(path, {"active": False})
    refused = admin.post(f"{path}/deliveries/{delivery['delivery_id']}/redeliver")
    assert (refused.status_code, refused.get_json()["message"]) == (
        409,
        "This webhook is switched off; switch it on first.",
    )
    assert admin.post(f"{path}/deliveries/{uuid4()}/redeliver").status_code == 404
    bring()
    assert only(admin, webhook) == delivery
    assert len(receiver.received) == 1
    assert "webhook.redelivered" not in actions(admin)


@pytest.mark.usefixtures("told")
def test_a_courier_that_is_to_stop_begins_nothing_more(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, courier: DeliveryService
) -> None:
    assert admin.process(a_transcription("call-2")).status_code == 200
    replace(courier, stopping=lambda: bool(receiver.received)).deliver(uuid4())
    assert len(receiver.received) == 1
    assert sorted(each["state"] for each in deliveries(admin, webhook)) == ["delivered", "pending"]


@pytest.mark.usefixtures("told")
def test_while_secrets_change_over_a_message_is_signed_with_both(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring
) -> None:
    secret = admin.post(f"/webhooks/{webhook['webhook_id']}/rotate-secret").get_json()["secret"]
    bring()
    (received,) = receiver.received
    event_id, at = received.headers["webhook-id"], int(received.headers["webhook-timestamp"])
    signatures = [signature(each, event_id, at, received.body) for each in (secret, webhook["secret"])]
    assert received.headers["webhook-signature"] == " ".join(signatures)


@pytest.mark.usefixtures("told")
def test_a_webhook_that_was_moved_is_sent_to_where_it_is_now(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, bring: Bring
) -> None:
    moved = f"http://127.0.0.1:{receiver.server_port}/moved"
    assert admin.patch(f"/webhooks/{webhook['webhook_id']}", {"url": moved}).status_code == 200
    bring()
    assert [received.path for received in receiver.received] == ["/moved"]


@pytest.mark.usefixtures("told")
def test_a_receiver_that_is_no_longer_let_through_is_refused_at_the_delivery(
    admin: Partner, webhook: dict[str, Any], receiver: Receiver, courier: DeliveryService, clock: GivenClock
) -> None:
    replace(courier, post=HttpPost(clock)).deliver(uuid4())
    (attempt,) = only(admin, webhook)["attempts"]
    assert (attempt["error"], "status" in attempt) == ("address_refused", False)
    assert receiver.received == []


def test_events_of_one_batch_are_brought_each_once(admin: Partner, receiver: Receiver, bring: Bring) -> None:
    webhook = create(admin, url=receiver.url, events=EVERY_EVENT, score_below=10)
    admin.create_campaign(code="FIBRE")
    assert admin.process(*(a_transcription(f"call-{number}") for number in range(7))).status_code == 200
    bring()
    ids = [received.headers["webhook-id"] for received in receiver.received]
    assert len(ids) == len(set(ids)) == 7 * 2 + 1
    assert {each["state"] for each in deliveries(admin, webhook)} == {"delivered"}


@pytest.mark.usefixtures("told")
def test_the_log_names_no_address_and_no_secret(
    app: Flask, admin: Partner, webhook: dict[str, Any], receiver: Receiver, logged: list[Any]
) -> None:
    services = app.extensions["services"]
    with app.app_context():
        replace(services.deliveries, post=HttpPost(services.webhooks.clock, frozenset({receiver.host}))).deliver(
            uuid4()
        )
    (said,) = [event for event in logged if event["event"] == "webhook.attempted"]
    assert (said["webhook_id"], said["status"]) == (webhook["webhook_id"], 204)
    assert "hooks?of" not in str(logged)
    assert "whsec_" not in str(logged)
