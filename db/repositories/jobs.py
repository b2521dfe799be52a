"""The jobs of one tenant: batches of calls with their results."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from core.calls import Call
from core.campaigns import Campaign
from core.errors import AlreadyExists
from core.jobs import CallResult, Job, JobState
from db.codec import dump_turns
from db.models import ConversationRow, JobRow, ReportRow
from db.repositories.conversations import ITS_REPORT, RESULT_COLUMNS, result_value
from db.repositories.reports import report_row

_CONVERSATIONS = cast(Table, ConversationRow.__table__)
_REPORTS = cast(Table, ReportRow.__table__)


class JobRepository:
    """Jobs by their id."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_completed(self, job: Job, calls: Sequence[tuple[Call, Campaign]]) -> None:
        """Keep a job with its calls, reports and failures, in the order of `job.results`; `calls` is in that order too.

        Raise AlreadyExists (kind "call", the call ids) where another request took a call id meanwhile; some rows are
        written by then, so that the unit of work has to end with the error.
        """
        self._session.execute(
            insert(JobRow).values(
                tenant_id=self._tenant_id,
                job_id=job.job_id,
                state=job.state,
                submitted_at=job.submitted_at,
                completed_at=job.completed_at,
                call_count=job.call_count,
                failed_count=job.failed_count,
            )
        )
        conversations: list[dict[str, Any]] = []
        reports: list[dict[str, Any]] = []
        for position, ((call, campaign), result) in enumerate(zip(calls, job.results, strict=True)):
            if call.call_id != result.call_id:
                raise ValueError("calls and results are not in the same order")
            conversation_id = uuid7()
            conversations.append(self._conversation(conversation_id, position, call, campaign, job, result))
            if result.report is not None:
                reports.append(report_row(self._tenant_id, conversation_id, result.report))
        self._add_conversations(conversations)
        if reports:
            self._session.execute(insert(_REPORTS), reports)

    def find(self, job_id: UUID) -> Job | None:
        """Return the job with its results, or None."""
        job = self._session.scalar(select(JobRow).where(JobRow.tenant_id == self._tenant_id, JobRow.job_id == job_id))
        if job is None:
            return None
        results = self._session.execute(
            select(*RESULT_COLUMNS)
            .outerjoin(ReportRow, ITS_REPORT)
            .where(ConversationRow.tenant_id == self._tenant_id, ConversationRow.job_id == job_id)
            .order_by(ConversationRow.position)
        )
        return Job(
            job_id=job.job_id,
            state=cast(JobState, job.state),
            submitted_at=job.submitted_at,
            completed_at=job.completed_at,
            call_count=job.call_count,
            failed_count=job.failed_count,
            results=tuple(result_value(*result) for result in results),
        )

    def _add_conversations(self, rows: list[dict[str, Any]]) -> None:
        """Insert all rows, or raise AlreadyExists with the call ids that are taken.

        A row whose call id another transaction is just writing waits for it. All writers go by the order of the call
        ids, so that no two of them wait for each other. A taken id is skipped rather than refused: so we learn all of
        them, and from what was written instead of from the text of an error.
        """
        if not rows:
            return
        statement = (
            postgresql.insert(_CONVERSATIONS)
            .on_conflict_do_nothing(constraint="uq_conversations_tenant_id_call_id")
            .returning(_CONVERSATIONS.c.conversation_id)
        )
        in_order = sorted(rows, key=lambda row: cast(str, row["call_id"]))
        written = set(self._session.scalars(statement, in_order))
        taken = [row["call_id"] for row in rows if row["conversation_id"] not in written]
        if taken:
            raise AlreadyExists("call", taken)

    def _conversation(
        self, conversation_id: UUID, position: int, call: Call, campaign: Campaign, job: Job, result: CallResult
    ) -> dict[str, Any]:
        failure = result.failure
        return {
            "tenant_id": self._tenant_id,
            "conversation_id": conversation_id,
            "call_id": call.call_id,
            "campaign_id": campaign.campaign_id,
            "campaign_ref": call.campaign_ref,
            "job_id": job.job_id,
            "position": position,
            "bot_name": call.bot_name,
            "started_at": call.started_at,
            "duration_s": call.duration_s,
            "received_at": job.submitted_at,
            "turns": dump_turns(call.turns),
            "metadata": dict(call.metadata),
            "status": "completed" if failure is None else "failed",
            "failure_code": None if failure is None else failure.code,
            "failure_message": None if failure is None else failure.message,
            "redactions": None if call.redactions is None else dict(call.redactions),
        }
