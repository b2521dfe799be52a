"""The command line takes documents of other platforms, in whatever files they come."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from api.documents import MAX_DOCUMENT_BYTES
from api.launcher_uwsgi import PROJECT
from tests.api.partner import Partner
from tests.converters.samples import SAMPLES, document, expected

pytestmark = pytest.mark.usefixtures("campaign")

FIBRE = "vapi/fibre-upgrade.json"
SOLAR = "retell/solar-refusal.json"


@pytest.fixture
def campaign(partner: Partner) -> str:
    return partner.create_campaign(code="FIBRE")


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def bring(app: Flask, written_as: str, *arguments: str | Path) -> Result:
    fixed = ("import", "--tenant", "acme", "--campaign", "FIBRE", "--from", written_as)
    return run(app, *fixed, *arguments)


def numbered(number: int) -> list[dict[str, Any]]:
    """Return Retell's documents of as many calls."""
    documents = []
    for n in range(number):
        told = document(SOLAR)
        told["call"]["call_id"] = f"call-{n}"
        documents.append(told)
    return documents


def stored(partner: Partner) -> list[str]:
    answer = partner.get("/campaigns/FIBRE/export?format=ndjson")
    return sorted(json.loads(line)["call_id"] for line in answer.data.splitlines())


@pytest.mark.parametrize(
    ("name", "options"),
    [
        (FIBRE, []),
        (SOLAR, []),
        ("amazon-transcribe/credit-card.json", ["--bot-speaker", "spk_0", "--started-at", "2024-03-05T16:00:00+01:00"]),
        ("contact-lens/insurance-renewal.json", ["--started-at", "2024-03-05T15:00:00Z"]),
        ("deepgram/mobile-plan.json", ["--bot-speaker", "0", "--started-at", "2024-03-05T15:00:00Z"]),
        ("twilio/gym-membership.json", []),
    ],
)
def test_a_document_of_each_platform_is_stored_with_its_report(
    app: Flask, partner: Partner, name: str, options: list[str]
) -> None:
    bot_name = [] if name in (FIBRE, SOLAR) else ["--bot-name", "Aria"]
    result = bring(app, name.partition("/")[0], *options, *bot_name, SAMPLES / name)
    assert (result.stdout, result.stderr) == ("1 call stored, 0 known already, 0 at fault.\n", "")
    told = expected(name)
    call = partner.get(f"/conversations/{told['call_id']}").get_json()
    assert {field: call[field] for field in ("timestamp", "duration_seconds", "bot_name", "metadata")} == {
        field: told[field] for field in ("timestamp", "duration_seconds", "bot_name", "metadata")
    }
    turns = [(turn["speaker"], turn["timestamp"], turn["text"]) for turn in call["turns"]]
    assert turns == [(turn["speaker"], turn["timestamp"], turn["text"]) for turn in told["conversation"]]
    assert partner.get(f"/conversations/{told['call_id']}/report").status_code == 200


def test_the_reports_are_true_of_a_customer_who_agrees_and_of_one_who_refuses(app: Flask, partner: Partner) -> None:
    partner.create_campaign(code="SOLAR", offer="A rooftop solar system with a county subsidy of forty percent.")
    answers = {}
    for name, campaign in ((FIBRE, "FIBRE"), (SOLAR, "SOLAR")):
        bring(app, name.partition("/")[0], "--campaign", campaign, SAMPLES / name)
        report = partner.get(f"/conversations/{expected(name)['call_id']}/report").get_json()
        metrics = {metric["question_id"]: metric["answer"] for metric in report["quality_analysis"]["metrics"]}
        answers[name] = (metrics["Q002"], metrics["Q005"])
    assert answers == {FIBRE: ("Positive", "Interested"), SOLAR: ("Negative", "Not interested")}


