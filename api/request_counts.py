"""How often something was asked for within a window of time: in this process, or together with others in Redis.

A Redis that is away has the process count by itself until it is back; it is asked again after a second, then after two,
four and so on, up to half a minute, so that hardly a request waits for it.
"""

import threading
import time
from typing import Any, Protocol

import structlog
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger("api")

# How long a request waits for a Redis that does not answer.
PATIENCE: dict[str, Any] = {
    "socket_connect_timeout": 0.25,
    "socket_timeout": 0.25,
    "retry": Retry(NoBackoff(), 0),
}
LONGEST_ABSENCE_S = 32.0

# What was asked so far in this window, this time included, and the seconds until it ends.
Count = tuple[int, float]


class Counts(Protocol):
    """Windows of one length, each beginning with what is counted first in it."""

    def add(self, key: str) -> Count:
        """Count one more under a key."""


class ProcessCounts:
    """Counts of this process. Keys that nobody asks for are forgotten within two windows, so they do not pile up."""

    def __init__(self, window_s: int) -> None:
        """Count in windows of so many seconds."""
        self._window_s = window_s
        self._windows: dict[str, tuple[int, float]] = {}
        self._swept_s = 0.0
        self._lock = threading.Lock()

    def add(self, key: str) -> Count:
        """Count one more under a key."""
        now_s = time.monotonic()
        with self._lock:
            if now_s - self._swept_s > self._window_s:
                self._windows = {each: window for each, window in self._windows.items() if window[1] > now_s}
                self._swept_s = now_s
            count, end_s = self._windows.get(key, (0, 0.0))
            if end_s <= now_s:
                count, end_s = 0, now_s + self._window_s
            self._windows[key] = count + 1, end_s
        return count + 1, end_s - now_s


class RedisCounts:
    """Counts of all processes that share a Redis; of this process alone while that is away."""

    def __init__(self, url: str, window_s: int) -> None:
        """Count in windows of so many seconds; nothing is asked of Redis before somebody counts."""
        self._redis = Redis.from_url(url, **PATIENCE)
        self._window_s = window_s
        self._alone = ProcessCounts(window_s)
        self._absence_s = 0.0
        self._ask_again_s = 0.0

    def add(self, key: str) -> Count:
        """Count one more under a key."""
        if self._absence_s and time.monotonic() < self._ask_again_s:
            return self._alone.add(key)
        try:
            count = self._add_for_all(key)
        except RedisError as error:
            if not self._absence_s:
                log.warning(
                    "rate_limits.storage", said=f"Redis is away ({type(error).__name__}): each counts by itself"
                )
            self._absence_s = min(max(1.0, 2 * self._absence_s), LONGEST_ABSENCE_S)
            self._ask_again_s = time.monotonic() + self._absence_s
            return self._alone.add(key)
        if self._absence_s:
            self._absence_s = 0.0
            log.warning("rate_limits.storage", said="Redis is back")
        return count

    def _add_for_all(self, key: str) -> Count:
        name = f"call-quality/requests/{key}"
        with self._redis.pipeline() as together:  # one round trip, and nobody else's in between
            together.set(name, 0, ex=self._window_s, nx=True)
            together.incr(name)
            together.pttl(name)
            _, count, left_ms = together.execute()
        return int(count), int(left_ms) / 1000
