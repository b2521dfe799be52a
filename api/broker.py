"""The broker between those who hand work out and those who do it: how it is set up, asked for its length, and told.

A message is no more than a wake-up: it names a job or a delivery, and what has to be done stands in the database. So
none of them matters: they are taken off the queue before the work begins, and one that is lost, or that could not be
sent, is made up for by the sweeper (api.worker).
"""

import ssl
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from celery import Celery
from kombu import Connection, Exchange, Queue
from kombu.exceptions import OperationalError
from redis import RedisError

from api import queue_names
from api.circuit_breaker import CircuitBreaker
from api.tracing import TRACER

log = structlog.get_logger("broker")

ANALYSE, DELIVER = "analyse", "deliver"  # tasks
# The default exchange leads to a queue by its name, and needs no binding that a broker could lose with its memory.
ANALYSIS, DELIVERIES = (
    Queue(name, Exchange(""), routing_key=name, durable=True) for name in (queue_names.ANALYSIS, queue_names.DELIVERIES)
)
MOST_WAKE_UPS = 16  # for one job: whoever has done a chunk wakes the next one up
# How long whoever hands work out waits for a broker that does not answer: requests wait with it.
PATIENCE_S = 0.5
# How long a worker that waits for work does. It must be more than the second for which Redis keeps it waiting.
WORKER_PATIENCE_S = 10.0
TASK_LIMIT_S = 300
PAUSE_S = 5.0  # for a broker that has failed three times in a row
# What comes of a broker that is away: kombu and its two clients do not agree on one exception.
BROKER_FAILURES = (OperationalError, RedisError, OSError)


def make_celery(url: str, *, patience_s: float = PATIENCE_S) -> Celery:
    """Return a Celery application on the broker at `url`; it connects when it is first used."""
    app = Celery("call-quality-api", broker=url, set_as_current=False)
    app.conf.update(
        task_queues=[ANALYSIS, DELIVERIES],
        task_create_missing_queues=False,
        task_default_queue=ANALYSIS.name,
        task_default_exchange="",
        task_default_routing_key=ANALYSIS.routing_key,
        task_default_delivery_mode="transient",
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=False,
        task_time_limit=TASK_LIMIT_S,
        task_publish_retry=True,
        task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0},
        # No limit: a message whose acknowledgement did not reach a broker that went away would count against it for
        # good, and a worker with enough of those takes none any more. It hoards no more than a few wake-ups.
        worker_prefetch_multiplier=0,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_timeout=patience_s,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport_options(url, patience_s),
        broker_use_ssl=_tls(url),
    )
    return app


def _transport_options(url: str, patience_s: float) -> dict[str, Any]:
    if url.startswith("amqp"):
        return {"read_timeout": patience_s, "write_timeout": patience_s} if patience_s == PATIENCE_S else {}
    return {"socket_timeout": patience_s, "socket_connect_timeout": patience_s, "socket_keepalive": True}


def _tls(url: str) -> dict[str, Any] | None:
    """Return how the server is made sure of where the address asks for TLS: by the machine's own authorities."""
    if url.startswith("rediss://"):
        return {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    if url.startswith("amqps://"):
        return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": None}  # None: the host of the address
    return None


def queue_length(connection: Connection, queue: Queue) -> int:
    """Return how many messages wait in a queue, 0 where there is none; raise one of BROKER_FAILURES."""
    with connection.channel() as channel:
        try:
            return int(queue(channel).queue_declare(passive=True).message_count)
        except connection.channel_errors:
            return 0


class CeleryWakeUps:
    """Wakes workers up (core.job_ports.WakeUps). It never fails, and takes a second at most."""

    def __init__(self, app: Celery) -> None:
        """Send by `app`, which has to be one that has little patience."""
        self._app = app
        self._breaker = CircuitBreaker(pause_s=PAUSE_S)

    def analyse(self, job_id: UUID, chunks: int) -> None:
        """Have so many chunks of a job analysed, a few of them at once."""
        self._send(ANALYSE, [job_id] * min(chunks, MOST_WAKE_UPS), ANALYSIS)

    def deliver(self, delivery_ids: Sequence[UUID]) -> None:
        """Have deliveries sent."""
        self._send(DELIVER, delivery_ids[:MOST_WAKE_UPS], DELIVERIES)

    def _send(self, task: str, ids: Sequence[UUID], queue: Queue) -> None:
        if not ids or not self._breaker.admits():
            return
        try:
            publish(self._app, task, ids, queue)
        except Exception as error:  # a broker refuses in many ways of its own, and what is told has been stored
            self._breaker.failed()
            log.warning("broker.failed", task=task, kind=type(error).__name__)
        else:
            self._breaker.succeeded()


def publish(app: Celery, task: str, ids: Sequence[UUID], queue: Queue) -> None:
    """Send a message for each id; raise one of BROKER_FAILURES."""
    with app.producer_or_acquire() as producer:
        for each in ids:
            app.send_task(task, [str(each)], queue=queue, producer=producer, retry=True, headers=TRACER.carried())
