"""The processes that work after the answer: `celery --app api.worker worker`, with one of two queues.

A worker (`--queues analysis`, processes) analyses chunks of calls; a courier (`--queues deliveries --pool threads`)
sends webhooks, and has a sweeper announce again what nobody has taken. Any number of both may run, on any number of
machines; all they share is the database and the broker.
"""

import gc
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

# Before numpy loads: each process does one call at a time, and numpy's own threads would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before the first metric is made.
os.environ.setdefault("METRICS_PROCESS", "worker")

import structlog
from celery.signals import setup_logging, worker_process_init, worker_ready, worker_shutting_down

from api.app import create_app
from api.broker import ANALYSE, DELIVER, DELIVERIES, WORKER_PATIENCE_S, CeleryWakeUps, make_celery
from api.liveness import SignOfLife
from api.metrics import SHARED, TASKS
from api.observability import relay_logs
from api.scraping import tell_on_port
from api.settings import Settings, SettingsError
from api.sweeper import sweep_for_ever
from api.tracing import TRACER
from api.wiring import Services
from core.errors import StorageUnavailable
from db.embedded_process import die_with_parent

log = structlog.get_logger("worker")

ANY_JOB = UUID(int=0)  # which is no job's id

_settings = Settings.from_env()
if not _settings.broker_url or not _settings.database_url:
    raise SettingsError("CELERY_BROKER_URL and DATABASE_URL must be set, unless workers are started with `make run`")
if _settings.metrics_port and not SHARED:
    raise SettingsError("PROMETHEUS_MULTIPROC_DIR must name a folder where METRICS_PORT is set")
_flask = create_app(_settings)
_services: Services = _flask.extensions["services"]
_stopping = threading.Event()
_deliveries = replace(_services.deliveries, stopping=_stopping.is_set)
_WORKER_PID = os.getpid()
_die_with_the_worker = die_with_parent(signal.SIGKILL)

_wake_ups = CeleryWakeUps(make_celery(_settings.broker_url))
app = make_celery(_settings.broker_url, patience_s=WORKER_PATIENCE_S)
app.steps["worker"].add(SignOfLife)
# What is loaded stays. The collector need not look through all of it again and again, which would also have each
# process that is forked from here write to memory that it shares with the others.
gc.freeze()


@app.task(name=ANALYSE)
def analyse(job_id: str) -> None:
    """Analyse one chunk, of this job if it has one to be had, and wake the next one up where there is more to do."""
    with _flask.app_context(), _logging(job_id=job_id), TRACER.task(ANALYSE, vars(analyse.request)):
        try:
            began_s = time.perf_counter()
            did = _services.job_work.run(UUID(job_id))
            TASKS.labels(ANALYSE, "done" if did else "nothing_to_do").inc()
            if did:
                log.info("chunk.analysed", elapsed_ms=round((time.perf_counter() - began_s) * 1000, 1))
                _wake_ups.analyse(UUID(job_id), 1)
        except StorageUnavailable:
            TASKS.labels(ANALYSE, "postponed").inc()
            log.warning("analysis.postponed")
        except Exception as error:  # Celery would write its text to the log, and with it what a customer said
            TASKS.labels(ANALYSE, "failed").inc()
            log.error("analysis.failed", kind=type(error).__name__, exc_info=error)


@app.task(name=DELIVER)
def deliver(delivery_id: str) -> None:
    """Send a webhook once."""
    with _flask.app_context(), _logging(delivery_id=delivery_id), TRACER.task(DELIVER, vars(deliver.request)):
        try:
            _deliveries.deliver(UUID(delivery_id))
            TASKS.labels(DELIVER, "done").inc()
        except StorageUnavailable:
            TASKS.labels(DELIVER, "postponed").inc()
            log.warning("delivery.postponed")
        except Exception as error:  # as above
            TASKS.labels(DELIVER, "failed").inc()
            log.error("delivery.failed", kind=type(error).__name__, exc_info=error)


@contextmanager
def _logging(**ids: str) -> Iterator[None]:
    """Have what is logged inside tell these ids; of a chunk it tells its own, once it is claimed."""
    structlog.contextvars.bind_contextvars(**ids)
    try:
        yield
    finally:
        structlog.contextvars.clear_contextvars()


@setup_logging.connect
def _log_as_we_do(loglevel: int | str, **_: Any) -> None:
    """Have Celery's own lines in our form, instead of its own."""
    relay_logs(loglevel)


@worker_shutting_down.connect
def _stop(**_: Any) -> None:
    """Have couriers begin nothing more, so that they end within the time that they are given."""
    _stopping.set()


@worker_process_init.connect
def _end_with_the_worker(**_: Any) -> None:
    """Have a worker that is killed take its processes with it: they would go on for nobody."""
    if os.getpid() != _WORKER_PID:  # pools without processes say so of the worker itself
        _die_with_the_worker()


@worker_process_init.connect
def _wake_up(**_: Any) -> None:
    """Have a new process look for work at once: the one before it, or the broker, may have died with wake-ups."""
    _wake_ups.analyse(ANY_JOB, 1)


@worker_ready.connect
def _tell(**_: Any) -> None:
    """Tell Prometheus on a port of our own, where one is named."""
    if _settings.metrics_port:
        tell_on_port(_settings, _settings.metrics_port)


@worker_ready.connect
def _sweep(sender: Any, **_: Any) -> None:
    """Let every courier sweep; it has threads only, so that one more harms nobody."""
    if DELIVERIES.name in sender.app.amqp.queues.consume_from:
        threading.Thread(target=sweep_for_ever, args=(_flask, _settings.broker_url), daemon=True).start()
