"""What was found in calls: the present reports, those before them, and what jobs compare."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class ReportColumns:
    """What a report consists of; the scores stand in columns of their own for lists and analytics."""

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    generated_at: Mapped[datetime]
    elapsed_ms: Mapped[float] = mapped_column(Double)
    engine_version: Mapped[str]
    overall_quality_score: Mapped[float] = mapped_column(Double)
    bot_performance_score: Mapped[float] = mapped_column(Double)
    customer_engagement_score: Mapped[float] = mapped_column(Double)
    sentiment_trend: Mapped[str]
    analysis: Mapped[dict[str, Any]]


class ReportRow(ReportColumns, Model):
    """The report on one call."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("tenant_id", "conversation_id"),
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
    )


class PastReportRow(ReportColumns, Model):
    """A report that another has taken the place of; it is never changed."""

    __tablename__ = "report_history"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        Index("ix_report_history_conversation", "tenant_id", "conversation_id", "generated_at", "report_id"),
    )


class JobItemRow(Model):
    """One call that a job analyses anew.

    `outcome` is what can be compared, {before, after}; null until then, and where there is no report on both sides.
    When the job has ended, only the calls whose analysis failed are left.
    """

    __tablename__ = "job_items"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.job_id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("(failure_code is null) = (failure_message is null)", name="failure"),
        Index("ix_job_items_conversation", "tenant_id", "conversation_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    failure_code: Mapped[str | None]
    failure_message: Mapped[str | None]
