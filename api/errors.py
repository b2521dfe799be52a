"""Every error of every route, and of the framework itself, in one shape: `{error, message, details?, request_id}`.

Who asks for `application/problem+json` gets the same with the members of RFC 9457.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import structlog
from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from api.faults import MAX_FAULTS
from api.negotiation import PROBLEM, wants_problem
from api.restx import json_response
from core import errors

log = structlog.get_logger("api")

RETRY_AFTER_S = 2
CHALLENGE = 'Bearer realm="call-quality-api"'

_TYPE: Final = "urn:problem-type:call-quality:"
_TITLES = {"conversation": "Conversation not found", "call": "Conversation not found"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error looks like from outside."""

    status: int
    error: str
    message: str
    details: Mapping[str, Any] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def _invalid(error: errors.InvalidRequest) -> Problem:
    count = len(error.faults)
    message = f"{count} field{' is' if count == 1 else 's are'} at fault."
    if count >= MAX_FAULTS:
        message = f"At least {MAX_FAULTS} fields are at fault."
    some = islice(error.faults.items(), MAX_FAULTS)
    return Problem(400, "Validation error", message, details={path: list(said) for path, said in some})


def _not_found(error: errors.NotFound) -> Problem:
    return Problem(404, _TITLES.get(error.kind, "Not Found"), f"There is no such {error.kind}.")


def _too_many(message: str) -> Callable[[errors.TooManyAttempts | errors.TooManyRequests], Problem]:
    return lambda error: Problem(429, "Too Many Requests", message, headers={"Retry-After": str(error.retry_after_s)})


# The first class that an error is an instance of decides, so the narrower ones stand first.
TABLE: tuple[tuple[type[errors.CallQualityError], Callable[[Any], Problem]], ...] = (
    (errors.InvalidRequest, _invalid),
    (
        errors.InvalidCredentials,
        lambda _: Problem(
            401,
            "Invalid credentials",
            "Tenant, user and password do not belong together.",
            headers={"WWW-Authenticate": CHALLENGE},
        ),
    ),
    (
        errors.Unauthenticated,
        lambda _: Problem(
            401,
            "Unauthorized",
            "A valid access token or API key is needed, and one of them only.",
            headers={"WWW-Authenticate": CHALLENGE},
        ),
    ),
    (errors.Inactive, lambda _: Problem(403, "Forbidden", "This tenant or user has been made inactive.")),
    (errors.Forbidden, lambda _: Problem(403, "Forbidden", "Your role or your key does not allow this.")),
    (errors.TooManyAttempts, _too_many("Too many failed logins; wait before the next try.")),
    (errors.TooManyRequests, _too_many("Too many requests; wait before the next.")),
    (
        errors.Overloaded,
        lambda _: Problem(
            503,
            "Service Unavailable",
            "Too much of this is asked for at once; try again.",
            headers={"Retry-After": "1"},
        ),
    ),
    (
        errors.NoRoom,
        lambda _: Problem(
            503,
            "Service Unavailable",
            "There is no room on the disk for this just now; nothing of it was stored.",
            headers={"Retry-After": str(RETRY_AFTER_S)},
        ),
    ),
    (errors.NotFound, _not_found),
    (
        errors.NotJudgedYet,
        lambda _: Problem(
            409, "Conflict", "The analysis of this call is not done yet, so there is no report to show or to ask."
        ),
    ),
    (
        errors.NotJudged,
        lambda _: Problem(
            409, "Conflict", "The analysis of this call failed, so there is no report to show or to ask."
        ),
    ),
    (
        errors.Unjudged,
        lambda _: Problem(409, "Conflict", "This call cannot be judged, so there are no answers to review."),
    ),
    (
        errors.NothingToAnalyse,
        lambda _: Problem(409, "Conflict", "This campaign has no call that could be analysed anew."),
    ),
    (
        errors.LastAdmin,
        lambda _: Problem(
            409, "Conflict", "The last active admin of a tenant can neither be deactivated nor lose the role."
        ),
    ),
    (
        errors.KeyReused,
        lambda _: Problem(422, "Unprocessable Entity", "This Idempotency-Key came with another request before."),
    ),
    (
        errors.KeyInUse,
        lambda error: Problem(
            409,
            "Conflict",
            "A request with this Idempotency-Key still runs; ask again.",
            headers={"Retry-After": str(error.retry_after_s)},
        ),
    ),
    (
        errors.SecretChanged,
        lambda _: Problem(
            409, "Conflict", "This request was carried out before; the secret that it was told then holds no more."
        ),
    ),
    (errors.SwitchedOff, lambda _: Problem(409, "Conflict", "This webhook is switched off; switch it on first.")),
    (errors.TooMany, lambda error: Problem(409, "Conflict", f"A tenant has at most {error.most} {error.kind}s.")),
    (errors.AlreadyExists, lambda error: Problem(409, "Conflict", f"There is such a {error.kind} already.")),
    (errors.Conflict, lambda _: Problem(409, "Conflict", "The state of the object does not allow this.")),
    (
        errors.NotAvailable,
        lambda _: Problem(
            501, "Not Implemented", "This installation does not offer it.", extra={"current_mode": "sync"}
        ),
    ),
    (
        errors.NotReady,
        lambda error: Problem(
            503,
            "Service Unavailable",
            "The service cannot do its work just now.",
            details={check: list(said) for check, said in error.faults.items()},
            headers={"Retry-After": str(RETRY_AFTER_S)},
        ),
    ),
    (
        errors.StorageUnavailable,
        lambda _: Problem(
            503,
            "Service Unavailable",
            "The service cannot reach its database just now; nothing was stored.",
            headers={"Retry-After": str(RETRY_AFTER_S)},
        ),
    ),
)

