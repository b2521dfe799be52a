"""Calls sent as a stream of lines: at its limits, beyond them, slow, cut off, lying about its length, exhausting."""

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.api.partner import a_transcription
from tests.blackbox.cases_in_background import LINES, STREAM, line
from tests.blackbox.conftest import CAMPAIGN, Reply, Service, at_once, new_id, wait_until
from tests.blackbox.test_hostile import assert_served_meanwhile, dripping, read_answer

pytestmark = pytest.mark.slow

MEBIBYTE = 1024 * 1024
MOST_BYTES = 256 * MEBIBYTE
MOST_CALLS = 10_000


def stream(service: Service, body: bytes, *, timeout_s: float = 30) -> Reply:
    return service.ask("POST", STREAM, body, timeout_s=timeout_s, content_type=LINES)


def head(service: Service, content_length: int | None = None) -> bytes:
    given = service.head(content_length, "/conversations/process?async=true")
    return given.replace(b"Content-Type: application/json", f"Content-Type: {LINES}".encode())


def short_calls(number: int) -> bytes:
    said = [{"speaker": "bot", "timestamp": 0, "text": "Yes."}]
    return b"\n".join(line(call_id=new_id(), conversation=said) for _ in range(number))


def ended(service: Service, reply: Reply, within_s: float = 60) -> Any:
    """Wait until the job of an accepted stream has ended; return it."""
    assert reply.status == 202, reply.body[:500]
    path = f"/jobs/{reply.json()['job_id']}/status"
    wait_until(lambda: service.get(path).json()["status"] != "processing", within_s)
    return service.get(path).json()


