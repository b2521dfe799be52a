"""Keys of requests in the database: one of many takes a key, and what it makes is kept with it or not at all."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select, text
from uuid_utils.compat import uuid7

from core.campaigns import Campaign
from core.errors import KeyInUse, KeyReused
from core.idempotency import KEPT_FOR, PATIENCE, Kept, KeyedRequest, carrying_out
from db.base import db
from db.models import IdempotencyKeyRow
from db.repositories.sweeping import AT_ONCE
from db.work import inside, open_work
from tests.builders import a_campaign
from tests.db.builders import NOW, a_keyed_request
from tests.db.test_concurrency import at_once

OTHER = (b"\x01" * 32,)
A_SECOND = timedelta(seconds=1)


def take(request: KeyedRequest, now: datetime = NOW) -> Kept | None:
    with open_work(request.tenant_id) as work:
        done = work.idempotency.take(request, now)
    return None if done is None else done.kept


def carry_out(request: KeyedRequest) -> Campaign:
    """Make a campaign, as a service does."""
    campaign = a_campaign(tenant_id=request.tenant_id, campaign_id=uuid7(), code=None)
    with carrying_out(request), open_work(request.tenant_id) as work:
        work.campaigns.add(campaign)
        work.idempotency.keep(campaign.brief.name)
    return campaign


def campaigns_of(tenant_id: str) -> list[Campaign]:
    with open_work(tenant_id) as work:
        return list(work.campaigns.page(page=1, limit=100).campaigns)


def free(request: KeyedRequest) -> None:
    with open_work(request.tenant_id) as work:
        work.idempotency.free(request)


def again(request: KeyedRequest) -> KeyedRequest:
    return replace(request, attempt=uuid7())


def taken(tenant: str, **changes: object) -> KeyedRequest:
    request = a_keyed_request(tenant, **changes)
    assert take(request) is None
    return request


def test_what_a_request_made_is_told_to_the_next_one_with_its_key(tenant: str) -> None:
    request = taken(tenant)
    made = carry_out(request)
    assert take(again(request)) == {"made": made.brief.name}


def test_a_request_is_told_which_one_before_it_was_carried_out(tenant: str) -> None:
    carry_out(request := taken(tenant))
    with open_work(tenant) as work:
        done = work.idempotency.take(again(request), NOW)
    assert done is not None
    assert done.attempt == request.attempt


def test_without_a_key_nothing_is_kept(tenant: str) -> None:
    with open_work(tenant) as work:
        work.idempotency.keep("a campaign")
    assert take(a_keyed_request(tenant)) is None


def test_a_key_of_another_request_is_refused_be_that_under_way_or_done(tenant: str) -> None:
    request = taken(tenant)
    with pytest.raises(KeyReused):
        take(a_keyed_request(tenant, fingerprints=OTHER))
    carry_out(request)
    with pytest.raises(KeyReused):
        take(a_keyed_request(tenant, fingerprints=OTHER))


def test_a_request_is_known_by_the_fingerprint_that_an_older_secret_gave_it(tenant: str) -> None:
    carry_out(request := taken(tenant))
    assert take(replace(again(request), fingerprints=(*OTHER, *request.fingerprints))) is not None


def test_while_a_request_runs_the_next_one_is_told_how_long_to_wait(tenant: str) -> None:
    request = taken(tenant)
    left = 20 * A_SECOND
    for runs, wait_s in (
        (timedelta(0), 1),
        (30 * A_SECOND, 30),
        (PATIENCE - left, 20),
        (PATIENCE, 1),
    ):
        with pytest.raises(KeyInUse) as refused:
            take(again(request), NOW + runs)
        assert refused.value.retry_after_s == wait_s


def test_the_key_of_a_request_that_is_not_heard_of_is_taken_over_and_the_late_one_makes_nothing(tenant: str) -> None:
    late = taken(tenant)
    next_one = a_keyed_request(tenant, fingerprints=OTHER)
    assert take(next_one, NOW + PATIENCE + A_SECOND) is None
    with pytest.raises(KeyInUse):
        carry_out(late)
    assert campaigns_of(tenant) == []
    made = carry_out(next_one)
    with pytest.raises(KeyInUse):
        carry_out(late)
    assert campaigns_of(tenant) == [made]


def test_a_request_that_failed_leaves_its_key_to_anybody(tenant: str) -> None:
    free(taken(tenant))
    assert take(a_keyed_request(tenant, fingerprints=OTHER)) is None


def test_what_a_request_did_before_it_failed_is_not_kept(tenant: str) -> None:
    request = taken(tenant)

    def fail() -> None:
        with carrying_out(request), open_work(tenant) as work:
            work.idempotency.keep("a campaign")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    free(request)
    assert take(again(request)) is None


def test_a_request_frees_neither_what_was_carried_out_nor_the_key_of_the_one_that_took_it_over(tenant: str) -> None:
    late = taken(tenant)
    next_one = again(late)
    take(next_one, NOW + PATIENCE + A_SECOND)
    free(late)
    made = carry_out(next_one)
    free(next_one)
    assert take(again(late)) == {"made": made.brief.name}


def test_after_a_day_a_key_is_as_good_as_new(tenant: str) -> None:
    carry_out(request := taken(tenant))
    assert take(again(request), NOW + KEPT_FOR) is not None
    assert take(replace(again(request), fingerprints=OTHER), NOW + KEPT_FOR + A_SECOND) is None


def test_keys_of_the_day_before_are_swept_away_by_who_brings_the_next(tenant: str, other_tenant: str) -> None:
    for number in range(AT_ONCE + 2):
        taken(tenant, key=f"key {number}")
    taken(other_tenant)
    take(a_keyed_request(tenant, "another"), NOW + KEPT_FOR + A_SECOND)
    assert number_of_keys(tenant) == 3
    assert number_of_keys(other_tenant) == 1


def test_no_more_keys_are_swept_away_at_once_however_the_database_plans_it(tenant: str) -> None:
    for number in range(AT_ONCE + 2):
        taken(tenant, key=f"key {number}")
    with db.engine.connect() as connection, connection.begin(), inside(connection):
        # Leaves nothing but to look through the old keys anew for each key, as small tables make it likely.
        for way in ("hashjoin", "hashagg", "mergejoin", "sort", "material"):
            connection.execute(text(f"set local enable_{way} = off"))
        take(a_keyed_request(tenant, "another"), NOW + KEPT_FOR + A_SECOND)
        assert keys_seen_by(connection, tenant) == 3


def number_of_keys(tenant: str) -> int:
    with db.engine.begin() as connection:
        return keys_seen_by(connection, tenant)


def keys_seen_by(connection: Connection, tenant: str) -> int:
    connection.execute(select(func.set_config("app.tenant_id", tenant, True)))
    return connection.scalar(select(func.count()).select_from(IdempotencyKeyRow)) or 0


def test_the_same_key_of_another_tenant_is_another_key(tenant: str, other_tenant: str) -> None:
    carry_out(taken(tenant))
    assert take(a_keyed_request(other_tenant, fingerprints=OTHER)) is None


def test_of_50_requests_with_one_key_at_once_one_is_carried_out(app: Flask, tenant: str) -> None:
    def post() -> str:
        request = a_keyed_request(tenant)
        if (kept := take(request)) is not None:
            return str(kept["made"])
        return carry_out(request).brief.name

    outcomes = at_once(app, [post] * 50)

    (made,) = campaigns_of(tenant)
    assert {made.brief.name} <= set(map(str, outcomes))
    refused = [outcome for outcome in outcomes if outcome != made.brief.name]
    assert all(isinstance(outcome, KeyInUse) for outcome in refused), refused
    assert take(a_keyed_request(tenant)) == {"made": made.brief.name}
