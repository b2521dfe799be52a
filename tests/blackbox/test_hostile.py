"""What only a real server shows: slow and rude clients, many at once, bodies that are bombs, a database that goes."""

import contextlib
import http.client
import json
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest

from tests.api.partner import BASE, a_transcription
from tests.blackbox.conftest import CAMPAIGN, Reply, Service, at_once, children_of, new_id, wait_until

pytestmark = pytest.mark.slow

PROCESS = f"{BASE}/conversations/process"
MANY = 20


def read_answer(client: socket.socket) -> bytes:
    """Read until the other side falls silent or hangs up."""
    client.settimeout(1)
    said = b""
    with contextlib.suppress(TimeoutError):
        while part := client.recv(65536):
            said += part
    return said


@contextlib.contextmanager
def dripping(service: Service, beginning: bytes, drop: bytes) -> Iterator[None]:
    """Have many clients begin a request, and go on with it one drop at a time."""
    clients = [service.connect() for _ in range(MANY)]
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(0.2):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.sendall(drop)

    for client in clients:
        client.sendall(beginning)
    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        for client in clients:
            client.close()


def assert_served_meanwhile(service: Service) -> None:
    for _ in range(5):
        assert service.ask("GET", f"{BASE}/campaigns", timeout_s=2).status == 200
        assert service.process(new_id()).status == 200
        time.sleep(0.2)


def test_a_pooled_client_keeps_its_connection_whatever_it_is_answered(service: Service) -> None:
    requests: list[tuple[str, str, bytes | None, int]] = [
        ("GET", f"{BASE}/campaigns", None, 200),
        ("HEAD", f"{BASE}/campaigns", None, 200),
        ("OPTIONS", f"{BASE}/campaigns", None, 200),
        ("GET", "/nothing/here", None, 404),
        ("DELETE", f"{BASE}/campaigns", None, 405),
        ("POST", PROCESS, b"[1,", 400),
        ("POST", f"{BASE}/nothing", b"x" * 50_000, 404),
    ]
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    with contextlib.closing(connection):
        connection.connect()
        first_socket = connection.sock
        for method, path, body, status in requests * 40:
            connection.request(method, path, body, service.headers())
            answer = connection.getresponse()
            answer.read()
            assert (method, path, answer.status) == (method, path, status)
        assert connection.sock is first_socket


