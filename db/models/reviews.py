"""What people think of calls."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class ReviewRow(Model):
    """One person's answers to a call (core.reviews.Review).

    `answers` is a list of {question_id, answer, machine_answer}.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        Index("ix_reviews_conversation", "tenant_id", "conversation_id", "reviewed_at", "review_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    review_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    reviewer: Mapped[str]
    reviewer_id: Mapped[str]
    reviewed_at: Mapped[datetime]
    report_id: Mapped[UUID]
    answers: Mapped[list[dict[str, Any]]]
    comment: Mapped[str | None]
