"""Answers that are long: sent on as they are written, and not taken for whole where they break off.

What is between nginx and the service is shown with a server of the test in place of uWSGI, which sends what it is told.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import IncompleteRead
from pathlib import Path

import pytest

from tests.api.partner import a_transcription
from tests.proxy.conftest import Site
from tests.proxy.servers import Nginx
from tests.proxy.stack import BASE, Client

EXPORT = f"{BASE}/campaigns/FIBRE/export?format=ndjson"
HEAD = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\n\r\n"
)
FIRST, LAST = b"2\r\n1\n\r\n", b"2\r\n2\n\r\n0\r\n\r\n"


class Upstream:
    """A server that takes one request, keeps its head, and answers in two parts, the second when it is told to."""

    def __init__(self, second: bytes) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.go_on = threading.Event()
        self.seen = b""
        self._second = second
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection:
            while b"\r\n\r\n" not in self.seen:
                self.seen += connection.recv(65536)
            connection.sendall(HEAD + FIRST)
            self.go_on.wait(60)
            connection.sendall(self._second)

    def close(self) -> None:
        self.go_on.set()
        self._thread.join(60)
        self.listener.close()


@pytest.fixture
def upstream(request: pytest.FixtureRequest) -> Iterator[Upstream]:
    with closing(Upstream(getattr(request, "param", LAST))) as upstream:
        yield upstream


@pytest.fixture
def client_of_upstream(upstream: Upstream, site: Site, request: pytest.FixtureRequest) -> Iterator[Client]:
    folder: Path = site.stack.folder / f"nginx-{upstream.port}"
    behind = (Path(__file__).parents[2] / "docker" / "nginx-behind.conf").read_text(encoding="utf-8")
    trusted = behind.replace("10.0.0.0/8", "127.0.0.1")
    more = {"behind": trusted} if "behind" in request.node.name else {}
    with Nginx(folder, upstream.port, **more).running() as nginx:
        yield Client(nginx.port)


def test_an_export_is_sent_on_as_it_is_written(client_of_upstream: Client, upstream: Upstream) -> None:
    with closing(client_of_upstream.connection()) as connection:
        connection.request("GET", EXPORT)
        answer = connection.getresponse()
        assert answer.read(2) == b"1\n"  # while the server waits for us
        assert not upstream.go_on.is_set()
        upstream.go_on.set()
        assert answer.read() == b"2\n"


@pytest.mark.parametrize("upstream", [b""], indirect=True)
def test_an_export_that_breaks_off_does_not_pass_for_whole(client_of_upstream: Client, upstream: Upstream) -> None:
    with closing(client_of_upstream.connection()) as connection:
        connection.request("GET", EXPORT)
        answer = connection.getresponse()
        upstream.go_on.set()
        with pytest.raises(IncompleteRead):
            answer.read()


def test_what_a_client_says_of_himself_is_not_handed_on(client_of_upstream: Client, upstream: Upstream) -> None:
    upstream.go_on.set()
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=203.0.113.9;host=evil.example",
        "X_Request_Id": "underscored",
    }
    with closing(client_of_upstream.connection()) as connection:
        connection.request("GET", EXPORT, headers=forged)
        connection.getresponse().read()
    assert b"203.0.113.9" not in upstream.seen
    assert b"evil" not in upstream.seen
    assert b"underscored" not in upstream.seen
    assert b"\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n" in upstream.seen


def test_a_proxy_that_nginx_is_behind_says_who_the_client_is(client_of_upstream: Client, upstream: Upstream) -> None:
    upstream.go_on.set()
    with closing(client_of_upstream.connection()) as connection:
        connection.request("GET", EXPORT, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
        connection.getresponse().read()
    assert b"\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n" in upstream.seen


def test_the_service_frames_its_exports_itself(client: Client, site: Site) -> None:
    assert client.post("/conversations/process", {"transcription": [a_transcription("export-1")]}).status == 200
    answer = client.get(EXPORT)
    assert answer.status == 200
    assert b'"export-1"' in answer.body
    direct = Client(site.stack.web_port, client.token).get(EXPORT)
    assert direct.one("Transfer-Encoding") == "chunked"
    assert direct.body == answer.body