def test_a_chunked_body_is_refused_and_said_to_need_a_length(service: Service) -> None:
    with service.connect() as client:
        client.sendall(service.head()[:-2] + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        said = read_answer(client)
    assert said.startswith(b"HTTP/1.1 411 ")
    assert b'"error":"Length Required"' in said


def test_many_slow_headers_keep_nobody_waiting(service: Service) -> None:
    with dripping(service, b"GET /healthz HTTP/1.1\r\nHost: test\r\n", b"X-More: 1\r\n"):
        assert_served_meanwhile(service)


def test_many_slow_bodies_keep_nobody_waiting(service: Service) -> None:
    with dripping(service, service.head(100_000), b" "):
        assert_served_meanwhile(service)


def test_a_slow_body_is_read_to_its_end(service: Service) -> None:
    body = b'{"transcription":[]}'
    with service.connect() as client:
        client.sendall(service.head(len(body)))
        for position in range(0, len(body), 4):
            time.sleep(0.1)
            client.sendall(body[position : position + 4])
        assert b'"transcription":["must not be empty"]' in read_answer(client)


def test_nothing_is_stored_of_a_client_that_goes_in_the_middle_of_its_body(service: Service) -> None:
    call_id = new_id()
    body = b'{"transcription":[{"call_id":"%s"' % call_id.encode()
    with service.connect() as client:
        client.sendall(service.head(len(body) + 500) + body)
    time.sleep(0.3)
    assert service.get(f"/conversations/{call_id}").status == 404


@pytest.mark.parametrize(
    ("bomb", "path"),
    [
        (b"[]" * 40 + b'"' + b'\\"' * 2_000_000, "transcription"),
        (b'{"transcription":[' + b"{}," * 3_000_000 + b"{}]}", "transcription"),
        (b'{"transcription":[{"conversation":[' + b"{}," * 9_000 + b"{}]}]}", "transcription"),
        (b'{"transcription":[' + (b'{"conversation":[' + b"{}," * 7_000 + b"{}]},") * 400 + b"{}]}", "transcription"),
        (b'{"transcription":[{' + b",".join(b'"%d":0' % i for i in range(500_000)) + b"}]}", "transcription"),
        (b'{"transcription":[{"call_id":[' + b"[]," * 3_400_000 + b"[]]}]}", "transcription"),
        (b'{"transcription":[[' + b"[]," * 3_400_000 + b"[]]]}", "transcription"),
        (b"[" * 5_000_000, "body"),
        (b'{"transcription":' + b"9" * 5_000_000 + b"}", "transcription"),
    ],
    ids=[
        "quotes",
        "calls",
        "turns",
        "turns of calls",
        "fields",
        "lists for an id",
        "lists for a call",
        "depth",
        "digits",
    ],
)
def test_a_body_that_is_a_bomb_is_refused_at_once(service: Service, bomb: bytes, path: str) -> None:
    answer = service.ask("POST", PROCESS, bomb)
    assert answer.status == 400
    assert len(answer.body) < 200_000
    assert any(fault.startswith((path, "body")) for fault in answer.json()["details"])


def test_a_body_above_the_limit_is_refused_and_one_at_the_limit_is_read(service: Service) -> None:
    limit = 10 * 1024 * 1024
    assert service.ask("POST", PROCESS, b"{}".rjust(limit)).status == 400
    assert service.ask("POST", PROCESS, b"{}".rjust(limit + 1)).status == 413


def test_of_one_call_posted_fifty_times_at_once_one_is_stored(service: Service) -> None:
    call_id = new_id()
    answers = at_once(*[partial(service.process, call_id)] * 50)
    assert Counter(answer.status for answer in answers) == {200: 1, 400: 49}
    refused = [answer.json()["details"] for answer in answers if answer.status == 400]
    assert all(details == {"transcription[0].call_id": ["has been used before"]} for details in refused)


def test_batches_that_share_calls_in_opposite_orders_do_not_block_each_other(service: Service) -> None:
    call_ids = [new_id() for _ in range(40)]
    orders = (call_ids, call_ids[::-1])
    answers = at_once(*[partial(service.process, *order) for order in orders * 4])
    assert Counter(answer.status for answer in answers) == {200: 1, 400: 7}


def test_two_changes_of_a_campaign_at_once_both_hold(service: Service) -> None:
    for number in range(10):
        changes = {"name": f"Fibre {number}", "offer": f"Plan {number}"}
        at_once(*[partial(service.patch, f"/campaigns/{CAMPAIGN}", {field: changes[field]}) for field in changes])
        campaign = service.get(f"/campaigns/{CAMPAIGN}").json()
        assert {field: campaign[field] for field in changes} == changes


def test_no_answer_names_its_server_or_sets_a_cookie(service: Service) -> None:
    answers = [
        service.ask("GET", path)
        for path in ("/", "/healthz", "/readyz", "/swagger/", "/openapi.json", "/nothing", f"{BASE}/campaigns")
    ]
    answers += [service.ask("POST", PROCESS, body) for body in (b"", b"{", b"{}")]
    for answer in answers:
        names = {name.lower() for name in answer.headers}
        assert not names & {"server", "set-cookie", "x-powered-by", "access-control-allow-origin"}
        assert {"x-request-id", "cache-control", "x-content-type-options", "content-security-policy"} <= names


def test_the_logs_hold_nothing_of_what_was_said_nor_of_who_may_speak(service: Service) -> None:
    secret = new_id("secret")
    said = [{"speaker": "customer", "timestamp": 0, "text": f"My number is {secret}."}]
    call_id = new_id()
    assert service.process(call_id, conversation=said, bot_name=secret, metadata={secret: secret}).status == 200
    assert service.process(call_id, conversation=said).status == 400
    assert service.process(new_id(), conversation=[{"speaker": secret, "timestamp": 0, "text": secret}]).status == 400
    assert service.post(f"/conversations/{call_id}/qa", {"question": {"text": f"{secret}?"}}).status == 200
    assert service.post("/auth/login", {"tenant_id": "demo", "username": "demo", "password": secret}).status == 401
    assert service.ask("GET", f"/{secret}?q={secret}").status == 404
    job = service.ask("POST", f"{PROCESS}?async=true", json.dumps({"transcription": [
        a_transcription(new_id(), CAMPAIGN, conversation=said, bot_name=secret, metadata={secret: secret})
    ]}).encode()).json()  # fmt: skip
    wait_until(lambda: service.get(f"/jobs/{job['job_id']}/status").json()["status"] == "completed")
    logs = list(service.data_dir.glob("*.log"))
    assert {"server.log", "postgres.log", "launcher.log", "worker.log", "courier.log"} <= {log.name for log in logs}
    for log in logs:
        text = log.read_text(encoding="utf-8", errors="replace")
        assert secret not in text, log.name
        assert service.token not in text, log.name


def test_while_a_killed_database_is_away_posts_get_503_and_soon_all_is_well_again(service: Service) -> None:
    answers: list[Reply] = []
    ended = threading.Event()

    def post() -> None:
        while not ended.is_set():
            answers.append(service.process(new_id()))

    clients = [threading.Thread(target=post) for _ in range(6)]
    for client in clients:
        client.start()
    try:
        wait_until(lambda: len(answers) > 20)
        os.kill(service.postmaster, signal.SIGKILL)
        wait_until(lambda: any(answer.status != 200 for answer in answers))
        wait_until(lambda: [answer.status for answer in answers[-20:]] == [200] * 20)
    finally:
        ended.set()
        for client in clients:
            client.join()
    refused = [answer for answer in answers if answer.status != 200]
    assert {answer.status for answer in refused} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
    assert all(answer.json()["error"] == "Service Unavailable" for answer in refused)


def test_while_the_database_is_silent_the_service_is_alive_but_not_ready(service: Service) -> None:
    processes = [service.postmaster, *children_of(service.postmaster)]
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert service.ask("GET", "/healthz", timeout_s=2).status == 200
        not_ready = service.ask("GET", "/readyz", timeout_s=8)
        refused = service.ask("GET", f"{BASE}/campaigns", timeout_s=8)
    finally:
        for pid in reversed(processes):
            os.kill(pid, signal.SIGCONT)
    assert (not_ready.status, refused.status) == (503, 503)
    assert "Retry-After" in refused.headers
    wait_until(service.is_ready)
