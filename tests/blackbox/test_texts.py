"""Texts that are allowed, however odd: answered soon, kept as they are, up to the limits of the contract."""

import json

import pytest

from tests.api.partner import BASE, a_transcription
from tests.blackbox.cases import PROCESS, batch, turns
from tests.blackbox.conftest import CAMPAIGN, Service, new_id

pytestmark = pytest.mark.slow


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
