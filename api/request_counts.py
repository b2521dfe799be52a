"""How often something was asked for within a window of time: in this process, or together with others in Redis.

A Redis that is away has the process count by itself until it is back; it is asked again after a second, then after two,
four and so on, up to half a minute, so that hardly a request waits for it.
"""

import time
from typing import Any

import structlog
from limits.storage import MemoryStorage, RedisStorage, Storage
from redis import RedisError
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


class Counts:
    """Windows of one length, each beginning with what is counted first in it."""

    def __init__(self, window_s: int, redis_url: str | None = None) -> None:
        """Count in windows of so many seconds; nothing is asked of Redis before somebody counts."""
        self._window_s = window_s
        self._shared = RedisStorage(redis_url, key_prefix="call-quality", **PATIENCE) if redis_url else None
        self._alone = MemoryStorage()
        self._absence_s = 0.0
        self._ask_again_s = 0.0

    def add(self, key: str) -> Count:
        """Count one more under a key."""
        if self._shared is None or (self._absence_s and time.monotonic() < self._ask_again_s):
            return self._add(self._alone, key)
        try:
            count = self._add(self._shared, key)
        except RedisError as error:
            if not self._absence_s:
                log.warning(
                    "rate_limits.storage", said=f"Redis is away ({type(error).__name__}): each counts by itself"
                )
            self._absence_s = min(max(1.0, 2 * self._absence_s), LONGEST_ABSENCE_S)
            self._ask_again_s = time.monotonic() + self._absence_s
            return self._add(self._alone, key)
        if self._absence_s:
            self._absence_s = 0.0
            log.warning("rate_limits.storage", said="Redis is back")
        return count

    def _add(self, storage: Storage, key: str) -> Count:
        return storage.incr(key, self._window_s), storage.get_expiry(key) - time.time()
