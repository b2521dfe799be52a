"""What an enemy sends to jobs, streams of calls, webhooks and with keys of requests, as data like in `cases.py`."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

from tests.api.partner import BASE, a_transcription
from tests.blackbox.cases import JSON, PROCESS, Case, batch
from tests.blackbox.conftest import CAMPAIGN

LINES = "application/x-ndjson"
STREAM = f"{PROCESS}?async=true"
WEBHOOKS = f"{BASE}/webhooks"
NOBODY = "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"

NOT_UUIDS = ("not-a-uuid", "01932e4f", "%7B01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40%7D", "%00", "%ff", "..%2f", "x" * 5000)

# Addresses that name no host of the open internet, on whatever way; none of them needs a name server to tell.
INWARD = (
    "http://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "https://127.255.255.254/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://100.64.0.1/",
    "https://192.0.0.1/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
)
ODD = (
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "//example.com/",
    "example.com",
    "https://",
    "https:///path",
    "https://:443/",
    "https://?a",
    "https://example.com:8443/",
    "https://example.com:80/",
    "http://example.com:443/",
    "http://example.com:22/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://example.com:-1/",
    "https://example.com:443x/",
    "https://example.com:٤٤٣/",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com@127.0.0.1/",
    "https://127.0.0.1@example.com/",
    "https://example.com\\@127.0.0.1/",
    "https://example.com#here",
    "https://exam ple.com/",
    "https://example.com/\r\nX-Evil: 1",
    "https://example.com/\u0000",
    "https://%31%32%37.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://[::1",
    "https://[v1.a]/",
    "https://[example.com]/",
    "https://" + "a" * 64 + ".example.com/",
    "https://" + "a." * 130 + "com/",
    "https://example..com/",
    "https://.example.com/",
    "https://example.com/" + "a" * 2000,
)


def background_cases() -> Iterator[Case]:
    yield from _jobs()
    yield from _streams()
    yield from _media_types_of_streams()
    yield from _analyses_anew()
    yield from _reports()
    yield from _webhooks()
    yield from _deliveries()
    yield from _keys()


def line(**fields: Any) -> bytes:
    """One call as a line of a stream."""
    return json.dumps(a_transcription(**{"call_id": "hostile", "campaign_id": CAMPAIGN, **fields})).encode()


def _jobs() -> Iterator[Case]:
    for query in (
        *("state=", "state=done", "state=PENDING", "state=pending&state=failed", "kind=", "kind=analysis"),
        *("limit=0", "limit=-1", "limit=101", "limit=x", "limit=1&limit=2", "limit=%D9%A3"),
        *("cursor=x", "cursor=%00", "cursor=" + "a" * 201, "cursor=AAAA", "cursor===="),
    ):
        yield Case(f"jobs?{query[:30]}", (400,), "GET", f"{BASE}/jobs?{query}")
    for query in ("limit=0", "limit=501", "limit=1e2", "cursor=x", "cursor=%00", "cursor=-1", "cursor=" + "9" * 40):
        yield Case(f"status?{query[:30]}", (400,), "GET", f"{BASE}/jobs/{NOBODY}/status?{query}")
    for ref in NOT_UUIDS:
        yield Case(f"cancel job {ref[:20]}", (400, 404), path=f"{BASE}/jobs/{ref}/cancel")
    yield Case("cancel a job of nobody", (404,), path=f"{BASE}/jobs/{NOBODY}/cancel")
    yield Case("delete a job", (405,), "DELETE", f"{BASE}/jobs/{NOBODY}/cancel")
    many = [a_transcription(f"hostile-{number}", CAMPAIGN) for number in range(501)]
    body = json.dumps({"transcription": many}).encode()
    yield Case("501 calls in the background", (400,), path=STREAM, body=body, paths=("transcription",))
    yield Case("a bad call in the background", (400,), path=STREAM, body=batch("-1", duration_seconds="MARK"))
    for value in ("", "yes", "1", "TRUE", "true&async=true", "%00"):
        yield Case(f"async={value}", (400,), path=f"{PROCESS}?async={value}", body=batch(), paths=("async",))


def _streams() -> Iterator[Case]:
    def case(name: str, body: bytes, *paths: str, statuses: tuple[int, ...] = (400,)) -> Case:
        return Case(
            f"stream: {name}", statuses, path=STREAM, body=body, headers={"Content-Type": LINES}, paths=paths or None
        )

    good = line()
    yield case("nothing", b"")
    yield case("empty lines", b"\n\n \n\t\r\n")
    for number, raw in enumerate(
        (b"null", b"5", b'"text"', b"[]", b"true", b"{", b"}", b"{}{}", b"{},", b"[{}]", b"NaN")
    ):
        yield case(f"{raw!r} on line {number + 2}", b"\n" * number + good + b"\n" + raw)
    yield case("a batch on a line", batch())
    yield case(
        "a speaker on line 4",
        b"\n\n" + good + b"\n" + _spoken("robot", call_id="other"),
        "line[4].conversation[0].speaker",
    )
    yield case("a fault on each of two lines", _spoken("a") + b"\n" + _spoken("b", call_id="other"),
               "line[1].conversation[0].speaker", "line[2].conversation[0].speaker")  # fmt: skip
    yield case("a call twice", good + b"\n" + good, "line[2].call_id")
    yield case("an unknown campaign on line 2", good + b"\n" + line(call_id="other", campaign_id="nowhere"),
               "line[2].campaign_id")  # fmt: skip
    yield case("an unknown field", line(tenant_id="globex"), "line[1].tenant_id")
    yield case("a key twice", good[:-1] + b',"call_id":"other"}')
    yield case("NUL escaped", line(bot_name="a\u0000b"), "line[1].bot_name")
    yield case("NUL", good.replace(b"Ava", b"A\x00a"))
    yield case("a lone surrogate", line(bot_name="a\ud800b"), "line[1].bot_name")
    yield case("no UTF-8", good.replace(b"Ava", b"\xff\xfe"))
    yield case("no UTF-8 on line 2", good + b"\n" + b"\xc0\x80")
    yield case("UTF-16", b"\xff\xfe" + good.decode().encode("utf-16-le"))
    yield case("a byte order mark", b"\xef\xbb\xbf" + good)
    yield case("nested too deep", good[:-1] + b',"metadata":' + b'{"a":' * 40 + b"1" + b"}" * 41)
    yield case("brackets", b"[" * 100_000 + b"\n" + good)
    yield case("duration 1e400", good.replace(b'"duration_seconds": 60', b'"duration_seconds": 1e400'),
               "line[1].duration_seconds")  # fmt: skip
    long = json.dumps([_turn("bot")] * 10_001).encode()
    yield case("10,001 turns", line(conversation="MARK").replace(b'"MARK"', long), "line[1].conversation")


def _media_types_of_streams() -> Iterator[Case]:
    for media_type in (
        "application/ndjson",
        "application/jsonl",
        "application/x-ndjsonx",
        "application/x-ndjson; charset=utf-16",
        "application/x-ndjson, application/json",
    ):
        yield Case(f"stream as {media_type!r}", (415,), path=STREAM, body=line(), headers={"Content-Type": media_type})
    packed = {"Content-Type": LINES, "Content-Encoding": "gzip"}
    yield Case("a packed stream", (415,), path=STREAM, body=gzip.compress(line()), headers=packed)
    for query in ("", "?async=false"):
        headers: dict[str, str | None] = {"Content-Type": LINES}
        yield Case(f"a stream{query}", (400,), path=PROCESS + query, body=line(), paths=("async",), headers=headers)
    for path in (f"{BASE}/campaigns", WEBHOOKS, f"{BASE}/conversations/none/qa"):
        yield Case(f"lines to {path}", (415,), path=path, body=b"{}", headers={"Content-Type": LINES})


def _analyses_anew() -> Iterator[Case]:
    path = f"{BASE}/campaigns/{CAMPAIGN}/reanalyze"
    for raw in ("0", "-1", "1.5", "true", '"5"', "null", "NaN", "1.5e0", "100001", "9" * 400):
        body = f'{{"dry_run":true,"sample":{raw}}}'.encode()
        yield Case(f"a sample of {raw[:10]}", (400,), path=path, body=body, paths=("sample",))
    for raw in ("1", '"true"', "null", "[]"):
        body = f'{{"dry_run":{raw}}}'.encode()
        yield Case(f"dry_run {raw}", (400,), path=path, body=body, paths=("dry_run",))
    yield Case("a sample that is stored", (400,), path=path, body=b'{"sample":5}', paths=("sample",))
    yield Case("another field", (400,), path=path, body=b'{"force":true}', paths=("force",))
    for ref in ("nowhere", NOBODY, *NOT_UUIDS[3:]):
        address = f"{BASE}/campaigns/{ref}/reanalyze"
        yield Case(f"analyse {ref[:20]} anew", (400, 404), path=address, body=b'{"dry_run":true}')


def _reports() -> Iterator[Case]:
    for ref in NOT_UUIDS[:4]:
        yield Case(f"report {ref}", (400,), "GET", f"{BASE}/conversations/none/report?report_id={ref}")
    yield Case("a report of no call", (404,), "GET", f"{BASE}/conversations/none/report?report_id={NOBODY}")
    for query in ("limit=0", "limit=101", "cursor=x", "cursor=%00"):
        yield Case(f"reports?{query}", (400, 404), "GET", f"{BASE}/conversations/none/reports?{query}")


def _webhook(**fields: Any) -> bytes:
    return json.dumps({"url": "https://hooks.example.com/x", "events": ["job.completed"], **fields}).encode()


def _webhooks() -> Iterator[Case]:
    for address in (*INWARD, *ODD):
        yield Case(f"webhook to {address[:60]!r}", (400,), path=WEBHOOKS, body=_webhook(url=address), paths=("url",))
    for events in ([], None, "job.completed", ["job.started"], ["webhook.test"], [5], ["job.failed"] * 2, {}):
        body = _webhook(events=events)
        yield Case(f"webhook for {events}", (400,), path=WEBHOOKS, body=body)
    for score in (-0.1, 10.1, "5", None, True, 1e16):
        body = _webhook(score_below=score)
        yield Case(f"webhook below {score}", (400,), path=WEBHOOKS, body=body, paths=("score_below",))
    for name, value in {
        "description": "x" * 201,
        "secret": "whsec_" + "A" * 32,
        "tenant_id": "globex",
        "webhook_id": NOBODY,
        "active": True,
        "headers": {"Host": "localhost"},
    }.items():
        yield Case(f"webhook with {name}", (400,), path=WEBHOOKS, body=_webhook(**{name: value}), paths=(name,))
    for body in (b"{}", b"[]", b"null", b'{"url":"https://hooks.example.com/x"}', b'{"events":["job.failed"]}'):
        yield Case(f"webhook {body!r}", (400,), path=WEBHOOKS, body=body)
    for query in ("limit=0", "limit=101", "cursor=x", "cursor=%00", "limit=1&limit=1"):
        yield Case(f"webhooks?{query}", (400,), "GET", f"{WEBHOOKS}?{query}")


def _deliveries() -> Iterator[Case]:
    for ref in (NOBODY, *NOT_UUIDS):
        statuses = (404,) if ref == NOBODY else (400, 404)
        for method, path, body in (
            ("GET", f"{WEBHOOKS}/{ref}", None),
            ("PATCH", f"{WEBHOOKS}/{ref}", b'{"active":false}'),
            ("DELETE", f"{WEBHOOKS}/{ref}", None),
            ("POST", f"{WEBHOOKS}/{ref}/test", None),
            ("POST", f"{WEBHOOKS}/{ref}/rotate-secret", None),
            ("GET", f"{WEBHOOKS}/{ref}/deliveries", None),
            ("POST", f"{WEBHOOKS}/{ref}/deliveries/{NOBODY}/redeliver", None),
            ("POST", f"{WEBHOOKS}/{NOBODY}/deliveries/{ref}/redeliver", None),
        ):
            yield Case(f"{method} {path[:70]}", statuses, method, path, body)
    for query in ("state=", "state=lost", "state=dead&state=dead", "limit=0", "limit=101", "cursor=x", "cursor=%00"):
        yield Case(f"deliveries?{query}", (400,), "GET", f"{WEBHOOKS}/{NOBODY}/deliveries?{query}")
    for body in (b"{}", b'{"active":null}', b'{"url":"http://127.0.0.1/"}', b'{"events":[]}', b'{"secret":"x"}'):
        yield Case(f"change a webhook by {body!r}", (400,), "PATCH", f"{WEBHOOKS}/{NOBODY}", body)


def _keys() -> Iterator[Case]:
    body = json.dumps({"name": "Fibre"}).encode()
    for key in ("", " ", "a b", "a\tb", "x" * 256, "x" * 20_000, "\u00e9", "\u007f"):
        headers: dict[str, str | None] = {"Idempotency-Key": key}
        for path, sent in {f"{BASE}/campaigns": body, PROCESS: batch(), WEBHOOKS: _webhook()}.items():
            name = f"key {key[:10]!r} at {path}"
            yield Case(name, (400,), path=path, body=sent, headers=headers, paths=("Idempotency-Key",))
    headers = {"Idempotency-Key": "hostile", "Content-Type": JSON}
    # A request that failed leaves its key free: the same key with other bodies is told their own faults, never a 422.
    for sent in (b"{}", b'{"name":""}', b"[", b'{"name":5}'):
        yield Case(f"a key with {sent!r}", (400,), path=f"{BASE}/campaigns", body=sent, headers=headers)


def _turn(speaker: str) -> dict[str, Any]:
    return {"speaker": speaker, "timestamp": 0, "text": "Yes."}


def _spoken(speaker: str, **fields: Any) -> bytes:
    return line(**{"call_id": "hostile", "conversation": [_turn(speaker)], **fields})