def test_one_document_a_list_and_one_a_line_come_to_the_same(app: Flask, partner: Partner, tmp_path: Path) -> None:
    told = numbered(4)
    (tmp_path / "one.json").write_text(json.dumps(told[0], indent=1))
    (tmp_path / "list.json").write_text(json.dumps(told[1:3], indent=1))
    (tmp_path / "lines.ndjson.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, told)).encode()))
    paths = [tmp_path / name for name in ("one.json", "list.json", "lines.ndjson.gz")]
    assert bring(app, "retell", *paths).stdout == "4 calls stored, 3 known already, 0 at fault.\n"
    assert stored(partner) == [f"call-{n}" for n in range(4)]


def test_a_folder_is_taken_whole_and_again_without_harm(app: Flask, partner: Partner, tmp_path: Path) -> None:
    for n, told in enumerate(numbered(3)):
        (tmp_path / f"{n}.json").write_text(json.dumps(told))
    (tmp_path / "README.txt").write_text("no call")
    (tmp_path / ".3.json").write_text("half written")
    assert bring(app, "retell", tmp_path).stdout == "3 calls stored, 0 known already, 0 at fault.\n"
    assert bring(app, "retell", tmp_path).stdout == "0 calls stored, 3 known already, 0 at fault.\n"
    (tmp_path / "none").mkdir()
    assert "no .json" in bring(app, "retell", tmp_path / "none").stderr


def test_faults_are_told_with_their_file_and_place_and_the_others_stored(
    app: Flask, partner: Partner, tmp_path: Path
) -> None:
    good, wrong, empty = numbered(3)
    wrong["call"]["transcript_object"][1]["words"][0]["start"] = "soon"
    empty["call"]["transcript_object"] = []
    (tmp_path / "a.json").write_text("{ not\n json")
    (tmp_path / "b.json").write_text(json.dumps(wrong, indent=1))
    (tmp_path / "c.json").write_text(json.dumps([good, empty], indent=1))
    (tmp_path / "d.ndjson").write_text("".join(json.dumps(each) + "\n" for each in (good, "{", 7, wrong)))
    (tmp_path / "d2.ndjson").write_text("{ not json\n" + json.dumps(good) + "\n")
    (tmp_path / "e.json.gz").write_bytes(gzip.compress(json.dumps(good).encode())[:-20])
    (tmp_path / "f.json").write_text(" \n")
    (tmp_path / "g.json").write_text("[\n" + f'"{"x" * MAX_DOCUMENT_BYTES}"' + "\n]")
    result = bring(app, "retell", tmp_path)
    assert result.exit_code == 1
    assert stored(partner) == ["call-0"]
    told = result.stderr.replace(f"{tmp_path}/", "")
    assert "a.json is not JSON: line 1, column 3\n" in told
    assert "b.json: call.transcript_object[1].words[0].start must be a number\n" in told
    assert "c.json: [1].call.transcript_object has nothing that was said\n" in told
    assert "d.ndjson: line[2] must be an object\n" in told
    assert "d.ndjson: line[3] must be an object\n" in told
    assert "d.ndjson: line[4].call.transcript_object[1].words[0].start must be a number\n" in told
    assert "d2.ndjson: line[1] is not JSON: column 3\n" in told
    assert "e.json.gz is damaged: " in told
    assert "f.json is empty\n" in told
    assert f"g.json must have at most {MAX_DOCUMENT_BYTES} bytes" in told
    assert result.stdout == "1 call stored, 2 known already, 10 at fault.\n"


def test_a_bad_first_line_keeps_none_of_a_large_file(app: Flask, partner: Partner, tmp_path: Path) -> None:
    (good,) = numbered(1)
    large = json.dumps({"filling": "x" * MAX_DOCUMENT_BYTES})[: MAX_DOCUMENT_BYTES - 10] + "\n"
    (tmp_path / "a.ndjson").write_text("{ not json\n" + json.dumps(good) + "\n" + large)
    result = bring(app, "retell", tmp_path)
    assert result.stdout == "1 call stored, 0 known already, 2 at fault.\n"
    assert stored(partner) == ["call-0"]


def test_faults_that_only_the_service_finds_have_their_file_too(app: Flask, tmp_path: Path) -> None:
    beside = {"campaign_id": "UNKNOWN", "document": document(SOLAR)}
    (tmp_path / "a.b.json").write_text(json.dumps(beside))
    result = run(app, "import", "--tenant", "acme", "--from", "retell", tmp_path / "a.b.json")
    assert result.stderr == f"{tmp_path}/a.b.json: campaign_id is not a campaign of this tenant\n"
    assert result.stdout == "0 calls stored, 0 known already, 1 at fault.\n"


def test_what_is_converted_can_be_posted(app: Flask, partner: Partner, tmp_path: Path) -> None:
    (tmp_path / "calls.json").write_text(json.dumps(numbered(2)))
    shutil.copy(SAMPLES / "retell/odd-transfer.json", tmp_path)
    result = run(app, "convert", "--campaign", "FIBRE", "--from", "retell", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert stored(partner) == []
    calls = [json.loads(line) for line in result.stdout.splitlines()]
    answer = partner.process(*calls)
    assert answer.status_code == 200, answer.text
    assert [call["call_id"] for call in calls] == ["call-0", "call-1", "call_00aa11bb22cc33dd44ee"]


def test_documents_that_cannot_be_converted_are_told_and_the_others_written(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").write_text(json.dumps(numbered(1)[0]) + "\n{}\n")
    result = run(app, "convert", "--campaign", "FIBRE", "--from", "retell", tmp_path / "calls.ndjson")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert f"{tmp_path}/calls.ndjson: line[2].transcript_object is required\n" in result.stderr


def test_options_of_other_platforms_need_one(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").write_text("")
    for options in (["--bot-name", "Ava"], ["--started-at", "created"], ["--with-numbers"]):
        result = run(app, "import", "--tenant", "acme", *options, tmp_path / "calls.ndjson")
        assert result.exit_code == 2
        assert "need --from" in result.stderr
    wrong = run(app, "convert", "--from", "retell", "--started-at", "yesterday", tmp_path / "calls.ndjson")
    assert wrong.exit_code == 2


def test_several_files_of_our_own_are_told_apart(app: Flask, partner: Partner, tmp_path: Path) -> None:
    call = {"campaign_id": "FIBRE", **expected(FIBRE)}
    (tmp_path / "a.ndjson").write_text(json.dumps(call) + "\n")
    (tmp_path / "b.ndjson").write_text("{}\n")
    result = run(app, "import", "--tenant", "acme", tmp_path / "a.ndjson", tmp_path / "b.ndjson")
    assert result.stdout == "1 call stored, 0 known already, 1 at fault.\n"
    assert f"{tmp_path}/b.ndjson: line[1].call_id is required" in result.stderr


def test_calls_are_converted_where_there_is_no_service(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.converters", "--campaign", "FIBRE", "--from", "vapi", SAMPLES / FIBRE],
        cwd=PROJECT, env={"PATH": os.environ["PATH"], "APP_ENV": "production", "DATA_DIR": str(tmp_path)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["campaign_id"] == "FIBRE"
    assert list(tmp_path.iterdir()) == []
