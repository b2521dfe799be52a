"""The calls of one tenant as rows to take away."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Bundle, Session

from core.exports import ExportedAnswer, ExportedCall, ExportPage
from core.facts import LONGEST_NAME, QUESTION_IDS
from core.paging import Position
from db.models import CallFactsRow, ConversationRow, ReportRow
from db.repositories.conversations import ITS_FACTS, ITS_REPORT
from db.repositories.pages import first
from db.repositories.periods import began_in

_PLACE = (ConversationRow.started_at, ConversationRow.conversation_id)
# The documents of calls and reports, which may be megabytes, stay where they are; so do names that go on for ever.
_COLUMNS = (
    *_PLACE,
    ConversationRow.call_id,
    ConversationRow.campaign_ref,
    ConversationRow.duration_s,
    ConversationRow.bot_name,
    *(
        func.left(ConversationRow.call_metadata[name].astext, LONGEST_NAME).label(name)
        for name in ("campaign_segment", "interaction_outcome", "customer_id")
    ),
    ConversationRow.status,
    func.coalesce(CallFactsRow.status_reason, ConversationRow.failure_message).label("status_reason"),
    CallFactsRow.overall_quality_score,
    CallFactsRow.bot_performance_score,
    CallFactsRow.customer_engagement_score,
    CallFactsRow.sentiment_trend,
    *(getattr(CallFactsRow, question.lower()) for question in QUESTION_IDS),
    *(getattr(CallFactsRow, f"c{question[1:]}") for question in QUESTION_IDS),
    ReportRow.engine_version,
)


class ExportRepository:
    """Calls of a campaign in the order of their beginnings."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def count(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> int:
        """Count the campaign's calls that began at or after `since` and before `until`."""
        return self._session.scalar(self._wanted(select(func.count()), campaign_id, since, until)) or 0

    def page(
        self,
        campaign_id: UUID,
        since: datetime | None,
        until: datetime | None,
        *,
        after: Position | None,
        limit: int,
    ) -> ExportPage:
        """Return the first of those calls after a place, oldest first."""
        wanted = self._wanted(select(Bundle("call", *_COLUMNS)), campaign_id, since, until)
        wanted = wanted.outerjoin(CallFactsRow, ITS_FACTS).outerjoin(ReportRow, ITS_REPORT)
        if after is not None:
            wanted = wanted.where(tuple_(*_PLACE) > (after.at, after.object_id))
        rows, following = first(self._session, wanted.order_by(*_PLACE), _PLACE, limit=limit)
        return ExportPage(tuple(_exported(row) for row in rows), following)

    def _wanted(
        self, what: Select[Any], campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> Select[Any]:
        return what.select_from(ConversationRow).where(
            began_in(ConversationRow, self._tenant_id, campaign_id, since, until)
        )


def _exported(row: Any) -> ExportedCall:
    answers = {
        question: ExportedAnswer(answer, cast(float, getattr(row, f"c{question[1:]}")))
        for question in QUESTION_IDS
        if (answer := getattr(row, question.lower())) is not None
    }
    return ExportedCall(
        call_id=row.call_id,
        campaign_ref=row.campaign_ref,
        started_at=row.started_at,
        duration_s=row.duration_s,
        bot_name=row.bot_name,
        segment=row.campaign_segment,
        outcome=row.interaction_outcome,
        customer_id=row.customer_id,
        status=row.status,
        status_reason=row.status_reason,
        overall_quality_score=row.overall_quality_score,
        bot_performance_score=row.bot_performance_score,
        customer_engagement_score=row.customer_engagement_score,
        sentiment_trend=row.sentiment_trend,
        answers=answers,
        engine_version=row.engine_version,
    )
