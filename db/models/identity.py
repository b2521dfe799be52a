"""Tenants, their people, and failed logins."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class TenantRow(Model):
    """A company that uses the service.

    `redacts`: what identifies people is replaced in its calls before they are kept; calls are kept for `retention_days`
    unless their campaign says otherwise, None: until somebody erases them.
    """

    __tablename__ = "tenants"
    __table_args__ = (CheckConstraint("retention_days between 1 and 3650", name="retention_days"),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    retention_days: Mapped[int | None]
    redacts: Mapped[bool] = mapped_column(server_default=false())


class UserRow(Model):
    """A person of one tenant."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("tenant_id", "username"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        CheckConstraint("role in ('admin', 'analyst', 'viewer')", name="role"),
        Index(None, "tenant_id", "created_at", "user_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    username: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LoginFailureRow(Model):
    """One failed login, or one that is under way. `key` hashes what it is counted by, so that it has no tenant."""

    __tablename__ = "login_failures"
    __table_args__ = (Index(None, "key", "at"), Index(None, "at"))

    failure_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    key: Mapped[bytes]
    at: Mapped[datetime]


class KnownSourceRow(Model):
    """An account has logged in from a source. `key` hashes both, so that it has no tenant."""

    __tablename__ = "known_sources"
    __table_args__ = (Index(None, "last_success_at"),)

    key: Mapped[bytes] = mapped_column(primary_key=True)
    last_success_at: Mapped[datetime]