# Our words for the framework's own errors; its texts may name what is inside.
_HTTP_MESSAGES = {
    400: "The request could not be read.",
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    406: "This address has nothing of the media types that Accept names.",
    408: "The request took too long.",
}
_OUR_HTTP_MESSAGES = (411, 413, 415)


def problem_of(error: Exception) -> Problem:
    """Return what an error looks like from outside; anything unforeseen is a 500 without its story."""
    for kind, present in TABLE:
        if isinstance(error, kind):
            return present(error)
    if isinstance(error, HTTPException) and error.code is not None and error.code < 600:
        message = _HTTP_MESSAGES.get(error.code, error.name + ".")
        if error.code in _OUR_HTTP_MESSAGES and error.description:
            message = error.description
        headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After", "Location")}
        return Problem(error.code, "Validation error" if error.code == 400 else error.name, message, headers=headers)
    return Problem(500, "Internal Server Error", "Something went wrong on our side.")


def present(error: Exception) -> Response:
    """Answer with an error, and log it where it is ours."""
    problem = problem_of(error)
    if problem.status >= 500 and problem.status != 501:
        unforeseen = problem.status == 500
        log.error("request.failed", status=problem.status, kind=type(error).__name__, exc_info=unforeseen)
    body = {
        "error": problem.error,
        "message": problem.message,
        **({"details": problem.details} if problem.details else {}),
        **problem.extra,
        "request_id": g.get("request_id", ""),
    }
    response = json_response(body, problem.status, dict(problem.headers))
    if wants_problem():
        response = json_response(_standard(problem, error) | body, problem.status, dict(problem.headers))
        response.mimetype = PROBLEM
    response.vary.add("Accept")
    return response


def kind_of(error: Exception) -> str:
    """Return the name of a kind of error, the same in all editions, such as `not-judged-yet`."""
    if isinstance(error, errors.CallQualityError) and not isinstance(error, errors.NotFound):
        for kind, _ in TABLE:
            if isinstance(error, kind):
                return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
    name = error.name if isinstance(error, HTTPException) else problem_of(error).error
    return re.sub(r"[^a-z]+", "-", name.lower())


def _standard(problem: Problem, error: Exception) -> dict[str, Any]:
    """Return the members that RFC 9457 has."""
    return {
        "type": _TYPE + kind_of(error),
        "title": problem.error,
        "status": problem.status,
        "detail": problem.message,
        "instance": f"urn:request-id:{g.get('request_id', '')}",
    }


def register(app: Flask) -> None:
    """Present every error of the application in the one shape."""
    app.register_error_handler(Exception, present)
