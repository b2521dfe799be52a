"""What customers asked for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class CallRequestRow(Model):
    """One question or request of the customer of a call that is judged, by its place in the call.

    `quote` is its beginning (core.topics.LONGEST_QUOTE); `topic_key` is empty where it does not say what is wanted.
    """

    __tablename__ = "call_requests"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("kind in ('question', 'request')", name="kind"),
        CheckConstraint("outcome in ('resolved', 'deferred', 'unresolved', 'unclear')", name="outcome"),
        Index("ix_call_requests_campaign", "tenant_id", "campaign_id", "started_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    campaign_id: Mapped[UUID]
    started_at: Mapped[datetime]
    turn: Mapped[int]
    kind: Mapped[str]
    is_new: Mapped[bool]
    outcome: Mapped[str]
    quote: Mapped[str]
    topic_key: Mapped[str]
