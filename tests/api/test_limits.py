"""Every limit of what is sent: N is taken, N + 1 is refused at its path, and nothing is stored of it."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # bodies as large as they may be

Send = Callable[[Partner, int], TestResponse]

CALL = "transcription[0]"


def campaign(field: str, value: Callable[[int], Any]) -> Send:
    return lambda partner, n: partner.post("/campaigns", {"name": "Limits", field: value(n)})


def call(field: str, value: Callable[[int], Any]) -> Send:
    return lambda partner, n: partner.process(a_transcription(**{field: value(n)}))


def login(field: str) -> Send:
    right = {"tenant_id": "acme", "username": "nobody", "password": "wrong-password"}
    return lambda partner, n: partner.post("/auth/login", {**right, field: "x" * n})


def ask(partner: Partner, n: int) -> TestResponse:
    partner.process(a_transcription())  # refused the second time: it is there
    return partner.post("/conversations/call-1/qa", {"question": {"text": "x" * n}})


def listed(query: str) -> Send:
    return lambda partner, n: partner.get(f"/campaigns?{query}={n}")


def text(n: int) -> str:
    return "x" * n


def texts(n: int) -> list[str]:
    return [f"word {number}" for number in range(n)]


def a_turn(number: int = 0, said: str = "Hello, this is Ava.") -> dict[str, Any]:
    return {"speaker": "bot", "timestamp": number, "text": said}


def turns(n: int) -> list[dict[str, Any]]:
    return [a_turn(number, "Yes.") for number in range(n)]


def nested(n: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(n - 1):
        value = {"more": value}
    return value


def batch(partner: Partner, n: int) -> TestResponse:
    return partner.process(*(a_transcription(f"call-{number}", conversation=[a_turn()]) for number in range(n)))


@pytest.mark.parametrize(
    ("send", "n", "path", "taken"),
    [
        (campaign("name", text), 200, "name", 201),
        (campaign("code", text), 200, "code", 201),
        (campaign("description", text), 5000, "description", 201),
        (campaign("offer", text), 1000, "offer", 201),
        (campaign("keywords", texts), 100, "keywords", 201),
        (campaign("keywords", lambda n: [text(n)]), 100, "keywords[0]", 201),
        (campaign("script", lambda n: {"required": texts(n)}), 100, "script.required", 201),
        (campaign("script", lambda n: {"forbidden": texts(n)}), 100, "script.forbidden", 201),
        (campaign("script", lambda n: {"required": [text(n)]}), 500, "script.required[0]", 201),
        (call("call_id", text), 200, f"{CALL}.call_id", 200),
        (call("bot_name", text), 200, f"{CALL}.bot_name", 200),
        (call("duration_seconds", lambda n: n), 604_800, f"{CALL}.duration_seconds", 200),
        (call("conversation", lambda n: [a_turn(said=text(n))]), 20_000, f"{CALL}.conversation[0].text", 200),
        (call("metadata", lambda n: {"note": text(n - len('{"note":""}'))}), 65_536, f"{CALL}.metadata", 200),
        (call("metadata", nested), 8, f"{CALL}.metadata", 200),
        (ask, 1000, "question.text", 200),
        (listed("limit"), 100, "limit", 200),
        (listed("page"), 1_000_000, "page", 200),
        (login("tenant_id"), 200, "tenant_id", 401),
        (login("username"), 200, "username", 401),
        (login("password"), 1024, "password", 401),
        pytest.param(
            call("conversation", turns),
            10_000,
            f"{CALL}.conversation",
            200,
            marks=pytest.mark.slow,
            id="turns of a call",
        ),
        pytest.param(batch, 500, "transcription", 200, marks=pytest.mark.slow, id="calls of a batch"),
    ],
    ids=lambda value: "" if callable(value) else str(value),
)
def test_so_much_is_taken_and_one_more_is_refused(partner: Partner, send: Send, n: int, path: str, taken: int) -> None:
    partner.create_campaign(code="FIBRE")
    refused = send(partner, n + 1)
    assert refused.status_code == 400
    assert list(refused.get_json()["details"]) == [path]
    assert send(partner, n).status_code == taken
