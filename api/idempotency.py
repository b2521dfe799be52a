"""Operations with an Idempotency-Key: how each is carried out once, and answered again.

An answer that holds words of calls or a secret is not kept: what is kept then names the object, and the answer is made
of that anew.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from flask import request
from flask_restx.utils import unpack
from uuid_utils.compat import uuid7

from api.auth import principal
from api.body import StrictRequest
from api.contract import CONTRACT, Operation
from api.wiring import services
from core.errors import InvalidRequest
from core.idempotency import Kept, KeyedRequest, carrying_out

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How an operation is answered again: what is kept of the object that it made, and the answer made of that."""

    keep: Callable[[Any], Kept]
    answer: Callable[[Kept], Any]


def as_answered(present: Callable[[Any], Any]) -> Repeat:
    """Keep the answer itself, as `present` makes it of the object; it must hold no secret, and no words of a call."""

    def keep(made: Any) -> Kept:
        body, status, headers = unpack(present(made))
        return {"body": body, "status": status, "headers": headers}

    return Repeat(keep, lambda kept: (kept["body"], kept["status"], kept["headers"]))


def takes_key(operation: Operation) -> bool:
    """Tell whether an operation is carried out once for each Idempotency-Key."""
    return any(parameter.name == HEADER for parameter in operation.parameters_in("header"))


def once(operation: Operation, repeat: Repeat, carry_out: Callable[[], Any]) -> Any:
    """Carry out a request, or answer again what the one before it with the same key has made.

    Raise InvalidRequest for a malformed key, KeyReused where it came with another request, KeyInUse while that runs.
    """
    key = _key(operation)
    if key is None:
        return carry_out()
    keyed = KeyedRequest(
        principal().tenant_id, operation.operation_id, key, _fingerprints(operation), uuid7(), repeat.keep
    )
    done = services().idempotency.take(keyed)
    if done is not None:
        with carrying_out(replace(keyed, attempt=done.attempt)):
            body, status, headers = unpack(repeat.answer(done.kept))
        return body, status, {**headers, REPLAYED: "true"}
    with carrying_out(keyed):
        try:
            return carry_out()
        except Exception:
            services().idempotency.free(keyed)
            raise


def _key(operation: Operation) -> str | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    (parameter,) = (each for each in operation.parameters_in("header") if each.name == HEADER)
    if faults := CONTRACT.parameter_faults(parameter, key):
        raise InvalidRequest({HEADER: faults})
    return key


def _fingerprints(operation: Operation) -> tuple[bytes, ...]:
    """Identify the request by what it asks and what its body holds."""
    body = cast(StrictRequest, request).digest if operation.body else b""
    parts = (request.method, request.path, request.query_string.decode("latin-1"), request.content_type or "")
    framed = b"".join(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest() for part in parts)
    return services().object_secrets.fingerprints(framed + body)
