"""Asynchronous work against synchronous: calls a second with two workers and with two web processes, and memory.

Both ways of a round take the same dialogues, which no round before it had, so that what processes remember of earlier
calls helps as much as it does with real traffic.
"""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, Scale, at_least, at_most, quotients
from tests.blackbox.brokers import commands_below
from tests.blackbox.conftest import BASE, Service, new_id, serving, wait_until
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import all_seeing, post_async, status_of

PART = "background"
CLIENTS = 4
WITHIN_S = 600
SETTINGS = {"RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0", "CELERY_CONCURRENCY": "2"}


def measure(scale: Scale) -> Iterator[Figure]:
    """Measure rounds of both ways, then what the workers' memory has grown by after all calls."""
    calls, batch = (80, 20) if scale.short else (800, 100)
    with serving(**SETTINGS) as service:
        wait_until(lambda: len(_memories(service)) == 2)
        _sync_rate(service, 0, calls, batch)
        _async_rates(service, 0, calls, batch)  # not counted: processes, caches and models are cold
        rounds = [
            (_sync_rate(service, first, calls, batch), *_async_rates(service, first, calls, batch))
            for first in range(calls, calls * (scale.rounds + 1), calls)
        ]
        sync, ended, read = zip(*rounds, strict=True)
        yield Figure(PART, "sync, two web processes", "calls/s", sync, more_is_better=True)
        yield Figure(PART, "async, two workers, until all jobs have ended", "calls/s", ended, more_is_better=True)
        yield Figure(PART, "async, two workers, until all results are read", "calls/s", read, more_is_better=True)
        # So few calls as the short scale has tell how soon workers begin, not how much they do.
        goal = None if scale.short else at_least(0.9)
        yield Figure(PART, "async against sync", "×", quotients(ended, sync), goal)
        yield Figure(PART, "async against sync, results read", "×", quotients(read, sync))
        yield from _memory(service, calls * (scale.rounds + 1), 200 if scale.short else 20_000, batch)


def _memory(service: Service, first: int, calls: int, batch: int) -> Iterator[Figure]:
    """Tell by how much the processes that analyse grow over so many calls, once they have seen some.

    There are fewer dialogues than that, so that each turn gets a word that was never said: caches may not rest.
    """
    before = _memories(service)
    at_once = 10 * batch
    for start in range(first, first + calls, at_once):
        number = min(at_once, first + calls - start)
        taken = [_with_new_words(call, at) for at, call in enumerate(real_calls(number, new_id(), first=start), start)]
        _have_analysed(service, [taken[at : at + batch] for at in range(0, number, batch)])
    after = _memories(service)
    assert after.keys() == before.keys(), "a worker's process was replaced"
    grown = max(after[pid] - before[pid] for pid in after)
    yield Figure(PART, "memory of the largest worker process", "MB", (max(after.values()),))
    # A few hundred calls say nothing about growth.
    goal = at_most(40) if calls >= 20_000 else None
    yield Figure(PART, f"growth of a worker process over {calls:,} calls", "MB", (grown,), goal)


def _with_new_words(call: dict[str, Any], number: int) -> dict[str, Any]:
    turns = [
        {**turn, "text": f"{turn['text']} {''.join(chr(ord('a') + int(digit)) for digit in f'{number}{at:03}')}"}
        for at, turn in enumerate(call["conversation"])
    ]
    return {**call, "conversation": turns}


def _batches(first: int, calls: int, batch: int) -> list[list[dict[str, Any]]]:
    taken = real_calls(calls, new_id(), first=first)
    return [taken[start : start + batch] for start in range(0, calls, batch)]


def _sync_rate(service: Service, first: int, calls: int, batch: int) -> float:
    """Return calls a second where as many clients as keep both web processes busy wait for their answers."""
    path = f"{BASE}/conversations/process"
    bodies = [json.dumps({"transcription": each}).encode() for each in _batches(first, calls, batch)]
    begun_s = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda body: service.ask("POST", path, body, timeout_s=WITHIN_S), bodies))
    taken_s = time.monotonic() - begun_s
    assert {answer.status for answer in answers} == {200}
    assert sum(len(answer.json()["results"]) for answer in answers) == calls
    return calls / taken_s


def _async_rates(service: Service, first: int, calls: int, batch: int) -> tuple[float, float]:
    """Return calls a second from the first one that is posted until the last job has ended, and until all are read."""
    return _have_analysed(service, _batches(first, calls, batch))


def _have_analysed(service: Service, posted: list[list[dict[str, Any]]]) -> tuple[float, float]:
    calls = sum(map(len, posted))
    begun_s = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        jobs = list(pool.map(lambda each: post_async(service, each), posted))
        _wait_until_done(service)
        ended_s = time.monotonic() - begun_s
        told = list(pool.map(lambda job_id: status_of(service, job_id), jobs))
        read_s = time.monotonic() - begun_s
    assert {job["state"] for job in told} == {"completed"}
    assert sum(len(job["results"]) for job in told) == calls
    return calls / ended_s, calls / read_s


def _wait_until_done(service: Service) -> None:
    """Wait until no chunk is open, by one connection: to open one costs PostgreSQL as much as four calls do."""
    with all_seeing(service) as cursor:
        cursor.connection.autocommit = True

        def are_done() -> bool:
            cursor.execute("select count(*) from job_chunks")
            return cursor.fetchone() == (0,)

        wait_until(are_done, WITHIN_S)


def _memories(service: Service) -> dict[int, float]:
    """Return the resident memory of each process that analyses, in megabytes; their parent only hands on."""
    pids = [pid for pid, command in commands_below(service.launcher.pid) if "--queues analysis" in command]
    return {pid: _resident_mb(pid) for pid in pids[1:]}


def _resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * 4096 / 1e6
