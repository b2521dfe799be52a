"""The reports that a call has had, over HTTP."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from core.reports import Report
from db.work import open_work
from tests.api.partner import Partner, a_transcription
from tests.builders import a_call
from tests.db.builders import an_analysis


@pytest.fixture(autouse=True)
def call(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription())


def analysed_anew(partner: Partner, *overall: float) -> None:
    """Have reports with these scores take each other's place."""
    tenant_id = str(partner.tenant_id)
    job_id = UUID(partner.process(a_transcription("call-2")).get_json()["job_id"])
    call = a_call(call_id="call-1")
    with open_work(tenant_id) as work:
        campaign = work.campaigns.find("FIBRE")
        assert campaign is not None
        work.reanalyses.add(job_id, campaign.campaign_id, None)
        for score in overall:
            report = Report(uuid7(), datetime.now(UTC), 1.0, "call-1", "FIBRE", an_analysis(call, overall=score))
            work.reanalyses.replace(job_id, {0: report})


def reports(partner: Partner, query: str = "") -> dict[str, Any]:
    answer = partner.get(f"/conversations/call-1/reports{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_a_call_has_one_report_at_first(partner: Partner) -> None:
    report = partner.get("/conversations/call-1/report").get_json()
    assert reports(partner) == {
        "reports": [
            {
                "report_id": report["report_metadata"]["report_id"],
                "generated_at": report["report_metadata"]["generated_at"],
                "current": True,
                "engine_version": report["report_metadata"]["engine"]["version"],
                "overall_quality_score": report["summary_insights"]["overall_quality_score"],
                "bot_performance_score": report["call_details"]["bot_performance_score"],
                "customer_engagement_score": report["call_details"]["customer_engagement_score"],
                "sentiment_trend": report["call_details"]["sentiment_trend"],
            }
        ]
    }


def test_earlier_reports_are_listed_after_the_present_one_page_by_page(partner: Partner) -> None:
    analysed_anew(partner, 1.0, 2.0)
    first = reports(partner, "?limit=2")
    rest = reports(partner, f"?limit=2&cursor={first['next_cursor']}")
    assert [(each["overall_quality_score"], each["current"]) for each in first["reports"]] == [
        (2.0, True),
        (1.0, False),
    ]
    assert [each["current"] for each in rest["reports"]] == [False]
    assert "next_cursor" not in rest


def test_an_earlier_report_reads_as_it_did_when_it_was_the_present_one(partner: Partner) -> None:
    before = partner.get("/conversations/call-1/report").get_json()
    analysed_anew(partner, 1.0)
    now, earlier = reports(partner)["reports"]
    assert partner.get(f"/conversations/call-1/report?report_id={earlier['report_id']}").get_json() == before
    present = partner.get("/conversations/call-1/report").get_json()
    assert present != before
    assert partner.get(f"/conversations/call-1/report?report_id={now['report_id']}").get_json() == present


def test_a_report_of_another_call_is_none_of_this_one(partner: Partner) -> None:
    partner.process(a_transcription("call-2"))
    other = partner.get("/conversations/call-2/report").get_json()["report_metadata"]["report_id"]
    for report_id in (other, str(uuid7())):
        answer = partner.get(f"/conversations/call-1/report?report_id={report_id}")
        assert (answer.status_code, answer.get_json()["error"]) == (404, "Not Found")


@pytest.mark.parametrize("report_id", ["", "1", "{018e0000-0000-7000-8000-000000000001}", "a" * 32])
def test_a_report_id_is_a_uuid(partner: Partner, report_id: str) -> None:
    answer = partner.get(f"/conversations/call-1/report?report_id={report_id}")
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, ["report_id"])


def test_the_reports_of_an_unknown_call_are_not_found(partner: Partner) -> None:
    assert partner.get("/conversations/other/reports").get_json()["error"] == "Conversation not found"


def test_a_cursor_of_another_call_is_none_of_this_list(partner: Partner) -> None:
    analysed_anew(partner, 1.0)
    cursor = reports(partner, "?limit=1")["next_cursor"]
    answer = partner.get(f"/conversations/call-2/reports?cursor={cursor}")
    assert list(answer.get_json()["details"]) == ["cursor"]


def test_another_tenant_reads_no_report_whether_present_or_past(partner: Partner, other_partner: Partner) -> None:
    analysed_anew(partner, 1.0)
    for each in reports(partner)["reports"]:
        answer = other_partner.get(f"/conversations/call-1/report?report_id={each['report_id']}")
        assert answer.status_code == 404
    assert other_partner.get("/conversations/call-1/reports").status_code == 404
