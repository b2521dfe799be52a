"""Database connections that do not wait for ever.

libpq has a time limit for connecting, but none for an answer: when a server is stopped, or a network swallows what is
sent, a thread would hang until the web server kills its process. psycopg2 lets us do the waiting, so that we can give
up.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, connection, set_wait_callback

CONNECT_TIMEOUT_S = 3.0


class PatientConnection(connection):
    """A connection that gives up an exchange with the server after `patience_s` seconds (None: never)."""

    patience_s: float | None = CONNECT_TIMEOUT_S

    @contextmanager
    def patient_for(self, patience_s: float) -> Iterator[None]:
        """Have another patience for a while."""
        usual, self.patience_s = self.patience_s, patience_s
        try:
            yield
        finally:
            self.patience_s = usual


def wait(conn: connection) -> None:
    """Wait until the exchange on `conn` is over; raise OperationalError when its patience is.

    psycopg2 closes a connection whose wait failed, so that no late answer can be mistaken for another's.
    """
    patience_s = getattr(conn, "patience_s", None)
    deadline = None if patience_s is None else monotonic() + patience_s
    while (state := conn.poll()) != POLL_OK:
        poller = select.poll()
        # A connection that is being made may change its socket, so it is asked every time.
        poller.register(conn.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        left_ms = None if deadline is None else max(0.0, deadline - monotonic()) * 1000
        if not poller.poll(left_ms):
            raise OperationalError(f"the database did not answer within {patience_s:g} s")


def has_news(conn: Any) -> bool:
    """Tell whether an idle connection has something to read: a farewell of the server, or the end of the stream.

    Costs microseconds, where asking the server costs a round trip.
    """
    poller = select.poll()
    poller.register(conn.fileno(), select.POLLIN)
    return bool(poller.poll(0))


def be_patient() -> None:
    """Wait for psycopg2's connections in this module, in the whole process."""
    set_wait_callback(wait)
