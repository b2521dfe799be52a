"""The outbox: told in the transaction of what is told, claimed by one courier at a time, with room for everybody."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from core.errors import NotFound, TooMany
from core.events import Event
from core.webhooks import MOST_WEBHOOKS, Attempt, DeliveryClaim, Verdict, Webhook
from db.dispatch import claim_delivery, dispatching, due_deliveries
from db.repositories.outbox import MOST_OF_A_TENANT, MOST_OF_A_WEBHOOK
from db.work import open_work
from tests.db.builders import NOW, a_webhook, an_event, stored_call
from tests.db.waiting import wait_for_waiting

Done = TypeVar("Done")
FAILED = Attempt(NOW, 7, 500)
LATER = Verdict("pending", NOW + timedelta(hours=1))


@pytest.fixture(autouse=True)
def _nothing_else_due(app: Flask) -> Iterator[None]:
    """Claims are made over all tenants: let those of other tests wait."""
    yield
    with app.app_context(), dispatching() as session:
        session.execute(text("update webhook_deliveries set next_attempt_at = null, lease_until = null"))


def stored_webhook(tenant: str, *events: str, active: bool = True) -> Webhook:
    webhook = a_webhook(events=events or ("job.completed",), active=active)
    with open_work(tenant) as work:
        work.webhooks.add(webhook)
    return webhook


def announced(tenant: str, *events: Event) -> Sequence[UUID]:
    with open_work(tenant) as work:
        return work.webhooks.announce(events)


def lease_has_ended(claim: DeliveryClaim) -> None:
    with dispatching() as session:
        session.execute(
            text("update webhook_deliveries set lease_until = now() - interval '1 ms' where delivery_id = :id"),
            {"id": claim.delivery_id},
        )


def claim(delivery_id: UUID | None = None, at: datetime = NOW) -> DeliveryClaim:
    found = claim_delivery(delivery_id, at)
    assert found is not None
    return found


def record(tenant: str, of: DeliveryClaim, attempt: Attempt | None, verdict: Verdict) -> None:
    with open_work(tenant) as work:
        work.deliveries.record(of, attempt, verdict)


def state(tenant: str, webhook: Webhook) -> list[tuple[str, int]]:
    """Return the states of a webhook's deliveries, newest first, with their numbers of attempts."""
    with open_work(tenant) as work:
        page = work.deliveries.page(webhook.webhook_id, state=None, before=None, limit=100)
    return [(each.state, len(each.attempts)) for each in page.deliveries]


def test_what_is_rolled_back_was_not_told(tenant: str) -> None:
    webhook = stored_webhook(tenant)

    def tell_and_fail() -> None:
        with open_work(tenant) as work:
            assert len(work.webhooks.announce([an_event()])) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert state(tenant, webhook) == []


def test_only_active_webhooks_that_want_an_event_are_told_of_it(tenant: str, other_tenant: str) -> None:
    wants = stored_webhook(tenant)
    others = [stored_webhook(tenant, "job.failed"), stored_webhook(tenant, active=False)]
    theirs = stored_webhook(other_tenant)
    assert len(announced(tenant, an_event(), an_event())) == 2
    assert state(tenant, wants) == [("pending", 0)] * 2
    assert [state(tenant, each) for each in others] == [[], []]
    assert state(other_tenant, theirs) == []


def test_nobody_is_told_of_a_call_that_there_is_no_more(tenant: str) -> None:
    webhook = stored_webhook(tenant, "conversation.analysed")
    call = stored_call(tenant)
    announced(tenant, an_event("erased-meanwhile"), an_event(call.call_id))
    assert state(tenant, webhook) == [("pending", 0)]


