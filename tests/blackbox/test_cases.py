"""Every case of `cases.py` gets its answer from a running server, and leaves nothing behind."""

import contextlib
import http.client
import json
import re
from collections.abc import Iterator

import pytest

from tests.api.partner import BASE, a_transcription
from tests.blackbox.cases import JSON, PROCESS, Case, batch, cases, turns
from tests.blackbox.conftest import CAMPAIGN, Reply, Service, new_id

pytestmark = pytest.mark.slow

CASES = list(cases())
GIVEAWAYS = re.compile(r"Traceback|\.py\b|sqlalchemy|psycopg|werkzeug|flask|orjson|SELECT |INSERT |site-packages", re.I)
ECHO = 200  # characters of the input that an answer may hold at most


def send(service: Service, case: Case) -> Reply:
    """Send a case as it stands, whatever a well-behaved client would think of it."""
    headers = {"Content-Type": JSON} if case.body is not None else {}
    headers |= {"Authorization": f"Bearer {service.token}"}
    headers |= {name: value for name, value in case.headers.items() if value is not None}
    for name in (name for name, value in case.headers.items() if value is None):
        del headers[name]
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    with contextlib.closing(connection):
        connection.putrequest(case.method, case.path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value.encode("latin-1"))
        if case.body is not None:
            connection.putheader("Content-Length", str(len(case.body)))
        connection.endheaders(case.body)
        answer = connection.getresponse()
        return Reply(answer.status, {name.title(): value for name, value in answer.headers.items()}, answer.read())


@pytest.fixture(scope="module")
def watched(running_service: Service) -> Iterator[Service]:
    """The service, of which no case may have changed anything."""

    def state() -> tuple[int, int, int | None]:
        campaign, campaigns = running_service.get(f"/campaigns/{CAMPAIGN}"), running_service.get("/campaigns")
        stored = running_service.get("/conversations/hostile").status
        return campaign.json()["conversation_count"], campaigns.json()["total"], stored

    before = state()
    yield running_service
    assert state() == before
    assert before[2] == 404


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_request_gets_its_answer_and_changes_nothing(watched: Service, case: Case) -> None:
    answer = send(watched, case)
    assert answer.status in case.statuses, answer.body[:500]
    said = answer.json()
    assert set(said) <= {"error", "message", "details", "request_id"}
    assert said["error"]
    assert said["message"]
    assert said["request_id"] == answer.headers["X-Request-Id"]
    assert not GIVEAWAYS.search(answer.body.decode())
    if case.paths is not None:
        assert tuple(said["details"]) == case.paths
    if answer.status == 401:
        assert "Www-Authenticate" in answer.headers
    if answer.status == 405:
        assert "Allow" in answer.headers
    sent = (case.body or b"").decode(errors="replace") + case.path
    text = answer.body.decode()
    assert not any(sent[at : at + ECHO] in text for at in range(0, len(sent) - ECHO, 97)), "it echoes what was sent"


@pytest.mark.parametrize(
    "bait",
    [
        "a" * 30 + "!",
        "aaaa " * 30 + "!",
        " um" * 6_000,
        "x" + " " * 19_990 + "x",
        "!?" * 9_999,
        "x" * 20_000,
        "a.b@" * 4_000,
        "4" * 19_999,
        "(" * 19_999,
        "one two three four " * 1_000,
    ],
    ids=lambda bait: repr(bait[:10]),
)
def test_bait_for_slow_patterns_is_answered_soon(service: Service, bait: str) -> None:
    call_id = new_id()
    body = json.dumps(json.loads(batch(conversation=turns("Hello.", bait))))
    answer = service.ask("POST", PROCESS, body.replace('"hostile"', f'"{call_id}"').encode(), timeout_s=2)
    assert answer.status == 200
    question = json.dumps({"question": {"text": bait[:1000]}}).encode()
    assert service.ask("POST", f"{BASE}/conversations/{call_id}/qa", question, timeout_s=2).status == 200


@pytest.mark.parametrize(
    "text",
    [
        "'; drop table conversations; --",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "😀 שלום مرحبا e\u0301 👩‍👩‍👧",
        "../../etc/passwd %s %n %x",
        "\u202eevil\u202c",
    ],
)
def test_what_looks_like_code_or_is_far_from_ascii_is_kept_as_it_is(service: Service, text: str) -> None:
    call_id = new_id()
    said = [{"speaker": "customer", "timestamp": 0, "text": text}]
    assert service.process(call_id, conversation=said, bot_name=text, metadata={text: text}).status == 200
    kept = service.get(f"/conversations/{call_id}").json()
    assert (kept["turns"][0]["text"], kept["bot_name"], kept["metadata"]) == (text, text, {text: text})


def test_limits_are_reached(service: Service) -> None:
    line = {"speaker": "bot", "timestamp": 0, "text": "Yes."}
    assert service.process(new_id().ljust(200, "x"), bot_name="x" * 200).status == 200
    assert service.process(new_id(), conversation=turns("x" * 20_000), duration_seconds=604_800).status == 200
    assert service.process(new_id(), metadata={"a": "x" * 65_000}).status == 200
    long = json.dumps(json.loads(batch(conversation=[line] * 10_000))).replace('"hostile"', f'"{new_id()}"')
    assert service.ask("POST", PROCESS, long.encode(), timeout_s=10).status == 200
    calls = [a_transcription(new_id(), CAMPAIGN, conversation=[line]) for _ in range(500)]
    full = json.dumps({"transcription": calls}).encode()
    assert service.ask("POST", PROCESS, full, timeout_s=60).status == 200
