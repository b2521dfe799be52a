"""Lists of calls that have no report, or one that says little."""

from core.browsing import CallPlace, CallSummary, Sort, WantedCalls
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import stored_campaign, stored_job
from tests.db.facts import store_varied_reports, varied_calls
from tests.db.jobs_at_work import submitted


def calls(tenant_id: str, sort: Sort = "-started_at", limit: int = 100, **wanted: object) -> list[CallSummary]:
    with open_work(tenant_id) as work:
        return list(work.browsing.page(WantedCalls(**wanted), sort, after=None, limit=limit).calls)  # type: ignore[arg-type]


def test_calls_that_wait_or_failed_are_listed_without_scores(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, [a_call(call_id="done"), a_call(call_id="broken")], failing=["broken"])
    submitted(tenant, campaign, calls=1, begin="waiting")
    found = {call.call_id: (call.status, call.overall_quality_score) for call in calls(tenant)}
    assert found == {"done": ("completed", 7.25), "broken": ("failed", None), "waiting-000": ("pending", None)}
    for status in ("completed", "failed", "pending"):
        assert [call.status for call in calls(tenant, status=status)] == [status]
    assert [call.call_id for call in calls(tenant, "overall_quality_score")] == ["done"]


def test_a_call_that_waits_is_listed_with_what_its_metadata_name(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    names = {"campaign_segment": "s" * 300, "interaction_outcome": {"not": "a name"}}
    stored_job(tenant, campaign, [a_call(metadata=names)], failing=["call-1"])
    (call,) = calls(tenant)
    assert (call.segment, call.outcome) == ("s" * 200, "")


def test_a_list_by_score_leaves_out_what_cannot_be_judged(tenant: str) -> None:
    store_varied_reports(tenant)
    found = calls(tenant, "overall_quality_score")
    assert len(found) == len(varied_calls()) - 1
    scores = [call.overall_quality_score for call in found]
    assert scores == sorted(scores, key=lambda score: score or 0.0)
    assert calls(tenant, "-overall_quality_score") == found[::-1]


def test_pages_by_score_go_on_within_calls_that_are_alike(tenant: str) -> None:
    names = [f"call-{number}" for number in range(7)]
    stored_job(tenant, stored_campaign(tenant), [a_call(call_id=name) for name in names])
    for sort in ("overall_quality_score", "-overall_quality_score"):
        found: list[str] = []
        after: CallPlace | None = None
        for _ in range(4):
            with open_work(tenant) as work:
                page = work.browsing.page(WantedCalls(), sort, after=after, limit=2)
            found += [call.call_id for call in page.calls]
            after = page.next
        assert after is None
        assert sorted(found) == names
