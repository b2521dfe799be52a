"""The strict reader of bodies, and the shape of every error."""

import gzip
import json

import pytest

from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # every kind of body that is none

PROCESS = "/conversations/process"


def _with(raw: str) -> bytes:
    """A batch whose duration is the raw text."""
    marked = json.dumps({"transcription": [a_transcription(duration_seconds=123456)]})
    return marked.replace("123456", raw).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"transcription":[',
        b'{"transcription":[],}',
        b"null",
        b"5",
        b"[]",
        b"{}",
        b'{"transcription":[]}',
        b'{"transcription":[null]}',
        b"\xff\xfe",
        "{}".encode("utf-16"),
        b'{"a":"\x01"}',
        b"[" * 100_000,
        b'{"transcription":[],"transcription":[]}',
        b"\xef\xbb\xbf{}",
        b'"' + b"\\" * 100_001,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_batch_is_a_fault_with_a_path(partner: Partner, body: bytes) -> None:
    answer = partner.post_raw(PROCESS, body)
    assert answer.status_code == 400
    assert answer.get_json()["error"] == "Validation error"
    assert answer.get_json()["details"]


@pytest.mark.parametrize(
    "raw", ["NaN", "Infinity", "-Infinity", "1e400", "true", '"5"', "null", "1e16", "9" * 4000, "-1"]
)
def test_a_duration_is_a_sensible_number(partner: Partner, raw: str) -> None:
    partner.create_campaign(code="FIBRE")
    answer = partner.post_raw(PROCESS, _with(raw))
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == ["transcription[0].duration_seconds"]
    assert len(answer.data) < 500


@pytest.mark.parametrize("raw", ["a\\u0000b", "\\ud800", "\\udc00x"])
@pytest.mark.parametrize("field", ["text", "call_id", "bot_name", "metadata"])
def test_nul_and_lone_surrogates_are_faults_wherever_they_stand(partner: Partner, raw: str, field: str) -> None:
    partner.create_campaign(code="FIBRE")
    call = a_transcription(metadata={"key": "MARK" if field == "metadata" else ""})
    if field == "text":
        call["conversation"][1]["text"] = "MARK"
    elif field != "metadata":
        call[field] = "MARK"
    body = json.dumps({"transcription": [call]}).replace("MARK", raw).encode()
    answer = partner.post_raw(PROCESS, body)
    assert answer.status_code == 400
    path = {"text": "conversation[1].text", "metadata": "metadata.key"}.get(field, field)
    assert list(answer.get_json()["details"]) == [f"transcription[0].{path}"]


@pytest.mark.parametrize(
    "timestamp",
    [
        "2024-03-01T09:30:00",
        "yesterday",
        "2024-02-30T09:30:00Z",
        "2024-03-01T24:00:00Z",
        "2024-W09-5T09:30:00Z",
        "2024-03-01",
        "2024-03-01 09:30:00Z",
        "0001-01-01T00:00:00+01:00",
        "2024-03-01T09:30:60Z",
        "2024-03-01T09:30:00+25:00",
        "20240301T093000Z",
    ],
)
def test_a_timestamp_is_a_moment_that_exists(partner: Partner, timestamp: str) -> None:
    partner.create_campaign(code="FIBRE")
    answer = partner.process(a_transcription(timestamp=timestamp))
    assert list(answer.get_json()["details"]) == ["transcription[0].timestamp"]


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
)
def test_only_json_in_utf_8_is_read(partner: Partner, content_type: str | None) -> None:
    assert partner.post_raw(PROCESS, b"{}", content_type).status_code == 415


def test_a_packed_body_is_refused(partner: Partner) -> None:
    assert partner.post_raw(PROCESS, gzip.compress(b"{}"), Content_Encoding="gzip").status_code == 415


def test_a_body_has_at_most_10_MiB(partner: Partner) -> None:
    assert partner.post_raw(PROCESS, b" " * (10 * 1024 * 1024 + 1)).status_code == 413
    assert partner.post_raw(PROCESS, b" " * (10 * 1024 * 1024)).status_code == 400


def test_a_chunked_body_wants_a_length(partner: Partner) -> None:
    answer = partner.client.post(
        f"/api/v1{PROCESS}",
        headers={**partner.headers(), "Transfer-Encoding": "chunked"},
        content_type="application/json",
    )
    assert answer.status_code == 411


def test_a_wrong_method_is_told_the_right_ones(partner: Partner) -> None:
    answer = partner.client.delete("/api/v1/campaigns", headers=partner.headers())
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_an_error_never_echoes_much_of_what_was_sent(partner: Partner) -> None:
    answer = partner.post("/campaigns", {"name": "N", "x" * 5000: 1})
    assert answer.status_code == 400
    assert len(answer.data) < 400


def test_a_request_id_is_taken_over_where_it_is_sound(anybody: Partner) -> None:
    answer = anybody.client.get("/healthz", headers={"X-Request-Id": "mine-1"})
    assert answer.headers["X-Request-Id"] == "mine-1"
    answer = anybody.client.get("/healthz", headers={"X-Request-Id": "<script>"})
    assert "<" not in answer.headers["X-Request-Id"]


def test_head_and_options_work(partner: Partner) -> None:
    assert partner.client.head("/api/v1/campaigns", headers=partner.headers()).status_code == 200
    assert partner.client.options("/api/v1/campaigns").status_code == 200


@pytest.mark.parametrize(
    "path", ["/swagger/", "/openapi.json", "/openapi.yaml", "/api/v1/swagger.json", "/healthz", "/readyz"]
)
def test_pages_need_no_login(anybody: Partner, path: str) -> None:
    assert anybody.client.get(path).status_code == 200


def test_the_swagger_page_and_all_it_loads_are_served_by_us_without_inline_scripts(anybody: Partner) -> None:
    page = anybody.client.get("/swagger/").text
    assert "<script>" not in page
    for address in [part.split('"')[0] for part in page.replace('href="', 'src="').split('src="')[1:]]:
        assert address.startswith("/")
        assert anybody.client.get(address).status_code == 200
