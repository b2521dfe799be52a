"""Sessions of people: what a login opens, and what may end it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.identity import User

EndReason = Literal["logout", "reuse", "password", "deactivated"]


@dataclass(frozen=True, slots=True)
class Session:
    """What one login opened: it holds until `expires_at`, unless it was ended before."""

    session_id: UUID
    user_id: UUID
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Tell whether its tokens are still worth something."""
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token as it is stored; `token_id` is the `jti` of the access token that was issued with it."""

    token_id: UUID
    session_id: UUID
    secret_hash: bytes
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token was issued to, by which session, and what is stored of its secret."""

    user: User
    tenant_active: bool
    session: Session
    secret_hash: bytes


@dataclass(frozen=True, slots=True)
class Grant:
    """What a login or a refresh gives; both lives are in seconds."""

    access_token: str
    expires_in_s: int
    tenant_id: str
    refresh_token: str
    refresh_expires_in_s: int
