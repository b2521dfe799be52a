"""What was shared of calls, and what remains of those that were erased."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class ShareLinkRow(Model):
    """An address of one call's report that needs no login; the address itself is not kept."""

    __tablename__ = "share_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        Index("ix_share_links_conversation", "tenant_id", "conversation_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    share_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ErasureRow(Model):
    """The receipt of an erased call: `rows` maps each table to how many of its rows went. Call ids may come again."""

    __tablename__ = "erasures"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        CheckConstraint("reason in ('request', 'retention')", name="reason"),
        Index(None, "tenant_id", "call_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    receipt_id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    erased_at: Mapped[datetime]
    reason: Mapped[str]
    rows: Mapped[dict[str, Any]]
