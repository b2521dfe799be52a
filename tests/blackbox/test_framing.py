"""HTTP itself, misused: what is written to the socket is what stands here."""

import socket

import pytest

from tests.api.partner import BASE
from tests.blackbox.conftest import Service, new_id
from tests.blackbox.test_hostile import read_answer

pytestmark = pytest.mark.slow

HOST = b"Host: test\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
POST = f"POST {BASE}/conversations/process HTTP/1.1\r\n".encode()
LINES = {
    "a length that is no number": POST + HOST + b"Content-Length: abc\r\n\r\n{}",
    "a negative length": POST + HOST + b"Content-Length: -1\r\n\r\n{}",
    "two lengths": POST + HOST + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
    "a length and chunks": POST + HOST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks with a blank": POST + HOST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "chunks twice": POST + HOST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "an unknown coding": POST + HOST + b"Transfer-Encoding: gzip\r\n\r\n\x1f\x8b",
    "a chunk whose length lies": POST + HOST + b"Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n{}\r\n0\r\n\r\n",
    "no method": b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "no protocol": b"GET /healthz\r\n\r\n",
    "a protocol of the future": b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n",
    "no lines at all": b"\x00\x01\x02\x03" * 100,
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "a preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a folded header": GET + HOST + b"X-A: 1\r\n 2\r\n\r\n",
    "a header without a colon": GET + HOST + b"nonsense\r\n\r\n",
    "a NUL in a header": GET + HOST + b"X-A: a\x00b\r\n\r\n",
    "a header of 100 kB": GET + HOST + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n",
    "a thousand headers": GET + HOST + b"".join(b"X-%d: a\r\n" % number for number in range(1000)) + b"\r\n",
    "an address of 64 kB": b"GET /" + b"a" * 65_536 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "bare line feeds": b"GET /healthz HTTP/1.1\nHost: test\n\n",
    "no host": GET + b"\r\n",
    "two hosts": GET + HOST + b"Host: other\r\n\r\n",
    "a proxy's address": b"GET http://other/healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT other:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "an upgrade": GET + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "a method of 4 kB": b"A" * 4096 + b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_what_is_no_proper_request_is_refused_or_dropped_but_never_our_fault(service: Service, lines: bytes) -> None:
    with service.connect() as client:
        try:
            client.sendall(lines)
            client.shutdown(socket.SHUT_WR)
            said = read_answer(client)
        except OSError:  # hung up already
            said = b""
    first = said.partition(b"\r\n")[0]
    assert not first.startswith((b"HTTP/1.1 500", b"HTTP/1.0 500")), said[:300]
    assert b"Traceback" not in said
    assert said.count(b"HTTP/1.") <= 1, "it was taken for more than one request"


@pytest.mark.parametrize("lie", [b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding:\tchunked\r\n"])
def test_no_second_request_is_smuggled_behind_a_length(service: Service, lie: bytes) -> None:
    hidden = f"GET {BASE}/campaigns HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {service.token}\r\n\r\n".encode()
    body = b"0\r\n\r\n" + hidden
    head = service.head(len(body))[:-2] + lie + b"\r\n"
    with service.connect() as client:
        client.sendall(head + body)
        said = read_answer(client)
    assert b'"campaigns"' not in said


def test_a_pipelined_request_is_answered_in_its_turn_or_not_at_all(service: Service) -> None:
    one = f"GET {BASE}/conversations/{new_id()} HTTP/1.1\r\nHost: test\r\n\r\n".encode()
    with service.connect() as client:
        client.sendall(one * 3)
        said = read_answer(client)
    assert 1 <= said.count(b"HTTP/1.1 401 ") <= 3
    assert b"HTTP/1.1 200" not in said
