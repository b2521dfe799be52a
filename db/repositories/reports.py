"""The reports of one tenant's calls: those that they have, and those that they had."""

from dataclasses import fields
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, select, union_all
from sqlalchemy.orm import Bundle, Session

from core.errors import NotFound
from core.paging import Position
from core.reports import Report, ReportPage, ReportSummary
from db.codec import load_analysis
from db.models import ConversationRow, PastReportRow, ReportRow
from db.models.reports import ReportColumns
from db.repositories.pages import newest

Kind = type[ReportRow] | type[PastReportRow]
KINDS: tuple[Kind, ...] = (ReportRow, PastReportRow)
_SUMMARY = tuple(field.name for field in fields(ReportSummary))


class ReportRepository:
    """Reports by the partner's call id."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def find(self, call_id: str, report_id: UUID) -> Report | None:
        """Return this report of the call, be it the present one or one before it; None where there is none."""
        for kind in KINDS:
            found = self._session.execute(
                select(kind, ConversationRow.campaign_ref)
                .join(ConversationRow, _its_call(kind))
                .where(self._is(call_id), kind.tenant_id == self._tenant_id, kind.report_id == report_id)
            ).one_or_none()
            if found is not None:
                return report_value(cast(ReportColumns, found[0]), call_id, found[1])
        return None

    def page(self, call_id: str, *, before: Position | None, limit: int) -> ReportPage:
        """Return the newest reports of a call that come after this place in the list; raise NotFound."""
        conversation_id = self._session.scalar(select(ConversationRow.conversation_id).where(self._is(call_id)))
        if conversation_id is None:
            raise NotFound("call", call_id)
        reports = union_all(
            self._summaries(ReportRow, conversation_id, current=True),
            self._summaries(PastReportRow, conversation_id, current=False),
        ).subquery()
        wanted: Select[Any] = select(Bundle("summary", *(reports.c[name] for name in _SUMMARY)))
        place = (reports.c.generated_at, reports.c.report_id)
        rows, following = newest(self._session, wanted, place, before=before, limit=limit)
        return ReportPage(tuple(ReportSummary(*row) for row in rows), following)

    def _summaries(self, kind: Kind, conversation_id: UUID, *, current: bool) -> Select[Any]:
        columns = (literal(current).label(name) if name == "current" else getattr(kind, name) for name in _SUMMARY)
        return select(*columns).where(kind.tenant_id == self._tenant_id, kind.conversation_id == conversation_id)

    def _is(self, call_id: str) -> ColumnElement[bool]:
        return and_(ConversationRow.tenant_id == self._tenant_id, ConversationRow.call_id == call_id)


def report_value(row: ReportColumns, call_id: str, campaign_ref: str) -> Report:
    """Return a stored report."""
    return Report(
        report_id=row.report_id,
        generated_at=row.generated_at,
        elapsed_ms=row.elapsed_ms,
        call_id=call_id,
        campaign_ref=campaign_ref,
        analysis=load_analysis(row.analysis),
    )


def report_row(tenant_id: str, conversation_id: UUID, report: Report) -> dict[str, Any]:
    """Return the columns of a report."""
    analysis = report.analysis
    return {
        "tenant_id": tenant_id,
        "report_id": report.report_id,
        "conversation_id": conversation_id,
        "generated_at": report.generated_at,
        "elapsed_ms": report.elapsed_ms,
        "engine_version": analysis.engine.version,
        "overall_quality_score": analysis.overall_quality_score,
        "bot_performance_score": analysis.bot_performance_score,
        "customer_engagement_score": analysis.customer_engagement_score,
        "sentiment_trend": analysis.sentiment_trend,
        "analysis": analysis,  # orjson writes its document (db.codec.dump_analysis) without making it first
    }


def _its_call(kind: Kind) -> ColumnElement[bool]:
    return and_(ConversationRow.tenant_id == kind.tenant_id, ConversationRow.conversation_id == kind.conversation_id)
