"""Campaigns whose calls are analysed anew, over HTTP and by the work that a worker does."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from api.wiring import services
from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult, Failure
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # analyses calls twice

# What is on topic, and how much of the call is about the offer, changes with these.
OTHER_BUSINESS = {"name": "Funerals", "offer": "A funeral insurance.", "keywords": ["funeral", "grave", "insurance"]}


@pytest.fixture
def campaign(partner: Partner) -> str:
    campaign_id = partner.create_campaign(code="FIBRE", keywords=["fibre", "router"])
    done = partner.process(*(a_transcription(f"call-{number}", bot_name=f"Ava {number}") for number in range(5)))
    assert done.status_code == 200
    return campaign_id


def begin(partner: Partner, campaign: str = "FIBRE", **body: Any) -> str:
    answer = partner.post(f"/campaigns/{campaign}/reanalyze", body)
    assert answer.status_code == 202, answer.text
    return str(answer.get_json()["job_id"])


def work_off(app: Flask) -> None:
    with app.app_context():
        while services().job_work.run(None):
            pass


def status(partner: Partner, job_id: str, query: str = "") -> dict[str, Any]:
    answer = partner.get(f"/jobs/{job_id}/status{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def everything_of(partner: Partner) -> list[Any]:
    """Read all that is said of the calls."""
    paths = (f"/conversations/call-{number}{part}" for number in range(5) for part in ("", "/report", "/reports"))
    return [partner.get(path).get_json() for path in paths]


def items_of(app: Flask, job_id: str) -> Mapping[int, Any]:
    with app.app_context(), open_work("acme") as work:
        return work.reanalyses.hold(UUID(job_id), range(5))


@contextmanager
def failing(app: Flask, *call_ids: str) -> Iterator[None]:
    """Let the analysis of these calls fail, as one that stumbles over a call does."""
    made = app.extensions["services"]
    judge = made.job_work.judge

    def stumble(call: Call, campaign: Campaign) -> CallResult:
        if call.call_id not in call_ids:
            return judge(call, campaign)  # type: ignore[no-any-return]
        return CallResult(call.call_id, call.campaign_ref, failure=Failure("It failed.", "analysis_failed"))

    app.extensions["services"] = replace(made, job_work=replace(made.job_work, judge=stumble))
    try:
        yield
    finally:
        app.extensions["services"] = made


def test_a_job_is_accepted_and_waits(partner: Partner, campaign: str) -> None:
    answer = partner.post("/campaigns/FIBRE/reanalyze", {})
    accepted = answer.get_json()
    assert (answer.status_code, accepted["status"], accepted["transcription_count"]) == (202, "processing", 5)
    assert answer.headers["Location"] == accepted["status_url"]
    job = status(partner, accepted["job_id"])
    assert (job["kind"], job["state"], job["processed_count"], job["results"]) == ("reanalysis", "pending", 0, [])
    assert (job["campaign_id"], job["dry_run"]) == (campaign, False)
    assert "changes" not in job


def test_where_nothing_has_changed_nothing_changes(app: Flask, partner: Partner, campaign: str) -> None:
    before = everything_of(partner)
    job_id = begin(partner)
    work_off(app)
    job = status(partner, job_id)
    assert (job["state"], job["processed_count"], job["failed_count"]) == ("completed", 5, 0)
    changes = job["changes"]
    assert (changes["compared_count"], changes["changed_count"]) == (5, 0)
    assert {each["question_id"]: each["flipped_count"] for each in changes["answers"]}.keys() >= {"Q001", "Q005"}
    assert all(each["flips"] == [] and each["compared_count"] == 5 for each in changes["answers"])
    assert [each["score"] for each in changes["scores"]] == [
        "bot_performance_score",
        "customer_engagement_score",
        "overall_quality_score",
    ]
    for each in changes["scores"]:
        assert each["before"] == each["after"]
        assert set(each["shift"].values()) == {0}
        assert each["psi"] == 0
    assert everything_of(partner) == before


def test_after_a_change_of_the_campaign_reports_say_something_else_and_the_earlier_ones_are_kept(
    app: Flask, partner: Partner, campaign: str
) -> None:
    before = partner.get("/conversations/call-1/report").get_json()
    partner.patch("/campaigns/FIBRE", OTHER_BUSINESS)
    job_id = begin(partner, campaign)
    work_off(app)
    changes = status(partner, job_id)["changes"]
    assert (changes["compared_count"], changes["changed_count"]) == (5, 5)
    (focus,) = [each for each in changes["answers"] if each["question_id"] == "Q001"]
    assert focus == {
        "question_id": "Q001",
        "compared_count": 5,
        "flipped_count": 5,
        "flips": [{"before": "Yes", "after": "No", "count": 5}],
    }
    after = partner.get("/conversations/call-1/report").get_json()
    (overall,) = [each for each in changes["scores"] if each["score"] == "overall_quality_score"]
    assert overall["before"]["p50"] == before["summary_insights"]["overall_quality_score"]
    assert overall["after"]["p50"] == after["summary_insights"]["overall_quality_score"]
    assert overall["psi"] > 0.25
    now, earlier = partner.get("/conversations/call-1/reports").get_json()["reports"]
    assert after["report_metadata"]["report_id"] == now["report_id"]
    assert partner.get(f"/conversations/call-1/report?report_id={earlier['report_id']}").get_json() == before


def test_a_new_report_is_the_one_that_the_call_would_have_had_with_the_campaign_as_it_is_now(
    app: Flask, partner: Partner, campaign: str
) -> None:
    partner.patch("/campaigns/FIBRE", OTHER_BUSINESS)
    begin(partner)
    work_off(app)
    partner.process(a_transcription("at once", bot_name="Ava 2"))

    def said_of(call_id: str) -> Any:
        report = partner.get(f"/conversations/{call_id}/report").get_json()
        del report["report_metadata"], report["call_details"]["call_id"]
        return report

    assert said_of("call-2") == said_of("at once")


def test_a_dry_run_tells_the_same_and_stores_no_report(app: Flask, partner: Partner, campaign: str) -> None:
    before = everything_of(partner)
    partner.patch("/campaigns/FIBRE", OTHER_BUSINESS)
    dry = begin(partner, dry_run=True)
    work_off(app)
    assert everything_of(partner) == before
    real = begin(partner)
    work_off(app)
    assert everything_of(partner) != before
    assert status(partner, dry)["changes"] == status(partner, real)["changes"]
    assert status(partner, dry)["dry_run"] is True


def test_a_sample_takes_so_many_calls(app: Flask, partner: Partner, campaign: str) -> None:
    job_id = begin(partner, dry_run=True, sample=2)
    work_off(app)
    job = status(partner, job_id)
    assert (job["transcription_count"], job["changes"]["compared_count"]) == (2, 2)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"sample": 2}, "sample"),
        ({"sample": 2, "dry_run": False}, "sample"),
        ({"sample": 0, "dry_run": True}, "sample"),
        ({"sample": 100_001, "dry_run": True}, "sample"),
        ({"dry_run": "yes"}, "dry_run"),
        ({"dryrun": True}, "dryrun"),
    ],
)
def test_what_is_asked_for_is_checked(partner: Partner, campaign: str, body: dict[str, Any], path: str) -> None:
    answer = partner.post("/campaigns/FIBRE/reanalyze", body)
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, [path])
    assert partner.get("/jobs?kind=reanalysis").get_json()["jobs"] == []


def test_a_campaign_without_calls_has_nothing_to_analyse(partner: Partner) -> None:
    partner.create_campaign(code="EMPTY")
    assert partner.post("/campaigns/EMPTY/reanalyze", {}).status_code == 409
    assert partner.get("/jobs").get_json()["jobs"] == []


def test_the_campaign_of_another_tenant_is_not_found(partner: Partner, other_partner: Partner, campaign: str) -> None:
    for ref in (campaign, "FIBRE", "UNKNOWN"):
        assert other_partner.post(f"/campaigns/{ref}/reanalyze", {}).status_code == 404


def test_calls_that_cannot_be_analysed_anew_are_named_and_keep_their_reports(
    app: Flask, partner: Partner, campaign: str
) -> None:
    before = everything_of(partner)
    job_id = begin(partner)
    with failing(app, "call-0", "call-3", "call-4"):
        work_off(app)
    assert everything_of(partner) == before
    first = status(partner, job_id, "?limit=2")
    assert (first["state"], first["processed_count"], first["failed_count"]) == ("completed", 5, 3)
    assert first["changes"]["compared_count"] == 2
    rest = status(partner, job_id, f"?limit=2&cursor={first['next_cursor']}")
    results = first["results"] + rest["results"]
    assert [(each["call_id"], each["error"]["code"]) for each in results] == [
        (f"call-{number}", "analysis_failed") for number in (0, 3, 4)
    ]
    assert "next_cursor" not in rest


def test_a_job_none_of_whose_calls_could_be_analysed_has_failed(app: Flask, partner: Partner, campaign: str) -> None:
    job_id = begin(partner, dry_run=True)
    with failing(app, *(f"call-{number}" for number in range(5))):
        work_off(app)
    job = status(partner, job_id)
    assert (job["state"], job["status"], job["failed_count"]) == ("failed", "failed", 5)
    assert job["changes"] == {"compared_count": 0, "changed_count": 0, "answers": [], "scores": []}


def test_a_call_that_is_erased_meanwhile_is_counted_and_left_alone(app: Flask, partner: Partner, campaign: str) -> None:
    job_id = begin(partner)
    admin = a_partner(app, "acme", username="boss", role="admin")
    receipt = admin.delete("/conversations/call-2").get_json()
    assert receipt["rows"]["job_items"] == 1
    work_off(app)
    job = status(partner, job_id)
    assert (job["state"], job["transcription_count"], job["processed_count"]) == ("completed", 5, 5)
    assert job["changes"]["compared_count"] == 4
    assert partner.get("/conversations/call-2/reports").status_code == 404


def test_an_erased_call_takes_its_earlier_reports_with_it(app: Flask, partner: Partner, campaign: str) -> None:
    partner.patch("/campaigns/FIBRE", OTHER_BUSINESS)
    begin(partner)
    work_off(app)
    admin = a_partner(app, "acme", username="boss", role="admin")
    rows = admin.delete("/conversations/call-2").get_json()["rows"]
    assert (rows["reports"], rows["report_history"]) == (1, 1)


def test_a_cancelled_job_leaves_reports_that_were_not_redone_as_they_are(
    app: Flask, partner: Partner, campaign: str
) -> None:
    before = everything_of(partner)
    partner.patch("/campaigns/FIBRE", OTHER_BUSINESS)
    job_id = begin(partner)
    assert partner.post(f"/jobs/{job_id}/cancel").get_json()["state"] == "cancelled"
    work_off(app)
    job = status(partner, job_id)
    assert (job["state"], job["error"]["code"]) == ("cancelled", "cancelled")
    assert "changes" not in job
    assert everything_of(partner) == before
    assert items_of(app, job_id) == {}


def test_a_call_that_waits_for_its_first_analysis_is_left_to_it(app: Flask, partner: Partner, campaign: str) -> None:
    partner.post("/conversations/process?async=true", {"transcription": [a_transcription("new")]})
    assert partner.get("/conversations/new").get_json()["status"] == "pending"
    job_id = begin(partner)
    assert status(partner, job_id)["transcription_count"] == 5
    work_off(app)
    assert len(partner.get("/conversations/new/reports").get_json()["reports"]) == 1


def test_a_call_whose_first_analysis_failed_gets_its_report(app: Flask, partner: Partner, campaign: str) -> None:
    partner.post("/conversations/process?async=true", {"transcription": [a_transcription("new")]})
    with failing(app, "new"):
        work_off(app)
    assert partner.get("/conversations/new/report").status_code == 409
    job_id = begin(partner)
    work_off(app)
    changes = status(partner, job_id)["changes"]
    assert (status(partner, job_id)["failed_count"], changes["compared_count"]) == (0, 5)
    assert partner.get("/conversations/new/report").status_code == 200
    assert partner.get("/conversations/new").get_json()["status"] == "completed"


def test_what_was_begun_is_in_the_audit(app: Flask, partner: Partner, campaign: str) -> None:
    begin(partner, dry_run=True)
    admin = a_partner(app, "acme", username="boss", role="admin")
    (event,) = admin.get("/audit?action=campaign.reanalysed").get_json()["events"]
    assert (event["object"], event["actor"]["name"]) == ({"kind": "campaign", "id": campaign}, "ann")


def test_what_single_calls_said_is_forgotten_with_the_end_of_the_job(
    app: Flask, partner: Partner, campaign: str
) -> None:
    job_id = begin(partner)
    assert len(items_of(app, job_id)) == 5
    work_off(app)
    assert items_of(app, job_id) == {}


def test_webhooks_hear_of_the_job_and_of_calls_that_have_a_new_report(
    app: Flask, partner: Partner, campaign: str
) -> None:
    admin = a_partner(app, "acme", username="boss", role="admin")
    wanted = {"url": "https://example.com/hook", "events": ["job.completed", "conversation.analysed"]}
    webhook = admin.post("/webhooks", wanted).get_json()["webhook_id"]

    def told() -> list[str]:
        deliveries = admin.get(f"/webhooks/{webhook}/deliveries").get_json()["deliveries"]
        return sorted(each["event_type"] for each in deliveries)

    begin(partner)
    work_off(app)
    assert told() == ["job.completed"]
    partner.patch("/campaigns/FIBRE", OTHER_BUSINESS)
    begin(partner, dry_run=True)
    work_off(app)
    assert told() == ["job.completed"] * 2
    begin(partner)
    work_off(app)
    assert told() == ["conversation.analysed"] * 5 + ["job.completed"] * 3


def test_the_same_request_again_with_its_key_begins_no_other_job(partner: Partner, campaign: str) -> None:
    first, again = (
        partner.post_raw("/campaigns/FIBRE/reanalyze", b"{}", Idempotency_Key="key-of-a-reanalysis") for _ in range(2)
    )
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(partner.get("/jobs?kind=reanalysis").get_json()["jobs"]) == 1
