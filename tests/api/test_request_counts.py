"""Windows in which requests are counted."""

from types import SimpleNamespace

import pytest
from redis import RedisError

from api import request_counts
from api.request_counts import ProcessCounts, RedisCounts


class Clock:
    now_s = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(request_counts, "time", SimpleNamespace(monotonic=lambda: clock.now_s))
    return clock


def test_a_window_begins_with_what_is_counted_first_in_it(clock: Clock) -> None:
    counts = ProcessCounts(60)
    assert counts.add("one") == (1, 60)
    clock.now_s += 45
    assert counts.add("one") == (2, 15)
    assert counts.add("other") == (1, 60)
    clock.now_s += 15
    assert counts.add("one") == (1, 60)


def test_keys_that_nobody_asks_for_are_forgotten(clock: Clock) -> None:
    counts = ProcessCounts(60)
    for key in range(100):
        counts.add(str(key))
    clock.now_s += 61
    counts.add("one")
    assert len(counts._windows) == 1


def test_a_redis_that_is_away_is_asked_less_and_less_until_it_is_back(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, asked, away = RedisCounts("redis://127.0.0.1:1", 60), [], True

    def add_for_all(self: RedisCounts, key: str) -> tuple[int, float]:
        asked.append(clock.now_s - 1000)
        if away:
            raise RedisError
        return 7, 30.0

    monkeypatch.setattr(RedisCounts, "_add_for_all", add_for_all)
    for count in range(1, 9):
        assert counts.add("one")[0] == count
        clock.now_s += 1
    assert asked == [0, 1, 3, 7]
    away = False
    clock.now_s += 8
    assert [counts.add("one") for _ in range(2)] == [(7, 30.0)] * 2
