"""Answers that are worth it are compressed, for who takes that."""

import gzip
import zlib
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from api.compression import MIN_BYTES, gzipped
from api.contract import CONTRACT
from tests.api.conftest import PASSWORD
from tests.api.partner import BASE, Partner, a_transcription

REPORT = "/conversations/call-1/report"


@pytest.fixture(autouse=True)
def call(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    assert partner.process(a_transcription()).status_code == 200


def ask(partner: Partner, path: str, coding: str | None = "gzip", **headers: str) -> TestResponse:
    given = {**partner.headers(), **({} if coding is None else {"Accept-Encoding": coding}), **headers}
    return partner.client.get(path, headers=given)


@pytest.mark.parametrize("form", ["application/json", "text/html", "image/svg+xml"])
def test_a_compressed_report_is_the_plain_one(partner: Partner, form: str) -> None:
    plain = ask(partner, BASE + REPORT, None, Accept=form)
    packed = ask(partner, BASE + REPORT, "gzip, deflate, br", Accept=form)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.content_length == len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers
    assert set(packed.vary) == set(plain.vary) == {"Accept", "Accept-Encoding"}


@pytest.mark.parametrize(
    ("coding", "compressed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("*", True),
        ("gzip;q=0.1", True),
        ("br, gzip;q=0.5", True),
        ("gzip, identity", True),
        ("identity;q=0.5, gzip", True),
        ("identity, gzip;q=0.5", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("br", False),
        ("identity", False),
        ("", False),
        (None, False),
    ],
)
def test_only_who_takes_gzip_gets_it(partner: Partner, coding: str | None, compressed: bool) -> None:
    assert ("Content-Encoding" in ask(partner, BASE + REPORT, coding).headers) is compressed


def test_what_is_small_is_sent_as_it_is(partner: Partner) -> None:
    answer = ask(partner, f"{BASE}/campaigns")
    assert len(answer.data) < MIN_BYTES
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" not in answer.vary


def test_what_tells_a_secret_is_sent_as_it_is(partner: Partner, admin: Partner) -> None:
    """Its length must not tell how far the secret is like what was sent (BREACH)."""
    admin.client.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip"
    long_path = "x" * 1500
    made = admin.post("/webhooks", {"url": f"https://example.com/{long_path}", "events": ["job.completed"]})
    assert (made.status_code, "Content-Encoding" in made.headers) == (201, False)
    assert len(made.data) > MIN_BYTES
    shown = admin.get(f"/webhooks/{made.get_json()['webhook_id']}")
    assert shown.headers["Content-Encoding"] == "gzip"
    login = admin.post("/auth/login", {"tenant_id": "acme", "username": "boss", "password": PASSWORD})
    assert (login.status_code, "Content-Encoding" in login.headers) == (200, False)


def test_the_operations_that_tell_secrets_are_known() -> None:
    telling = {name for name, operation in CONTRACT.operations.items() if operation.secret}
    shown = {"access_token", "refresh_token", "secret", "key", "token"}
    found = {
        name
        for name, operation in CONTRACT.operations.items()
        for answer in operation.responses.values()
        if answer.schema and shown & set(CONTRACT.schemas[answer.schema].get("properties", {}))
    }
    assert telling == found | {"createShareLink"}


def test_long_errors_and_files_of_the_documentation_are_compressed(partner: Partner) -> None:
    bad = {"transcription": [{"call_id": ""}] * 50}
    answer = partner.client.post(
        f"{BASE}/conversations/process", json=bad, headers={**partner.headers(), "Accept-Encoding": "gzip"}
    )
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (400, "gzip")
    contract = ask(partner, "/openapi.yaml")
    assert gzip.decompress(contract.data) == ask(partner, "/openapi.yaml", None).data


def test_an_export_is_compressed_while_it_is_written(partner: Partner) -> None:
    path = f"{BASE}/campaigns/FIBRE/export?format=ndjson"
    plain, packed = ask(partner, path, None), ask(partner, path)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert set(packed.vary) == set(plain.vary) == {"Accept-Encoding"}


def test_a_stream_is_not_held_back_and_not_read_ahead() -> None:
    taken: list[int] = []

    def rows() -> Iterator[bytes]:
        for number in range(100):
            taken.append(number)
            yield b"a row of %d\n" % number

    unpacked, reader = b"", zlib.decompressobj(16 + zlib.MAX_WBITS)
    for number, part in enumerate(gzipped(rows())):
        unpacked += reader.decompress(part)
        assert len(taken) == min(number + 1, 100)
        assert unpacked == b"".join(b"a row of %d\n" % row for row in taken)
    assert reader.eof
    assert len(taken) == 100
