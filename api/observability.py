"""Request ids, headers that every answer carries, and the log: events with fields, never a transcript."""

import logging
import re
import sys
import time

import structlog
from flask import Flask, Response, g, request
from uuid_utils.compat import uuid7

from api.request_metrics import operation_name
from core.identity import Principal
from core.jobs import Claim

log = structlog.get_logger("api")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,100}", re.ASCII)
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"


def configure_logging(level: str, form: str = "json") -> None:
    """Write events to standard output: as lines of JSON or, as "console", for eyes."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            _without_values,
            structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
    for name in ("httpx", "httpcore"):  # they write whole addresses down, and a webhook's may hold a secret
        logging.getLogger(name).setLevel(logging.WARNING)


class _Relay(logging.Handler):
    """Passes on what libraries log: their words without exceptions, whose texts may hold what a customer said."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger("library").log(
            record.levelno, "library.logged", library=record.name, said=record.getMessage()
        )


def relay_logs(level: int | str) -> None:
    """Write what libraries log as events of ours."""
    logging.basicConfig(level=level, handlers=[_Relay()], force=True)


def log_principal(who: Principal) -> None:
    """Have every event of this request name who asks, by ids."""
    g.who = {"tenant_id": who.tenant_id, "user_id" if who.kind == "user" else "key_id": str(who.actor_id)}
    structlog.contextvars.bind_contextvars(**g.who)


def log_claim(claim: Claim) -> None:
    """Have every event of this task name the chunk that is worked on, and the request that its job came by."""
    structlog.contextvars.bind_contextvars(
        tenant_id=claim.tenant_id,
        job_id=str(claim.job_id),
        chunk=f"{claim.chunk.first}-{claim.chunk.last}",
        attempt=claim.attempt,
        request_id=claim.request_id,
    )


def _without_values(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Keep the kinds and places of exceptions; their texts may hold what a customer said."""
    for each in event.get("exception", ()):
        each.pop("exc_value", None)
        each.pop("exc_notes", None)
    return event


def observe(app: Flask) -> None:
    """Give every request an id, every answer its headers, and the log a line of each."""

    @app.before_request
    def begin() -> None:
        structlog.contextvars.clear_contextvars()  # of a request of this thread that ended badly
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid7().hex
        g.began_s = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Security-Policy", _API_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        log.info(
            "request.served",
            operation=operation_name(),
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            elapsed_ms=round((time.perf_counter() - g.get("began_s", time.perf_counter())) * 1000, 1),
            **g.get("who", {}),
        )
        structlog.contextvars.clear_contextvars()
        return response