def test_a_webhook_that_is_deleted_meanwhile_undoes_nothing_of_what_is_told(
    app: Flask, tenant: str, owner: Engine
) -> None:
    webhook = stored_webhook(tenant)
    with ThreadPoolExecutor(1) as pool:
        with open_work(tenant) as work:
            (told,) = work.webhooks.announce([an_event()])
            deleting = pool.submit(within(app, lambda: deleted(tenant, webhook)))
            wait_for_waiting(owner, 1)
        deleting.result(timeout=10)
    assert claim_delivery(told, NOW) is None
    assert announced(tenant, an_event()) == ()


def test_of_two_who_come_at_once_one_makes_the_last_webhook(app: Flask, tenant: str, owner: Engine) -> None:
    for _ in range(MOST_WEBHOOKS - 1):
        stored_webhook(tenant)
    with ThreadPoolExecutor(1) as pool:
        with open_work(tenant) as work:
            work.webhooks.add(a_webhook())
            adding = pool.submit(within(app, lambda: stored_webhook(tenant)))
            wait_for_waiting(owner, 1)
        with pytest.raises(TooMany):
            adding.result(timeout=10)


def test_a_delivery_is_claimed_by_one_and_not_before_it_is_due(tenant: str) -> None:
    stored_webhook(tenant)
    (delivery_id,) = announced(tenant, an_event())
    assert claim_delivery(delivery_id, NOW - timedelta(milliseconds=1)) is None
    first = claim(delivery_id)
    assert first == DeliveryClaim(tenant, delivery_id, 1, 1)
    assert claim_delivery(delivery_id, NOW) is None
    assert claim_delivery(None, NOW) is None


def test_what_has_been_due_for_longest_comes_first_and_a_hint_before_it(tenant: str, other_tenant: str) -> None:
    for each in (tenant, other_tenant):
        stored_webhook(each)
    (second,) = announced(tenant, an_event(at=NOW + timedelta(seconds=1)))
    (first,) = announced(other_tenant, an_event())
    (third,) = announced(tenant, an_event(at=NOW + timedelta(seconds=2)))
    late = NOW + timedelta(minutes=1)
    assert due_deliveries(10) == [first, second, third]
    assert due_deliveries(2) == [first, second]
    assert [claim(third, late).delivery_id, claim(uuid7(), late).delivery_id] == [third, first]
    assert claim(None, late).delivery_id == second
    assert due_deliveries(10) == []


def test_a_courier_that_died_is_followed_by_another_whose_word_alone_counts(tenant: str) -> None:
    webhook = stored_webhook(tenant)
    (delivery_id,) = announced(tenant, an_event())
    dead = claim(delivery_id)
    lease_has_ended(dead)
    assert due_deliveries(10) == [delivery_id]
    living = claim(delivery_id)
    assert living == DeliveryClaim(tenant, delivery_id, 2, 2)
    record(tenant, dead, FAILED, Verdict("dead"))  # it was not quite dead
    assert state(tenant, webhook) == [("pending", 1)]
    record(tenant, living, Attempt(NOW, 5, 204), Verdict("delivered"))
    assert state(tenant, webhook) == [("delivered", 2)]


def test_what_was_sent_again_meanwhile_is_not_ended_by_the_try_before(tenant: str) -> None:
    webhook = stored_webhook(tenant)
    (delivery_id,) = announced(tenant, an_event())
    under_way = claim(delivery_id)
    with open_work(tenant) as work:
        work.deliveries.begin_anew(webhook.webhook_id, delivery_id, NOW)
    record(tenant, under_way, FAILED, Verdict("dead"))
    assert state(tenant, webhook) == [("pending", 1)]
    again = claim(delivery_id)
    assert (again.number, again.tries) == (3, 1)


def test_what_was_deleted_meanwhile_is_no_longer_anybodys(tenant: str) -> None:
    webhook = stored_webhook(tenant)
    (delivery_id,) = announced(tenant, an_event())
    under_way = claim(delivery_id)
    deleted(tenant, webhook)
    with open_work(tenant) as work:
        assert work.deliveries.claimed(under_way) is None
        assert not work.webhooks.switch_off(webhook, "gone")
        work.deliveries.record(under_way, FAILED, LATER)
        with pytest.raises(NotFound):
            work.deliveries.begin_anew(webhook.webhook_id, delivery_id, NOW)


