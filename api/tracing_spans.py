"""Spans of OpenTelemetry. Loaded where traces are asked for only: see api.tracing."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, g, request
from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from sqlalchemy import Engine, event

from api.request_metrics import operation_name

SERVICE = "call-quality-api"


class Spans:
    """Makes spans and sends them, some at a time, by a thread (api.tracing.Tracer)."""

    def __init__(self) -> None:
        """Read the settings of OpenTelemetry's own variables: OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER, ...."""
        named = os.environ.get("OTEL_SERVICE_NAME", SERVICE)
        provider = TracerProvider(resource=Resource.create({"service.name": named}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = provider.get_tracer(SERVICE)

    def follow_requests(self, app: Flask) -> None:
        """Make a span of every request, as part of the trace that its `traceparent` names."""

        @app.before_request
        def begin() -> None:
            span = self._tracer.start_span(operation_name(), extract(request.headers), kind=SpanKind.SERVER)
            g.span, g.span_token = span, context.attach(trace.set_span_in_context(span))

        @app.after_request
        def note(response: Response) -> Response:
            span = g.span
            span.set_attribute("http.request.method", request.method)
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("call_quality.request_id", g.get("request_id", ""))
            if response.status_code >= 500:
                span.set_status(Status(StatusCode.ERROR))
            return response

        @app.teardown_request
        def end(error: BaseException | None) -> None:
            if (span := g.pop("span", None)) is not None:
                context.detach(g.pop("span_token"))
                span.end()

    def follow_statements(self, engine: Engine) -> None:
        """Make a span of every statement that belongs to a request or a task; its parameters are left out."""

        @event.listens_for(engine, "before_cursor_execute")
        def begin(connection: Any, cursor: Any, statement: str, parameters: Any, execution: Any, many: bool) -> None:
            if not trace.get_current_span().is_recording():
                return
            words = statement.split(None, 1)
            span = self._tracer.start_span(words[0].lower() if words else "statement", kind=SpanKind.CLIENT)
            span.set_attribute("db.system.name", "postgresql")
            span.set_attribute("db.query.text", " ".join(statement.split()))
            connection.info.setdefault("spans", []).append(span)

        @event.listens_for(engine, "after_cursor_execute")
        def end(connection: Any, cursor: Any, statement: str, parameters: Any, execution: Any, many: bool) -> None:
            if connection.info.get("spans"):
                connection.info["spans"].pop().end()

        @event.listens_for(engine, "handle_error")
        def fail(failure: Any) -> None:
            if failure.connection is not None and failure.connection.info.get("spans"):
                span = failure.connection.info["spans"].pop()
                span.set_status(Status(StatusCode.ERROR, type(failure.original_exception).__name__))
                span.end()

    def carried(self) -> dict[str, str]:
        """Return the headers of the trace that is under way."""
        headers: dict[str, str] = {}
        inject(headers)
        return headers

    @contextmanager
    def task(self, name: str, carried: Mapping[str, Any]) -> Iterator[None]:
        """Make a span of a task, as part of the trace that its message carried."""
        told = extract({key: value for key, value in carried.items() if isinstance(value, str)})
        span = self._tracer.start_span(name, told, kind=SpanKind.CONSUMER)
        # Exceptions are left out: their texts may hold what a customer said.
        with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            yield
