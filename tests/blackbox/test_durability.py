"""What was acknowledged is kept, whatever dies."""

import os
import signal
import threading
from pathlib import Path

import pytest

from core.analysis.measures import MEASURES
from tests.blackbox.conftest import CAMPAIGN, Service, children_of, new_id, wait_until

pytestmark = pytest.mark.slow

CLIENTS = 6
ENOUGH = 40  # acknowledged calls before the blow


class Load:
    """Clients that post batches, and note which calls were acknowledged."""

    def __init__(self, service: Service) -> None:
        self.acknowledged: list[str] = []
        self.unanswered = 0
        self._service = service
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._post) for _ in range(CLIENTS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        wait_until(lambda: len(self.acknowledged) >= ENOUGH)
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _post(self) -> None:
        while not self._ended.is_set():
            batch = [new_id() for _ in range(2)]
            answer = self._service.process(*batch)
            if answer.status == 200:
                self.acknowledged += batch
            else:
                self.unanswered += 1
            self._ended.wait(0.1)  # what is acknowledged will all be looked at


def is_whole(service: Service, call_id: str) -> bool:
    report = service.get(f"/conversations/{call_id}/report")
    conversation = service.get(f"/conversations/{call_id}")
    answer = service.post(f"/conversations/{call_id}/qa", {"question": {"text": "Was the customer interested?"}})
    if (report.status, conversation.status, answer.status) != (200, 200, 200):
        return False
    metrics = report.json()["quality_analysis"]["metrics"]
    answered = len(metrics) == len(MEASURES) and answer.json()["answer"]["text"] != ""
    return answered and len(conversation.json()["turns"]) == 5


def workers_of(service: Service) -> list[int]:
    """Return the processes that answer requests: uWSGI's children that have threads."""
    master = next(pid for pid in children_of(service.launcher.pid) if b"uwsgi.ini" in command_of(pid))
    return sorted(pid for pid in children_of(master) if len(list(Path(f"/proc/{pid}/task").iterdir())) > 2)


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_every_acknowledged_call_is_whole_after_the_launcher_was_killed_amid_posts(service: Service) -> None:
    with Load(service) as load:
        service.stop(signal.SIGKILL)
        wait_until(lambda: load.unanswered)  # so that the clients did meet the blow
    service.start()
    assert [call_id for call_id in load.acknowledged if not is_whole(service, call_id)] == []


def test_every_acknowledged_call_is_whole_after_a_web_worker_was_killed_amid_posts(service: Service) -> None:
    with Load(service) as load:
        before = workers_of(service)
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(workers_of(service)) == len(before) and workers_of(service) != before)
    assert [call_id for call_id in load.acknowledged if not is_whole(service, call_id)] == []


def test_a_second_start_finds_campaigns_calls_jobs_and_takes_the_tokens_of_before(service: Service) -> None:
    call_id = new_id()
    job_id = service.process(call_id).json()["job_id"]
    paths = [f"/campaigns/{CAMPAIGN}", f"/conversations/{call_id}/report", f"/jobs/{job_id}/status"]
    before = [service.get(path).json() for path in paths]
    service.stop()
    service.start()
    assert [service.get(path).json() for path in paths] == before
    assert service.process(call_id).status == 400
