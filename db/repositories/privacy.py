"""What one tenant shares of its calls, and what remains of those that it has erased."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.privacy import ErasureReceipt, ShareLink
from db.models import ConversationRow, ErasureRow, ShareLinkRow, TenantRow
from db.repositories.constraints import violated

_ITS_CALL: ColumnElement[bool] = and_(
    ConversationRow.tenant_id == ShareLinkRow.tenant_id, ConversationRow.conversation_id == ShareLinkRow.conversation_id
)


class ErasureRepository:
    """Receipts; they can be added and read, and nothing else."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, receipts: Sequence[ErasureReceipt]) -> None:
        """Keep receipts."""
        rows = [
            {
                "tenant_id": self._tenant_id,
                "receipt_id": receipt.receipt_id,
                "call_id": receipt.call_id,
                "erased_at": receipt.erased_at,
                "reason": receipt.reason,
                "rows": dict(receipt.rows),
            }
            for receipt in receipts
        ]
        if rows:
            self._session.execute(insert(ErasureRow), rows)


class ShareLinkRepository:
    """Links by their id."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, link: ShareLink) -> None:
        """Keep a link; raise NotFound for an unknown call, also for one that is being erased just now."""
        values = {
            ShareLinkRow.share_id: link.share_id,
            ShareLinkRow.created_at: link.created_at,
            ShareLinkRow.expires_at: link.expires_at,
        }
        conversation = select(
            ConversationRow.tenant_id,
            ConversationRow.conversation_id,
            *(literal(value, column.type) for column, value in values.items()),
        ).where(ConversationRow.tenant_id == self._tenant_id, ConversationRow.call_id == link.call_id)
        statement = insert(ShareLinkRow).from_select(
            [ShareLinkRow.tenant_id, ShareLinkRow.conversation_id, *values], conversation
        )
        try:
            added = self._session.scalar(statement.returning(ShareLinkRow.share_id))
        except IntegrityError as error:
            if violated(error) == "fk_share_links_tenant_id_conversation_id":
                raise NotFound("conversation", link.call_id) from error
            raise
        if added is None:
            raise NotFound("conversation", link.call_id)

    def get(self, share_id: UUID) -> ShareLink:
        """Return a link; raise NotFound."""
        found = self._session.execute(
            select(ShareLinkRow, ConversationRow.call_id)
            .join(ConversationRow, _ITS_CALL)
            .where(ShareLinkRow.tenant_id == self._tenant_id, ShareLinkRow.share_id == share_id)
        ).one_or_none()
        if found is None:
            raise NotFound("share link", share_id)
        row, call_id = found
        return ShareLink(row.share_id, call_id, row.created_at, row.expires_at)

    def find_call_id(self, share_id: UUID, now: datetime) -> str | None:
        """Return whose report a link leads to; None where it has ended, or its tenant is inactive."""
        return self._session.scalar(
            select(ConversationRow.call_id)
            .join(ShareLinkRow, _ITS_CALL)
            .join(TenantRow, TenantRow.tenant_id == ConversationRow.tenant_id)
            .where(
                ShareLinkRow.tenant_id == self._tenant_id,
                ShareLinkRow.share_id == share_id,
                ShareLinkRow.expires_at > now,
                ShareLinkRow.revoked_at.is_(None),
                TenantRow.active,
            )
        )

    def revoke(self, share_id: UUID, now: datetime) -> datetime:
        """End a link, where it has not been ended before; return when it was ended; raise NotFound."""
        statement = (
            update(ShareLinkRow)
            .where(ShareLinkRow.tenant_id == self._tenant_id, ShareLinkRow.share_id == share_id)
            .values(revoked_at=func.coalesce(ShareLinkRow.revoked_at, now))
            .returning(ShareLinkRow.revoked_at)
        )
        revoked_at = self._session.scalar(statement)
        if revoked_at is None:
            raise NotFound("share link", share_id)
        return revoked_at
