"""Exports of a campaign's calls: the columns, what spreadsheets make of texts, and pages that change meanwhile."""

import csv
import io
import json
from typing import Any

import pytest
from flask import Flask
from jsonschema_rs import Draft202012Validator

from api.contract import CONTRACT
from api.exporting import COLUMNS
from core.facts import QUESTION_IDS
from core.services import exports
from tests.api.conftest import a_partner
from tests.api.contract_client import closed
from tests.api.partner import BASE, Partner, a_transcription
from tests.builders import a_call
from tests.db.builders import stored_campaign, stored_job

VOICEMAIL = [{"speaker": "customer", "timestamp": 0, "text": "Please leave a message after the tone."}]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1"]


@pytest.fixture
def campaign_id(partner: Partner) -> str:
    return partner.create_campaign(code="FIBRE")


def exported(partner: Partner, query: str = "", campaign: str = "FIBRE") -> list[dict[str, Any]]:
    """Return the rows of an export as NDJSON, each held against the contract."""
    answer = partner.get(f"/campaigns/{campaign}/export?format=ndjson{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in answer.data.splitlines()]
    validator: Draft202012Validator = closed("ExportRow")
    for row in rows:
        validator.validate(row)
    return rows


def cells(partner: Partner, query: str = "") -> list[list[str]]:
    answer = partner.get(f"/campaigns/FIBRE/export?format=csv{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def columns(partner: Partner) -> list[dict[str, str]]:
    head, *rows = cells(partner)
    return [dict(zip(head, row, strict=True)) for row in rows]


def at(minute: int) -> str:
    return f"2024-03-01T09:{minute:02}:00Z"


def test_the_columns_are_those_of_the_contract_in_its_order(partner: Partner, campaign_id: str) -> None:
    promised: list[str] = []
    for name in CONTRACT.schemas["ExportRow"]["properties"]:
        answers = [f"{question}_{what}" for question in QUESTION_IDS for what in ("answer", "confidence")]
        promised += answers if name == "answers" else [name]
    assert list(COLUMNS) == promised
    assert cells(partner) == [promised]


def test_a_row_says_what_the_call_and_its_report_say(partner: Partner, campaign_id: str) -> None:
    metadata = {"campaign_segment": "gold", "interaction_outcome": "sold", "customer_id": "C-1", "agent": {"id": 7}}
    assert partner.process(a_transcription(metadata=metadata, duration_seconds=60.5)).status_code == 200
    report = partner.get("/conversations/call-1/report").get_json()
    (row,) = exported(partner)
    details = report["call_details"]
    metrics = {each["question_id"]: each for each in report["quality_analysis"]["metrics"]}
    answers = row.pop("answers")
    assert row == {
        "call_id": "call-1",
        "campaign_id": "FIBRE",
        "timestamp": "2024-03-01T09:30:00Z",
        "duration_seconds": 60.5,
        "bot_name": "Ava",
        "campaign_segment": "gold",
        "interaction_outcome": "sold",
        "customer_id": "C-1",
        "status": "completed",
        "overall_quality_score": report["summary_insights"]["overall_quality_score"],
        "bot_performance_score": details["bot_performance_score"],
        "customer_engagement_score": details["customer_engagement_score"],
        "sentiment_trend": details["sentiment_trend"],
        "engine_version": report["report_metadata"]["engine"]["version"],
    }
    assert {"Q001", "Q002", "Q003", "Q004", "Q005"} <= set(answers) < set(metrics)  # no script: nothing to say of it
    for question, each in answers.items():
        assert each["answer"] == metrics[question]["answer"]
        assert each["confidence"] == pytest.approx(metrics[question]["confidence"], abs=1e-6)
    (cell,) = columns(partner)
    assert {name: value for name, value in cell.items() if value and not name.startswith("Q0")} == {
        name: str(value) for name, value in row.items()
    }
    said = {f"{question}_{what}": str(value) for question, each in answers.items() for what, value in each.items()}
    assert {name: value for name, value in cell.items() if value and name.startswith("Q0")} == said


def test_a_call_that_cannot_be_judged_has_its_reason_and_no_scores(partner: Partner, campaign_id: str) -> None:
    assert partner.process(a_transcription(conversation=VOICEMAIL)).status_code == 200
    reason = partner.get("/conversations/call-1/report").get_json()["status_reason"]
    (row,) = exported(partner)
    assert (row["status"], row["status_reason"]) == ("completed", reason)
    assert not set(row) & {"overall_quality_score", "bot_performance_score", "customer_engagement_score", "answers"}


def test_a_call_whose_analysis_failed_or_is_to_come_is_there(app: Flask, partner: Partner, campaign_id: str) -> None:
    with app.app_context():
        stored_job("acme", stored_campaign("acme", code="MOBILE"), [a_call(call_id="failed")], failing=["failed"])
    (failed,) = exported(partner, campaign="MOBILE")
    waiting = {"transcription": [a_transcription("waiting", timestamp=at(31))]}
    assert partner.post("/conversations/process?async=true", waiting).status_code == 202
    (pending,) = exported(partner)
    assert (failed["call_id"], failed["status"]) == ("failed", "failed")
    assert failed["status_reason"] == "The analysis failed."
    assert (pending["call_id"], pending["status"]) == ("waiting", "pending")
    assert "status_reason" not in pending


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_in_a_spreadsheet(partner: Partner, campaign_id: str, text: str) -> None:
    metadata = {"campaign_segment": text, "interaction_outcome": f"x{text}", "customer_id": text}
    assert partner.process(a_transcription(metadata=metadata)).status_code == 200
    (row,) = columns(partner)
    inside = text if text[0] not in "\t\r\n" else f"{text[0]}'{text[1:]}"
    assert (row["campaign_segment"], row["customer_id"]) == (f"'{inside}", f"'{inside}")
    assert row["interaction_outcome"] == f"x{inside}"
    assert exported(partner)[0]["campaign_segment"] == text


def test_a_text_stays_in_its_cell_whatever_is_in_it(partner: Partner, campaign_id: str) -> None:
    texts = [
        'a "quoted" word',
        "one,two;three",
        "two\r\nlines",
        "two\nlines",
        "a\rreturn",
        "Zoë 日本 \u202e ",
        " padded ",
    ]
    for number, text in enumerate(texts):
        call = a_transcription(f"call-{number}", timestamp=at(number), metadata={"customer_id": text})
        assert partner.process(call).status_code == 200
    assert [row["customer_id"] for row in columns(partner)] == texts


def test_csv_is_what_spreadsheets_expect(partner: Partner, campaign_id: str) -> None:
    answer = partner.get("/campaigns/FIBRE/export")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.data.startswith(b"\xef\xbb\xbfcall_id,campaign_id,")
    assert answer.data.endswith(b",engine_version\r\n")


def test_no_cell_is_a_formula_where_semicolons_divide_either(partner: Partner, campaign_id: str) -> None:
    call = a_transcription("a;=1+1;b", metadata={"customer_id": "c;=2", "campaign_segment": 'd"\t=3\n=4'})
    assert partner.process(call).status_code == 200
    text = partner.get("/campaigns/FIBRE/export").data.decode("utf-8-sig")
    for divider in ",;\t":
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_names_that_go_on_are_cut(partner: Partner, campaign_id: str) -> None:
    metadata = dict.fromkeys(("campaign_segment", "interaction_outcome", "customer_id"), "n" * 15_000)
    assert partner.process(a_transcription(metadata=metadata)).status_code == 200
    (row,) = exported(partner)
    assert {len(row[name]) for name in metadata} == {200}


def test_the_file_is_named_by_the_campaign_in_safe_characters(partner: Partner) -> None:
    campaign_id = partner.create_campaign()
    strange = partner.create_campaign(code="..\"Zoë\\; q=1'.sh")
    named = [
        partner.get(f"/campaigns/{ref}/export?format=ndjson").headers["Content-Disposition"]
        for ref in (campaign_id, strange)
    ]
    assert named == [
        f'attachment; filename="{campaign_id}-calls.ndjson"',
        'attachment; filename="Zo-q-1-sh-calls.ndjson"',
    ]


def test_times_bound_the_calls(partner: Partner, campaign_id: str) -> None:
    assert partner.process(*(a_transcription(f"call-{n}", timestamp=at(n)) for n in range(5))).status_code == 200
    assert [row["call_id"] for row in exported(partner)] == [f"call-{n}" for n in range(5)]
    some = exported(partner, f"&from={at(1)}&to={at(4)}")
    assert [row["call_id"] for row in some] == ["call-1", "call-2", "call-3"]


@pytest.mark.parametrize("query", ["format=xlsx", "from=yesterday", "to=2024-03-01", "format=csv&format=ndjson"])
def test_a_faulty_parameter_is_named(partner: Partner, campaign_id: str, query: str) -> None:
    answer = partner.get(f"/campaigns/FIBRE/export?{query}")
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == [query.partition("=")[0]]


def test_nobody_gets_calls_of_another_tenant(partner: Partner, other_partner: Partner, campaign_id: str) -> None:
    other_partner.create_campaign(code="FIBRE")
    partner.process(a_transcription())
    assert other_partner.get(f"/campaigns/{campaign_id}/export").status_code == 404
    assert exported(other_partner) == []
    assert partner.get("/campaigns/UNKNOWN/export").status_code == 404


def test_the_audit_tells_who_took_calls_away(partner: Partner, admin: Partner, campaign_id: str) -> None:
    exported(partner)
    (event, *_) = admin.get("/audit").get_json()["events"]
    assert (event["action"], event["object"]["id"]) == ("campaign.exported", campaign_id)
    assert event["actor"]["name"] == "ann"


def test_a_viewer_may_not_take_calls_away(app: Flask, partner: Partner, campaign_id: str) -> None:
    viewer = a_partner(app, "acme", username="vera", role="viewer")
    assert viewer.get("/campaigns/FIBRE/export").status_code == 403


@pytest.fixture
def by_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read pages of two calls."""
    monkeypatch.setattr(exports, "CALLS_AT_ONCE", 2)


@pytest.fixture
def five_calls(partner: Partner, campaign_id: str) -> None:
    """Five calls, two of which began at one moment."""
    minutes = (5, 1, 3, 3, 9)
    calls = (a_transcription(f"call-{n}", timestamp=at(minute)) for n, minute in enumerate(minutes))
    assert partner.process(*calls).status_code == 200


@pytest.mark.usefixtures("by_twos", "five_calls")
def test_all_calls_come_once_and_in_order_whatever_the_pages_are(partner: Partner) -> None:
    found = [row["call_id"] for row in exported(partner)]
    assert (found[0], set(found[1:3]), found[3:]) == ("call-1", {"call-2", "call-3"}, ["call-0", "call-4"])


@pytest.mark.usefixtures("by_twos", "five_calls")
def test_what_is_added_and_erased_meanwhile_moves_nothing(app: Flask, partner: Partner, admin: Partner) -> None:
    with app.test_request_context():
        export = app.extensions["services"].exports.start("acme", "FIBRE", None, None, written_as="csv")
        pages = export.pages
        first = [call.call_id for call in next(pages)]
    assert partner.process(a_transcription("early", timestamp=at(0))).status_code == 200
    assert partner.process(a_transcription("late", timestamp=at(7))).status_code == 200
    assert admin.delete(f"/conversations/{first[0]}").status_code == 200
    with app.test_request_context():
        rest = [call.call_id for page in pages for call in page]
    assert first + rest[:1] in (["call-1", "call-2", "call-3"], ["call-1", "call-3", "call-2"])
    assert rest[1:] == ["call-0", "late", "call-4"]


def test_too_many_exports_at_once_are_put_off(partner: Partner, campaign_id: str) -> None:
    partner.process(a_transcription())
    path = f"{BASE}/campaigns/FIBRE/export"
    being_read = [partner.client.get(path, headers=partner.headers()) for _ in range(2)]
    put_off = partner.get("/campaigns/FIBRE/export")
    assert (put_off.status_code, put_off.headers["Retry-After"]) == (503, "1")
    being_read[0].close()
    assert len(columns(partner)) == 1
    assert being_read[1].data.count(b"\r\n") == 2
    for _ in range(3):
        assert partner.get("/campaigns/UNKNOWN/export").status_code == 404
        head = partner.client.head(path, headers=partner.headers())
        assert (head.status_code, head.data) == (200, b"")
        head.close()
        assert len(columns(partner)) == 1
