"""The calls of one tenant and what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from core.calls import Call
from core.conversations import StoredCall
from core.jobs import CallResult, Failure
from db.codec import load_turns
from db.models import CallFactsRow, CampaignRow, ConversationRow, ReportRow, TenantRow
from db.repositories.campaigns import campaign_value
from db.repositories.erasing import erase
from db.repositories.reports import report_value

# A conversation and what belongs to it are of the same tenant; so says the key between them, and so does every join.
ITS_REPORT: ColumnElement[bool] = and_(
    ReportRow.tenant_id == ConversationRow.tenant_id, ReportRow.conversation_id == ConversationRow.conversation_id
)
ITS_FACTS: ColumnElement[bool] = and_(
    CallFactsRow.tenant_id == ConversationRow.tenant_id, CallFactsRow.conversation_id == ConversationRow.conversation_id
)
ITS_CAMPAIGN: ColumnElement[bool] = and_(
    CampaignRow.tenant_id == ConversationRow.tenant_id, CampaignRow.campaign_id == ConversationRow.campaign_id
)
# What a result needs of a conversation; its turns, which may be megabytes, stay where they are.
RESULT_COLUMNS = (
    ConversationRow.call_id,
    ConversationRow.campaign_ref,
    ConversationRow.failure_message,
    ConversationRow.failure_code,
    ConversationRow.redactions,
    ReportRow,
)
# How long a call is kept: as its campaign says, or else its tenant; null where neither does.
_KEPT_FOR = func.make_interval(0, 0, 0, func.coalesce(CampaignRow.retention_days, TenantRow.retention_days))

# Built once: making such a statement, and the key by which SQLAlchemy knows it again, takes longer than sending it.
_TAKEN = select(ConversationRow.call_id).where(
    ConversationRow.tenant_id == bindparam("tenant_id"),
    ConversationRow.call_id.in_(bindparam("call_ids", expanding=True)),
)


class ConversationRepository:
    """Calls by the partner's call id."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def taken(self, call_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the call ids that this tenant has used already."""
        if not call_ids:
            return frozenset()
        return frozenset(self._session.scalars(_TAKEN, {"tenant_id": self._tenant_id, "call_ids": list(call_ids)}))

    def find(self, call_id: str) -> StoredCall | None:
        """Return the call as sent with its campaign and what became of it; None where there is none."""
        found = self._session.execute(
            select(ConversationRow, CampaignRow, ReportRow)
            .join(CampaignRow, ITS_CAMPAIGN)
            .outerjoin(ReportRow, ITS_REPORT)
            .where(self._is(call_id))
        ).one_or_none()
        if found is None:
            return None
        return stored_value(*found)

    def find_result(self, call_id: str) -> CallResult | None:
        """Return what became of the call (its report, or why there is none); None where there is no such call."""
        found = self._session.execute(
            select(*RESULT_COLUMNS).outerjoin(ReportRow, ITS_REPORT).where(self._is(call_id))
        ).one_or_none()
        return None if found is None else result_value(*found)

    def erase(self, call_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Erase calls and everything that was made of them; map each that there was to its numbers of rows by table."""
        return erase(self._session, self._tenant_id, ConversationRow.call_id.in_(call_ids))

    def erase_overdue(self, now: datetime, limit: int) -> dict[str, dict[str, int]]:
        """Erase at most so many of the calls that were received longer ago than they are to be kept."""
        # By our own ids: the call id of one that is erased meanwhile may be another call's by now.
        some = self._overdue(ConversationRow.conversation_id, now).limit(limit)
        return erase(self._session, self._tenant_id, ConversationRow.conversation_id.in_(some))

    def count_overdue(self, now: datetime) -> int:
        """Count the calls that were received longer ago than they are to be kept."""
        return self._session.scalar(self._overdue(func.count(), now)) or 0

    def _overdue(self, what: Any, now: datetime) -> Select[Any]:
        return (
            select(what)
            .select_from(ConversationRow)
            .join(CampaignRow, ITS_CAMPAIGN)
            .join(TenantRow, TenantRow.tenant_id == ConversationRow.tenant_id)
            .where(ConversationRow.tenant_id == self._tenant_id, ConversationRow.received_at + _KEPT_FOR < now)
        )

    def _is(self, call_id: str) -> ColumnElement[bool]:
        return and_(ConversationRow.tenant_id == self._tenant_id, ConversationRow.call_id == call_id)


def stored_value(conversation: ConversationRow, campaign: CampaignRow, report: ReportRow | None) -> StoredCall:
    """Return a call as it was sent, with its campaign and what became of it."""
    return StoredCall(
        call=call_value(conversation),
        campaign=campaign_value(campaign),
        received_at=conversation.received_at,
        result=result_value(
            conversation.call_id,
            conversation.campaign_ref,
            conversation.failure_message,
            conversation.failure_code,
            conversation.redactions,
            report,
        ),
    )


def result_value(
    call_id: str,
    campaign_ref: str,
    message: str | None,
    code: str | None,
    redactions: dict[str, Any] | None,
    report: ReportRow | None,
) -> CallResult:
    """Return what became of a call: its report, or else why there is none; neither where it waits."""
    if report is None:
        # The table's own check holds that a failed call has both, and others none.
        failure = None if message is None else Failure(message=message, code=cast(str, code))
        return CallResult(call_id=call_id, campaign_ref=campaign_ref, failure=failure, redactions=redactions)
    return CallResult(
        call_id=call_id,
        campaign_ref=campaign_ref,
        report=report_value(report, call_id, campaign_ref),
        redactions=redactions,
    )


def call_value(row: ConversationRow) -> Call:
    """Return a call as it was sent."""
    return Call(
        call_id=row.call_id,
        campaign_ref=row.campaign_ref,
        started_at=row.started_at,
        duration_s=row.duration_s,
        bot_name=row.bot_name,
        turns=load_turns(row.turns),
        metadata=row.call_metadata,
        redactions=row.redactions,
    )
