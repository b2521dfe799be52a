"""Metrics of a real service under load, held against what its clients have sent: `make test-monitoring`.

Two web processes, workers, a courier, eight clients. A web process is killed in the middle; what it had counted stays.
"""

import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from api.launcher import MEMORY
from core.analysis.measures import MEASURES
from tests.api.partner import BASE, a_transcription
from tests.api.receiver import Receiver, answers
from tests.api.scrapes import Samples, increase, increases, samples, value
from tests.blackbox.conftest import CAMPAIGN, Reply, Service, an_admin, children_of, new_id, serving, wait_until

CLIENTS = 8
KEY_LIMIT = 30  # a minute; so many times three do not fit into the two minutes that a round may touch
Ask = tuple[str, Callable[[], Reply]]  # an operation, and how it is asked for


@pytest.fixture
def limited(receiver: Receiver) -> Iterator[Service]:
    hosts = f"127.0.0.1:{receiver.server_port},127.0.0.1:9"
    with serving(RATE_LIMIT_KEY=str(KEY_LIMIT), WEBHOOK_ALLOWED_HOSTS=hosts, CELERY_CONCURRENCY="2") as service:
        yield service


def test_metrics_agree_with_what_was_sent_also_after_a_web_process_was_killed(
    limited: Service, receiver: Receiver
) -> None:
    service = limited
    admin = copy(service)
    admin.token = service.post("/auth/login", an_admin(service)).json()["access_token"]
    machine = copy(service)
    machine.token = ""
    scopes = {"name": "dialler", "scopes": ["campaigns:read"]}
    key = admin.post("/api-keys", scopes).json()["key"]
    receiver.received.clear()
    receiver.script[:] = [answers(204)]
    events = ["conversation.analysed", "job.completed"]
    for url in (receiver.url, "http://127.0.0.1:9/nobody"):
        assert admin.post("/webhooks", {"url": url, "events": events}).status == 201
    assert service.process("asked").status == 200
    wait_until(lambda: due(service) == 0 and len(receiver.received) == 2, 60)
    before = scrape(service)

    jobs: list[str] = []
    seen: Counter[tuple[str, str]] = Counter()
    for phase in range(2):
        work = [*plan(service, jobs), *with_key(machine, key, 3 * KEY_LIMIT)]
        random.Random(phase).shuffle(work)
        with ThreadPoolExecutor(CLIENTS) as pool:
            seen.update(pool.map(asked, work))
        if phase == 0:
            kill_a_web_process(service)
    wait_until(lambda: all(state(admin, job) == "completed" for job in jobs))
    # A delivered event for each call and each job; those to nobody fail and are tried again later.
    calls_sync, calls_async = 2 * 2 * 10, 3 * len(jobs)
    told = calls_sync + calls_async + 2 * 10 + len(jobs)
    wait_until(lambda: value(scrape(service), "webhook_attempts_total", outcome="delivered") >= told + 2)
    after = scrape(service)

    counted = {
        kind: number
        for kind, number in increases(before, after, "http_requests_total").items()
        if kind[0] not in ("getMetrics", "getReadiness", "getJobStatus")  # which wait, rather than load
    }
    print(f"\n{'operation':24}{'status':>8}{'sent':>8}{'counted':>9}")
    for kind in sorted({*seen, *counted}):
        print(f"{kind[0]:24}{kind[1]:>8}{seen[kind]:>8}{counted.get(kind, 0):>9.0f}")
    assert counted == seen
    assert {status for _, status in seen} == {"200", "202", "400", "401", "404", "429"}
    refused = sum(number for (_, status), number in seen.items() if status == "429")
    assert increase(before, after, "rate_limited_requests_total", limit="key") == refused > 0
    assert increases(before, after, "calls_analysed_total") == {
        ("sync", "completed"): calls_sync,
        ("async", "completed"): calls_async,
    }
    assert increase(before, after, "turns_analysed_total", mode="sync") == 5 * calls_sync
    assert sum(increases(before, after, "questions_answered_total").values()) == seen["askQuestion", "200"]
    attempts = increases(before, after, "webhook_attempts_total")
    assert attempts["delivered",] == told == len(receiver.received) - 2
    assert attempts["connection_failed",] >= told  # the other one is asked at least once each
    assert increase(before, after, "webhook_attempt_duration_seconds_count") == sum(attempts.values())
    steps = {step for (step,) in increases(before, after, "analysis_step_seconds_total")}
    assert steps >= {measure.__name__ for measure in MEASURES}
    assert value(after, "http_requests_in_flight") == 1  # the scrape itself
    assert value(after, "chunks_waiting") == value(after, "chunks_running") == 0
    print(f"calls      {calls_sync} sync, {calls_async} async; webhooks {told} delivered, as counted")


