"""Jobs from outside: what is posted with async=true, worked off by the test itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from api.wiring import services
from core.audit import Wanted
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # works jobs off

MISSING = "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"


@pytest.fixture(autouse=True)
def _a_campaign(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")


def submit(partner: Partner, *call_ids: str) -> dict[str, Any]:
    body = {"transcription": [a_transcription(call_id) for call_id in call_ids]}
    answer = partner.post("/conversations/process?async=true", body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == answer.get_json()["status_url"]
    return dict(answer.get_json())


def work_off(app: Flask, *, chunks: int | None = None) -> int:
    """Do what a worker does, until nothing is left or so many chunks are done."""
    done = 0
    with app.app_context():
        while done != chunks and services().job_work.run(None):
            done += 1
    return done


def status(partner: Partner, job: dict[str, Any], query: str = "") -> dict[str, Any]:
    answer = partner.get(f"/jobs/{job['job_id']}/status{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def without_what_differs(result: dict[str, Any]) -> dict[str, Any]:
    metadata = result["result"]["report_metadata"]
    for name in ("report_id", "generated_at", "analysis_duration_ms"):
        del metadata[name]
    return {**result, "call_id": "", "result": {**result["result"], "call_details": {}}}


def test_what_is_analysed_later_says_what_it_would_have_said_at_once(app: Flask, partner: Partner) -> None:
    at_once = partner.process(a_transcription("now")).get_json()["results"][0]
    job = submit(partner, "later")
    assert work_off(app) == 1
    (later,) = status(partner, job)["results"]
    assert (later["call_id"], later["status"]) == ("later", "completed")
    assert without_what_differs(later) == without_what_differs(at_once)


def test_a_job_tells_how_far_it_is(app: Flask, partner: Partner) -> None:
    job = submit(partner, *(f"call-{number:02}" for number in range(45)))
    answer = partner.get(f"/jobs/{job['job_id']}/status")
    assert int(answer.headers["Retry-After"]) >= 1
    waiting = answer.get_json()
    assert (waiting["status"], waiting["state"], waiting["processed_count"]) == ("processing", "pending", 0)
    assert (waiting["transcription_count"], waiting["results"]) == (45, [])
    assert "completed_at" not in waiting

    assert work_off(app, chunks=1) == 1
    running = status(partner, job)
    assert (running["status"], running["state"], running["processed_count"]) == ("processing", "running", 40)
    assert [each["call_id"] for each in running["results"]] == [f"call-{number:02}" for number in range(40)]

    work_off(app)
    answer = partner.get(f"/jobs/{job['job_id']}/status")
    assert "Retry-After" not in answer.headers
    done = answer.get_json()
    assert (done["status"], done["state"], done["processed_count"], done["failed_count"]) == (
        "completed",
        "completed",
        45,
        0,
    )
    assert done["completed_at"] >= done["submitted_at"]


def test_results_are_read_page_by_page(app: Flask, partner: Partner) -> None:
    job = submit(partner, "c", "a", "b")
    work_off(app)
    first = status(partner, job, "?limit=2")
    assert [each["call_id"] for each in first["results"]] == ["c", "a"]
    last = status(partner, job, f"?limit=2&cursor={first['next_cursor']}")
    assert [each["call_id"] for each in last["results"]] == ["b"]
    assert "next_cursor" not in last
    assert "next_cursor" not in status(partner, job, "?limit=3")
    other = submit(partner, "d")
    for query in (f"cursor={first['next_cursor']}", "cursor=" + "9" * 40, "cursor=", "limit=0", "limit=501"):
        assert partner.get(f"/jobs/{other['job_id']}/status?{query}").status_code == 400, query


def test_a_call_that_waits_is_shown_as_such(app: Flask, partner: Partner) -> None:
    submit(partner, "call-1")
    shown = partner.get("/conversations/call-1").get_json()
    assert shown["status"] == "pending"
    assert "error" not in shown
    assert all("analysis" not in turn for turn in shown["turns"])
    question = {"question": {"text": "Is there a router?"}}
    for answer in (
        partner.get("/conversations/call-1/report"),
        partner.post("/conversations/call-1/qa", question),
        partner.post("/conversations/call-1/share", {"expires_in_seconds": 60}),
    ):
        assert answer.status_code == 409, answer.text
        assert "not done yet" in answer.get_json()["message"]
    work_off(app)
    assert partner.get("/conversations/call-1").get_json()["status"] == "completed"
    assert partner.post("/conversations/call-1/qa", question).status_code == 200


def test_jobs_are_listed_by_state_and_kind(app: Flask, partner: Partner, other_partner: Partner) -> None:
    at_once = partner.process(a_transcription("now")).get_json()["job_id"]
    done = submit(partner, "done")["job_id"]
    work_off(app)
    waiting = submit(partner, "waiting")["job_id"]

    def listed(query: str = "", whose: Partner = partner) -> list[str]:
        answer = whose.get("/jobs" + query)
        assert answer.status_code == 200, answer.text
        return [each["job_id"] for each in answer.get_json()["jobs"]]

    assert listed() == [waiting, done, at_once]
    assert listed("?state=completed") == [done, at_once]
    assert listed("?state=pending&kind=processing") == [waiting]
    assert listed("?kind=reanalysis") == []
    assert listed(whose=other_partner) == []
    first = partner.get("/jobs?limit=2").get_json()
    assert listed(f"?limit=2&cursor={first['next_cursor']}") == [at_once]
    assert partner.get(f"/jobs?state=completed&cursor={first['next_cursor']}").status_code == 400
    assert partner.get("/jobs?state=lost").status_code == 400


def test_a_job_is_cancelled_once_and_what_is_done_stays(app: Flask, partner: Partner) -> None:
    job = submit(partner, *(f"call-{number:02}" for number in range(45)))
    work_off(app, chunks=1)
    for _ in range(2):
        answer = partner.post(f"/jobs/{job['job_id']}/cancel")
        assert answer.status_code == 200, answer.text
        cancelled = answer.get_json()
        assert (cancelled["status"], cancelled["state"]) == ("failed", "cancelled")
        assert (cancelled["processed_count"], cancelled["failed_count"]) == (45, 5)
        assert cancelled["error"]["code"] == "cancelled"
    results = status(partner, job)["results"]
    assert [each["status"] for each in results] == ["completed"] * 40 + ["failed"] * 5
    assert {each["error"]["code"] for each in results[40:]} == {"cancelled"}
    assert work_off(app) == 0
    assert partner.get("/conversations/call-00/report").status_code == 200
    assert partner.get("/conversations/call-44/report").status_code == 409


def test_a_job_that_has_ended_is_not_cancelled(app: Flask, partner: Partner, other_partner: Partner) -> None:
    job = submit(partner, "call-1")
    work_off(app)
    assert partner.post(f"/jobs/{job['job_id']}/cancel").status_code == 409
    assert status(partner, job)["state"] == "completed"
    assert other_partner.post(f"/jobs/{job['job_id']}/cancel").status_code == 404
    assert partner.post(f"/jobs/{MISSING}/cancel").status_code == 404
    assert partner.get(f"/jobs/{MISSING}/status").status_code == 404


def test_jobs_that_ended_long_ago_are_forgotten_and_their_calls_stay(
    app: Flask, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = submit(partner, "old")
    work_off(app)
    with app.app_context():
        whole = services()
    assert whole.conversations.keep_jobs == timedelta(days=90)
    shortly = replace(whole, conversations=replace(whole.conversations, keep_jobs=timedelta(0)))
    monkeypatch.setitem(app.extensions, "services", shortly)
    newer = submit(partner, "new")
    assert partner.get(f"/jobs/{job['job_id']}/status").status_code == 404
    assert partner.get("/conversations/old/report").status_code == 200
    submit(partner, "newest")
    assert status(partner, newer)["state"] == "pending"  # it has not ended


def test_who_cancelled_a_job_is_in_the_audit(app: Flask, partner: Partner) -> None:
    job = submit(partner, "call-1")
    for _ in range(2):
        partner.post(f"/jobs/{job['job_id']}/cancel")
    with app.app_context():
        page = services().audit.page("acme", Wanted(action="job.cancelled"), before=None, limit=10)
    (link,) = page.links
    assert (link.event.object_id, link.event.origin.actor_name) == (job["job_id"], "ann")


def test_erased_calls_are_counted_and_not_shown(app: Flask, partner: Partner) -> None:
    job = submit(partner, "kept", "erased")
    with app.app_context():
        services().privacy.erase("acme", "erased")
    work_off(app)
    shown = status(partner, job)
    assert [each["call_id"] for each in shown["results"]] == ["kept"]
    counts = (shown["transcription_count"], shown["processed_count"], shown["failed_count"], shown["state"])
    assert counts == (2, 2, 0, "completed")


def test_a_job_all_of_whose_calls_are_erased_still_ends(app: Flask, partner: Partner) -> None:
    job = submit(partner, "erased")
    with app.app_context():
        services().privacy.erase("acme", "erased")
    assert work_off(app) == 1
    assert status(partner, job)["state"] == "completed"


def test_a_job_none_of_whose_calls_can_be_analysed_has_failed(app: Flask, partner: Partner) -> None:
    job = submit(partner, "bad")
    with app.app_context():
        work = services().job_work

        def fails(call: Any, campaign: Any) -> Any:
            raise ZeroDivisionError("customer words")

        failing = replace(work, judge=replace(work.judge, analyse=fails))  # type: ignore[type-var]
        assert failing.run(UUID(job["job_id"]))
    shown = status(partner, job)
    assert (shown["status"], shown["state"], shown["failed_count"]) == ("failed", "failed", 1)
    assert shown["error"]["code"] == "all_calls_failed"
    assert shown["results"][0]["error"]["code"] == "analysis_failed"


def test_an_archived_campaign_still_has_its_waiting_calls_analysed(app: Flask, partner: Partner) -> None:
    job = submit(partner, "call-1")
    assert partner.patch("/campaigns/FIBRE", {"status": "archived"}).status_code == 200
    work_off(app)
    assert status(partner, job)["results"][0]["status"] == "completed"
