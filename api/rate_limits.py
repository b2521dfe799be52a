"""Rate limits: how many requests a tenant, and each of its API keys, may make in a minute.

They are counted in Redis where one is set up, else in the memory of each process. A Redis that is away has each process
count by itself until it is back: it never keeps anybody from being served.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

import structlog
from flask import Flask, Response, current_app, g
from flask_limiter import Limiter, RateLimitExceeded
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from api.metrics import RATE_LIMITED
from api.settings import RateLimitSettings
from core.errors import TooManyRequests

log = structlog.get_logger("api")

WINDOW_S = 60
# How long a request waits for a Redis that does not answer; the next ones ask it again only now and then.
REDIS_PATIENCE: dict[str, Any] = {
    "socket_connect_timeout": 0.25,
    "socket_timeout": 0.25,
    "retry": Retry(NoBackoff(), 0),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of a limit, and for how many seconds."""

    name: str
    quota: int
    left: int
    reset_s: int


def limit_rates(app: Flask, settings: RateLimitSettings) -> None:
    """Have `spend_request` count, and every answer to a counted request tell what is left."""
    limiter = Limiter(
        lambda: g.principal.tenant_id,
        app=app,
        storage_uri=settings.redis_url or "memory://",
        storage_options=REDIS_PATIENCE if settings.redis_url else {},
        strategy="fixed-window",
        in_memory_fallback_enabled=settings.redis_url is not None,
        fail_on_first_breach=True,
        key_prefix="call-quality",
    )
    limiter.logger.addHandler(_RELAY)

    def spend() -> None:
        """Take one request from what is left."""

    # The first is counted first: a key that has used up its requests takes none from the rest of its tenant.
    if settings.key:
        of_key = limiter.shared_limit(
            _per_minute(settings.key),
            scope="key",
            key_func=lambda: str(g.principal.actor_id),
            exempt_when=lambda: g.principal.kind != "api_key",
        )
        spend = of_key(spend)
    if settings.tenant:
        spend = limiter.shared_limit(_per_minute(settings.tenant), scope="tenant")(spend)
    app.extensions["rate_limits"] = _counting(limiter, spend)
    app.after_request(_tell)


def spend_request() -> None:
    """Count this request of g.principal; raise TooManyRequests where none is left."""
    current_app.extensions["rate_limits"]()


def _per_minute(requests: int) -> str:
    return f"{requests} per {WINDOW_S} second"


def _counting(limiter: Limiter, spend: Callable[[], None]) -> Callable[[], None]:
    def count() -> None:
        try:
            spend()
        except RateLimitExceeded:
            g.rates = _rates(limiter)
            used_up = [rate for rate in g.rates if not rate.left]
            RATE_LIMITED.labels(used_up[0].name if used_up else "unknown").inc()
            raise TooManyRequests(max((rate.reset_s for rate in used_up), default=WINDOW_S)) from None
        g.rates = _rates(limiter)

    return count


def _rates(limiter: Limiter) -> list[Rate]:
    """Return what the limits that were looked at have left; nothing where Redis has gone meanwhile."""
    now = time.time()
    try:
        return [
            Rate(each.request_args[-1], each.limit.amount, each.remaining, _seconds(each.window.reset_time - now))
            for each in limiter.current_limits
        ]
    except RedisError:
        return []


def _seconds(wait_s: float) -> int:
    """Return whole seconds within a window; Redis tells them a moment later than now."""
    return min(max(ceil(wait_s), 1), WINDOW_S)


def _tell(response: Response) -> Response:
    """Write what is left as draft-ietf-httpapi-ratelimit-headers does."""
    if rates := g.get("rates"):
        response.headers["RateLimit-Policy"] = ", ".join(f'"{rate.name}";q={rate.quota};w={WINDOW_S}' for rate in rates)
        response.headers["RateLimit"] = ", ".join(f'"{rate.name}";r={rate.left};t={rate.reset_s}' for rate in rates)
    return response


class _Relay(logging.Handler):
    """Passes on what the library says of its storage to our log."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("rate_limits.storage", said=record.getMessage())


# The library's logger is one for all applications of a process, and takes the same handler once.
_RELAY = _Relay(logging.WARNING)
