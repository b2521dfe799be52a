"""Secrets of new objects, which a request with an Idempotency-Key can be told again although they are not stored."""

import hashlib
import hmac
import secrets as drawn
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.idempotency import KeyedRequest, keyed_request


@dataclass(frozen=True, slots=True)
class KeyedSecrets:
    """Derives with the last of its secrets, and again with any of them."""

    secrets: Sequence[str]

    def new(self, object_id: UUID) -> str:
        """Return a secret for an object: drawn, or derived where this thread's request came with a key."""
        if keyed_request() is None:
            return drawn.token_urlsafe(32)
        return self.again(object_id)[0]

    def again(self, object_id: UUID) -> list[str]:
        """Return what `new` can have returned when the keyed request of this thread came first, the likeliest first."""
        request = keyed_request()
        if request is None:
            return []
        return [_derived(secret, request, object_id) for secret in reversed(self.secrets)]

    def fingerprints(self, request: bytes) -> tuple[bytes, ...]:
        """Return what tells a request from others, for each secret that it may have been made with, the newest first.

        Whoever reads it cannot try out what the request held, such as a password.
        """
        return tuple(hmac.digest(_key(secret, "request"), request, "sha256") for secret in reversed(self.secrets))


def _derived(secret: str, request: KeyedRequest, object_id: UUID) -> str:
    # The attempt stands for the key: who uses that again a day later is not given the same secret for the same object.
    named = (request.tenant_id, request.operation_id, str(request.attempt), str(object_id))
    framed = b"".join(hashlib.sha256(each.encode()).digest() for each in named)
    return urlsafe_b64encode(hmac.digest(_key(secret, "object"), framed, "sha256")).decode().rstrip("=")


def _key(secret: str, purpose: str) -> bytes:
    """Make of a secret the key for one purpose, other than those that sign tokens with it."""
    return hmac.digest(secret.encode(), f"call-quality-api {purpose}".encode(), "sha256")
