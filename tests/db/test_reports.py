"""Reports that take the place of others, and the calls that jobs analyse anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from core.calls import Call
from core.drift import Outcome, Verdicts, changes_of, verdicts_of
from core.errors import NotFound
from core.jobs import Chunk, Failure
from core.reports import Report
from db.base import db
from db.work import open_work
from tests.builders import SMALL_TALK, SOME_DAY, a_call
from tests.db.builders import NOW, a_report, row_of_every_table, stored_campaign, stored_job
from tests.db.test_row_level_security import act_for
from tests.db.waiting import wait_for_waiting


def stored_calls(tenant_id: str, *call_ids: str, failing: tuple[str, ...] = ()) -> tuple[UUID, UUID, list[Call]]:
    """Store calls, the later ones first; return their job, their campaign and the calls by time."""
    campaign = stored_campaign(tenant_id)
    calls = [
        a_call(SMALL_TALK[: index + 1], call_id=call_id, started_at=SOME_DAY + timedelta(hours=index))
        for index, call_id in enumerate(call_ids)
    ]
    job = stored_job(tenant_id, campaign, calls[::-1], failing=failing)
    return job.job_id, campaign.campaign_id, calls


def a_new_report(call: Call, *, hours: int, overall: float = 7.25) -> Report:
    report = a_report(call, overall=overall)
    return Report(
        report.report_id,
        NOW + timedelta(hours=hours),
        report.elapsed_ms,
        report.call_id,
        report.campaign_ref,
        report.analysis,
    )


def test_a_job_gets_the_calls_of_its_campaign_by_their_times(tenant: str) -> None:
    job_id, campaign_id, calls = stored_calls(tenant, "b", "a", "c", failing=("a",))
    stored_job(tenant, stored_campaign(tenant, code="OTHER"), [a_call(call_id="of another campaign")])
    with open_work(tenant) as work:
        assert work.reanalyses.add(job_id, campaign_id, None) == [1, 2, 3]
        found = work.reanalyses.calls(job_id, Chunk(1, 5))
    assert [(position, call) for position, call, _ in found] == [(1, calls[1]), (2, calls[2])]
    assert {campaign.campaign_id for _, _, campaign in found} == {campaign_id}


def test_a_sample_is_the_same_every_time_and_another_one_for_each_campaign(tenant: str) -> None:
    names = [f"call-{number}" for number in range(40)]
    _, campaign_id, _ = stored_calls(tenant, *names)
    samples = []
    for size in (10, 10, 20, 100):
        with open_work(tenant) as work:
            other = stored_job(tenant, stored_campaign(tenant, code=f"EMPTY-{uuid7()}"), []).job_id
            assert len(work.reanalyses.add(other, campaign_id, size)) == min(size, 40)
            samples.append([call.call_id for _, call, _ in work.reanalyses.calls(other, Chunk(0, 99))])
    assert samples[0] == samples[1]
    assert set(samples[0]) < set(samples[2])
    assert samples[3] == names
    # In the order of their times, and not simply the first ones.
    assert samples[0] == sorted(samples[0], key=names.index) != names[:10]


def test_a_call_that_waits_for_its_first_analysis_is_left_out(tenant: str) -> None:
    job_id, campaign_id, _ = stored_calls(tenant, "a", "b", "c")
    with db.engine.begin() as connection:
        act_for(connection, tenant)
        connection.execute(text("update conversations set status = 'pending' where call_id = 'b'"))
    with open_work(tenant) as work:
        assert len(work.reanalyses.add(job_id, campaign_id, None)) == 2
        assert [call.call_id for _, call, _ in work.reanalyses.calls(job_id, Chunk(0, 9))] == ["a", "c"]


def test_a_new_report_takes_the_place_of_the_one_before_which_is_kept(tenant: str) -> None:
    job_id, campaign_id, (call, _) = stored_calls(tenant, "call-1", "call-2")
    second, third = a_new_report(call, hours=1, overall=3.0), a_new_report(call, hours=2, overall=4.0)
    with open_work(tenant) as work:
        first = work.conversations.find_result("call-1")
        assert first is not None
        assert first.report is not None
        work.reanalyses.add(job_id, campaign_id, None)
        assert work.reanalyses.replace(job_id, {0: second}) == {0}
        assert work.reanalyses.replace(job_id, {0: third}) == {0}
    with open_work(tenant) as work:
        result = work.conversations.find_result("call-1")
        assert result is not None
        assert result.report == third
        for report in (first.report, second, third):
            assert work.reports.find("call-1", report.report_id) == report
            assert work.reports.find("call-2", report.report_id) is None
        page = work.reports.page("call-1", before=None, limit=2)
        assert [(each.report_id, each.current) for each in page.reports] == [
            (third.report_id, True),
            (second.report_id, False),
        ]
        rest = work.reports.page("call-1", before=page.next, limit=2)
        assert [(each.report_id, each.overall_quality_score) for each in rest.reports] == [
            (first.report.report_id, 7.25)
        ]
        assert rest.next is None
        assert len(work.reports.page("call-2", before=None, limit=2).reports) == 1


def test_a_report_that_says_nothing_new_is_left_out_whatever_its_id_and_time(tenant: str) -> None:
    job_id, campaign_id, (same, different) = stored_calls(tenant, "same", "different")
    with open_work(tenant) as work:
        work.reanalyses.add(job_id, campaign_id, None)
        new = {0: a_new_report(same, hours=1), 1: a_new_report(different, hours=1, overall=2.0)}
        assert work.reanalyses.replace(job_id, new) == {1}
        assert work.reanalyses.replace(job_id, new) == frozenset()
        assert len(work.reports.page("same", before=None, limit=9).reports) == 1
        assert len(work.reports.page("different", before=None, limit=9).reports) == 2


def test_a_call_whose_analysis_had_failed_is_completed_by_its_report(tenant: str) -> None:
    job_id, campaign_id, (call,) = stored_calls(tenant, "call-1", failing=("call-1",))
    report = a_new_report(call, hours=1)
    with open_work(tenant) as work:
        assert work.reports.page("call-1", before=None, limit=9).reports == ()
        work.reanalyses.add(job_id, campaign_id, None)
        assert work.reanalyses.replace(job_id, {0: report}) == {0}
    with open_work(tenant) as work:
        result = work.conversations.find_result("call-1")
        assert result is not None
        assert (result.report, result.failure) == (report, None)


def test_a_call_that_was_erased_gets_no_report_even_where_its_id_has_been_used_again(tenant: str) -> None:
    job_id, campaign_id, (call, other) = stored_calls(tenant, "call-1", "call-2")
    with open_work(tenant) as work:
        work.reanalyses.add(job_id, campaign_id, None)
        work.conversations.erase(["call-1"])
    stored_job(tenant, stored_campaign(tenant, code="AGAIN"), [call])
    with open_work(tenant) as work:
        new = {0: a_new_report(call, hours=1, overall=1.0), 1: a_new_report(other, hours=1, overall=1.0)}
        assert work.reanalyses.replace(job_id, new) == {1}
        assert set(work.reanalyses.hold(job_id, [0, 1])) == {1}
        assert [position for position, _, _ in work.reanalyses.calls(job_id, Chunk(0, 1))] == [1]
        assert [each.overall_quality_score for each in work.reports.page("call-1", before=None, limit=9).reports] == [
            7.25
        ]


def test_a_call_that_is_erased_while_its_report_waits_gets_none(tenant: str, app: Flask, owner: Engine) -> None:
    job_id, campaign_id, (call,) = stored_calls(tenant, "call-1")
    with open_work(tenant) as work:
        work.reanalyses.add(job_id, campaign_id, None)

    def replace() -> frozenset[int]:
        with app.app_context(), open_work(tenant) as work:
            return work.reanalyses.replace(job_id, {0: a_new_report(call, hours=1, overall=1.0)})

    with ThreadPoolExecutor(1) as pool:
        with open_work(tenant) as work:
            assert set(work.conversations.erase(["call-1"])) == {"call-1"}
            replacing = pool.submit(replace)
            wait_for_waiting(owner, 1)
        assert replacing.result(timeout=10) == frozenset()


def test_what_was_found_of_each_call_is_read_again(tenant: str) -> None:
    job_id, campaign_id, _ = stored_calls(tenant, "a", "b", "c")
    scores = {"overall_quality_score": 0.1 + 0.2, "bot_performance_score": 1.0, "customer_engagement_score": 9.5}
    before, after = Verdicts({"Q001": "Yes"}, scores), Verdicts({"Q001": "No 🎉"}, scores)  # type: ignore[arg-type]
    with open_work(tenant) as work:
        work.reanalyses.add(job_id, campaign_id, None)
        work.reanalyses.compare(job_id, {2: Outcome(before, after), 0: Outcome(before, before)})
    with open_work(tenant) as work:
        found = list(work.reanalyses.outcomes(job_id))
    assert sorted(found, key=lambda outcome: str(outcome.after)) == [Outcome(before, after), Outcome(before, before)]


def test_a_call_that_is_held_says_what_its_report_says(tenant: str) -> None:
    job_id, campaign_id, (_, call) = stored_calls(tenant, "failed", "completed", failing=("failed",))
    with open_work(tenant) as work:
        work.reanalyses.add(job_id, campaign_id, None)
        held = work.reanalyses.hold(job_id, [0, 1, 2])
    assert held == {0: None, 1: verdicts_of(a_report(call).analysis)}


def test_failures_are_read_page_by_page_and_last_longer_than_what_could_be_compared(tenant: str) -> None:
    job_id, campaign_id, _ = stored_calls(tenant, "a", "b", "c", "d")
    some = Verdicts({"Q001": "Yes"}, verdicts_of(a_report(a_call()).analysis).scores)
    with open_work(tenant) as work:
        work.reanalyses.add(job_id, campaign_id, None)
        work.reanalyses.fail(job_id, {position: Failure("It failed.", f"code-{position}") for position in (0, 2, 3)})
        work.reanalyses.compare(job_id, {1: Outcome(some, some)})
        changes = changes_of(work.reanalyses.outcomes(job_id))
        assert changes.compared_count == 1
        assert work.reanalyses.changes(job_id) is None
        work.reanalyses.end(job_id, changes)
    with open_work(tenant) as work:
        assert work.reanalyses.changes(job_id) == changes
        assert list(work.reanalyses.outcomes(job_id)) == []
        first, following = work.reanalyses.failed(job_id, after=-1, limit=2)
        assert [(each.call_id, each.failure) for each in first] == [
            ("a", Failure("It failed.", "code-0")),
            ("c", Failure("It failed.", "code-2")),
        ]
        assert following == 2
        rest, following = work.reanalyses.failed(job_id, after=following, limit=2)
        assert ([each.call_id for each in rest], following) == (["d"], None)


def test_another_tenant_sees_no_report_and_no_item(tenant: str, other_tenant: str) -> None:
    job_id, campaign_id, (call,) = stored_calls(tenant, "call-1")
    with open_work(tenant) as work:
        work.reanalyses.add(job_id, campaign_id, None)
        report = work.reports.page("call-1", before=None, limit=1).reports[0]
    with open_work(other_tenant) as work:
        assert work.reports.find("call-1", report.report_id) is None
        with pytest.raises(NotFound):
            work.reports.page("call-1", before=None, limit=1)
        assert work.reanalyses.calls(job_id, Chunk(0, 9)) == []
        assert work.reanalyses.hold(job_id, [0]) == {}
        assert work.reanalyses.failed(job_id, after=-1, limit=9) == ((), None)
        assert work.reanalyses.changes(job_id) is None
        assert work.reanalyses.replace(job_id, {0: a_new_report(call, hours=1, overall=1.0)}) == frozenset()
        assert list(work.reanalyses.outcomes(job_id)) == []


def test_a_past_report_cannot_be_changed(tenant: str) -> None:
    row_of_every_table(tenant)
    with db.engine.connect() as connection:
        act_for(connection, tenant)
        assert connection.scalar(text("select count(*) from report_history")) == 1
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text("update report_history set overall_quality_score = 10"))
    assert refused.value.orig is not None
    assert refused.value.orig.pgcode == "42501"  # type: ignore[attr-defined] # insufficient_privilege
