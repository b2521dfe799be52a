"""Who erases a call, records a try, deletes a webhook or sweeps: in whatever order they meet, all of them succeed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from core.webhooks import KEPT, Attempt, DeliveryClaim, Verdict, Webhook
from db.base import db
from db.dispatch import claim_delivery
from db.work import open_work
from tests.db.builders import NOW, an_event, stored_call
from tests.db.test_outbox import FAILED, LATER, announced, claim, deleted, record, state, stored_webhook, within
from tests.db.test_row_level_security import act_for
from tests.db.waiting import wait_for_waiting


@pytest.fixture
def webhook(tenant: str) -> Webhook:
    return stored_webhook(tenant, "conversation.analysed")


@pytest.fixture
def held(tenant: str, webhook: Webhook) -> DeliveryClaim:
    """A delivery that tells of the call `call-1`, in the hands of a courier, after one try."""
    announced(tenant, an_event(stored_call(tenant).call_id))
    first = claim()
    record(tenant, first, FAILED, Verdict("pending", NOW))
    assert state(tenant, webhook) == [("pending", 1)]
    return claim(first.delivery_id)


@contextmanager
def holding(tenant: str, what: str) -> Iterator[None]:
    """Hold rows of a tenant, so that whoever wants them waits in a queue."""
    with db.engine.begin() as connection:
        act_for(connection, tenant)
        assert connection.execute(text(f"select 1 from {what} for update")).all() == [(1,)]
        yield


def erase(tenant: str) -> None:
    with open_work(tenant) as work:
        assert set(work.conversations.erase(["call-1"])) == {"call-1"}


def test_a_try_is_recorded_while_its_call_is_erased(
    app: Flask, tenant: str, owner: Engine, webhook: Webhook, held: DeliveryClaim
) -> None:
    with ThreadPoolExecutor(2) as pool:
        with holding(tenant, "conversations"):
            erasing = pool.submit(within(app, lambda: erase(tenant)))
            wait_for_waiting(owner, 1)
            recording = pool.submit(within(app, lambda: record(tenant, held, FAILED, LATER)))
            wait_for_waiting(owner, 2)
        erasing.result(timeout=10)
        recording.result(timeout=10)
    assert state(tenant, webhook) == []


def test_a_call_is_erased_while_a_webhook_that_was_told_of_it_is_deleted(
    app: Flask, tenant: str, owner: Engine, webhook: Webhook, held: DeliveryClaim
) -> None:
    with ThreadPoolExecutor(2) as pool:
        with holding(tenant, "webhook_deliveries"):
            deleting = pool.submit(within(app, lambda: deleted(tenant, webhook)))
            wait_for_waiting(owner, 1)
            erasing = pool.submit(within(app, lambda: erase(tenant)))
            wait_for_waiting(owner, 2)
        deleting.result(timeout=10)
        erasing.result(timeout=10)
    assert claim_delivery(held.delivery_id, NOW) is None


def test_old_deliveries_are_swept_away_while_their_call_is_erased(
    app: Flask, tenant: str, owner: Engine, webhook: Webhook, held: DeliveryClaim
) -> None:
    record(tenant, held, Attempt(NOW, 5, 204), Verdict("delivered"))
    with ThreadPoolExecutor(2) as pool:
        with holding(tenant, "webhook_attempts where claim = 2"):
            erasing = pool.submit(within(app, lambda: erase(tenant)))
            wait_for_waiting(owner, 1)
            other = stored_webhook(tenant)
            late = an_event(at=NOW + KEPT + timedelta(days=1))
            sweeping = pool.submit(within(app, lambda: announced(tenant, late)))
            assert len(sweeping.result(timeout=10)) == 1
        erasing.result(timeout=10)
    assert state(tenant, webhook) == []
    deleted(tenant, other)  # claims of other tests are made over all tenants