BOMBS: dict[str, Callable[[], bytes]] = {
    "empty lines": lambda: b"\n" * (32 * MEBIBYTE),
    "blanks": lambda: b" \n" * (16 * MEBIBYTE),
    "empty objects": lambda: b"{}\n" * (11 * MEBIBYTE),
    "calls without anything": lambda: b'{"call_id":"a"}\n' * (2 * MEBIBYTE),
    "brackets": lambda: b"[\n" * (16 * MEBIBYTE),
    "lines of lists": lambda: (b'{"call_id":[' + b"[]," * 3_400_000 + b"[]]}\n") * 8,
    "one line of brackets": lambda: b"[" * (32 * MEBIBYTE),
    "one line of digits": lambda: b"9" * (32 * MEBIBYTE),
    "one line of blanks": lambda: b" " * (32 * MEBIBYTE) + line(),
    "a call too many": lambda: short_calls(MOST_CALLS + 1),
    "the same call for ever": lambda: (line() + b"\n") * 30_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_stream_that_is_a_bomb_is_refused_soon(service: Service, bomb: Callable[[], bytes]) -> None:
    answer = stream(service, bomb(), timeout_s=50)
    assert answer.status == 400
    assert len(answer.body) < 200_000
    assert 1 <= len(answer.json()["details"]) <= 1000


def test_while_bombs_are_read_others_are_served(service: Service) -> None:
    bomb = BOMBS["empty objects"]()
    answers = at_once(*[partial(stream, service, bomb)] * 4, partial(served_meanwhile, service))
    assert {answer.status for answer in answers[:4]} <= {400, 503}
    assert answers[4].status == 200


def served_meanwhile(service: Service) -> Reply:
    for _ in range(20):
        answer = service.ask("GET", "/api/v1/campaigns", timeout_s=5)
        if answer.status != 200:
            break
        time.sleep(0.1)
    return answer


def test_a_stream_at_the_limit_of_calls_is_taken_and_can_be_cancelled(service: Service) -> None:
    taken = stream(service, short_calls(MOST_CALLS), timeout_s=60)
    assert taken.status == 202, taken.body[:500]
    job_id = taken.json()["job_id"]
    cancelled = service.post(f"/jobs/{job_id}/cancel", None)
    assert cancelled.status == 200, cancelled.body[:500]
    job = service.get(f"/jobs/{job_id}/status?limit=1").json()
    assert (job["state"], job["transcription_count"], job["processed_count"]) == ("cancelled", MOST_CALLS, MOST_CALLS)
    assert 0 < job["failed_count"] <= MOST_CALLS
    again = service.post(f"/jobs/{job_id}/cancel", None)
    assert {**again.json(), "request_id": ""} == {**cancelled.json(), "request_id": ""}


def test_a_stream_beyond_the_limit_of_bytes_is_refused(service: Service) -> None:
    assert stream(service, b" " * (MOST_BYTES + 1), timeout_s=120).status == 413


def test_a_line_at_the_limit_is_read_and_one_beyond_it_is_refused(service: Service) -> None:
    most = 10 * MEBIBYTE
    assert ended(service, stream(service, line(call_id=new_id()).rjust(most)))["transcription_count"] == 1
    assert stream(service, line(call_id=new_id()).rjust(most + 1)).status == 400


def test_what_ends_a_line_elsewhere_ends_none_here(service: Service) -> None:
    call_id, text = new_id(), "One\u2028two\u2029three\u0085four\u001cfive"
    call = a_transcription(call_id, CAMPAIGN, bot_name="Ava", metadata={"kept": text})
    call["conversation"] = [{"speaker": "bot", "timestamp": 0, "text": text.replace("\u001c", " ")}]
    body = json.dumps(call, ensure_ascii=False).encode() + b"\r\n"
    assert ended(service, stream(service, body))["processed_count"] == 1
    kept = service.get(f"/conversations/{call_id}").json()
    assert kept["turns"][0]["text"] == text.replace("\u001c", " ")
    assert kept["metadata"] == {"kept": text}


def test_a_stream_in_chunks_is_refused_and_said_to_need_a_length(service: Service) -> None:
    with service.connect() as client:
        client.sendall(head(service)[:-2] + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        said = read_answer(client)
    assert said.startswith(b"HTTP/1.1 411 ")


def test_many_slow_streams_keep_nobody_waiting(service: Service) -> None:
    with dripping(service, head(service, 100_000_000), b" "):
        assert_served_meanwhile(service)


def test_nothing_is_stored_of_a_stream_that_ends_early(service: Service) -> None:
    call_ids = [new_id() for _ in range(3)]
    body = b"\n".join(line(call_id=call_id) for call_id in call_ids) + b"\n"
    before = service.get("/jobs?limit=1").body
    with service.connect() as client:
        client.sendall(head(service, len(body) + 1) + body)
    time.sleep(0.5)
    assert {service.get(f"/conversations/{call_id}").status for call_id in call_ids} == {404}
    assert service.get("/jobs?limit=1").body == before


def test_what_follows_the_length_of_a_stream_is_no_part_of_it(service: Service) -> None:
    first, second = new_id(), new_id()
    body = line(call_id=first) + b"\n"
    with service.connect() as client:
        client.sendall(head(service, len(body)) + body + line(call_id=second) + b"\n")
        said = read_answer(client)
    assert said.startswith(b"HTTP/1.1 202 ")
    assert service.get(f"/conversations/{first}").status == 200
    assert service.get(f"/conversations/{second}").status == 404


def test_of_one_stream_posted_many_times_at_once_one_is_taken(service: Service) -> None:
    body = b"\n".join(line(call_id=new_id()) for _ in range(50))
    answers = at_once(*[partial(stream, service, body)] * 8)
    taken = [answer for answer in answers if answer.status == 202]
    assert len(taken) == 1
    assert {answer.status for answer in answers} <= {202, 400, 503}
    assert ended(service, taken[0])["processed_count"] == 50


def test_streams_and_batches_that_share_calls_in_opposite_orders_do_not_block_each_other(service: Service) -> None:
    call_ids = [new_id() for _ in range(40)]
    forward, back = (b"\n".join(line(call_id=each) for each in order) for order in (call_ids, call_ids[::-1]))
    actions = [partial(stream, service, forward), partial(stream, service, back)] * 2
    answers = at_once(*actions, partial(service.process, *call_ids[::-1]), partial(service.process, *call_ids))
    assert sorted(answer.status in (200, 202) for answer in answers) == [False] * 5 + [True]
    assert {answer.status for answer in answers} <= {200, 202, 400, 503}
