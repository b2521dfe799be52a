"""Windows in which requests are counted."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from api import request_counts
from api.request_counts import Counts


@contextmanager
def hanging_up() -> Iterator[tuple[int, list[object]]]:
    """Listen on a port and hang up on everybody; yield the port, and who has called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        called: list[object] = []

        def hang_up() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                called.append(address)
                connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        try:
            yield server.getsockname()[1], called
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_what_is_counted_first_begins_a_window_of_its_own() -> None:
    counts = Counts(60)
    count, left_s = counts.add("one")
    assert count == 1
    assert 59 < left_s <= 60
    assert counts.add("one")[0] == 2
    assert counts.add("other")[0] == 1


def test_a_redis_that_is_away_is_asked_less_and_less(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 1000.0
    clock = SimpleNamespace(monotonic=lambda: now_s, time=request_counts.time.time)
    monkeypatch.setattr(request_counts, "time", clock)
    with hanging_up() as (port, called):
        counts = Counts(60, f"redis://127.0.0.1:{port}")
        asked = []
        for second in range(9):
            before = len(called)
            assert counts.add("one")[0] == second + 1
            if len(called) > before:
                asked.append(second)
            now_s += 1
    assert asked == [0, 1, 3, 7]
