"""The command line of moving calls, on the run's database."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from core.jobs import CALLS_AT_ONCE
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.usefixtures("campaign")


@pytest.fixture
def campaign(partner: Partner) -> str:
    return partner.create_campaign(code="FIBRE")


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def bring(app: Flask, source: Path, *options: str) -> Result:
    return run(app, "import", "--tenant", "acme", *options, source)


def take(app: Flask, *options: str | Path, campaign: str = "FIBRE") -> Result:
    return run(app, "export", "--tenant", "acme", "--campaign", campaign, *options)


def a_file(folder: Path, *lines: Any, name: str = "calls.ndjson") -> Path:
    """Write lines, those that are no text as JSON."""
    path = folder / name
    path.write_text(as_lines(lines), encoding="utf-8")
    return path


def as_lines(lines: Iterable[Any]) -> str:
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)


def some_calls(number: int) -> list[dict[str, Any]]:
    return [a_transcription(f"call-{n}", timestamp=f"2024-03-01T09:{n:02}:00Z") for n in range(number)]


def stored(partner: Partner) -> list[str]:
    answer = partner.get("/campaigns/FIBRE/export?format=ndjson")
    return [json.loads(line)["call_id"] for line in answer.data.splitlines()]


def test_the_calls_of_a_file_are_stored_with_their_reports(app: Flask, partner: Partner, tmp_path: Path) -> None:
    number = CALLS_AT_ONCE + 2
    result = bring(app, a_file(tmp_path, *some_calls(number)))
    assert (result.exit_code, result.stdout, result.stderr) == (
        0, f"{number} calls stored, 0 known already, 0 at fault.\n", "",
    )  # fmt: skip
    assert stored(partner) == [f"call-{n}" for n in range(number)]
    imported = partner.get(f"/conversations/call-{number - 1}/report").get_json()
    partner.process(a_transcription("posted"))
    posted = partner.get("/conversations/posted/report").get_json()
    assert imported["quality_analysis"] == posted["quality_analysis"]


def test_the_same_command_goes_on_where_it_was_interrupted(app: Flask, partner: Partner, tmp_path: Path) -> None:
    calls = some_calls(5)
    bring(app, a_file(tmp_path, *calls[:2]))
    changed = {**calls[0], "bot_name": "another"}
    result = bring(app, a_file(tmp_path, changed, *calls[1:]))
    assert (result.exit_code, result.stdout) == (0, "3 calls stored, 2 known already, 0 at fault.\n")
    assert stored(partner) == [f"call-{n}" for n in range(5)]
    assert partner.get("/conversations/call-0").get_json()["bot_name"] == "Ava"


def test_a_call_that_comes_twice_is_stored_once(app: Flask, partner: Partner, tmp_path: Path) -> None:
    (call,) = some_calls(1)
    result = bring(app, a_file(tmp_path, call, call))
    assert (result.exit_code, result.stdout) == (0, "1 call stored, 1 known already, 0 at fault.\n")
    assert stored(partner) == ["call-0"]


@pytest.mark.parametrize("name", ["calls.ndjson.gz", "calls.ndjson"])
def test_a_gzipped_file_is_known_by_what_is_in_it(app: Flask, partner: Partner, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(as_lines(some_calls(3)).encode()))
    assert bring(app, path).stdout == "3 calls stored, 0 known already, 0 at fault.\n"
    assert stored(partner) == ["call-0", "call-1", "call-2"]


def test_lines_at_fault_are_told_and_the_others_stored(app: Flask, partner: Partner, tmp_path: Path) -> None:
    partner.create_campaign(code="OLD")
    partner.patch("/campaigns/OLD", {"status": "archived"})
    lines = [
        *some_calls(2),
        "",
        "{ not json",
        a_transcription("call-9", duration_seconds=-1, conversation=[]),
        "[]",
        a_transcription("call-8", "UNKNOWN"),
        a_transcription("call-7", "OLD"),
        '{"call_id": "a", "call_id": "b"}',
        a_transcription("call-6", timestamp="2024-03-01T10:00:00Z"),
    ]
    result = bring(app, a_file(tmp_path, *lines))
    assert result.exit_code == 1
    assert result.stdout == "3 calls stored, 0 known already, 6 at fault.\n"
    assert stored(partner) == ["call-0", "call-1", "call-6"]
    told = result.stderr.splitlines()
    assert "line[4] is not JSON: column 3" in told
    assert "line[5].duration_seconds must be at least 0" in told
    assert "line[5].conversation must not be empty" in told
    assert "line[6] must be an object" in told
    assert "line[7].campaign_id is not a campaign of this tenant" in told
    assert "line[8].campaign_id is an archived campaign, which takes no new calls" in told
    assert any(each.startswith("line[9] ") and "gives a key twice" in each for each in told)


def test_all_calls_can_be_put_into_one_campaign(app: Flask, partner: Partner, tmp_path: Path) -> None:
    without = {name: value for name, value in a_transcription("call-1").items() if name != "campaign_id"}
    source = a_file(tmp_path, a_transcription("call-0", "UNKNOWN"), without)
    assert bring(app, source, "--campaign", "FIBRE").stdout == "2 calls stored, 0 known already, 0 at fault.\n"
    assert stored(partner) == ["call-0", "call-1"]


def test_of_a_damaged_file_is_stored_what_can_be_read(app: Flask, partner: Partner, tmp_path: Path) -> None:
    path = tmp_path / "calls.gz"
    padded = [{**call, "metadata": {"note": str(n) * 20000}} for n, call in enumerate(some_calls(4))]
    whole = gzip.compress(as_lines(padded).encode(), compresslevel=0)
    path.write_bytes(whole[: len(whole) * 5 // 8])
    result = bring(app, path)
    assert result.exit_code == 1
    assert result.stdout == "2 calls stored, 0 known already, 0 at fault.\n"
    assert "cannot be read after line 2" in result.stderr
    assert stored(partner) == ["call-0", "call-1"]
    path.write_bytes(whole)
    assert bring(app, path).stdout == "2 calls stored, 2 known already, 0 at fault.\n"


def test_what_does_not_exist_is_named(app: Flask, tmp_path: Path) -> None:
    source = a_file(tmp_path, *some_calls(1))
    nobody = run(app, "import", "--tenant", "nobody", source)
    assert (nobody.exit_code, nobody.stderr) == (1, "Error: There is no such tenant.\n")
    nowhere = bring(app, source, "--campaign", "NOWHERE")
    assert (nowhere.exit_code, nowhere.stderr) == (1, "Error: There is no such campaign.\n")
    assert bring(app, tmp_path / "none").exit_code == 2
    assert take(app, campaign="NOWHERE").stderr == "Error: There is no such campaign.\n"
    assert take(app, "--output", tmp_path / "none" / "calls.csv").exit_code == 1


@pytest.mark.parametrize("written_as", ["csv", "ndjson"])
def test_an_export_is_what_the_service_gives(app: Flask, partner: Partner, tmp_path: Path, written_as: str) -> None:
    bring(app, a_file(tmp_path, *some_calls(3)))
    given = partner.get(f"/campaigns/FIBRE/export?format={written_as}").data
    shown = take(app, "--format", written_as)
    assert (shown.exit_code, shown.stdout_bytes, shown.stderr) == (0, given, "")
    output = tmp_path / f"out.{written_as}"
    written = take(app, "--format", written_as, "--output", output)
    assert (written.exit_code, written.stdout, output.read_bytes()) == (0, "", given)
    assert {path.name for path in tmp_path.iterdir()} == {"calls.ndjson", output.name}


def test_an_export_is_of_the_calls_between_two_times(app: Flask, tmp_path: Path) -> None:
    bring(app, a_file(tmp_path, *some_calls(4)))
    times = ("--from", "2024-03-01T10:01:00+01:00", "--to", "2024-03-01T09:03:00Z")
    some = take(app, "--format", "ndjson", *times)
    assert [json.loads(line)["call_id"] for line in some.stdout.splitlines()] == ["call-1", "call-2"]
    assert take(app, "--from", "yesterday").exit_code == 2
