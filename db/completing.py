"""What follows from calls and their reports, made where it is missing: of calls that an older process stored."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from db.base import db
from db.models import CallFactsRow, CallWordsRow, ConversationRow, ReportRow
from db.models.conversations import IN_ORDER
from db.repositories.conversations import ITS_REPORT
from db.repositories.derived import store_missing
from db.repositories.reports import report_value
from db.work import TenantSession, outer_connection, storage

# Calls that are held at once.
AT_ONCE = 200


def count_incomplete(tenant_id: str) -> int:
    """Return how many calls of a tenant lack words, or what follows from their report; raise StorageUnavailable."""
    with storage(), _session(tenant_id) as session:
        return session.scalars(select(func.count()).select_from(ConversationRow).where(_incomplete(tenant_id))).one()


def complete(tenant_id: str) -> Iterator[int]:
    """Store what calls of a tenant lack, each part in a transaction of its own; yield how many calls each part had.

    Raise StorageUnavailable. What was done stays done; needs an application context.
    """
    while True:
        with storage(), _session(tenant_id) as session, session.begin():
            held = session.scalars(
                select(ConversationRow.conversation_id)
                .where(_incomplete(tenant_id))
                .order_by(IN_ORDER)
                .limit(AT_ONCE)
                .with_for_update(of=ConversationRow)
            ).all()
            found = session.execute(
                select(ReportRow, ConversationRow)
                .join(ConversationRow, ITS_REPORT)
                .where(ReportRow.tenant_id == tenant_id, ReportRow.conversation_id.in_(held))
            )
            reports = {
                call.conversation_id: report_value(report, call.call_id, call.campaign_ref) for report, call in found
            }
            store_missing(session, tenant_id, reports, held)
        if not held:
            return
        yield len(held)


def _session(tenant_id: str) -> Session:
    return TenantSession(outer_connection() or db.engine, tenant_id)


def _incomplete(tenant_id: str) -> ColumnElement[bool]:
    reported, told, worded = (
        select(1).where(row.tenant_id == tenant_id, row.conversation_id == ConversationRow.conversation_id).exists()
        for row in (ReportRow, CallFactsRow, CallWordsRow)
    )
    return and_(ConversationRow.tenant_id == tenant_id, or_(~worded, and_(reported, ~told)))
