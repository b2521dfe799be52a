"""What workers write to their logs when something goes wrong that nobody has foreseen: nothing of what was said."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from api.broker import CeleryWakeUps, make_celery
from api.launcher_broker import Broker
from api.launcher_uwsgi import PROJECT
from core.origin import Origin, acting
from core.webhooks import Webhook
from db.base import db
from db.embedded import DatabaseUrls, running
from db.engine import bind, owner_engine
from db.migrate import upgrade
from db.work import open_work
from tests.api.receiver import Receiver, receiving
from tests.db.builders import a_webhook, an_event
from tests.db.jobs_at_work import submitted

pytestmark = pytest.mark.slow
SECRET = "hush-hush"
TENANT = "acme"
GIVE_UP_S = 60


@pytest.fixture
def urls(tmp_path: Path) -> Iterator[DatabaseUrls]:
    """A database of its own, of which no call can leave `pending` and no delivery fail."""
    with running(tmp_path, durable=False) as urls:
        upgrade(urls.owner)
        engine = owner_engine(urls.owner)
        with engine.begin() as connection:
            for table, condition in (
                ("conversations", "status = 'pending'"),
                ("webhook_deliveries", "state = 'pending'"),
            ):
                connection.execute(text(f"alter table {table} add constraint nothing_ends check ({condition})"))
        yield urls


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def app(urls: DatabaseUrls) -> Iterator[Flask]:
    app = Flask("asking")
    bind(app, url=urls.app)
    with app.app_context():
        with open_work(TENANT) as work:
            work.tenants.add("Acme")
        yield app
        db.engine.dispose()


def test_a_fault_of_a_worker_is_logged_without_values_and_an_address_without_its_query(
    app: Flask, urls: DatabaseUrls, broker: Broker, receiver: Receiver, tmp_path: Path
) -> None:
    with acting(Origin("user", "ann", request_id="request-of-the-job")):
        job = submitted(TENANT, begin=SECRET)
    webhook: Webhook = a_webhook(url=f"{receiver.url}&token={SECRET}")
    with open_work(TENANT) as work:
        work.webhooks.add(webhook)
    with open_work(TENANT) as work:
        deliveries = work.webhooks.announce([an_event(data={"said": SECRET})])
    wake_ups = CeleryWakeUps(make_celery(broker.url))
    wake_ups.analyse(job.job_id, 1)
    wake_ups.deliver(deliveries)
    settings = {
        "DATABASE_URL": urls.app,
        "CELERY_BROKER_URL": broker.url,
        "DATA_DIR": str(tmp_path),
        "WEBHOOK_ALLOWED_HOSTS": f"127.0.0.1:{receiver.server_port}",
        "LOG_LEVEL": "DEBUG",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "celery", "--app", "api.worker", "worker", "--pool", "solo", "--loglevel", "DEBUG"]
    with subprocess.Popen(
        command, cwd=PROJECT, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as worker:
        over = threading.Timer(GIVE_UP_S, worker.kill)
        over.start()
        assert worker.stdout is not None
        said, is_told_to_end = "", False
        for line in worker.stdout:
            said += line
            if not is_told_to_end and "analysis.failed" in said and "delivery.failed" in said:
                worker.terminate()  # what it writes until it has ended counts
                is_told_to_end = True  # once: being told is a line of its own
        over.cancel()
    ours = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    (failed,) = [event for event in ours if event["event"] == "analysis.failed"][:1]
    assert failed["tenant_id"] == TENANT
    assert failed["job_id"] == str(job.job_id)
    assert failed["chunk"] == "0-2"
    assert failed["request_id"] == "request-of-the-job"
    (attempted,) = [event for event in ours if event["event"] == "webhook.attempted"][:1]
    assert attempted["tenant_id"] == TENANT
    assert attempted["delivery_id"] == str(deliveries[0])
    assert any(event["event"] == "library.logged" and event["library"].startswith("celery") for event in ours)
    assert "CheckViolation" in said
    assert "analysis.failed" in said
    assert "delivery.failed" in said
    assert receiver.received
    assert "raised unexpected" not in said  # Celery would add the text of the exception
    assert SECRET not in said
