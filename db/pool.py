"""A pool of connections that tells how many are out, and how long each was waited for."""

import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool


class WatchedPool(QueuePool):
    """SQLAlchemy's pool; nothing is told until somebody watches."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._telling = threading.Lock()
        self._tell_out: Callable[[int], None] = _nobody
        self._tell_wait: Callable[[float], None] = _nobody
        self._tell_refusal: Callable[[], None] = _nobody

    @property
    def limit(self) -> int:
        """Return how many connections may be out at once."""
        return self.size() + int(self._max_overflow)

    def watch(self, out: Callable[[int], None], wait_s: Callable[[float], None], refused: Callable[[], None]) -> None:
        """Tell the number of connections that are out whenever it changes, each wait, and each wait in vain."""
        self._tell_out, self._tell_wait, self._tell_refusal = out, wait_s, refused

    def recreate(self) -> "WatchedPool":
        """Return a new pool like this one, with the same watchers."""
        pool = super().recreate()
        assert isinstance(pool, WatchedPool)  # noqa: S101 - SQLAlchemy makes one of the same class
        pool.watch(self._tell_out, self._tell_wait, self._tell_refusal)
        return pool

    def _do_get(self) -> ConnectionPoolEntry:
        began_s = time.perf_counter()
        try:
            entry = super()._do_get()
        except PoolTimeout:
            self._tell_refusal()
            raise
        self._tell_wait(time.perf_counter() - began_s)
        self._tell()
        return entry

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self._tell()

    def _tell(self) -> None:
        # Counted and told in one go: the last one to tell has counted last.
        with self._telling:
            self._tell_out(self.checkedout())


def _nobody(*_: object) -> None:
    """Listen to nothing."""
