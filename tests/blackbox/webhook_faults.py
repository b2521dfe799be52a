"""Webhooks to a bad receiver by couriers that are killed; run by `make test-faults`, not `make test`.

The receiver is slow, fails at the first sight of some messages, redirects or hangs at that of others. Again and
again the courier is killed. In the end every message has been received and answered with 2xx, and the log of tries
says so. How often each kind came is printed.
"""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.receiver import Exchange, Receiver, answers, hangs, receiving, redirects_to
from tests.api.test_webhooks import EVERY_EVENT
from tests.blackbox.brokers import commands_below
from tests.blackbox.conftest import Service, an_admin, new_id, serving, wait_until

BATCHES, CALLS = 10, 30
# The courier is killed when it has sent so many more. What it had under way waits for its lease to end.
KILLS, BETWEEN, PATIENCE_S = 6, 15, 90
# A lease that nobody ends, two pauses after failed tries, and what waits before.
CALM_S = 150


class BadReceiver:
    """What is done to each message at its first sight, by its number; later ones are taken."""

    def __init__(self, url: str) -> None:
        # Few hang: each holds one of the two that may be under way to a webhook, until the deadline.
        self._first = {3: answers(500), 7: redirects_to(url), 13: answers(429), 19: hangs, 43: answers(500)}
        self._order: list[str] = []
        self.dealt: Counter[str] = Counter()

    def __call__(self, exchange: Exchange) -> None:
        event_id = str(exchange.headers["webhook-id"])
        is_new = event_id not in self._order
        if is_new:
            self._order.append(event_id)
        number = len(self._order) % 60
        time.sleep(0.02)
        if is_new and number in self._first:
            self.dealt[{3: "500", 7: "redirect", 13: "429", 19: "hang", 43: "500"}[number]] += 1
            self._first[number](exchange)
        else:
            self.dealt["204"] += 1
            answers(204)(exchange)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def every_delivery(service: Service, path: str) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        page = service.get(f"{path}?limit=100{cursor}").json()
        found += page["deliveries"]
        if "next_cursor" not in page:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def courier(service: Service) -> int:
    return next(pid for pid, words in commands_below(service.launcher.pid) if "--queues deliveries" in words)


def test_every_message_arrives_though_couriers_die_and_the_receiver_is_bad(receiver: Receiver) -> None:
    bad = BadReceiver(receiver.url)
    receiver.script[:] = [bad]
    limits = {"RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0"}
    with serving(WEBHOOK_ALLOWED_HOSTS=f"127.0.0.1:{receiver.server_port}", **limits) as service:
        service.token = service.post("/auth/login", an_admin(service)).json()["access_token"]
        body = {"url": receiver.url, "events": EVERY_EVENT, "score_below": 0}
        webhook = service.post("/webhooks", body).json()
        path = f"/webhooks/{webhook['webhook_id']}/deliveries"
        for _ in range(BATCHES):
            assert service.process(*(new_id() for _ in range(CALLS))).status == 200
        for _ in range(KILLS):
            seen = len(receiver.received)
            wait_until(lambda seen=seen: len(receiver.received) > seen + BETWEEN, PATIENCE_S)
            os.kill(courier(service), signal.SIGKILL)
        began_s = time.monotonic()
        wait_until(lambda: not service.get(f"{path}?state=pending&limit=1").json()["deliveries"], CALM_S)
        calm_s = time.monotonic() - began_s
        deliveries = every_delivery(service, path)
    came = Counter(received.headers["webhook-id"] for received in receiver.received)
    bodies = {(received.headers["webhook-id"], received.body) for received in receiver.received}
    logged = Counter(
        str(attempt.get("error") or attempt["status"]) for delivery in deliveries for attempt in delivery["attempts"]
    )
    print(f"\nmessages {len(deliveries)}, couriers killed {KILLS}, all delivered {calm_s:.0f} s after the last kill")
    print(f"received: {dict(sorted(Counter(came.values()).items()))} (times: messages); dealt: {dict(bad.dealt)}")
    print(f"tries in the log: {dict(logged)}; lost with their couriers: {len(receiver.received) - logged.total()}")
    assert len(deliveries) == BATCHES * (CALLS + 1)
    assert {delivery["state"] for delivery in deliveries} == {"delivered"}
    assert set(came) == {delivery["event_id"] for delivery in deliveries}
    assert len(bodies) == len(came)  # a message that comes again is the same
    assert {json.loads(received)["type"] for _, received in bodies} == {"job.completed", "conversation.analysed"}
    assert logged["204"] == len(deliveries)
    assert {"500", "redirect", "429", "timeout"} & set(logged)
