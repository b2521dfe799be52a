"""Sums of days that are kept say what the facts say, whoever changes these meanwhile."""

import random
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.analytics import MOST_GROUPS
from core.calls import Call
from core.campaigns import Campaign
from core.day_sums import DaySums, groups_of
from core.services.analytics import AnalyticsService
from db.base import db
from db.models import CallFactsRow, ConversationRow
from db.repositories import day_sums
from db.repositories.erasing import erase
from db.work import TENANT_OF_TRANSACTION, TenantSession, open_work
from tests.builders import a_call
from tests.db.builders import a_report, stored_campaign, stored_job
from tests.db.facts import store_varied_reports
from tests.db.test_concurrency import at_once
from tests.db.waiting import wait_for_waiting

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_sums, "FEWEST_CALLS", 1)


def calls_of(days: Sequence[int], name: str = "call") -> list[Call]:
    """Return a call of each of these days after the first of March."""
    return [
        a_call(call_id=f"{name}-{number}", started_at=NOON + timedelta(days=day)) for number, day in enumerate(days)
    ]


def kept_days(tenant: str) -> list[int]:
    with db.engine.begin() as connection:
        connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant})
        days = connection.scalars(text("select day from day_sums order by day")).all()
    return [(day - NOON.date()).days for day in days]


def read(tenant: str, campaign: Campaign, since: datetime | None = None, until: datetime | None = None) -> Any:
    return AnalyticsService(open_work).campaign(
        tenant, str(campaign.campaign_id), since=since, until=until, group_by="bot_name"
    )


def days_of(tenant: str, campaign: Campaign) -> Sequence[DaySums]:
    with open_work(tenant) as work:
        return work.statistics.by_day(campaign.campaign_id, None, None)


def judged(tenant: str, campaign: Campaign) -> int:
    return sum(day.all.judged for day in days_of(tenant, campaign))


def forget(tenant: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant})
        connection.execute(text("delete from day_sums"))


def erase_calls(session: Session, tenant: str, call_ids: Sequence[str]) -> None:
    erase(session, tenant, ConversationRow.call_id.in_(call_ids))


def test_kept_sums_are_those_of_the_facts(tenant: str) -> None:
    campaign = store_varied_reports(tenant)
    first = read(tenant, campaign)
    assert kept_days(tenant)
    assert read(tenant, campaign) == first


@pytest.mark.parametrize("hours", [(0, 0), (-12, 0), (-13, 13), (1, 60), (36, 36), (-12, 12)])
def test_any_period_is_summed_up_alike_with_and_without_kept_days(tenant: str, hours: tuple[int, int]) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, calls_of([0, 0, 1, 2, 2, 4]))
    since, until = NOON + timedelta(hours=hours[0]), NOON + timedelta(days=3, hours=hours[1])
    unkept = read(tenant, campaign, since, until)
    forget(tenant)
    read(tenant, campaign)
    assert kept_days(tenant) == [0, 1, 2, 4]
    assert read(tenant, campaign, since, until) == unkept
    assert unkept.counts.judged == sum(since <= call.started_at < until for call in calls_of([0, 0, 1, 2, 2, 4]))


def test_whole_days_that_are_over_are_kept(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    today = a_call(call_id="today", started_at=datetime.now(UTC))
    stored_job(tenant, campaign, [*calls_of([0, 1, 2]), today])
    read(tenant, campaign, NOON - timedelta(hours=1), NOON + timedelta(days=2, hours=1))
    assert kept_days(tenant) == [1]
    assert read(tenant, campaign).counts.judged == 4
    assert kept_days(tenant) == [0, 1, 2]


def test_a_day_with_few_calls_is_not_kept(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_sums, "FEWEST_CALLS", 2)
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, calls_of([0, 1, 1]))
    assert judged(tenant, campaign) == 3
    assert kept_days(tenant) == [1]


def test_a_new_call_and_an_erasure_are_in_the_sums_at_once(tenant: str) -> None:
    campaign, calls = stored_campaign(tenant), calls_of([0, 1, 2])
    stored_job(tenant, campaign, calls)
    read(tenant, campaign)
    stored_job(tenant, campaign, calls_of([0], "late"))
    assert kept_days(tenant) == [1, 2]
    with TenantSession(db.engine, tenant) as session, session.begin():
        erase_calls(session, tenant, [calls[1].call_id])
    assert kept_days(tenant) == [2]
    assert [day.all.judged for day in days_of(tenant, campaign)] == [2, 1]


