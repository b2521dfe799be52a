"""Waiting until others wait."""

import time

from sqlalchemy import Engine, text


def wait_for_waiting(engine: Engine, count: int) -> None:
    """Wait until so many processes of the server wait for another; fail after 5 s."""
    query = text("select count(distinct pid) from pg_locks where not granted")
    deadline = time.monotonic() + 5
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(query) < count:
            assert time.monotonic() < deadline, "they do not wait"
            time.sleep(0.01)
