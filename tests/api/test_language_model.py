"""The language model behind HTTP, against a real server that speaks the protocol and all its faults."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from api.circuit_breaker import CircuitBreaker
from api.language_model import TRIES, ChatModel
from api.settings import LanguageModelSettings
from core.chat import Message
from core.errors import LanguageModelFailed
from tests.api.chat_server import (
    Behaviour,
    ChatServer,
    completion,
    drips,
    drips_headers,
    fails,
    hangs_up,
    is_huge,
    is_slow,
    refuses_schemas,
    says,
    sends,
    serving_chats,
)

pytestmark = pytest.mark.slow  # waits for a server that is slow on purpose

KEY = "sk-secret"
MESSAGES = (Message("system", "Reply."), Message("user", "Why?"))
SCHEMA = {"type": "object"}
TIMEOUT_S = 0.3
REPLY = {"answer": "Because."}


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with serving_chats() as server:
        yield server


def a_model(server: ChatServer, breaker: CircuitBreaker | None = None) -> ChatModel:
    return ChatModel(LanguageModelSettings(server.url, "some-model", KEY, TIMEOUT_S), breaker)


def test_a_model_is_asked_by_the_protocol(server: ChatServer) -> None:
    server.script = [says(REPLY)]
    assert json.loads(a_model(server).complete(MESSAGES, SCHEMA)) == REPLY
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["Authorization"] == f"Bearer {KEY}"
    assert request["body"] == {
        "model": "some-model",
        "messages": [{"role": "system", "content": "Reply."}, {"role": "user", "content": "Why?"}],
        "temperature": 0,
        "seed": 1,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}},
        },
    }


def test_without_a_key_none_is_sent(server: ChatServer) -> None:
    server.script = [says(REPLY)]
    ChatModel(LanguageModelSettings(server.url, "some-model")).complete(MESSAGES, SCHEMA)
    assert "Authorization" not in server.requests[0]["headers"]


PASSING = {
    "500": fails(500),
    "429": fails(429),
    "slow": is_slow,
    "no JSON": sends(b"{"),
    "content that is no JSON": says("Certainly! Here is the answer."),
    "content that is no object": says("[]"),
    "no content": sends(b'{"choices": [{"message": {"content": null}}]}'),
    "no choices": sends(b'{"choices": []}'),
    "another content type": sends(completion(REPLY), kind="text/html"),
    "hung up": hangs_up,
    "packed": sends(gzip.compress(completion(REPLY)), **{"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_fault_that_may_pass_is_tried_once_more(server: ChatServer, fault: Behaviour) -> None:
    server.script = [fault, says(REPLY)]
    assert json.loads(a_model(server).complete(MESSAGES, SCHEMA)) == REPLY
    assert len(server.requests) == TRIES


@pytest.mark.parametrize(
    ("fault", "reason", "tries"),
    [
        (fails(500), "status_500", TRIES),
        (fails(503), "status_503", TRIES),
        (fails(429), "status_429", TRIES),
        (fails(401), "status_401", 1),
        (fails(404), "status_404", 1),
        (fails(400), "status_400", 2),  # with and without a schema
        (is_slow, "timeout", TRIES),
        (drips, "timeout", TRIES),
        (drips_headers, "timeout", TRIES),
        (sends(b"{"), "not_json", TRIES),
        (sends(b"[" * 100_000), "not_json", TRIES),
        (says("{"), "not_json", TRIES),
        (sends(completion(REPLY), kind="text/plain"), "content_type", TRIES),
        (is_huge, "too_large", 1),
        (hangs_up, "connection", TRIES),
    ],
)
def test_a_fault_that_lasts_is_named_in_time(server: ChatServer, fault: Behaviour, reason: str, tries: int) -> None:
    server.script = [fault]
    began_s = time.monotonic()
    with pytest.raises(LanguageModelFailed) as failed:
        a_model(server).complete(MESSAGES, SCHEMA)
    assert failed.value.reason == reason
    assert len(server.requests) == tries
    assert time.monotonic() - began_s < TRIES * TIMEOUT_S + 0.8
    assert KEY not in repr(failed.value)


def test_a_redirect_is_not_followed_so_that_the_key_stays_where_it_belongs(server: ChatServer) -> None:
    with serving_chats() as elsewhere:
        elsewhere.script = [says(REPLY)]
        server.script = [sends(b"", 307, Location=f"{elsewhere.url}/chat/completions")]
        with pytest.raises(LanguageModelFailed) as failed:
            a_model(server).complete(MESSAGES, SCHEMA)
        assert failed.value.reason == "redirect"
        assert elsewhere.requests == []


def test_where_nobody_listens_the_connection_fails() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
        with pytest.raises(LanguageModelFailed) as failed:
            ChatModel(LanguageModelSettings(url, "some-model", None, TIMEOUT_S)).complete(MESSAGES, SCHEMA)
    assert failed.value.reason == "connection"


def test_a_provider_that_refuses_schemas_is_asked_without_one_from_then_on(server: ChatServer) -> None:
    server.script = [refuses_schemas(REPLY)]
    model = a_model(server)
    for _ in range(2):
        assert json.loads(model.complete(MESSAGES, SCHEMA)) == REPLY
    assert ["response_format" in request["body"] for request in server.requests] == [True, False, False]


def test_several_threads_may_ask_at_once(server: ChatServer) -> None:
    server.script = [says(REPLY)]
    model, replies = a_model(server), []
    threads = [threading.Thread(target=lambda: replies.append(model.complete(MESSAGES, SCHEMA))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [json.loads(reply) for reply in replies] == [REPLY] * 8


class Timer:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_provider_that_fails_again_and_again_is_left_alone_for_a_while(server: ChatServer) -> None:
    timer = Timer()
    model = a_model(server, CircuitBreaker(failures=2, pause_s=30, timer=timer))
    server.script = [fails(401)]

    def reason() -> str:
        with pytest.raises(LanguageModelFailed) as failed:
            model.complete(MESSAGES, SCHEMA)
        return failed.value.reason

    assert [reason() for _ in range(4)] == ["status_401", "status_401", "left_alone", "left_alone"]
    assert len(server.requests) == 2
    timer.now_s = 29.9
    assert reason() == "left_alone"
    timer.now_s = 30
    assert [reason(), reason()] == ["status_401", "left_alone"]
    timer.now_s = 60
    server.script = [says(REPLY)]
    for _ in range(3):
        assert json.loads(model.complete(MESSAGES, SCHEMA)) == REPLY


def test_while_one_request_tries_a_failing_service_again_others_are_kept_off() -> None:
    timer = Timer()
    breaker = CircuitBreaker(failures=1, pause_s=30, timer=timer)
    breaker.failed()
    timer.now_s = 30
    assert [breaker.admits(), breaker.admits()] == [True, False]
    breaker.succeeded()
    assert [breaker.admits(), breaker.admits()] == [True, True]


def test_failures_between_successes_do_not_add_up() -> None:
    breaker = CircuitBreaker(failures=2)
    for _ in range(3):
        breaker.failed()
        breaker.succeeded()
    breaker.failed()
    assert breaker.admits()
