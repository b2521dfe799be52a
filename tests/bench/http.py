"""What HTTP costs: one POST of a 60-turn call, validated or not, with nothing behind it.

http_floors, http_ways and http_peer say what each way is. Each is one process with one thread, asked over one
connection that stays open. Counted is its processor time, from the kernel: who asks, and whoever else is at work on
the machine, is not in it. The ways take turns.
"""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.bench.figures import Figure, Scale, at_least, interleaved, quotients
from tests.bench.http_bodies import an_answer, an_invalid_body, bodies
from tests.bench.http_floors import ANSWER, PATH
from tests.bench.http_ways import token_for
from tests.bench.results import PROJECT

PEERS = PROJECT / ".venv-peers" / "bin"
PATIENCE_S = 60.0
# How Linux names the clock of a process (clock_getcpuclockid(3)), which Python has no function for.
CPUCLOCK_SCHED = 2
PEER = "http_peer:app"
# By what figures call them: how a process serves it, and whether it checks what it is sent.
WAYS = {
    "raw WSGI": ("http_floors:raw()", False),
    "Flask, unvalidated": ("http_floors:flask()", False),
    "Flask-RESTX, stock validation": ("http_ways:stock()", True),
    "FastAPI": (PEER, True),
    "contract": ("http_ways:contract()", True),
    "whole service": ("http_ways:service()", True),
}


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves one way, and what it is asked."""

    process: subprocess.Popen[bytes]
    address: tuple[str, int]
    requests: Sequence[bytes]

    def rate(self, seconds: float) -> float:
        """Return requests per second of processor time, asking for about so many seconds of it."""
        with socket.create_connection(self.address, timeout=PATIENCE_S) as connection:
            began_s, asked = self.processor_s(), 0
            while (spent_s := self.processor_s() - began_s) < seconds:
                for request in self.requests:
                    status, body = _ask(connection, request)
                    assert status == 200, body
                    assert body, "an empty answer"
                asked += len(self.requests)
        return asked / spent_s

    def ask(self, request: bytes) -> tuple[int, Any]:
        """Ask once on a connection of its own; return the status and what was answered."""
        with socket.create_connection(self.address, timeout=PATIENCE_S) as connection:
            status, body = _ask(connection, request)
        return status, orjson.loads(body)

    def processor_s(self) -> float:
        """Return the processor time of all threads of the process, those that have ended included."""
        return time.clock_gettime((~self.process.pid << 3) | CPUCLOCK_SCHED)


def measure(scale: Scale) -> Iterator[Figure]:
    """Ask every way in turn, and hold the validated ones against the floors."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        answer = an_answer()
        (Path(folder) / "answer.json").write_bytes(orjson.dumps(answer))
        environment = _environment(Path(folder))
        token = token_for(environment)
        servers = {name: running.enter_context(_serving(way, environment, token)) for name, (way, _) in WAYS.items()}
        for name, (_, validates) in WAYS.items():
            _check(name, servers[name], validates, _request(an_invalid_body(), token), answer)
        seconds = 0.1 if scale.short else 1.0
        rates = interleaved(
            {name: lambda each=each: each.rate(seconds) for name, each in servers.items()}, scale.rounds
        )
    for name, found in rates.items():
        yield Figure("http", name, "requests/s of one core", found, more_is_better=True)
    yield from _ratios(rates)


def _check(name: str, server: Server, validates: bool, invalid: bytes, answer: Mapping[str, Any]) -> None:
    """Raise AssertionError unless a way answers what all answer, and refuses a faulty call where it validates."""
    status, given = server.ask(server.requests[0])
    reports = [each["results"][0]["result"]["summary_insights"] for each in (given, answer)]
    assert (status, reports[0]) == (200, reports[1]), (name, status, given)
    if validates:
        status, given = server.ask(invalid)
        assert 400 <= status < 500, (name, status, given)


def _ratios(rates: Mapping[str, tuple[float, ...]]) -> Iterator[Figure]:
    goals = {
        "Flask-RESTX, stock validation": at_least(10),
        "Flask, unvalidated": at_least(0.8),
        "FastAPI": at_least(1.1),
    }
    for floor, goal in goals.items():
        yield Figure("http", f"contract / {floor}", "×", quotients(rates["contract"], rates[floor]), goal)
    for floor in goals:
        found = quotients(rates["whole service"], rates[floor])
        yield Figure("http", f"whole service / {floor}", "×", found, more_is_better=True)
    for name in WAYS:
        if name != "raw WSGI":
            yield Figure(
                "http", f"{name} / raw WSGI", "×", quotients(rates[name], rates["raw WSGI"]), more_is_better=True
            )


@contextlib.contextmanager
def _serving(way: str, environment: Mapping[str, str], token: str) -> Iterator[Server]:
    """Run one way, and have a connection to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = probe.getsockname()
    log = Path(environment["DATA_DIR"]) / f"{way.partition(':')[2]}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(_command(way, address[1]), cwd=PROJECT, env=environment, stdout=out, stderr=out)
    try:
        _wait_until_listening(process, address, log)
        yield Server(process, address, [_request(body, token) for body in bodies(25)])
    finally:
        process.kill()
        process.wait()


def _command(way: str, port: int) -> list[str]:
    if way == PEER:
        options = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--timeout-keep-alive", "60"]
        return [str(PEERS / "python"), "-m", "uvicorn", f"tests.bench.{way}", *options]
    uwsgi = Path(sysconfig.get_path("scripts")) / "uwsgi"
    options = ["--module", f"tests.bench.{way}", "--need-app", "--disable-logging", "--single-interpreter"]
    options += [
        "--http11-socket",
        f"127.0.0.1:{port}",
        "--post-buffering",
        "8192",
        "--buffer-size",
        "32768",
        "--socket-timeout",
        "60",
    ]
    return [sys.executable, str(uwsgi), *options]


def _environment(folder: Path) -> dict[str, str]:
    """Return how the service is set up: as `make run` does it, but for limits that would end the measuring."""
    (folder / "metrics").mkdir()
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": sysconfig.get_path("platlib"),
        ANSWER: str(folder / "answer.json"),
        "DATA_DIR": str(folder),
        "JWT_SECRET_KEY": secrets.token_urlsafe(48),
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
        "RATE_LIMIT_TENANT": "1000000",
    }


def _request(body: bytes, token: str) -> bytes:
    lines = (
        f"POST {PATH} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Authorization: Bearer {token}",
        "Accept: application/json",
        "User-Agent: bench",
    )
    return "\r\n".join([*lines, "", ""]).encode() + body


def _ask(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    """Send one request; return the status and the body, which has to come with its length."""
    connection.sendall(request)
    got = b""
    while b"\r\n\r\n" not in got:
        got += _received(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += _received(connection)
    return int(head.split(b" ", 2)[1]), body


def _received(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    assert part, "the server has closed the connection"
    return part


def _wait_until_listening(process: subprocess.Popen[bytes], address: tuple[str, int], log: Path) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline_s:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(address):
            return
        time.sleep(0.05)
    raise RuntimeError(
        f"{process.args!r} does not listen:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
    )
