"""Requests with an Idempotency-Key: carried out once, and answered again with what they made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

# How long a key holds what came of its request.
KEPT_FOR = timedelta(hours=24)
# How long a request may take before its key may be taken over: many times what the largest takes. None is ended for
# being slow, but one that was slower yet, and whose key has been taken over, makes nothing.
PATIENCE = timedelta(minutes=3)

# What is needed to answer again: never words of a call, never a secret.
Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request that came with a key. `attempt` tells it from others with the same key, however alike.

    A replay has the attempt of the request that was carried out, so that it comes to the same secrets.
    `fingerprints` are of its operation and body, one for each secret that they may have been made with, the newest
    first; `digest` turns the object that it makes into what is kept.
    """

    tenant_id: str
    operation_id: str
    key: str
    fingerprints: tuple[bytes, ...]
    attempt: UUID
    digest: Callable[[Any], Kept]


@dataclass(frozen=True, slots=True)
class Done:
    """A request that has been carried out: which one it was, and what is kept of what it made."""

    attempt: UUID
    kept: Kept


class IdempotencyKeys(Protocol):
    """The keys of one tenant's requests."""

    def take(self, request: KeyedRequest, now: datetime) -> Done | None:
        """Let a key be this request's; return the one before it that has been carried out, if any.

        Raise KeyReused where that was another request, and KeyInUse while it runs. Keys of requests that have not been
        heard of for PATIENCE are free; those older than KEPT_FOR are forgotten.
        """

    def keep(self, made: object) -> None:
        """Keep what the keyed request of this thread has made, in the transaction that stores it.

        Call it once the object is stored, before the audit. Does nothing for a request without a key. Raise KeyInUse
        where another request has taken the key over meanwhile: then this one must make nothing.
        """

    def free(self, request: KeyedRequest) -> None:
        """Let the key of a request that made nothing be anybody's."""


class ObjectSecrets(Protocol):
    """Secrets of new objects: 43 characters of base64url, 256 bits."""

    def new(self, object_id: UUID) -> str:
        """Return a secret for an object: drawn, or derived where this thread's request came with a key."""

    def again(self, object_id: UUID) -> Sequence[str]:
        """Return what `new` can have returned when the keyed request of this thread came first, the likeliest first."""


_request: ContextVar[KeyedRequest | None] = ContextVar("keyed_request", default=None)


def keyed_request() -> KeyedRequest | None:
    """Return the request with a key that this thread carries out, or answers again; None for one without."""
    return _request.get()


@contextmanager
def carrying_out(request: KeyedRequest) -> Iterator[None]:
    """Let what this thread does inside be this request's."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)
