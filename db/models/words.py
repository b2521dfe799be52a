"""The words of calls."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model


class CallWordsRow(Model):
    """What each side of a call said, as stems with their places (db.repositories.words)."""

    __tablename__ = "call_words"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.conversation_id"],
            ondelete="CASCADE",
        ),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer: Mapped[Any] = mapped_column(TSVECTOR)
    bot: Mapped[Any] = mapped_column(TSVECTOR)
