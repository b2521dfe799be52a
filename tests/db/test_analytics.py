"""Sums of the calls of a campaign, as storage makes them."""

from core.analytics import MOST_GROUPS, CallCounts
from core.services.analytics import AnalyticsService
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import a_report, stored_campaign, stored_job
from tests.db.facts import store_varied_reports, varied_calls
from tests.db.jobs_at_work import submitted


def test_calls_without_a_report_are_counted_and_left_out_of_the_rest(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    calls = [a_call(call_id=name) for name in "abc"]
    stored_job(tenant, campaign, calls, failing=["a", "b"])
    submitted(tenant, campaign, calls=4)
    found = AnalyticsService(open_work).campaign(tenant, str(campaign.campaign_id))
    assert found.counts == CallCounts(pending=4, failed=2, not_judged=0, judged=1)
    assert found.counts.total == 7
    assert {score.n for score in found.scores} == {1}
    assert sum(day.n for day in found.trend) == 1


def test_every_judged_call_is_in_every_sum(tenant: str) -> None:
    campaign = store_varied_reports(tenant)
    judged = len(varied_calls()) - 1
    found = AnalyticsService(open_work).campaign(tenant, str(campaign.campaign_id), group_by="segment")
    assert (found.counts.judged, found.counts.not_judged) == (judged, 1)
    assert {score.n for score in found.scores} == {judged}
    assert [sum(score.histogram) for score in found.scores] == [judged] * 3
    assert found.groups is not None
    assert {group.group: group.n for group in found.groups} == {"": judged - 1, "gold": 1}
    for question in found.questions:
        with open_work(tenant) as work:
            reports = [work.conversations.find_result(call.call_id) for call in varied_calls()]
        said = [
            metric
            for result in reports
            if result is not None and result.report is not None and result.report.analysis.status_reason is None
            for metric in result.report.analysis.metrics
            if metric.question_id == question.question_id and metric.status != "no_opportunity"
        ]
        assert question.n == len(said)
        if said and question.mean is None:
            assert {answer.answer for answer in question.answers} == {metric.answer for metric in said}


def test_the_largest_groups_are_told(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    names = [f"bot-{number:03}" for number in range(MOST_GROUPS + 1)]
    calls = [a_call(call_id=name, bot_name=name) for name in names]
    calls.append(a_call(call_id="again", bot_name=names[-1]))
    stored_job(tenant, campaign, calls)
    found = AnalyticsService(open_work).campaign(tenant, str(campaign.campaign_id), group_by="bot_name")
    assert found.groups is not None
    assert [group.group for group in found.groups] == [names[-1], *names[: MOST_GROUPS - 1]]


def test_a_new_report_changes_what_is_summed_up(tenant: str) -> None:
    campaign, call = stored_campaign(tenant), a_call()
    job = stored_job(tenant, campaign, [call])
    service = AnalyticsService(open_work)
    assert service.campaign(tenant, str(campaign.campaign_id)).scores[0].histogram[7] == 1
    with open_work(tenant) as work:
        work.reanalyses.add(job.job_id, campaign.campaign_id, None)
        work.reanalyses.replace(job.job_id, {0: a_report(call, overall=3.0)})
    assert service.campaign(tenant, str(campaign.campaign_id)).scores[0].histogram[3] == 1
