"""Streams of calls as large as they may be: how much memory and time they take, and what a kill leaves of them.

Run by `make test-faults`.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.idempotency import PATIENCE
from tests.api.partner import a_transcription
from tests.blackbox.cases_in_background import LINES, STREAM
from tests.blackbox.conftest import CAMPAIGN, Service, new_id, serving, wait_until
from tests.blackbox.memory import answering_processes, growing, memory, serving_processes

MEBIBYTE = 1024 * 1024
MOST_BYTES = 256 * MEBIBYTE
# Nobody listens there: what is posted is stored, and stays as it is.
NO_BROKER = "redis://127.0.0.1:1/0"
SENTENCE = "Well, this is what somebody may say of the fibre plan, the router and the monthly payment. "


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving(CELERY_BROKER_URL=NO_BROKER) as service:
        yield service


def a_call(turns: int, characters: int) -> bytes:
    text = (SENTENCE * (characters // len(SENTENCE) + 1))[:characters]
    said = [{"speaker": ("bot", "customer")[at % 2], "timestamp": at * 5.5, "text": text} for at in range(turns)]
    return json.dumps(a_transcription(new_id(), CAMPAIGN, conversation=said)).encode() + b"\n"


def a_stream(calls: int, turns: int, characters: int) -> bytes:
    return b"".join(a_call(turns, characters) for _ in range(calls))


# The most that a request takes besides: one line, its values, and the calls that are stored together.
SHAPES = {
    "10,000 calls of 60 turns": ((10_000, 60, 300), 64),
    "25 calls of 10 MiB": ((25, 500, 19_900), 256),
    "95 calls of 10,000 turns": ((95, 10_000, 60), 256),
}


@pytest.mark.parametrize(("shape", "most_mib"), SHAPES.values(), ids=SHAPES)
def test_a_stream_takes_little_memory_however_large_it_is(
    service: Service, shape: tuple[int, int, int], most_mib: float
) -> None:
    for _ in range(8):  # each process has answered something before
        assert service.process(new_id()).status == 200
    body = a_stream(*shape)
    assert 100 * MEBIBYTE < len(body) <= 256 * MEBIBYTE
    with growing(service) as growth:
        began_s = time.monotonic()
        answer = service.ask("POST", STREAM, body, timeout_s=120, content_type=LINES)
        elapsed_s = time.monotonic() - began_s
    grown = growth.mebibytes
    print(f"\n{len(body) / MEBIBYTE:.0f} MiB, {shape[0]} calls: {elapsed_s:.1f} s, at most {grown:.0f} MiB more memory")
    assert answer.status == 202, answer.body[:500]
    assert answer.json()["transcription_count"] == shape[0]
    assert grown < most_mib


def test_a_stream_at_the_limit_of_bytes_is_read_and_one_beyond_it_is_refused(service: Service) -> None:
    call = b" " * MEBIBYTE + a_call(1, 60)
    filled = call + (b" " * (MEBIBYTE - 1) + b"\n") * ((MOST_BYTES - len(call)) // MEBIBYTE)
    filled += b" " * (MOST_BYTES - len(filled))
    assert len(filled) == MOST_BYTES
    taken, refused = (
        service.ask("POST", STREAM, body, timeout_s=120, content_type=LINES) for body in (filled, filled + b" ")
    )
    assert (taken.status, refused.status) == (202, 413)
    assert taken.json()["transcription_count"] == 1


def test_a_kill_leaves_nothing_of_a_stream_and_its_key_is_free_again_in_time(service: Service) -> None:
    body = a_stream(6000, 20, 200)
    first = json.loads(body.split(b"\n", 1)[0])["call_id"]
    key = new_id("key")

    def post() -> Any:
        return service.ask("POST", STREAM, body, timeout_s=120, content_type=LINES, idempotency_key=key)

    with ThreadPoolExecutor(1) as pool:
        posting = pool.submit(post)
        # The web server hands over one copy and the service keeps another, whole once it is read to be stored.
        wait_until(lambda: posting.done() or copies_of(service, len(body)) == 2, 60)
        assert not posting.done(), "too fast to be killed"
        for process in serving_processes(service):
            if memory(process, "VmRSS") > 100:
                os.kill(process, signal.SIGKILL)
        assert posting.result().status != 202
    wait_until(service.is_ready, 60)
    assert service.get(f"/conversations/{first}").status == 404
    waits_s = []
    while (taken := post()).status == 409:
        waits_s.append(int(taken.headers["Retry-After"]))
        assert sum(waits_s) <= PATIENCE.total_seconds(), waits_s
        time.sleep(waits_s[-1])
    assert waits_s, "the key was free at once"
    assert (taken.status, taken.json()["transcription_count"]) == (202, 6000)
    replayed = post()
    assert (replayed.status, replayed.json()) == (202, taken.json())
    assert replayed.headers["Idempotency-Replayed"] == "true"


def copies_of(service: Service, size: int) -> int:
    """Count the files of this size that those who answer hold open and nobody else sees."""
    found = 0
    for process in answering_processes(service):
        for place in Path(f"/proc/{process}/fd").glob("*"):
            with contextlib.suppress(OSError):
                found += place.readlink().name.endswith("(deleted)") and place.stat().st_size == size
    return found
