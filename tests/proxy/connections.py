"""Connections that are kept, ids, headers, and the errors that nginx answers with by itself."""

import gzip
import json
import ssl
import urllib.request
from contextlib import closing

import pytest

from tests.api.partner import a_transcription
from tests.proxy.conftest import Site
from tests.proxy.servers import wait_until
from tests.proxy.stack import BASE, Client, Reply, exchange

ONCE = ("X-Request-Id", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")


def is_an_error_of_ours(answer: Reply, status: int) -> None:
    """Check that an error has our shape, its id in body and header, and each header once."""
    assert answer.status == status
    assert answer.one("Content-Type") == "application/json"
    assert set(answer.json()) == {"error", "message", "request_id"}
    assert answer.json()["request_id"] == answer.one("X-Request-Id") != ""
    for name in ONCE:
        assert len(answer.all(name)) == 1, name


def test_a_hundred_requests_of_all_kinds_go_over_one_connection(client: Client) -> None:
    with closing(client.connection()) as connection:
        tag = exchange(connection, "GET", "/openapi.json", None, {}).all("ETag")
        kept = connection.sock
        kinds = {
            ("GET", "/healthz"): 200,
            ("HEAD", "/healthz"): 200,
            ("GET", f"{BASE}/campaigns"): 200,
            ("OPTIONS", f"{BASE}/campaigns"): 200,
            ("GET", "/nowhere"): 404,
            ("DELETE", f"{BASE}/campaigns"): 405,
            ("GET", "/metrics"): 404,
            **({("GET", "/openapi.json"): 304} if tag else {}),
        }
        statuses = []
        for turn in range(100):
            (method, path), expected = list(kinds.items())[turn % len(kinds)]
            given = {"If-None-Match": tag[0]} if expected == 304 else {}
            answer = exchange(connection, method, path, None, client.headers() | given)
            statuses.append(answer.status == expected)
            assert connection.sock is kept, f"closed after {method} {path}"
        assert statuses == [True] * 100


def test_a_report_not_modified_leaves_the_connection_in_order(client: Client) -> None:
    assert client.post("/conversations/process", {"transcription": [a_transcription("kept-1")]}).status == 200
    path = f"{BASE}/conversations/kept-1/report"
    with closing(client.connection()) as connection:
        first = exchange(connection, "GET", path, None, client.headers())
        kept = connection.sock
        for _ in range(20):
            again = exchange(connection, "GET", path, None, client.headers() | {"If-None-Match": first.one("ETag")})
            assert (again.status, again.body) == (304, b"")
            assert connection.sock is kept


def test_an_id_of_a_request_goes_through_and_another_is_made_where_it_is_none(client: Client, site: Site) -> None:
    assert client.get("/healthz", X_Request_Id="partner-4711").one("X-Request-Id") == "partner-4711"
    made = client.get("/healthz", X_Request_Id="no id at all; rm -rf").one("X-Request-Id")
    assert len(made) == 32
    wait_until(lambda: made in site.nginx.access_log)  # which is written after the answer
    assert made in site.stack.web_log


@pytest.mark.parametrize("given", ["", "partner-4712"])
def test_errors_of_nginx_have_our_shape_and_an_id(client: Client, given: str) -> None:
    named = {"X_Request_Id": given} if given else {}
    cases = [
        (client.get("/metrics", **named), 404),
        (client.get("/metrics/more", **named), 404),
        (client.get("/-/problem", **named), 404),
        (client.get("/-/batch-of-lines", **named), 404),
        (client.ask("TRACE", "/healthz", **named), 405),
        (client.get("/healthz", X_Long="x" * 30_000, **named), 400),
        (client.ask("POST", f"{BASE}/campaigns", b"", Content_Length=str(10 * 1024**2 + 1), **named), 413),
    ]
    for answer, status in cases:
        is_an_error_of_ours(answer, status)
        if given and status != 400:  # the head was not read to its end
            assert answer.one("X-Request-Id") == given


def test_answers_of_the_service_have_each_header_once_and_tell_no_version(client: Client) -> None:
    for path in ("/healthz", "/swagger/", f"{BASE}/campaigns", "/nowhere"):
        answer = client.get(path)
        for name in ONCE:
            assert len(answer.all(name)) == 1, f"{name} of {path}"
        assert answer.one("Server") == "nginx"


def test_answers_are_compressed_once(client: Client) -> None:
    answer = client.get("/openapi.json", Accept_Encoding="gzip")
    assert answer.one("Content-Encoding") == "gzip"
    assert json.loads(gzip.decompress(answer.body)) == client.get("/openapi.json").json()
    assert answer.one("Vary") == "Accept-Encoding"


def test_tls_is_told_to_the_service(site: Site) -> None:
    context = ssl.create_default_context(cafile=site.certificate)
    with urllib.request.urlopen(f"https://127.0.0.1:{site.tls_port}/healthz", context=context) as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert site.client.get("/healthz", X_Forwarded_Proto="https").all("Strict-Transport-Security") == []
