"""What becomes of a message at receivers of all kinds, and that none reaches where only this machine can."""

import ipaddress
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from api.webhook_delivery import HttpPost, addresses_of
from core.webhooks import Attempt, Message
from tests.api.receiver import (
    Behaviour,
    Exchange,
    Receiver,
    answers,
    drips_body,
    drips_headers,
    hangs,
    hangs_up,
    receiving,
    redirects_to,
    speaks_no_http,
)
from tests.core.test_webhook_addresses import PRIVATE

pytestmark = pytest.mark.slow  # servers of its own

NOW = datetime(2024, 3, 1, 10, 0, tzinfo=UTC)
BODY = '{"type":"job.completed","data":{"n":"ü"}}'.encode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def a_message(url: str) -> Message:
    return Message(url, {"Content-Type": "application/json", "webhook-id": "id-1"}, BODY)


def post(receiver: Receiver, *behaviours: Behaviour, deadline_s: float = 15) -> Attempt:
    receiver.script[:] = behaviours or [answers(204)]
    return HttpPost(lambda: NOW, frozenset({receiver.host}), deadline_s=deadline_s)(a_message(receiver.url))


def test_a_message_arrives_as_it_is(receiver: Receiver) -> None:
    attempt = post(receiver)
    assert (attempt.at, attempt.status, attempt.error) == (NOW, 204, None)
    assert attempt.succeeded
    (received,) = receiver.received
    assert (received.path, received.body) == ("/hooks?of=calls", BODY)
    assert received.headers["host"] == f"127.0.0.1:{receiver.server_port}"
    assert received.headers["webhook-id"] == "id-1"
    assert received.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [200, 201, 299, 400, 404, 410, 429, 500, 503])
def test_an_answer_is_noted_by_its_status(receiver: Receiver, status: int) -> None:
    attempt = post(receiver, answers(status, b"words that nobody reads"))
    assert (attempt.status, attempt.error, attempt.succeeded) == (status, None, status < 300)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    with receiving() as elsewhere:
        attempt = post(receiver, redirects_to(elsewhere.url, status))
        assert elsewhere.received == []
    assert (attempt.status, attempt.error, attempt.succeeded) == (status, "redirect", False)


@pytest.mark.parametrize("behaviour", [hangs, drips_headers])
def test_a_receiver_that_does_not_come_to_the_point_is_left_at_the_deadline(
    receiver: Receiver, behaviour: Behaviour
) -> None:
    attempt = post(receiver, behaviour, deadline_s=0.3)
    assert (attempt.status, attempt.error) == (None, "timeout")
    assert attempt.latency_ms >= 300


def test_of_an_answer_no_more_is_waited_for_than_its_status(receiver: Receiver) -> None:
    attempt = post(receiver, drips_body)
    assert (attempt.status, attempt.error) == (200, None)


@pytest.mark.parametrize("behaviour", [hangs_up, speaks_no_http])
def test_what_is_no_answer_is_none(receiver: Receiver, behaviour: Behaviour) -> None:
    attempt = post(receiver, behaviour)
    assert (attempt.status, attempt.error) == (None, "protocol_error")


def test_where_nobody_listens_the_connection_fails() -> None:
    with receiving() as gone:
        host = gone.host
    attempt = HttpPost(lambda: NOW, frozenset({host}))(a_message(f"http://127.0.0.1:{host[1]}/"))
    assert (attempt.status, attempt.error) == (None, "connection_failed")


def test_a_name_that_nobody_knows_is_said_to_be_unknown() -> None:
    def knows_nothing(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    attempt = HttpPost(lambda: NOW, resolve=knows_nothing)(a_message("https://hooks.example.com/"))
    assert (attempt.status, attempt.error) == (None, "name_unknown")


def test_a_lookup_that_hangs_is_left_at_the_deadline() -> None:
    answered = threading.Event()

    def hangs_too(host: str, port: int) -> list[str]:
        answered.wait(60)
        return ["127.0.0.1"]

    attempt = HttpPost(lambda: NOW, resolve=hangs_too, deadline_s=0.2)(a_message("https://hooks.example.com/"))
    answered.set()
    assert (attempt.status, attempt.error) == (None, "timeout")


def test_proxies_of_the_environment_are_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        assert post(receiver).succeeded
        assert proxy.received == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of hooks.example.com, which is its own authority."""
    folder = tmp_path_factory.mktemp("tls")
    made, name = folder / "both.pem", "hooks.example.com"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    options = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2", "-subj", f"/CN={name}"]
    extension = ["-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run([*command, *options, *extension], check=True, capture_output=True)
    made.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return made


@pytest.fixture
def tls_receiver(receiver: Receiver, certificate: Path) -> Receiver:
    """A receiver that speaks TLS, with the names that it was called by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    return receiver


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("hooks.example.com", (204, None)), ("other.example.com", (None, "tls_failed"))],
)
def test_the_certificate_must_be_of_the_name_though_the_address_is_connected_to(
    tls_receiver: Receiver, certificate: Path, name: str, outcome: tuple[int | None, str | None]
) -> None:
    port = tls_receiver.server_port
    send = HttpPost(
        lambda: NOW,
        frozenset({(name, port)}),
        resolve=lambda host, port: ["127.0.0.1"],
        tls=ssl.create_default_context(cafile=str(certificate)),
    )
    attempt = send(a_message(f"https://{name}:{port}/"))
    assert (attempt.status, attempt.error) == outcome
    assert [received.headers["host"] for received in tls_receiver.received] == (
        [f"{name}:{port}"] if outcome[0] else []
    )


