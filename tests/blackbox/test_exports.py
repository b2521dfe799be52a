"""Calls brought in and taken away beside a running service: over HTTP, through pipes, and before a terminal."""

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.partner import a_transcription
from tests.blackbox.conftest import PROJECT, Service, new_id
from tests.blackbox.copies import copy_call
from tests.blackbox.memory import growing

pytestmark = pytest.mark.slow

CALLS = 4000


@pytest.fixture(scope="module")
def campaign(running_service: Service) -> str:
    code = new_id("CODE")
    assert running_service.post("/campaigns", {"name": "Taken away", "code": code}).status == 201
    return code


def lines(campaign: str, number: int) -> bytes:
    return b"".join(json.dumps(a_transcription(new_id(), campaign)).encode() + b"\n" for _ in range(number))


def command(service: Service, *words: str, **options: Any) -> Any:
    environment = {**os.environ, "DATA_DIR": str(service.data_dir), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=PROJECT, env=environment, timeout=120, check=True, **options,
    )  # fmt: skip


def test_an_export_comes_whole_and_takes_little_memory(service: Service, campaign: str) -> None:
    call_id = new_id()
    call = a_transcription(call_id, campaign)
    assert service.post("/conversations/process", {"transcription": [call]}).status == 200
    path = f"/campaigns/{campaign}/export?format=ndjson"
    for _ in range(8):  # each process has exported something before
        assert len(service.get(path).body.splitlines()) == 1
    copy_call(service, call_id, CALLS - 1)
    with growing(service) as growth:
        answer = service.get(path)
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert len({json.loads(line)["call_id"] for line in answer.body.splitlines()}) == CALLS
    assert growth.mebibytes < 32


def test_a_client_that_knows_no_framing_gets_the_rows_alone(service: Service, campaign: str) -> None:
    head = f"GET /api/v1/campaigns/{campaign}/export HTTP/1.0\r\nAuthorization: Bearer {service.token}\r\n\r\n"
    with service.connect() as connection:
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    status, body = answer.split(b"\r\n", 1)[0], answer.partition(b"\r\n\r\n")[2]
    assert status.endswith(b" 200 OK")
    assert b"Transfer-Encoding" not in answer
    assert body.startswith(b"\xef\xbb\xbfcall_id,")
    assert body.endswith(b"\r\n")


def test_calls_come_in_through_a_pipe_and_no_bar_goes_out(service: Service, campaign: str) -> None:
    piped = gzip.compress(lines(campaign, 3))
    done = command(service, "import", "--tenant", "demo", "-", input=piped, capture_output=True)
    assert (done.stdout, done.stderr) == (b"3 calls stored, 0 known already, 0 at fault.\n", b"")


@pytest.mark.parametrize("direction", ["import", "export"])
def test_a_terminal_sees_how_far_it_is(service: Service, campaign: str, tmp_path: Path, direction: str) -> None:
    source, output = tmp_path / "calls.ndjson", tmp_path / "calls.csv"
    source.write_bytes(lines(campaign, 3))
    words = {
        "import": ("import", "--tenant", "demo", str(source)),
        "export": ("export", "--tenant", "demo", "--campaign", campaign, "--output", str(output)),
    }
    ours, theirs = pty.openpty()
    done = command(service, *words[direction], stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = os.read(ours, 65536)
    os.close(ours)
    assert f"{direction.capitalize()}ing".encode() in shown
    assert b"100%" in shown
    assert b"%" not in done.stdout