def plan(service: Service, jobs: list[str]) -> list[Ask]:
    nobody = copy(service)
    nobody.token = ""
    wrong = {"tenant_id": "demo", "username": "nobody", "password": "no such person"}

    def post_async() -> Reply:
        calls = {"transcription": [a_transcription(new_id(), CAMPAIGN) for _ in range(3)]}
        answer = service.post("/conversations/process?async=true", calls)
        jobs.append(answer.json()["job_id"])
        return answer

    once: list[tuple[int, Ask]] = [
        (60, ("listCampaigns", lambda: service.get("/campaigns"))),
        (20, ("createCampaign", lambda: service.post("/campaigns", {"name": ""}))),
        (30, ("getCampaign", lambda: nobody.get(f"/campaigns/{CAMPAIGN}"))),
        (30, ("getConversation", lambda: service.get(f"/conversations/{new_id()}"))),
        (20, ("none", lambda: service.get("/nothing/here"))),
        (2, ("login", lambda: nobody.post("/auth/login", wrong))),
        (10, ("processConversations", lambda: service.process(new_id(), new_id()))),
        (8, ("processConversations", post_async)),
        (10, ("askQuestion", lambda: ask(service, "Was the customer interested?"))),
        (10, ("askQuestion", lambda: ask(service, "How long was the call?"))),
    ]
    return [each for times, each in once for _ in range(times)]


def with_key(machine: Service, key: str, times: int) -> list[Ask]:
    return [("listCampaigns", lambda: machine.ask("GET", f"{BASE}/campaigns", x_api_key=key))] * times


def ask(service: Service, text: str) -> Reply:
    return service.post("/conversations/asked/qa", {"question": {"text": text}})


def asked(what: Ask) -> tuple[str, str]:
    operation, send = what
    return operation, str(send().status)


def state(service: Service, job_id: str) -> Any:
    return service.get(f"/jobs/{job_id}/status").json()["state"]


def scrape(service: Service) -> Samples:
    answer = service.ask("GET", "/metrics")
    assert answer.status == 200
    return samples(answer.body.decode())


def due(service: Service) -> float:
    return value(scrape(service), "webhook_deliveries_due")


def kill_a_web_process(service: Service) -> None:
    """Kill one that answers requests, and wait until it is followed."""
    (master,) = [child for child in children_of(service.launcher.pid) if b"uwsgi" in cmdline(child)]
    slots = counted_in(service)
    workers = [child for child in children_of(master) if holds_a_slot(child)]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    wait_until(lambda: len([child for child in children_of(master) if holds_a_slot(child)]) == 2)
    wait_until(service.is_ready)
    assert counted_in(service) == slots  # it counts on where the other has stopped


def counted_in(service: Service) -> set[Path]:
    """Return the files that the processes of a service count in."""
    return set(MEMORY.glob(f"call-quality-metrics-{service.port}-*/*"))


def cmdline(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as words:
        return words.read()


def holds_a_slot(pid: int) -> bool:
    with contextlib.suppress(OSError):  # it has ended meanwhile
        return any(os.readlink(f"/proc/{pid}/fd/{fd}").endswith(".lock") for fd in os.listdir(f"/proc/{pid}/fd"))
    return False
