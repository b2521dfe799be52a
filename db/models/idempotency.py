"""Requests that are carried out once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class IdempotencyKeyRow(Model):
    """A key that a request came with: whose it is (`attempt`), and what is kept of what that made, null until then."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        Index(None, "tenant_id", "taken_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    attempt: Mapped[UUID]
    taken_at: Mapped[datetime]
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
