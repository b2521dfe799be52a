"""API keys: what machines show instead of a token."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.identity import Scope
from core.paging import Position

PREFIX = "cqk"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is stored: the hash of its secret (32 bytes), and the last four characters of it to tell it by.

    `last_used_at` is right within a minute.
    """

    key_id: UUID
    name: str
    secret_hash: bytes
    hint: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds_at(self, now: datetime) -> bool:
        """Tell whether the key has neither been revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class ApiKeyPage:
    """A page of the list of keys; `next` is where the following one begins, None on the last."""

    api_keys: tuple[ApiKey, ...]
    next: Position | None
