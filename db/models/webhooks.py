"""Webhooks, what they are sent, and every try."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model, SentNumber


class WebhookRow(Model):
    """An address that events are sent to. Its secrets are kept as they are: messages are signed with them."""

    __tablename__ = "webhooks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        CheckConstraint("cardinality(events) > 0", name="events"),
        CheckConstraint("score_below between 0 and 10", name="score_below"),
        CheckConstraint("disabled_reason in ('gone')", name="disabled_reason"),
        CheckConstraint("(previous_secret is null) = (previous_until is null)", name="previous"),
        Index(None, "tenant_id", "created_at", "webhook_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    webhook_id: Mapped[UUID] = mapped_column(primary_key=True)
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    description: Mapped[str | None]
    score_below: Mapped[float] = mapped_column(SentNumber)
    active: Mapped[bool]
    disabled_reason: Mapped[str | None]
    secret: Mapped[str]
    previous_secret: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WebhookDeliveryRow(Model):
    """An event on its way to one webhook.

    `tries` counts since the beginning or the last redelivery, `claim` all claims: only the newest one may say how the
    delivery goes on. Pending without `next_attempt_at`: until the webhook is switched on. Claims are made over all
    tenants (db.dispatch), by the two partial indexes.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "webhook_id"], ["webhooks.tenant_id", "webhooks.webhook_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("state in ('pending', 'delivered', 'dead')", name="state"),
        CheckConstraint("next_attempt_at is null or state = 'pending'", name="next_attempt_at"),
        Index("ix_webhook_deliveries_place", "tenant_id", "webhook_id", "created_at", "delivery_id"),
        Index("ix_webhook_deliveries_age", "tenant_id", "created_at"),
        Index("ix_webhook_deliveries_conversation", "tenant_id", "conversation_id"),
        Index(
            "ix_webhook_deliveries_due",
            "next_attempt_at",
            "delivery_id",
            postgresql_where=text("next_attempt_at is not null"),
        ),
        Index("ix_webhook_deliveries_lease", "lease_until", postgresql_where=text("lease_until is not null")),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    webhook_id: Mapped[UUID]
    event_id: Mapped[UUID]
    event_type: Mapped[str]
    conversation_id: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    state: Mapped[str]
    tries: Mapped[int]
    claim: Mapped[int]
    next_attempt_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]


class WebhookAttemptRow(Model):
    """One try of a delivery, by the number of its claim; of a call's, counted when the call is erased."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "delivery_id"],
            ["webhook_deliveries.tenant_id", "webhook_deliveries.delivery_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        Index("ix_webhook_attempts_conversation", "tenant_id", "conversation_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    claim: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    conversation_id: Mapped[UUID | None]
    at: Mapped[datetime]
    latency_ms: Mapped[int]
    status: Mapped[int | None]
    error: Mapped[str | None]
