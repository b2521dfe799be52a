"""What an enemy sends, as data: a request, and the answer that it has to get.

`Case.body` is what goes over the wire. Where `paths` are given, they are all the faults that the answer names.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.api.partner import BASE, a_transcription
from tests.blackbox.conftest import CAMPAIGN

PROCESS = f"{BASE}/conversations/process"
JSON = "application/json"
ONE = "transcription[0]"


@dataclass(frozen=True)
class Case:
    """`headers` go on top of those of a request that is logged in; None takes one away."""

    name: str
    statuses: tuple[int, ...]
    method: str = "POST"
    path: str = PROCESS
    body: bytes | None = None
    paths: tuple[str, ...] | None = None
    headers: dict[str, str | None] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def batch(raw: str | None = None, **fields: Any) -> bytes:
    """A batch of one call; MARK in it becomes the raw text, quotes and all."""
    text = json.dumps({"transcription": [a_transcription("hostile", CAMPAIGN, **fields)]})
    return text.replace('"MARK"', raw or "").encode() if raw is not None else text.encode()


def turns(*texts: str) -> list[dict[str, Any]]:
    return [{"speaker": "customer", "timestamp": number, "text": text} for number, text in enumerate(texts)]


def cases() -> Iterator[Case]:
    yield from _bodies()
    yield from _media_types()
    yield from _numbers()
    yield from _texts()
    yield from _moments()
    yield from _limits()
    yield from _addresses()
    yield from _queries()
    yield from _credentials()


def _bodies() -> Iterator[Case]:
    for body in (
        b"",
        b" ",
        b'{"transcription":[',
        b'{"transcription":[],}',
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"{}",
        b'{"transcription":[]}',
        b'{"transcription":null}',
        b'{"transcription":{}}',
        b'{"transcription":[null]}',
        b'{"transcription":[[]]}',
        b'{"transcription":[],"transcription":[]}',
        b'{"transcription":[{"call_id":"a","call_id":"b"}]}',
        b'{"a":"\x01"}',
        b'{"a":"\xff\xfe"}',
        b"\xef\xbb\xbf{}",
        b"{}{}",
        b"{} //",
        b"{'a': 1}",
        b"\xc0\x80",
        "{}".encode("utf-16"),
        "{}".encode("utf-32"),
        b"[" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"9" * 4000,
    ):
        yield Case(f"body {body[:24]!r}", (400,), body=body)
    for field_name in ("tenant_id", "status", "id", "job_id", "__proto__"):
        body = json.dumps({"transcription": [a_transcription("hostile", CAMPAIGN)], field_name: "globex"}).encode()
        yield Case(f"an unknown field {field_name}", (400,), body=body, paths=(field_name,))
        yield Case(
            f"an unknown field {field_name} of a call",
            (400,),
            body=batch(**{field_name: "globex"}),
            paths=(f"{ONE}.{field_name}",),
        )


def _media_types() -> Iterator[Case]:
    for media_type in (
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json; charset=utf-16",
        "application/json, text/plain",
        "application/jsonx",
    ):
        yield Case(f"media type {media_type!r}", (415,), body=batch(), headers={"Content-Type": media_type})
    packed = {"Content-Encoding": "gzip"}
    yield Case("a packed body", (415,), body=gzip.compress(batch()), headers=dict(packed))
    yield Case("a body said to be packed", (415,), body=batch(), headers=dict(packed))


def _numbers() -> Iterator[Case]:
    for raw in (
        "-1",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "true",
        '"5"',
        "null",
        "[]",
        "604801",
        "1e16",
        "9" * 4000,
    ):
        path = (f"{ONE}.duration_seconds",)
        yield Case(f"duration {raw[:20]}", (400,), body=batch(raw, duration_seconds="MARK"), paths=path)
    for raw in ("-1", "-0.001", "NaN", "1e400", '"0"', "null", "false"):
        conversation = [{"speaker": "bot", "timestamp": "MARK", "text": "Hello there."}]
        path = (f"{ONE}.conversation[0].timestamp",)
        yield Case(f"time of a turn {raw}", (400,), body=batch(raw, conversation=conversation), paths=path)


def _texts() -> Iterator[Case]:
    blank = {"nothing": '""', "blanks": '"  \\t "', "zero width": '"\\u200b\\ufeff"', "no break": '"\\u00a0"'}
    hostile = {"NUL": '"a\\u0000b"', "a high surrogate": '"\\ud800"', "a low surrogate": '"\\udc00x"'}
    places = {
        "call_id": ({"call_id": "MARK"}, f"{ONE}.call_id"),
        "campaign_id": ({"campaign_id": "MARK"}, f"{ONE}.campaign_id"),
        "bot_name": ({"bot_name": "MARK"}, f"{ONE}.bot_name"),
        "text": ({"conversation": [{"speaker": "bot", "timestamp": 0, "text": "MARK"}]}, f"{ONE}.conversation[0].text"),
        "speaker": (
            {"conversation": [{"speaker": "MARK", "timestamp": 0, "text": "Hello."}]},
            f"{ONE}.conversation[0].speaker",
        ),
    }
    for place, (fields, path) in places.items():
        for name, raw in {**blank, **hostile, "a number": "5", "null": "null", "a list": '["a"]'}.items():
            call = a_transcription("hostile", CAMPAIGN) | fields
            body = json.dumps({"transcription": [call]}).replace('"MARK"', raw).encode()
            yield Case(f"{place} is {name}", (400,), body=body, paths=(path,))
    for name, raw in hostile.items():
        path = (f"{ONE}.metadata.key",)
        yield Case(f"metadata holds {name}", (400,), body=batch(raw, metadata={"key": "MARK"}), paths=path)
        yield Case(f"a key of metadata holds {name}", (400,), body=batch(f"{raw}", metadata={"MARK": 1}))
        question = f'{{"question":{{"text":{raw}}}}}'.encode()
        yield Case(f"a question holds {name}", (400,), path=f"{BASE}/conversations/none/qa", body=question)


def _moments() -> Iterator[Case]:
    for moment in (
        "2024-03-01T09:30:00",
        "yesterday",
        "2024-02-30T09:30:00Z",
        "2023-02-29T09:30:00Z",
        "2024-03-01T24:00:00Z",
        "2024-W09-5T09:30:00Z",
        "2024-061T09:30:00Z",
        "2024-03-01",
        "2024-03-01 09:30:00Z",
        "0001-01-01T00:00:00+01:00",
        "2024-03-01T09:30:60Z",
        "2024-03-01T09:30:00+25:00",
        "20240301T093000Z",
        "٢٠٢٤-03-01T09:30:00Z",
        "",
        "1709285400",
    ):
        yield Case(f"moment {moment!r}", (400,), body=batch(timestamp=moment), paths=(f"{ONE}.timestamp",))


def _limits() -> Iterator[Case]:
    """Each limit of the contract, one beyond it; `test_limits_are_reached` has what is just allowed."""
    many = [a_transcription(f"hostile-{number}", CAMPAIGN) for number in range(501)]
    yield Case("501 calls", (400,), body=json.dumps({"transcription": many}).encode(), paths=("transcription",))
    line = {"speaker": "bot", "timestamp": 0, "text": "Yes."}
    yield Case("10,001 turns", (400,), body=batch(conversation=[line] * 10_001), paths=(f"{ONE}.conversation",))
    path = (f"{ONE}.conversation[0].text",)
    yield Case("a text of 20,001 characters", (400,), body=batch(conversation=turns("x" * 20_001)), paths=path)
    yield Case("a bot's name of 201 characters", (400,), body=batch(bot_name="x" * 201), paths=(f"{ONE}.bot_name",))
    deep: Any = 1
    for _ in range(9):
        deep = {"a": deep}
    yield Case("metadata nested 9 deep", (400,), body=batch(metadata=deep))
    yield Case("metadata of more than 64 kB", (400,), body=batch(metadata={"a": "x" * 65_536}))
    body = json.dumps({"question": {"text": "x" * 1001}}).encode()
    yield Case("a question of 1,001 characters", (400,), path=f"{BASE}/conversations/none/qa", body=body)
    yield Case("a body of 10 MiB and a byte", (413,), body=b"{}".rjust(10 * 1024 * 1024 + 1))
    for name, value in {"name": "x" * 201, "description": "x" * 5001, "offer": "x" * 1001, "code": "x" * 201}.items():
        body = json.dumps({"name": "Fibre", name: value}).encode()
        yield Case(f"a campaign's {name} too long", (400,), path=f"{BASE}/campaigns", body=body, paths=(name,))
    for code in ("a/b", "a\nb", "\u200b", "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"):
        body = json.dumps({"name": "Fibre", "code": code}).encode()
        yield Case(f"a campaign's code {code!r}", (400,), path=f"{BASE}/campaigns", body=body, paths=("code",))


def _addresses() -> Iterator[Case]:
    for ref in (
        "%00",
        "%ff",
        "..%2f",
        "..%2f..%2fetc%2fpasswd",
        "x" * 5000,
        "%E2%80%8B",
        "a%0Ab",
        "a%0d%0aX-Evil:1",
        "%",
    ):
        for path in ("/campaigns/{}", "/conversations/{}", "/conversations/{}/report", "/jobs/{}/status"):
            yield Case(f"GET {path.format(ref[:20])}", (400, 404), "GET", BASE + path.format(ref))
    for ref in ("not-a-uuid", "01932e4f", "{01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40}", "1 or 1=1".replace(" ", "%20")):
        yield Case(f"job {ref}", (400, 404), "GET", f"{BASE}/jobs/{ref}/status")
        yield Case(f"user {ref}", (400, 403, 404), "PATCH", f"{BASE}/users/{ref}", b'{"active":false}')
        yield Case(f"key {ref}", (400, 403, 404), "DELETE", f"{BASE}/api-keys/{ref}")
    for method in ("DELETE", "PUT", "TRACE", "PROPFIND", "FOO"):
        yield Case(f"{method} of campaigns", (405, 501), method, f"{BASE}/campaigns")
    yield Case("no such address", (404,), "GET", "/etc/passwd")
    yield Case("two slashes", (404,), "GET", f"/{BASE}//campaigns")


def _queries() -> Iterator[Case]:
    for name, values in {
        "page": ("0", "-1", "1e3", "1" + "0" * 20, "abc", "", "1.5", "%00", "1&page=2", "%D9%A3"),
        "limit": ("0", "-5", "101", "abc", "", "1&limit=2", "true"),
    }.items():
        for value in values:
            yield Case(f"{name}={value}", (400,), "GET", f"{BASE}/campaigns?{name}={value}")
    for value in ("x", "%00", "AAAA", "a" * 201, "=" * 10, "1 or 1=1".replace(" ", "+")):
        yield Case(f"cursor={value[:20]}", (400, 404), "GET", f"{BASE}/conversations/none/qa?cursor={value}")


def _credentials() -> Iterator[Case]:
    for name, value in {
        "no token": None,
        "an empty token": "Bearer ",
        "another scheme": "Basic ZGVtbzpkZW1v",
        "no token at all": "Bearer garbage",
        "an unsigned token": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
        "a token of 16 kB": "Bearer " + "a" * 16_384,
        "a token of dots": "Bearer ...",
        "a token of two lines": "Bearer a.b.c\tx",
        "a token not in ASCII": "Bearer \u00e9\u00e9",
    }.items():
        yield Case(name, (401,), "GET", f"{BASE}/campaigns", headers={"Authorization": value})
    for value in (
        "",
        "x",
        "cqk_",
        "cqk_ZGVtbw",
        "cqk_ZGVtbw.x.y",
        "cqk_" + "A" * 10_000,
        "cqk_/w.%00.x",
        "cqk_\u00e9.x.y",
    ):
        headers = {"Authorization": None, "X-API-Key": value}
        yield Case(f"key {value[:20]!r}", (401,), "GET", f"{BASE}/campaigns", headers=headers)
    for token in (
        "x",
        "cqr_",
        "cqr_ZGVtbw.01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40.x",
        "cqr_AAAA.a.b",
        "a" * 1001,
        "\u0000",
    ):
        body = json.dumps({"refresh_token": token}).encode()
        yield Case(f"refresh by {token[:12]!r}", (400, 401), path=f"{BASE}/auth/refresh", body=body)