def test_a_certificate_of_nobody_we_know_is_refused(tls_receiver: Receiver) -> None:
    port = tls_receiver.server_port
    names = frozenset({("hooks.example.com", port)})
    send = HttpPost(lambda: NOW, names, resolve=lambda host, port: ["127.0.0.1"])
    attempt = send(a_message(f"https://hooks.example.com:{port}/"))
    assert (attempt.status, attempt.error) == (None, "tls_failed")


class Canary(ThreadingHTTPServer):
    """What must never be reached: every connection is noted, whatever is said on it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 80), Exchange)
        self.visits = 0

    def get_request(self) -> object:  # type: ignore[override]
        self.visits += 1
        return super().get_request()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A server where webhooks' http leads, on this machine's own address."""
    try:
        canary = Canary()
    except PermissionError:
        pytest.skip("port 80 is not ours to listen on")
    thread = threading.Thread(target=canary.serve_forever, args=(0.01,))
    thread.start()
    yield canary
    canary.shutdown()
    thread.join()
    canary.server_close()


_connects: list[Any] | None = None


def _note_connect(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _connects is not None:
        _connects.append(arguments[1])
        raise ConnectionRefusedError("nothing leaves this machine in a test")


sys.addaudithook(_note_connect)


@pytest.fixture
def connects() -> Iterator[list[Any]]:
    """Where connections would have been made to; none is."""
    global _connects
    _connects = []
    yield _connects
    _connects = None


def test_nothing_on_this_machine_is_reached_by_any_notation(canary: Canary) -> None:
    send = HttpPost(lambda: NOW)
    attempts = {url: send(a_message(url)) for url in PRIVATE}
    assert {url: attempt.error for url, attempt in attempts.items() if attempt.error != "address_refused"} == {}
    assert canary.visits == 0


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["::ffff:127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["fe80::1%1"],
        ["0.0.0.0"],
        ["64:ff9b::7f00:1"],
    ],
)
def test_a_name_of_which_one_address_is_private_is_refused(canary: Canary, addresses: list[str]) -> None:
    attempt = HttpPost(lambda: NOW, resolve=lambda host, port: addresses)(a_message("http://hooks.example.com/"))
    assert (attempt.status, attempt.error) == (None, "address_refused")
    assert canary.visits == 0


def test_a_name_that_the_systems_resolver_gives_this_machine_is_refused(canary: Canary) -> None:
    assert all(ipaddress.ip_address(each).is_loopback for each in addresses_of("localhost", 80))
    send = HttpPost(lambda: NOW, resolve=lambda host, port: addresses_of("localhost", port))
    assert send(a_message("http://hooks.example.com/")).error == "address_refused"
    assert canary.visits == 0


def test_a_name_is_looked_up_once_so_that_it_cannot_mean_something_else_a_moment_later(
    canary: Canary, connects: list[Any]
) -> None:
    replies = [["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]]

    def changes_its_mind(host: str, port: int) -> list[str]:
        return replies.pop(0)

    send = HttpPost(lambda: NOW, resolve=changes_its_mind)
    attempt = send(a_message("http://hooks.example.com/"))
    assert (attempt.status, attempt.error) == (None, "connection_failed")
    assert connects == [("8.8.8.8", 80)]
    assert len(replies) == 2
    assert canary.visits == 0


def test_the_next_address_is_tried_where_one_cannot_be_connected_to(connects: list[Any]) -> None:
    addresses = ["2606:4700::1111", "8.8.8.8", "1.1.1.1"]
    attempt = HttpPost(lambda: NOW, resolve=lambda host, port: addresses)(a_message("https://hooks.example.com/"))
    assert (attempt.status, attempt.error) == (None, "connection_failed")
    assert [address[:2] for address in connects] == [(address, 443) for address in addresses]
