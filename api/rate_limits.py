"""Rate limits: how many requests a tenant, and each of its API keys, may make in a minute.

They are counted in Redis where one is set up, else in the memory of each process. A Redis that is away has each process
count by itself until it is back: it never keeps anybody from being served.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from flask import Flask, Response, current_app, g

from api.metrics import RATE_LIMITED
from api.request_counts import Counts
from api.settings import RateLimitSettings
from core.errors import TooManyRequests
from core.identity import Principal

WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests a minute of everybody with the same key; `key` says None of whom it does not limit."""

    name: str
    quota: int
    key: Callable[[Principal], str | None]


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of a limit, and for how many seconds."""

    name: str
    quota: int
    left: int
    reset_s: int


def limit_rates(app: Flask, settings: RateLimitSettings) -> None:
    """Have `spend_request` count, and every answer to a counted request tell what is left."""
    # The first is counted first: a key that has used up its requests takes none from the rest of its tenant.
    limits = (
        Limit("key", settings.key, lambda who: str(who.actor_id) if who.kind == "api_key" else None),
        Limit("tenant", settings.tenant, lambda who: who.tenant_id),
    )
    counts = Counts(WINDOW_S, settings.redis_url)
    app.extensions["rate_limits"] = _counting([limit for limit in limits if limit.quota], counts)
    app.after_request(_tell)


def spend_request() -> None:
    """Count this request of g.principal; raise TooManyRequests where none is left."""
    current_app.extensions["rate_limits"]()


def _counting(limits: Sequence[Limit], counts: Counts) -> Callable[[], None]:
    def count() -> None:
        rates: list[Rate] = []
        g.rates = rates
        for limit in limits:
            key = limit.key(g.principal)
            if key is None:
                continue
            asked, left_s = counts.add(f"{limit.name}/{key}")
            rates.append(Rate(limit.name, limit.quota, max(limit.quota - asked, 0), _seconds(left_s)))
            if asked > limit.quota:
                RATE_LIMITED.labels(limit.name).inc()
                raise TooManyRequests(max(rate.reset_s for rate in rates if not rate.left))

    return count


def _seconds(wait_s: float) -> int:
    """Return whole seconds within a window, at least one."""
    return min(max(ceil(wait_s), 1), WINDOW_S)


def _tell(response: Response) -> Response:
    """Write what is left as draft-ietf-httpapi-ratelimit-headers does."""
    if rates := g.get("rates"):
        response.headers["RateLimit-Policy"] = ", ".join(f'"{rate.name}";q={rate.quota};w={WINDOW_S}' for rate in rates)
        response.headers["RateLimit"] = ", ".join(f'"{rate.name}";r={rate.left};t={rate.reset_s}' for rate in rates)
    return response
