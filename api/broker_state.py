"""How the broker does: asked now and then, since many may want to know."""

import threading
import time
from collections.abc import Mapping

from celery import Celery

from api.broker import ANALYSIS, BROKER_FAILURES, DELIVERIES, queue_length

KEPT_S = 5.0


class BrokerState:
    """The lengths of the broker's queues, which are asked for every five seconds at most."""

    def __init__(self, celery: Celery) -> None:
        """Ask by `celery`, which has to be an application that has little patience."""
        self._celery = celery
        self._asking = threading.Lock()
        self._asked_s = -KEPT_S
        self._depths: Mapping[str, int] | None = None

    def depths(self) -> Mapping[str, int] | None:
        """Return how many messages wait, by queue; None where the broker does not answer within a second or so."""
        with self._asking:
            if time.monotonic() - self._asked_s >= KEPT_S:
                self._depths = self._ask()
                self._asked_s = time.monotonic()
            return self._depths

    def _ask(self) -> Mapping[str, int] | None:
        try:
            # On a connection of its own: one of kombu's pool that has failed to open a channel once fails for ever.
            with self._celery.connection_for_write() as connection:
                return {queue.name: queue_length(connection, queue) for queue in (ANALYSIS, DELIVERIES)}
        except BROKER_FAILURES:
            return None
