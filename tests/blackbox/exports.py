"""Exports of fifty thousand calls: how much memory they take, how slowly they can be read, and how they break off.

Run by `make test-faults`.
"""

import http.client
import os
import signal
import time
from collections.abc import Iterator

import pytest

from tests.api.partner import BASE
from tests.blackbox.conftest import CAMPAIGN, Service, new_id, serving, wait_until
from tests.blackbox.copies import copy_call
from tests.blackbox.memory import answering_processes, growing

CALLS = 50_000
# More than the queues between the service and a reader hold.
PIECE = 64 * 1024
# The calls of an hour: one begins every second.
SOME = "&to=2024-03-01T10:30:00Z"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as service:
        call_id = new_id("exported")
        assert service.process(call_id).status == 200
        copy_call(service, call_id, CALLS - 1)
        yield service


def asked(service: Service, written_as: str = "ndjson", query: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=100)
    path = f"{BASE}/campaigns/{CAMPAIGN}/export?format={written_as}{query}"
    connection.request("GET", path, headers=service.headers())
    return connection.getresponse()


def begin(service: Service, written_as: str = "ndjson", query: str = "") -> http.client.HTTPResponse:
    answer = asked(service, written_as, query)
    assert answer.status == 200, answer.read()
    return answer


def leave_early(service: Service) -> bool:
    """Read the beginning of an export and hang up; tell whether there was one."""
    with asked(service) as answer:
        return answer.status == 200 and len(answer.read(PIECE)) == PIECE


def rest(answer: http.client.HTTPResponse) -> int:
    """Read an answer to its end; return its lines."""
    lines = 0
    while piece := answer.read(PIECE):
        lines += piece.count(b"\n")
    return lines


@pytest.mark.parametrize("written_as", ["csv", "ndjson"])
def test_an_export_takes_the_same_memory_however_large_it_is(service: Service, written_as: str) -> None:
    for _ in range(8):  # each process has exported something before
        assert rest(begin(service, written_as, SOME)) > 3000
    with growing(service) as growth:
        began_s = time.perf_counter()
        lines = rest(begin(service, written_as))
        elapsed_s = time.perf_counter() - began_s
    print(f"\n{written_as}: {CALLS} calls in {elapsed_s:.1f} s, at most {growth.mebibytes:.0f} MiB more memory")
    assert lines == CALLS + (written_as == "csv")
    assert growth.mebibytes < 32


def test_a_reader_may_stop_for_a_while(service: Service) -> None:
    answer = begin(service)
    first = answer.read(PIECE)
    time.sleep(20)
    assert first.count(b"\n") + rest(answer) == CALLS


def test_readers_who_leave_keep_nobody_out(service: Service) -> None:
    for _ in range(8):
        wait_until(lambda: leave_early(service), 60)
    assert rest(begin(service)) == CALLS


def test_an_export_whose_process_is_killed_does_not_pass_for_whole(service: Service) -> None:
    answer = begin(service)
    answer.read(PIECE)
    for process in answering_processes(service):
        os.kill(process, signal.SIGKILL)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        rest(answer)
    wait_until(service.is_ready, 60)


def test_an_export_whose_database_goes_away_does_not_pass_for_whole(service: Service) -> None:
    answer = begin(service)
    answer.read(PIECE)
    os.kill(service.postmaster, signal.SIGINT)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        rest(answer)
    wait_until(service.is_ready, 60)
    assert rest(begin(service)) == CALLS
    log = (service.data_dir / "server.log").read_text(encoding="utf-8")
    assert '"event": "response.broken_off"' in log
