"""Calls that a process of an older edition stored."""

from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import text
from uuid_utils.compat import uuid7

from core.jobs import CallResult
from core.services.reanalysis import Reanalysis, ReanalysisService
from db.base import db as database
from db.completing import AT_ONCE, complete, count_incomplete
from db.work import TENANT_OF_TRANSACTION, open_work
from tests.builders import a_call
from tests.db.builders import NOW, a_report, stored_campaign, stored_job
from tests.db.facts import store_varied_reports
from tests.db.jobs_at_work import worker
from tests.db.test_job_work import _nothing_else_to_do  # noqa: F401 # a fixture
from tests.db.test_migrations import derived
from tests.db.test_reanalysis_work import Nobody, work_off

TABLES = ("call_facts", "call_requests", "call_words")


def stored(tenant_id: str) -> list[dict[str, Any]]:
    with database.engine.begin() as connection:
        connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant_id})
        return derived(connection)


def lose(tenant_id: str, *tables: str) -> None:
    """Leave calls as they are stored by those who know nothing of these tables."""
    with database.engine.begin() as connection:
        connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant_id})
        for table in tables:
            connection.execute(text(f"delete from {table}"))


def test_what_calls_lack_is_stored_as_it_would_have_been(app: Flask, tenant: str) -> None:
    store_varied_reports(tenant)
    before = stored(tenant)
    assert {row["table"] for row in before} == set(TABLES)
    for lost in (TABLES, TABLES[:2], TABLES[2:]):
        lose(tenant, *lost)
        lacking = count_incomplete(tenant)
        assert sum(complete(tenant)) == lacking > 0
        assert stored(tenant) == before
        assert (count_incomplete(tenant), list(complete(tenant))) == (0, [])


def test_many_calls_are_completed_in_parts(app: Flask, tenant: str) -> None:
    calls = [a_call(call_id=f"call-{number}") for number in range(AT_ONCE + 5)]
    stored_job(tenant, stored_campaign(tenant), calls)
    before = stored(tenant)
    lose(tenant, *TABLES)
    assert list(complete(tenant)) == [AT_ONCE, 5]
    assert stored(tenant) == before


def test_a_new_analysis_that_says_the_same_stores_what_was_missing(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, [a_call(call_id="a"), a_call(call_id="b")])
    with open_work(tenant) as work:
        reports = {call_id: work.reports.page(call_id, before=None, limit=9).reports for call_id in "ab"}
        present = {call_id: work.reports.find(call_id, found[0].report_id) for call_id, found in reports.items()}
    before = stored(tenant)
    lose(tenant, *TABLES)
    service = ReanalysisService(open_work, lambda: NOW, uuid7, Nobody())
    service.start(tenant, str(campaign.campaign_id), dry_run=False, sample=None)

    def judge(call: Any, _campaign: Any) -> Any:
        report = present[call.call_id]
        assert report is not None
        return CallResult(call.call_id, call.campaign_ref, report=replace(a_report(call), analysis=report.analysis))

    work_off(worker(judge=judge, kinds={"reanalysis": Reanalysis()}))
    with open_work(tenant) as work:
        assert [len(work.reports.page(call_id, before=None, limit=9).reports) for call_id in "ab"] == [1, 1]
    assert stored(tenant) == before
