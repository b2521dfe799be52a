"""What the service counts and measures of itself, for Prometheus. docs/pages/deploy/monitoring.md explains each one.

A metric must not tell who is a customer: no label names a tenant, a person, a call, a job or an address, and each has
few values, which are known beforehand. What the database and the broker know is asked at every scrape (api.scraping).
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Literal, get_args

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from api.metric_slots import share_metrics
from core.answering.plan import Plan
from core.answers import AskedQuestion
from core.calls import Call
from core.errors import LanguageModelFailed
from core.jobs import CallResult
from core.webhooks import Attempt, DeliveryError
from db.base import db
from db.pool import WatchedPool

Mode = Literal["sync", "async"]

SHARED = share_metrics()  # before the first metric is made
disable_created_metrics()  # the moments at which metrics were made: nobody asks for them, and shared ones have none
REGISTRY = CollectorRegistry()

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_SHORT_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)

REQUESTS = Counter(
    "call_quality_http_requests",
    "Requests answered, by operation and status.",
    ["operation", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "call_quality_http_request_duration_seconds",
    "Seconds from the whole request being there to its answer being ready.",
    ["operation"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
REQUESTS_IN_FLIGHT = Gauge(
    "call_quality_http_requests_in_flight",
    "Requests that are being answered just now.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
RATE_LIMITED = Counter(
    "call_quality_rate_limited_requests", "Requests refused by a rate limit.", ["limit"], registry=REGISTRY
)
CALLS = Counter(
    "call_quality_calls_analysed",
    "Calls analysed, by where and with what outcome.",
    ["mode", "outcome"],
    registry=REGISTRY,
)
TURNS = Counter("call_quality_turns_analysed", "Turns of the calls analysed.", ["mode"], registry=REGISTRY)
CALL_SECONDS = Histogram(
    "call_quality_call_analysis_duration_seconds",
    "Seconds of the analysis of one call.",
    ["mode"],
    buckets=_SHORT_SECONDS,
    registry=REGISTRY,
)
STEP_SECONDS = Counter(
    "call_quality_analysis_step_seconds", "Seconds of analysis, by step and measure.", ["step"], registry=REGISTRY
)
QUESTIONS = Counter(
    "call_quality_questions_answered",
    "Questions answered, by operator.",
    ["operator", "answered_by"],
    registry=REGISTRY,
)
QUESTION_SECONDS = Histogram(
    "call_quality_question_duration_seconds",
    "Seconds to answer a question, by who answered.",
    ["answered_by"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
MODEL_FAILURES = Counter(
    "call_quality_language_model_failures",
    "Answers that a language model failed to word.",
    ["reason"],
    registry=REGISTRY,
)
WEBHOOK_ATTEMPTS = Counter(
    "call_quality_webhook_attempts", "Tries to deliver a webhook, by outcome.", ["outcome"], registry=REGISTRY
)
WEBHOOK_SECONDS = Histogram(
    "call_quality_webhook_attempt_duration_seconds", "Seconds of a try.", buckets=_SECONDS, registry=REGISTRY
)
TASKS = Counter(
    "call_quality_worker_tasks", "Wake-ups that workers followed, by outcome.", ["task", "outcome"], registry=REGISTRY
)
CONNECTIONS = Gauge(
    "call_quality_database_connections_in_use",
    "Database connections in use, by process.",
    multiprocess_mode="liveall",
    registry=REGISTRY,
)
CONNECTION_SECONDS = Histogram(
    "call_quality_database_connection_wait_seconds",
    "Seconds until a database connection was to be had.",
    buckets=_SHORT_SECONDS,
    registry=REGISTRY,
)
CONNECTIONS_REFUSED = Counter(
    "call_quality_database_pool_timeouts", "Times that no database connection was to be had.", registry=REGISTRY
)


# There from the beginning, so that the first time is seen as one more.
for _outcome in ("delivered", "refused", *get_args(DeliveryError)):
    WEBHOOK_ATTEMPTS.labels(_outcome)
for _limit in ("tenant", "key"):
    RATE_LIMITED.labels(_limit)


class Laps:
    """Adds the time since the lap before to the step that has just ended (core.analysis.pipeline.Lap)."""

    __slots__ = ("_last_s",)

    def __init__(self) -> None:
        """Begin now."""
        self._last_s = time.perf_counter()

    def __call__(self, step: str) -> None:
        """Note that a step has ended."""
        now_s = time.perf_counter()
        _step(step).inc(now_s - self._last_s)
        self._last_s = now_s


def counting(mode: Mode) -> Callable[[Call, CallResult], None]:
    """Return what counts the calls that are analysed."""
    outcomes = {outcome: CALLS.labels(mode, outcome) for outcome in ("completed", "failed", "unjudged")}
    turns, seconds = TURNS.labels(mode), CALL_SECONDS.labels(mode)

    def count(call: Call, result: CallResult) -> None:
        turns.inc(len(call.turns))
        if result.report is None:
            outcomes["failed"].inc()
        else:
            outcomes["completed" if result.report.analysis.status_reason is None else "unjudged"].inc()
            seconds.observe(result.report.elapsed_ms / 1000)

    return count


def count_answer(asked: AskedQuestion, plan: Plan, elapsed_ms: float) -> None:
    """Count a question that has been answered."""
    QUESTIONS.labels(plan.operator, asked.answer.answered_by).inc()
    QUESTION_SECONDS.labels(asked.answer.answered_by).observe(elapsed_ms / 1000)


def count_model_failure(failure: LanguageModelFailed) -> None:
    """Count an answer of a language model that could not be used; statuses of its provider by their class."""
    reason = failure.reason
    MODEL_FAILURES.labels(f"{reason[:8]}xx" if reason.startswith("status_") else reason).inc()


def count_attempt(attempt: Attempt) -> None:
    """Count a try to deliver a webhook."""
    WEBHOOK_ATTEMPTS.labels("delivered" if attempt.succeeded else attempt.error or "refused").inc()
    WEBHOOK_SECONDS.observe(attempt.latency_ms / 1000)


def watch_pool(app: Flask) -> None:
    """Tell how many connections this process's pool has out, from now on; needs the application's context."""
    if not isinstance(db.engine.pool, WatchedPool):
        return
    CONNECTIONS.set(0)
    db.engine.pool.watch(CONNECTIONS.set, CONNECTION_SECONDS.observe, CONNECTIONS_REFUSED.inc)

    @app.teardown_appcontext
    def tell(error: BaseException | None) -> None:
        if isinstance(db.engine.pool, WatchedPool):
            db.engine.pool.tell()


@cache
def _step(step: str) -> Counter:
    return STEP_SECONDS.labels(step)
