"""The facts of calls go with their reports, however those come to be stored."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from core.facts import QUESTION_IDS, facts_of
from core.jobs import Chunk
from db.base import db
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import a_report, stored_campaign, stored_job
from tests.db.facts import store_varied_reports, varied_calls
from tests.db.jobs_at_work import submitted, worker
from tests.db.test_row_level_security import act_for


def rows_of(tenant_id: str) -> dict[str, dict[str, Any]]:
    """Return the stored facts by call id."""
    with db.engine.begin() as connection:
        act_for(connection, tenant_id)
        found = connection.execute(
            text("select call_id, f.* from call_facts f join conversations using (conversation_id)")
        )
        return {row["call_id"]: dict(row) for row in found.mappings()}


def expected(tenant_id: str, campaign_id: UUID, call_id: str) -> dict[str, Any]:
    """Return the facts of a stored call and its stored report."""
    with open_work(tenant_id) as work:
        stored = work.conversations.find(call_id)
    assert stored is not None
    assert stored.result.report is not None
    facts = facts_of(stored.call, campaign_id, stored.result.report)
    told = {name: getattr(facts, name) for name in facts.__dataclass_fields__ if name not in ("answers", "confidences")}
    told |= {"tenant_id": tenant_id, "judged": facts.judged}
    told |= {question.lower(): facts.answers.get(question) for question in QUESTION_IDS}
    confidences = {f"c{question[1:]}": facts.confidences.get(question) for question in QUESTION_IDS}
    return told | {name: each if each is None else pytest.approx(each) for name, each in confidences.items()}


def test_reports_of_all_kinds_have_their_facts(tenant: str) -> None:
    campaign = store_varied_reports(tenant)
    rows = rows_of(tenant)
    assert rows.keys() == {call.call_id for call in varied_calls()}
    assert not rows["alone"]["judged"]
    for call_id, row in rows.items():
        del row["call_id"], row["conversation_id"]
        assert row == expected(tenant, campaign.campaign_id, call_id)


def test_a_call_whose_analysis_failed_has_none(tenant: str) -> None:
    stored_job(tenant, stored_campaign(tenant), [a_call(call_id="a"), a_call(call_id="b")], failing=["a"])
    assert rows_of(tenant).keys() == {"b"}


def test_calls_that_workers_analyse_have_theirs_when_that_is_done(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    job = submitted(tenant, campaign, calls=2)
    assert rows_of(tenant) == {}
    worker().run(job.job_id)
    rows = rows_of(tenant)
    assert len(rows) == 2
    for call_id, row in rows.items():
        del row["call_id"], row["conversation_id"]
        assert row == expected(tenant, campaign.campaign_id, call_id)


def test_a_new_report_has_facts_in_the_place_of_those_before(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    call = a_call()
    job = stored_job(tenant, campaign, [call, a_call(call_id="other")])
    with open_work(tenant) as work:
        work.reanalyses.add(job.job_id, campaign.campaign_id, None)
        assert work.reanalyses.replace(job.job_id, {0: a_report(call, overall=3.0)}) == {0}
    with open_work(tenant) as work:
        calls = {position: each.call_id for position, each, _ in work.reanalyses.calls(job.job_id, Chunk(0, 1))}
    rows = rows_of(tenant)
    assert {call_id: row["overall_quality_score"] for call_id, row in rows.items()} == {calls[0]: 3.0, calls[1]: 7.25}


def test_facts_go_with_an_erased_call(tenant: str) -> None:
    stored_job(tenant, stored_campaign(tenant), [a_call(call_id="a"), a_call(call_id="b")])
    with open_work(tenant) as work:
        assert work.conversations.erase(["a"])["a"]["call_facts"] == 1
    assert rows_of(tenant).keys() == {"b"}
