"""Bodies that come slowly, in chunks, or large."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse

import pytest

from tests.api.partner import a_transcription
from tests.proxy.connections import is_an_error_of_ours
from tests.proxy.stack import BASE, Client, Reply

MIB = 1024**2
LINES = "application/x-ndjson"
PROCESS = f"{BASE}/conversations/process"


def head(client: Client, method: str, path: str, length: int) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: test", *(f"{k}: {v}" for k, v in client.headers().items())]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


def reply_on(connection: socket.socket) -> Reply:
    answer = HTTPResponse(connection)
    answer.begin()
    return Reply(answer.status, answer.getheaders(), answer.read())


def test_twenty_slow_heads_and_twenty_slow_bodies_keep_nobody_waiting(client: Client) -> None:
    body = json.dumps({"name": "Slow"}).encode()
    whole = head(client, "POST", f"{BASE}/campaigns", len(body))
    with ExitStack() as stack:
        slow_heads = [stack.enter_context(client.connect()) for _ in range(20)]
        slow_bodies = [stack.enter_context(client.connect()) for _ in range(20)]
        for each in slow_heads:
            each.sendall(whole[:30])
        for each in slow_bodies:
            each.sendall(whole + body[:5])
        # More than the sixteen threads of the service are under way, and none of them is taken.
        others = [client.get(f"{BASE}/campaigns").status for _ in range(20)]
        for each in slow_heads:
            each.sendall(whole[30:] + body)
        for each in slow_bodies:
            each.sendall(body[5:])
        assert others == [200] * 20
        assert [reply_on(each).status for each in slow_heads + slow_bodies] == [201] * 40


def test_a_body_in_chunks_arrives(client: Client) -> None:
    calls = json.dumps({"transcription": [a_transcription("chunked-1")]}).encode()
    assert client.ask("POST", PROCESS, iter([calls[:100], calls[100:]])).status == 200


def test_a_body_in_chunks_that_is_too_large_is_refused(client: Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(10):
            yield b" " * MIB
        yield b"{}"

    is_an_error_of_ours(client.ask("POST", f"{BASE}/campaigns", endless()), 413)


@pytest.mark.parametrize("chunked", [False, True])
def test_ten_mebibytes_pass_and_one_byte_more_does_not(client: Client, chunked: bool) -> None:
    campaign = json.dumps({"name": "Large"}).encode()
    largest = campaign + b" " * (10 * MIB - len(campaign))
    for path, fits in ((f"{BASE}/campaigns", 201), (PROCESS, 400)):  # read, and told what it lacks
        body = iter([largest]) if chunked else largest
        assert client.ask("POST", path, body).status == fits
        body = iter([largest, b" "]) if chunked else largest + b" "
        is_an_error_of_ours(client.ask("POST", path, body), 413)


def test_lines_may_be_larger_where_they_are_taken_and_nowhere_else(client: Client) -> None:
    turn = {"speaker": "customer", "timestamp": 1, "text": "The fibre plan is fine. " * 800}
    calls = [a_transcription(f"line-{number}", conversation=[turn] * 20) for number in range(32)]
    body = b"".join(json.dumps(call).encode() + b"\n" for call in calls)
    assert len(body) > 11 * MIB
    answer = client.ask("POST", f"{PROCESS}?async=true", body, Content_Type=f"{LINES}; charset=utf-8")
    assert answer.status == 202, answer.body
    job = answer.json()
    assert job["transcription_count"] == len(calls)
    assert client.post(f"/jobs/{job['job_id']}/cancel", {}).status == 200
    is_an_error_of_ours(client.ask("POST", f"{BASE}/campaigns", body, Content_Type=LINES), 413)
    is_an_error_of_ours(client.ask("POST", f"{PROCESS}?async=true", body), 413)


def test_lines_have_a_limit_too(client: Client) -> None:
    with client.connect() as connection:
        said = head(client, "POST", f"{PROCESS}?async=true", 256 * MIB + 1)
        connection.sendall(said.replace(b"application/json", LINES.encode()))
        answer = reply_on(connection)
        is_an_error_of_ours(answer, 413)
        assert answer.json()["message"] == "The body must have at most 268435456 bytes."
    with client.connect() as connection:
        said = head(client, "POST", f"{PROCESS}?async=true", 256 * MIB)
        connection.sendall(said.replace(b"application/json", LINES.encode()) + b"x")
        connection.settimeout(1)
        with pytest.raises(TimeoutError):  # it waits for the rest
            connection.recv(1)


def test_a_client_who_goes_midway_leaves_nothing(client: Client) -> None:
    body = json.dumps({"transcription": [a_transcription("gone-1")]}).encode()
    with client.connect() as connection:
        connection.sendall(head(client, "POST", PROCESS, len(body)) + body[:-1])
    assert client.get(f"{BASE}/conversations/gone-1").status == 404
    assert client.ask("POST", PROCESS, body).status == 200
