"""What a courier does that is told to end: it ends what it has under way, and begins nothing more."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from api.broker import CeleryWakeUps, make_celery
from api.launcher_broker import Broker
from api.launcher_workers import workers
from db.base import db
from db.embedded import running
from db.engine import bind
from db.migrate import upgrade
from db.repositories.outbox import MOST_OF_A_WEBHOOK
from db.work import open_work
from tests.api.receiver import Exchange, answers, receiving
from tests.blackbox.conftest import wait_until
from tests.db.builders import a_webhook, an_event

pytestmark = pytest.mark.slow  # processes and a database of its own
TENANT = "acme"
DUE = 20
PATIENCE_S = 60


@pytest.fixture
def environment(tmp_path: Path, broker: Broker) -> Iterator[dict[str, str]]:
    """What a courier is started with; its database is that of this process, too."""
    app = Flask("telling")
    with running(tmp_path, durable=False) as urls:
        upgrade(urls.owner)
        bind(app, url=urls.app)
        with app.app_context():
            yield {
                **os.environ,
                "DATABASE_URL": urls.app,
                "CELERY_BROKER_URL": broker.url,
                "DATA_DIR": str(tmp_path),
            }
            db.engine.dispose()


def test_a_courier_that_is_told_to_end_brings_what_it_has_under_way_and_begins_nothing_more(
    environment: dict[str, str], broker: Broker, tmp_path: Path
) -> None:
    told_to_end = threading.Event()

    def keeps_waiting(exchange: Exchange) -> None:
        told_to_end.wait(PATIENCE_S)
        answers(204)(exchange)

    with receiving() as receiver:
        receiver.script[:] = [keeps_waiting]
        webhook = a_webhook(url=receiver.url, events=("job.completed",))
        with open_work(TENANT) as work:
            work.tenants.add("Acme")
            work.webhooks.add(webhook)
        with open_work(TENANT) as work:
            due = work.webhooks.announce([an_event() for _ in range(DUE)])
        CeleryWakeUps(make_celery(broker.url)).deliver(due)
        allowed = {"WEBHOOK_ALLOWED_HOSTS": f"127.0.0.1:{receiver.server_port}"}
        courier = workers(1, tmp_path, {**environment, **allowed})[1]
        courier.start()
        try:
            wait_until(lambda: len(receiver.received) == MOST_OF_A_WEBHOOK, PATIENCE_S)
            courier.end()
            wait_until(lambda: "Warm shutdown" in (tmp_path / "courier.log").read_text(), PATIENCE_S)
            time.sleep(0.1)  # it says so first
        finally:
            told_to_end.set()
            courier.stop()
    with open_work(TENANT) as work:
        page = work.deliveries.page(webhook.webhook_id, state=None, before=None, limit=DUE)
    states = sorted((each.state, len(each.attempts)) for each in page.deliveries)
    assert states == [("delivered", 1)] * MOST_OF_A_WEBHOOK + [("pending", 0)] * (DUE - MOST_OF_A_WEBHOOK)
    assert len(receiver.received) == MOST_OF_A_WEBHOOK
