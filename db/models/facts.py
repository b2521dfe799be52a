"""What lists and analytics know of calls."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import REAL, CheckConstraint, Double, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class CallFactsRow(Model):
    """What the report on one call says in single values (core.facts.CallFacts); q… are answers, c… confidences."""

    __tablename__ = "call_facts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "judged = (status_reason is null) and judged = (overall_quality_score is not null)", name="judged"
        ),
        Index("ix_call_facts_campaign", "tenant_id", "campaign_id", "started_at", "conversation_id"),
        Index("ix_call_facts_started_at", "tenant_id", "started_at", "conversation_id"),
        Index("ix_call_facts_score", "tenant_id", "overall_quality_score", "conversation_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    bot_name: Mapped[str]
    segment: Mapped[str]
    outcome: Mapped[str]
    started_at: Mapped[datetime]
    judged: Mapped[bool]
    status_reason: Mapped[str | None]
    overall_quality_score: Mapped[float | None] = mapped_column(Double)
    bot_performance_score: Mapped[float | None] = mapped_column(Double)
    customer_engagement_score: Mapped[float | None] = mapped_column(Double)
    sentiment: Mapped[str | None]
    sentiment_trend: Mapped[str | None]
    interested: Mapped[bool | None]
    goal_reached: Mapped[bool | None]
    request_count: Mapped[int | None]
    new_request_count: Mapped[int | None]
    unresolved_count: Mapped[int | None]
    mood_drop: Mapped[float | None] = mapped_column(Double)
    mean_confidence: Mapped[float | None] = mapped_column(Double)
    main_offer_share: Mapped[float | None] = mapped_column(Double)
    q001: Mapped[str | None]
    q002: Mapped[str | None]
    q003: Mapped[str | None]
    q004: Mapped[str | None]
    q005: Mapped[str | None]
    q006: Mapped[str | None]
    q007: Mapped[str | None]
    q008: Mapped[str | None]
    q009: Mapped[str | None]
    q010: Mapped[str | None]
    q011: Mapped[str | None]
    q012: Mapped[str | None]
    c001: Mapped[float | None] = mapped_column(REAL)
    c002: Mapped[float | None] = mapped_column(REAL)
    c003: Mapped[float | None] = mapped_column(REAL)
    c004: Mapped[float | None] = mapped_column(REAL)
    c005: Mapped[float | None] = mapped_column(REAL)
    c006: Mapped[float | None] = mapped_column(REAL)
    c007: Mapped[float | None] = mapped_column(REAL)
    c008: Mapped[float | None] = mapped_column(REAL)
    c009: Mapped[float | None] = mapped_column(REAL)
    c010: Mapped[float | None] = mapped_column(REAL)
    c011: Mapped[float | None] = mapped_column(REAL)
    c012: Mapped[float | None] = mapped_column(REAL)


class DaySumsRow(Model):
    """What the facts of a campaign's calls of one day of UTC sum up to (core.day_sums); `form` tells how it is written.

    A trigger on the facts deletes the row of a day whose facts change.
    """

    __tablename__ = "day_sums"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "campaign_id"], ["campaigns.tenant_id", "campaigns.campaign_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    form: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sums: Mapped[Any] = mapped_column(JSON)
