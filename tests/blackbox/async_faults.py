"""Calls that are analysed later, while all that works on them is killed; run by `make test-faults`, not `make test`.

5,000 real dialogues are posted with async=true. Every few seconds a process of a worker, a whole worker or the courier
is killed; the broker is restarted and emptied once, and so is PostgreSQL restarted. Within a minute of calm every job
has ended, every call has one report, and all counts are right. The table of what was killed is printed.
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.blackbox.brokers import Broker, OwnBroker, broker_of, commands_below
from tests.blackbox.conftest import Service, serving, wait_until
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import ENDED, has_ended, post_async, status_of, stored, under_analysis

CALLS = 5000
BATCH = 250
BETWEEN_S = 1.5
MOST_BLOWS = 200
LEFT = 500  # calls that may wait when the blows end: on this machine a matter of seconds
CALM_S = 60
SEED = 6
UNLIMITED = {"RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0", "CELERY_CONCURRENCY": "2"}


@dataclass
class Blows:
    """What is done to a service, and what has been done."""

    service: Service
    broker: Broker

    def __post_init__(self) -> None:
        self.dealt: Counter[str] = Counter()
        self.table: list[tuple[float, str, int]] = []
        self._begun_s = time.monotonic()

    def deal(self, number: int) -> None:
        """Deal the blow whose turn it is; the rare ones come once each."""
        rare = {2: self.restart_broker, 5: self.restart_postgresql, 8: self.empty_broker}
        often = (
            self.kill_child,
            self.kill_child,
            self.kill_worker,
            self.kill_child,
            self.kill_child,
            self.kill_courier,
        )
        blow = rare.get(number) or often[number % len(often)]
        waiting = self.waiting()
        if blow():
            name = blow.__name__.replace("_", " ")
            self.dealt[name] += 1
            self.table.append((time.monotonic() - self._begun_s, name, waiting))

    def waiting(self) -> int:
        """Return the number of calls that wait for their analysis."""
        return stored(self.service).calls["pending"]

    def _pids(self, words: str) -> list[int]:
        return [pid for pid, command in commands_below(self.service.launcher.pid) if words in command]

    def _kill(self, pids: list[int]) -> bool:
        if pids:
            os.kill(random.choice(pids), signal.SIGKILL)
        return bool(pids)

    def kill_child(self) -> bool:
        return self._kill(self._pids("--queues analysis")[1:])

    def kill_worker(self) -> bool:
        return self._kill(self._pids("--queues analysis")[:1])

    def kill_courier(self) -> bool:
        return self._kill(self._pids("--queues deliveries")[:1])

    def restart_broker(self) -> bool:
        self.broker.restart(self.service)
        return True

    def empty_broker(self) -> bool:
        self.broker.empty(self.service)
        return True

    def restart_postgresql(self) -> bool:
        before = self.service.postmaster
        os.kill(before, signal.SIGINT)
        wait_until(lambda: not os.path.exists(f"/proc/{before}"), 30)
        wait_until(self.service.is_ready, 30)
        return True


class Poster:
    """Posts all calls in batches, from a thread of its own, spread over the time of the blows."""

    def __init__(self, service: Service) -> None:
        self.jobs: dict[str, int] = {}
        self._service = service
        self._thread = threading.Thread(target=self._post)

    def __enter__(self) -> "Poster":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.join()

    def is_done(self) -> bool:
        return sum(self.jobs.values()) == CALLS

    def _post(self) -> None:
        calls = real_calls(CALLS)
        for first in range(0, CALLS, BATCH):
            batch = calls[first : first + BATCH]
            self.jobs[post_async(self._service, batch)] = len(batch)
            time.sleep(1)


@pytest.mark.parametrize("kind", ["valkey", "redis", "rabbitmq"])
def test_every_call_has_one_report_whatever_is_killed(kind: str) -> None:
    random.seed(SEED)
    with broker_of(kind) as broker, serving(**UNLIMITED, **broker.settings) as service:
        blows = Blows(service, broker)
        with Poster(service) as poster:
            for number in range(MOST_BLOWS):
                time.sleep(BETWEEN_S)
                if poster.is_done() and blows.waiting() < LEFT:
                    break
                blows.deal(number)
        print(f"\n{kind}: second, what was killed, calls that waited")
        for at_s, name, waiting in blows.table:
            print(f"  {at_s:6.1f}  {name:20} {waiting:5}")
        calm_s = time.monotonic()
        wait_until(lambda: all(has_ended(service, job_id) for job_id in poster.jobs), CALM_S)
        found = stored(service)
        print(f"  all ended {time.monotonic() - calm_s:.1f} s after the last; {dict(blows.dealt)}; {found}")
        jobs = [status_of(service, job_id) for job_id in poster.jobs]
    assert {"restart broker", "restart postgresql", "empty broker"} <= set(blows.dealt)
    assert dict(found.calls) == {"completed": CALLS}
    assert (found.reports, found.reported_calls, found.chunks) == (CALLS, CALLS, 0)
    assert len(jobs) == CALLS / BATCH
    assert {job["state"] for job in jobs} <= set(ENDED)
    assert [(job["transcription_count"], job["processed_count"]) for job in jobs] == [(BATCH, BATCH)] * len(jobs)


def test_a_call_that_ends_its_process_three_times_fails_and_the_others_go_on() -> None:
    long = real_calls(1, "long")[0]
    long["conversation"] = (long["conversation"] * 10_000)[:10_000]  # so that it can be met at work
    with serving(**UNLIMITED | {"CELERY_CONCURRENCY": "1"}) as service:
        job_id = post_async(service, [*real_calls(1, "before"), long, *real_calls(1, "after")])
        blows = Blows(service, OwnBroker())
        for attempt in (1, 2, 3):
            wait_until(lambda attempt=attempt: (1, attempt) in under_analysis(service), CALM_S)
            assert blows.kill_child()
        wait_until(lambda: has_ended(service, job_id), CALM_S)
        status, found = status_of(service, job_id), stored(service)
        print(f"\na call that ends its process three times: {status['state']}; {found}")
    assert (status["state"], status["processed_count"], status["failed_count"]) == ("completed", 3, 1)
    assert dict(found.failures) == {"worker_lost": 1}
    assert [each["status"] for each in status["results"]] == ["completed", "failed", "completed"]


def test_a_worker_goes_on_after_its_broker_was_restarted_while_it_worked() -> None:
    with broker_of("redis") as broker, serving(**UNLIMITED, **broker.settings) as service:
        calls = real_calls(1500)
        jobs = [post_async(service, calls[first : first + BATCH]) for first in range(0, len(calls), BATCH)]
        broker.restart(service)
        assert stored(service).calls["pending"]
        wait_until(lambda: all(has_ended(service, job_id) for job_id in jobs), CALM_S)