def test_a_new_report_is_in_the_sums_at_once(tenant: str) -> None:
    campaign, calls = stored_campaign(tenant), calls_of([0])
    job = stored_job(tenant, campaign, calls)
    assert read(tenant, campaign).scores[0].histogram[7] == 1
    with open_work(tenant) as work:
        work.reanalyses.add(job.job_id, campaign.campaign_id, None)
        work.reanalyses.replace(job.job_id, {0: a_report(calls[0], overall=3.0)})
    assert kept_days(tenant) == []
    assert read(tenant, campaign).scores[0].histogram[3] == 1


def test_facts_that_change_their_day_change_both_days(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, calls_of([0, 0, 1, 2]))
    read(tenant, campaign)
    with db.engine.begin() as connection:
        connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant})
        moved = text("update call_facts set started_at = started_at + interval '1 day' where started_at < :end")
        connection.execute(moved, {"end": NOON + timedelta(hours=1)})
    assert kept_days(tenant) == [2]
    assert [day.all.judged for day in days_of(tenant, campaign)] == [3, 1]


def test_a_day_of_too_many_names_does_not_know_its_groups(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    calls = [a_call(call_id=f"{each}", bot_name=f"bot-{each}", started_at=NOON) for each in range(MOST_GROUPS + 1)]
    stored_job(tenant, campaign, [*calls, *calls_of([1])])
    for _ in ("made", "kept"):
        days = days_of(tenant, campaign)
        assert groups_of(days, "bot_name") is None
        assert groups_of(days[1:], "bot_name") is not None
        assert len(groups_of(days, "segment") or ()) == 1
        assert len(read(tenant, campaign).groups) == MOST_GROUPS
    assert kept_days(tenant) == [0, 1]


def test_a_day_that_somebody_is_changing_is_not_kept(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, calls_of([0, 1]))
    with TenantSession(db.engine, tenant) as session, session.begin():
        erase_calls(session, tenant, ["call-0"])
        assert judged(tenant, campaign) == 2
        assert kept_days(tenant) == [1]
    assert judged(tenant, campaign) == 1
    assert kept_days(tenant) == [1]


def test_who_changes_a_day_that_is_being_kept_waits_and_has_it_forgotten(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, calls_of([0, 1]))
    done = threading.Event()

    def change() -> None:
        with app.app_context():
            stored_job(tenant, campaign, calls_of([0], "late"))
            done.set()

    with open_work(tenant) as work:
        assert sum(day.all.judged for day in work.statistics.by_day(campaign.campaign_id, None, None)) == 2
        changing = threading.Thread(target=change)
        changing.start()
        wait_for_waiting(db.engine, 1)
        assert not done.is_set()
    changing.join()
    assert kept_days(tenant) == [1]
    assert judged(tenant, campaign) == 3


def test_kept_sums_cannot_be_changed(tenant: str) -> None:
    with db.engine.connect() as connection:
        connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant})
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("update day_sums set sums = '{}'"))


def test_where_nothing_may_be_written_nothing_is_kept(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, calls_of([0]))
    with TenantSession(db.engine, tenant) as session, session.begin():
        session.execute(text("set transaction read only"))
        found = day_sums.DaySumsRepository(session, tenant).of(campaign.campaign_id, None, None)
    assert [day.all.judged for day in found] == [1]
    assert kept_days(tenant) == []


def test_writers_and_readers_at_once_leave_sums_that_are_right(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for turn in range(6):
            calls = calls_of([chance.randrange(3) for _ in range(3)], f"{writer}-{turn}")
            stored_job(tenant, campaign, calls)
            with TenantSession(db.engine, tenant) as session, session.begin():
                erase_calls(session, tenant, [calls[0].call_id])

    def look() -> None:
        for _ in range(8):
            days_of(tenant, campaign)

    assert at_once(app, [*(lambda each=each: write(each) for each in range(4)), look, look]) == [None] * 6
    kept = days_of(tenant, campaign)
    assert len(kept_days(tenant)) == 3
    forget(tenant)
    assert days_of(tenant, campaign) == kept
    with TenantSession(db.engine, tenant) as session:
        assert session.query(CallFactsRow).count() == sum(day.all.judged for day in kept) == 4 * 6 * 2
