"""The audit chains: rows of audit_events are never changed, and audit_heads says where each chain ends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class AuditEventRow(Model):
    """One link of a tenant's chain; the hashes as in core.audit."""

    __tablename__ = "audit_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        CheckConstraint("actor_kind in ('user', 'api_key', 'command_line', 'system')", name="actor_kind"),
        CheckConstraint("(object_kind is null) = (object_id is null)", name="object"),
        CheckConstraint("octet_length(previous_hash) = 32 and octet_length(hash) = 32", name="hashes"),
        Index(None, "tenant_id", "at"),
        Index(None, "tenant_id", "action", "sequence"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[UUID]
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[str | None]
    actor_name: Mapped[str]
    source: Mapped[str | None]
    request_id: Mapped[str | None]
    action: Mapped[str]
    object_kind: Mapped[str | None]
    object_id: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]


class AuditHeadRow(Model):
    """Where a tenant's chain ends. Whoever appends locks it until the end of the transaction."""

    __tablename__ = "audit_heads"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]
