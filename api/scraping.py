"""What Prometheus is told: what the processes have counted, and what the database, the broker and the disk know now.

The web service tells all of it at /metrics. Workers with a folder of metrics of their own, as in containers, tell what
they have counted on a port of their own.
"""

import contextlib
import hmac
import platform
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from flask import Blueprint, Response, current_app, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.broker_state import BrokerState
from api.contract import CONTRACT
from api.metrics import REGISTRY, SHARED
from api.settings import Settings
from core.errors import NotFound, StorageUnavailable, Unauthenticated
from core.reports import EngineInfo
from db.backlog import backlog
from db.base import db
from db.pool import WatchedPool
from db.work import is_ready

scraping = Blueprint("scraping", __name__)


@scraping.get("/metrics")
def metrics() -> Response:
    """Tell Prometheus, or whoever has the token, what has been counted; elsewhere there is no such page."""
    token, closed = current_app.config["METRICS_ACCESS"]
    if closed:
        raise NotFound("address", "/metrics")
    if token and not _is_token(token, request.headers.get("Authorization", "")):
        raise Unauthenticated
    return Response(generate_latest(_everything()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class State(Collector):
    """What is so just now, asked when it is told. Where the database does not answer, nothing is told of what waits."""

    def __init__(self, engine: EngineInfo, broker: BrokerState | None, data_dir: Path) -> None:
        """Ask the database of the application that serves the request."""
        self._engine = engine
        self._broker = broker
        self._data_dir = data_dir

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield one metric after the other."""
        yield build_info(self._engine)
        yield from self._of_database()
        if self._broker is not None:
            depths = self._broker.depths()
            yield _gauge("broker_up", "Whether the broker answers.", depths is not None)
            waiting = GaugeMetricFamily("call_quality_broker_messages", "Wake-ups in the broker.", labels=["queue"])
            for queue, depth in (depths or {}).items():
                waiting.add_metric([queue], depth)
            yield waiting
        disk = shutil.disk_usage(self._data_dir if self._data_dir.exists() else "/")
        yield _gauge("data_disk_free_bytes", "Free bytes where DATA_DIR is.", disk.free)
        yield _gauge("data_disk_size_bytes", "Size of the disk where DATA_DIR is.", disk.total)

    def _of_database(self) -> Iterator[GaugeMetricFamily]:
        if isinstance(pool := db.engine.pool, WatchedPool):
            yield _gauge(
                "database_connections_limit", "The most database connections that a process takes.", pool.limit
            )
        try:
            current = is_ready()
            waits = backlog() if current else None
        except StorageUnavailable as error:
            if isinstance(error.__cause__, PoolTimeout):
                return  # our own connections are busy, which says nothing of the database
            yield _gauge("database_up", "Whether the database answers.", False)
            return
        yield _gauge("database_up", "Whether the database answers.", True)
        yield _gauge("migrations_current", "Whether the database is that of this edition of the service.", current)
        if waits is not None:
            yield _gauge("chunks_waiting", "Chunks of jobs that nobody works on.", waits.chunks_waiting)
            yield _gauge("chunks_running", "Chunks of jobs that are being worked on.", waits.chunks_running)
            yield _gauge("oldest_chunk_age_seconds", "Age of the oldest job with a waiting chunk.", waits.chunk_age_s)
            yield _gauge("webhook_deliveries_pending", "Deliveries not done yet.", waits.deliveries_pending)
            yield _gauge("webhook_deliveries_due", "Deliveries that could be tried now.", waits.deliveries_due)
            yield _gauge("webhook_oldest_due_seconds", "For how long the first one is due.", waits.delivery_age_s)


def build_info(engine: EngineInfo) -> GaugeMetricFamily:
    """Tell which edition runs."""
    info = GaugeMetricFamily(
        "call_quality_build_info", "Always 1; its labels say what runs.", labels=["contract", "engine", "python"]
    )
    info.add_metric([CONTRACT.document["info"]["version"], engine.version, platform.python_version()], 1)
    return info


def allow_scraping(settings: Settings) -> tuple[str | None, bool]:
    """Return the token that is asked for (None: none is), and whether there is nothing to be had at all."""
    return settings.metrics_token, settings.app_env == "production" and not settings.metrics_token


def tell_on_port(settings: Settings, port: int) -> None:
    """Tell on a port of its own what this process and those that it starts have counted, by a thread."""
    token, closed = allow_scraping(settings)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if closed or environ["PATH_INFO"] != "/metrics":
            start("404 Not Found", [("Content-Length", "0")])
            return []
        if token and not _is_token(token, environ.get("HTTP_AUTHORIZATION", "")):
            start("401 Unauthorized", [("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
            return []
        body = generate_latest(_counted())
        start("200 OK", [("Content-Type", CONTENT_TYPE_PLAIN_0_0_4), ("Content-Length", str(len(body)))])
        return [body]

    server = make_server("", port, answer, handler_class=_Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()


class _Silent(WSGIRequestHandler):
    timeout = 5  # one who says nothing must not keep the others waiting

    def log_message(self, format: str, *args: Any) -> None:
        """Leave scrapes out of the log."""


def _counted() -> CollectorRegistry:
    if not SHARED:
        return REGISTRY
    shared = CollectorRegistry()
    with contextlib.suppress(ValueError):  # somebody has taken the folder away: nothing is counted, and state is told
        MultiProcessCollector(shared)
    return shared


def _everything() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Of(_counted()))
    registry.register(current_app.extensions["state"])
    return registry


class _Of(Collector):
    """All that another registry has."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterable[Any]:
        return self._registry.collect()


def _is_token(token: str, header: str) -> bool:
    scheme, _, given = header.partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"call_quality_{name}", words, value=value)
