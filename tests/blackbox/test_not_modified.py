"""304 on the wire: what follows it on the connection belongs to the next answer."""

import gzip
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.api.partner import BASE
from tests.blackbox.conftest import Service, new_id

pytestmark = pytest.mark.slow


@pytest.fixture
def report(service: Service) -> str:
    """The path of a report."""
    call_id = new_id()
    assert service.process(call_id).status == 200
    return f"{BASE}/conversations/{call_id}/report"


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    """A client that keeps its connections."""
    with httpx.Client(base_url=f"http://127.0.0.1:{service.port}", headers=service.headers()) as client:
        yield client


def request(service: Service, path: str, **headers: str) -> bytes:
    given = {"Host": "test", "Connection": "keep-alive", **service.headers(), **headers}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def to_the_end(client: socket.socket) -> bytes:
    """Read until the other side hangs up; fail where it does not."""
    client.settimeout(10)
    said = b""
    while part := client.recv(65536):
        said += part
    return said


@pytest.mark.parametrize("shown", ["report", "contract"])
def test_nothing_comes_behind_a_304(service: Service, client: httpx.Client, report: str, shown: str) -> None:
    path = report if shown == "report" else "/openapi.yaml"
    tag = client.get(path).headers["ETag"]
    with service.connect() as raw:
        raw.sendall(request(service, path, **{"If-None-Match": tag}))
        said = to_the_end(raw)
    head, _, rest = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 304 ")
    assert rest == b""
    assert b"transfer-encoding" not in head.lower()
    assert b"content-length" not in head.lower()
    assert b"connection: close" in head.lower()
    assert tag.encode() in head


def test_a_client_that_keeps_its_connections_goes_on_after_a_304(client: httpx.Client, report: str) -> None:
    whole = client.get(report)
    for _ in range(5):
        again = client.get(report, headers={"If-None-Match": whole.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(report).content == whole.content


def test_a_compressed_report_and_what_comes_after_it_are_whole(client: httpx.Client, report: str) -> None:
    plain = client.get(report, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", report, headers={"Accept-Encoding": "gzip"}) as packed:
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content
    assert client.get(report).content == plain.content


def test_a_compressed_export_is_whole(client: httpx.Client, report: str) -> None:
    path = f"{BASE}/campaigns/FIBRE/export?format=ndjson"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content == plain.content
    assert plain.content.count(b"\n") > 0