def test_what_is_parked_waits_and_its_claim_was_no_try(tenant: str) -> None:
    webhook = stored_webhook(tenant)
    (delivery_id,) = announced(tenant, an_event())
    with open_work(tenant) as work:
        work.deliveries.park(claim(delivery_id))
    assert claim_delivery(None, NOW + timedelta(days=1)) is None
    with open_work(tenant) as work:
        work.deliveries.resume(webhook.webhook_id, NOW)
    again = claim(delivery_id)
    assert (again.number, again.tries) == (2, 1)


def test_a_webhook_has_so_many_under_way_and_others_have_room(tenant: str, other_tenant: str) -> None:
    busy, other = stored_webhook(tenant, "job.failed"), stored_webhook(tenant)
    theirs = stored_webhook(other_tenant)
    announced(tenant, *(an_event(type="job.failed") for _ in range(9)))
    claims = [claim() for _ in range(MOST_OF_A_WEBHOOK)]
    assert claim_delivery(None, NOW) is None
    assert due_deliveries(10) == []
    announced(tenant, *(an_event(at=NOW) for _ in range(9)))
    announced(other_tenant, an_event())
    claims += [claim() for _ in range(MOST_OF_A_TENANT - MOST_OF_A_WEBHOOK)]
    assert {each.tenant_id for each in claims} == {tenant}
    assert claim().tenant_id == other_tenant  # though more of the first are due, and for longer
    assert claim_delivery(None, NOW) is None
    record(tenant, claims[0], FAILED, LATER)
    assert claim().tenant_id == tenant
    assert [len(state(each, webhook)) for each, webhook in ((tenant, busy), (tenant, other))] == [9, 9]
    assert state(other_tenant, theirs) == [("pending", 0)]


def test_couriers_who_come_at_once_claim_no_more_than_there_is_room_for_and_nothing_twice(
    app: Flask, tenant: str, other_tenant: str
) -> None:
    for each in (tenant, other_tenant):
        stored_webhook(each)
        stored_webhook(each, "job.failed")
        announced(each, *(an_event(type=kind) for kind in ("job.completed", "job.failed") for _ in range(20)))
    with ThreadPoolExecutor(16) as pool:
        tried = [pool.submit(within(app, lambda: claim_delivery(None, NOW))) for _ in range(60)]
        claims = [found for each in tried if (found := each.result()) is not None]
    assert len(claims) == len({each.delivery_id for each in claims}) == 2 * MOST_OF_A_TENANT


def test_couriers_bring_everything_once_however_many_they_are(app: Flask, tenant: str) -> None:
    webhooks = [stored_webhook(tenant), stored_webhook(tenant)]
    announced(tenant, *(an_event() for _ in range(30)))

    def carry() -> list[UUID]:
        carried: list[UUID] = []
        while due_deliveries(1):
            held = claim_delivery(None, NOW)
            if held is not None:
                record(tenant, held, Attempt(NOW, 1, 204), Verdict("delivered"))
                carried.append(held.delivery_id)
        return carried

    with ThreadPoolExecutor(8) as pool:
        couriers = [pool.submit(within(app, carry)) for _ in range(8)]
        carried = [delivery_id for courier in couriers for delivery_id in courier.result()]
    assert len(carried) == len(set(carried)) == 60
    assert [state(tenant, webhook) for webhook in webhooks] == [[("delivered", 1)] * 30] * 2


def within(app: Flask, do: Callable[[], Done]) -> Callable[[], Done]:
    """Let a thread do something in a context of the app."""

    def do_it() -> Done:
        with app.app_context():
            return do()

    return do_it


def deleted(tenant: str, webhook: Webhook) -> None:
    with open_work(tenant) as work:
        work.webhooks.lock(webhook.webhook_id)
        work.webhooks.delete(webhook.webhook_id)
