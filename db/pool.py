"""A pool of connections that tells how many are out, and how long each was waited for."""

import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection, QueuePool


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
        """Tell each wait, each wait in vain and, whenever one is taken or `tell` is called, how many are out."""
        self._tell_out, self._tell_wait, self._tell_refusal = out, wait_s, refused

    def recreate(self) -> "WatchedPool":
        """Return a new pool like this one, with the same watchers."""
        pool = super().recreate()
        assert isinstance(pool, WatchedPool)  # noqa: S101 - SQLAlchemy makes one of the same class
        pool.watch(self._tell_out, self._tell_wait, self._tell_refusal)
        return pool

    def connect(self) -> PoolProxiedConnection:
        """Take a connection, and tell how long that was waited for; SQLAlchemy may try for it more than once."""
        began_s = time.perf_counter()
        try:
            connection = super().connect()
        except PoolTimeout:
            self._tell_refusal()
            raise
        self._tell_wait(time.perf_counter() - began_s)
        self.tell()
        return connection

    def tell(self) -> None:
        """Tell how many are out. Not for the way back into the pool.

        The garbage collector may take that way at any moment, also in a thread that holds a lock of the metrics.
        """
        with self._telling:  # counted and told in one go: the last one to tell has counted last
            self._tell_out(self.checkedout())


def _nobody(*_: object) -> None:
    """Listen to nothing."""
