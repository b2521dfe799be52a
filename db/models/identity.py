"""Tenants, their people, and failed logins."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class TenantRow(Model):
    """A company that uses the service."""

    __tablename__ = "tenants"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UserRow(Model):
    """A person of one tenant."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("tenant_id", "username"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        CheckConstraint("role in ('admin', 'analyst', 'viewer')", name="role"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    username: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LoginFailureRow(Model):
    """One failed login. `key` is a hash of the account and the source, so that it belongs to no tenant."""

    __tablename__ = "login_failures"
    __table_args__ = (Index(None, "key", "at"), Index(None, "at"))

    failure_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    key: Mapped[bytes]
    at: Mapped[datetime]
