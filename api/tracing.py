"""Traces: one request followed through the web, the workers and the database, where an operator asks for that.

They are sent by OTLP over HTTP where OTEL_EXPORTER_OTLP_ENDPOINT (or the one for traces) is set and the packages of the
extra `traces` are installed; else nothing that makes or sends spans is loaded. A span names operation, status and ids,
and statements without their parameters: neither what was said nor addresses with their queries.
"""

import importlib.util
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import structlog
from flask import Flask
from sqlalchemy import Engine

log = structlog.get_logger("traces")

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Tracer(Protocol):
    """What makes spans (api.tracing_spans)."""

    def follow_requests(self, app: Flask) -> None:
        """Make a span of every request."""

    def follow_statements(self, engine: Engine) -> None:
        """Make a span of every statement that belongs to a request or a task."""

    def carried(self) -> dict[str, str]:
        """Return what a message has to carry for its task to belong to the trace of who sends it."""

    @contextmanager
    def task(self, name: str, carried: Mapping[str, Any]) -> Iterator[None]:
        """Make a span of a task, of the trace that its message carried."""


class _Untraced:
    """Makes no spans."""

    def follow_requests(self, app: Flask) -> None: ...

    def follow_statements(self, engine: Engine) -> None: ...

    def carried(self) -> dict[str, str]:
        return {}

    @contextmanager
    def task(self, name: str, carried: Mapping[str, Any]) -> Iterator[None]:
        yield


def _chosen() -> Tracer:
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return _Untraced()
    if importlib.util.find_spec("opentelemetry") is None:
        log.warning("traces.unavailable", missing="the packages of the extra `traces`")
        return _Untraced()
    from api.tracing_spans import Spans  # not before: the packages are an extra

    return Spans()


TRACER = _chosen()
