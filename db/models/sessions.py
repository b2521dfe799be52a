"""Sessions of people, and their refresh tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class SessionRow(Model):
    """What one login opened."""

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.user_id"]),
        CheckConstraint("end_reason in ('logout', 'reuse', 'password', 'deactivated')", name="end_reason"),
        CheckConstraint("(ended_at is null) = (end_reason is null)", name="end"),
        Index(None, "tenant_id", "user_id"),
        Index(None, "tenant_id", "expires_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class RefreshTokenRow(Model):
    """A refresh token: a hash of its secret. `token_id` is the `jti` of the access token issued with it."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "session_id"], ["sessions.tenant_id", "sessions.session_id"], ondelete="CASCADE"
        ),
        Index(None, "tenant_id", "session_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    token_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID]
    secret_hash: Mapped[bytes]
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
