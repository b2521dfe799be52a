"""Calls, and what was asked of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Double,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    collate,
    text,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model, SentNumber


class ConversationRow(Model):
    """One call as it was sent, and whether its analysis succeeded; `pending` until it is known.

    `turns` is a list of {speaker, timestamp, text} as sent; `position` is the call's place in its batch, from 0, also
    when the job is forgotten; `redactions` counts what was replaced by kind, null where nothing was looked for.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "call_id"),
        UniqueConstraint("tenant_id", "job_id", "position"),
        ForeignKeyConstraint(["tenant_id", "campaign_id"], ["campaigns.tenant_id", "campaigns.campaign_id"]),
        ForeignKeyConstraint(["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.job_id"], ondelete="SET NULL (job_id)"),
        CheckConstraint("status in ('pending', 'completed', 'failed')", name="status"),
        CheckConstraint(
            "(status = 'failed') = (failure_code is not null) and (status = 'failed') = (failure_message is not null)",
            name="failure",
        ),
        Index("ix_conversations_campaign", "tenant_id", "campaign_id", "started_at", "conversation_id"),
        Index("ix_conversations_started_at", "tenant_id", "started_at", "conversation_id"),
        Index(
            "ix_conversations_unreported",
            "tenant_id",
            "started_at",
            "conversation_id",
            postgresql_where=text("status <> 'completed'"),
        ),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    campaign_id: Mapped[UUID]
    campaign_ref: Mapped[str]
    job_id: Mapped[UUID | None]
    position: Mapped[int]
    bot_name: Mapped[str]
    started_at: Mapped[datetime]
    duration_s: Mapped[float] = mapped_column(SentNumber)
    received_at: Mapped[datetime]
    turns: Mapped[list[dict[str, Any]]]
    # `metadata` is taken on a model: it is the catalogue of the tables.
    call_metadata: Mapped[dict[str, Any]] = mapped_column("metadata")
    status: Mapped[str]
    failure_code: Mapped[str | None]
    failure_message: Mapped[str | None]
    redactions: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


# All who take hold of several calls go by this order, so that no two of them wait for each other.
IN_ORDER: ColumnElement[str] = collate(ConversationRow.call_id, "C")


class AnswerRow(Model):
    """A question that was asked of a call, and its answer; `fingerprint` as in core.answers.AskedQuestion."""

    __tablename__ = "answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("detected_type in ('boolean', 'categorical', 'numeric', 'textual')", name="detected_type"),
        CheckConstraint("answered_by in ('local', 'language_model')", name="answered_by"),
        CheckConstraint(
            "(answered_by = 'language_model') = (model is not null) and (model is null or fingerprint is not null)",
            name="model",
        ),
        Index("ix_answers_conversation", "tenant_id", "conversation_id", "answered_at", "answer_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    answer_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    question: Mapped[str]
    detected_type: Mapped[str]
    text: Mapped[str]
    confidence: Mapped[float] = mapped_column(Double)
    evidence: Mapped[list[dict[str, Any]]]
    answered_at: Mapped[datetime]
    answered_by: Mapped[str]
    model: Mapped[str | None]
    fingerprint: Mapped[bytes | None]
