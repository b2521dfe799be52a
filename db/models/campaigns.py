"""Campaigns."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class CampaignRow(Model):
    """What calls are about."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        CheckConstraint("status in ('active', 'inactive', 'archived')", name="status"),
        CheckConstraint("retention_days between 1 and 3650", name="retention_days"),
        Index(None, "tenant_id", "created_at", "campaign_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    name: Mapped[str]
    description: Mapped[str | None]
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text))
    offer: Mapped[str | None]
    script: Mapped[dict[str, Any]]
    start_date: Mapped[datetime | None]
    end_date: Mapped[datetime | None]
    status: Mapped[str]
    created_at: Mapped[datetime]
    retention_days: Mapped[int | None]
