"""Measures of asynchronous work; run by `make measure-async`.

Calls a second with two worker processes against the same calls posted to two web processes, in rounds that take turns;
the same with the results read afterwards, page by page; and the memory of the workers' processes over 20,000 calls.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from tests.blackbox.brokers import commands_below
from tests.blackbox.conftest import BASE, Service, new_id, serving, wait_until
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import has_ended, open_chunks, post_async, status_of

ROUNDS = 5
CALLS = 1000
BATCH = 100
CLIENTS = 4
WITHIN_S = 600
MEMORY_CALLS = 20_000
SAMPLES = 10
SETTINGS = {"RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0", "CELERY_CONCURRENCY": "2"}


def batches(number: int) -> list[list[dict[str, Any]]]:
    calls = real_calls(number, new_id())
    return [calls[first : first + BATCH] for first in range(0, number, BATCH)]


def sync_rate(service: Service) -> float:
    """Return calls a second where as many clients as keep both web processes busy wait for their answers."""
    path = f"{BASE}/conversations/process"
    bodies = [json.dumps({"transcription": batch}).encode() for batch in batches(CALLS)]
    begun = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda body: service.ask("POST", path, body, timeout_s=WITHIN_S), bodies))
    assert {answer.status for answer in answers} == {200}
    return CALLS / (time.monotonic() - begun)


def async_rates(service: Service) -> tuple[float, float]:
    """Return calls a second from the first one that is posted until the last job has ended, and until all are read."""
    posted = batches(CALLS)
    begun = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        jobs = list(pool.map(lambda batch: post_async(service, batch), posted))
        wait_until(lambda: not open_chunks(service), WITHIN_S)
        ended = time.monotonic()
        results = [
            result for job in pool.map(lambda job_id: status_of(service, job_id), jobs) for result in job["results"]
        ]
    assert len(results) == CALLS
    return CALLS / (ended - begun), CALLS / (time.monotonic() - begun)


def memory_mb(service: Service) -> float:
    """Return the resident memory of the largest process that analyses."""
    pids = [pid for pid, command in commands_below(service.launcher.pid) if "--queues analysis" in command]
    pages = [int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) for pid in pids[1:]]
    return max(pages) * 4096 / 1e6


def main() -> None:
    with serving(**SETTINGS) as service:
        sync_rate(service), async_rates(service)  # warm
        rounds = [(sync_rate(service), *async_rates(service)) for _ in range(ROUNDS)]
        for sync, ended, read in rounds:
            print(f"calls/s: sync {sync:6.1f}   async {ended:6.1f} ({ended / sync:.2f})   read {read:6.1f}", flush=True)
        for name, at in (("until all jobs have ended", 1), ("until all results are read", 2)):
            print(f"median ratio {name}, {ROUNDS} rounds: {median(each[at] / each[0] for each in rounds):.2f}")
        for sample in range(SAMPLES):
            jobs = [post_async(service, batch) for batch in batches(MEMORY_CALLS // SAMPLES)]
            wait_until(lambda: not open_chunks(service), WITHIN_S)
            assert all(has_ended(service, job_id) for job_id in jobs)
            print(f"{(sample + 1) * MEMORY_CALLS // SAMPLES:6} calls: {memory_mb(service):6.1f} MB", flush=True)


if __name__ == "__main__":
    main()
