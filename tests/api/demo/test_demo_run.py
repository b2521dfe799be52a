"""The demo against the application behind a real web server: first run, second run, and what can go wrong."""

import doctest
import socket
import threading
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from api.demo import __main__ as demo
from api.demo import layout
from api.demo.client import Client, Refused, ServiceUnreachable
from api.demo.layout import WIDTH
from api.demo.posting import Judged, judge
from api.demo.sample import Dialogue, campaigns, dialogues
from api.demo.table import table
from api.wiring import services
from tests.api.conftest import PASSWORD

pytestmark = pytest.mark.slow

Environ = dict[str, str]


@pytest.fixture
def url(app: Flask, rolled_back: None) -> Iterator[str]:
    """The address of a server whose work is rolled back with the test's: it runs in the test's context."""
    server = make_server("127.0.0.1", 0, app, threaded=False)
    thread = threading.Thread(target=copy_context().run, args=(server.serve_forever, 0.01))
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def environ(app: Flask, url: str, tmp_path: Path) -> Environ:
    """What `make demo` finds after `make run`."""
    with app.app_context():
        services().people.add_tenant("demo", "Demo tenant")
        services().people.add_user("demo", "demo", "admin", PASSWORD)
    lines = f"DEMO_TENANT_ID=demo\nDEMO_USERNAME=demo\nDEMO_PASSWORD={PASSWORD}\n"
    (tmp_path / "demo.env").write_text(lines, encoding="utf-8")
    return {"DATA_DIR": str(tmp_path), "DEMO_URL": url}


def a_client(environ: Environ) -> Client:
    client = Client(environ["DEMO_URL"])
    client.log_in(tenant_id="demo", username="demo", password=PASSWORD)
    return client


def say_nothing(what: str, detail: str) -> None: ...


def results(printed: str) -> str:
    """What is printed after the progress."""
    return printed.partition("Calls and scores")[2]


def test_a_first_and_a_second_run_print_the_same_results(environ: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(environ) == 0
    first = capsys.readouterr().out
    assert "Campaigns    7 created, 0 there already" in first
    assert "Posted       24 calls" in first
    assert demo.main(environ) == 0
    second = capsys.readouterr().out
    assert "Campaigns    0 created, 7 there already" in second
    assert "Read back    24 calls" in second
    assert "Posted" not in second
    assert results(second) == results(first)
    assert_readable(first)


def assert_readable(printed: str) -> None:
    lines = printed.splitlines()
    assert max(len(line) for line in lines) <= WIDTH
    assert not any(line.endswith(" ") for line in lines)
    assert "{" not in printed
    assert "None" not in printed
    for section in ("Calls and scores", "One report in full", "Strengths", "Areas for improvement", "Three questions"):
        assert section in printed
    for question in ("Q001", "Q002", "Q003", "Q004", "Q005", *demo.QUESTIONS):
        assert f"\n{question}  " in printed or f"\nQ     {question}" in printed
    for dialogue in dialogues():
        assert sum(line.startswith(f"{dialogue.id} ") for line in lines) == 1
    assert "* This corpus has no times." in printed


def test_the_evidence_in_print_is_in_the_dialogue_at_its_turn(environ: Environ) -> None:
    client = a_client(environ)
    demo.ensure_campaigns(client, campaigns(), say=say_nothing)
    shown = next(dialogue for dialogue in dialogues() if dialogue.campaign == demo.SHOWN_CAMPAIGN)
    (judged,) = judge(client, [shown], say=say_nothing)
    assert judged.report
    printed = " ".join(" ".join(demo.full_report(judged.report, "")).split())
    quoted = [each for metric in judged.report["quality_analysis"]["metrics"] for each in metric["evidence"]]
    assert quoted
    for each in quoted:
        assert each["quote"] in shown.turns[each["turn"]]["text"]
        assert f"{each['speaker']}: “{' '.join(each['quote'].split())}”" in printed


def test_calls_that_are_stored_already_are_not_posted_again(environ: Environ) -> None:
    client = a_client(environ)
    demo.ensure_campaigns(client, campaigns(), say=say_nothing)
    said: list[str] = []
    sample = dialogues()[:3]
    (before,) = judge(client, sample[1:2], say=say_nothing)
    after = judge(client, sample, say=lambda what, detail: said.append(f"{what}: {detail}"))
    assert [each.dialogue for each in after] == list(sample)
    assert after[1] == before
    assert said == ["Read back: 1 call that is stored already, with its report", "Posted: 2 calls"]


def test_a_call_without_a_report_is_in_the_table_with_the_reason() -> None:
    sample = dialogues()[:2]
    lines = table([Judged(dialogue, None, "The analysis failed.") for dialogue in sample], campaigns())
    for dialogue in sample:
        assert f"{dialogue.id:<28}  not analysed: The analysis failed." in lines


def test_there_is_no_report_to_show_where_no_donation_call_has_one() -> None:
    donation = [dialogue for dialogue in dialogues() if dialogue.campaign == demo.SHOWN_CAMPAIGN]
    assert demo.lowest([Judged(dialogue, None, "failed") for dialogue in donation]) is None


def test_faults_are_told_by_their_paths(environ: Environ) -> None:
    client = a_client(environ)
    silent = Dialogue(
        "star-1", "star", "NOBODY", {"chosen_as": "ordinary"}, ({"speaker": "bot", "timestamp": 0, "text": "Hi"},)
    )
    with pytest.raises(Refused, match=r"(?s)400 Validation error.*transcription\[0\].campaign_id: "):
        judge(client, [silent], say=say_nothing)


def test_a_wrong_password_is_told(environ: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main({**environ, "DEMO_PASSWORD": "wrong-horse-battery-staple"}) == 1
    said = capsys.readouterr().err
    assert "401 Invalid credentials" in said
    assert "DATA_DIR" in said


def test_a_service_that_is_down_is_told_with_how_to_start_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:  # bound but not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        (tmp_path / "demo.env").write_text("DEMO_TENANT_ID=demo\nDEMO_USERNAME=demo\nDEMO_PASSWORD=secret\n")
        environ = {"DATA_DIR": str(tmp_path), "PORT": str(taken.getsockname()[1])}
        assert demo.main(environ) == 1
    said = capsys.readouterr().err
    assert f"http://localhost:{environ['PORT']} (Connection refused)" in said
    assert "`make run`" in said
    assert "Traceback" not in said


def test_missing_credentials_are_told_with_where_they_would_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main({"DATA_DIR": str(tmp_path)}) == 1
    said = capsys.readouterr().err
    assert "DEMO_PASSWORD" in said
    assert str(tmp_path / "demo.env") in said


@pytest.mark.parametrize("address", ["ftp://example.org", "file:///etc/passwd", "http://", "http://localhost:abc"])
def test_an_address_that_is_none_of_a_service_is_told(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main({"DEMO_URL": address}) == 1
    assert "set DEMO_URL or PORT" in capsys.readouterr().err


def test_an_answer_that_is_none_of_the_service_is_told(url: str) -> None:
    with pytest.raises(ServiceUnreachable, match="something else answers there"):  # a page, no JSON
        Client(f"{url}/swagger/?").find("campaigns")


def test_the_examples_of_the_layout_hold() -> None:
    tried = doctest.testmod(layout)
    assert tried.attempted > 0
    assert tried.failed == 0
