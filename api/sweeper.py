"""The sweeper: announces what the database has to be done and the broker does not know of.

Wake-ups are lost when a broker is away or forgets, and when a worker is killed. Every two seconds the sweeper compares
what could be taken up with what is announced, and makes up for the difference. It hands nothing out itself: that is
the claim's part, so any number of sweepers may run.
"""

import time
from typing import NoReturn

import structlog
from celery import Celery
from flask import Flask
from kombu import Queue

from api.broker import ANALYSE, ANALYSIS, BROKER_FAILURES, DELIVER, DELIVERIES, make_celery, publish, queue_length
from core.errors import StorageUnavailable
from db.dispatch import claimable_jobs, due_deliveries

log = structlog.get_logger("sweeper")

EVERY_S = 2.0
MOST = 64  # wake-ups of a kind that are kept in a queue


def sweep_for_ever(flask: Flask, broker_url: str) -> NoReturn:
    """Sweep every two seconds, whatever fails."""
    celery = make_celery(broker_url)
    while True:
        time.sleep(EVERY_S)
        try:
            with flask.app_context():
                sweep(celery)
        except (StorageUnavailable, *BROKER_FAILURES) as error:
            log.warning("sweep.failed", kind=type(error).__name__)
        except Exception as error:  # whatever it is, the next sweep may do better
            log.error("sweep.failed", kind=type(error).__name__, exc_info=error)


def sweep(celery: Celery) -> None:
    """Announce chunks and deliveries that nobody has taken; raise StorageUnavailable or one of BROKER_FAILURES."""
    for task, queue, ids in (
        (ANALYSE, ANALYSIS, claimable_jobs(MOST)),
        (DELIVER, DELIVERIES, due_deliveries(MOST)),
    ):
        missing = ids[_waiting(celery, queue) :]
        if missing:
            publish(celery, task, missing, queue)
            log.info("sweep.announced", task=task, number=len(missing))


def _waiting(celery: Celery, queue: Queue) -> int:
    # On a connection of its own: one of kombu's pool that has failed to open a channel once fails for ever.
    with celery.connection_for_write() as connection:
        return queue_length(connection, queue)
