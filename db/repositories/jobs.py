"""The jobs of one tenant: calls that are analysed together, and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, case, delete, exists, insert, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from core.calls import Call
from core.campaigns import Campaign
from core.errors import AlreadyExists, NotFound
from core.jobs import CallResult, Chunk, Claim, Failure, Job, JobKind, JobPage, JobState, JobSummary
from core.origin import origin
from core.paging import Position
from db.codec import dump_turns
from db.models import CampaignRow, ConversationRow, JobChunkRow, JobRow, ReportRow
from db.models.conversations import IN_ORDER
from db.repositories.campaigns import campaign_value
from db.repositories.conversations import ITS_CAMPAIGN, ITS_REPORT, RESULT_COLUMNS, call_value, result_value
from db.repositories.derived import ReportedCall, reported_calls, store_reported
from db.repositories.pages import newest, numbered
from db.repositories.words import insert_words, word_rows
from db.repositories.writing import insert_given, some_at_once

_CONVERSATIONS = cast(Table, ConversationRow.__table__)
_INSERT_JOB = insert(cast(Table, JobRow.__table__))
_WRITTEN = (
    insert_given(_CONVERSATIONS, "calls")
    .on_conflict_do_nothing(constraint="uq_conversations_tenant_id_call_id")
    .returning(_CONVERSATIONS.c.conversation_id)
    .cte("written")
)
# Calls with their words, in one round trip; returns those that were not there.
_INSERT_CALLS = select(_WRITTEN.c.conversation_id).add_cte(
    insert_words(among=select(_WRITTEN.c.conversation_id)).cte("said")
)
# Jobs that are forgotten by whoever adds one.
_FORGOTTEN_AT_ONCE = 5
# The columns of a call that waits for its analysis.
_PENDING = {"status": "pending", "failure_code": None, "failure_message": None}
# The session knows none of the rows that such a statement changes.
_NO_SYNC = {"synchronize_session": False}


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
        summary = job.summary
        self.add_pending(summary)
        conversations: list[dict[str, Any]] = []
        reported: list[ReportedCall] = []
        for position, ((call, campaign), result) in enumerate(zip(calls, job.results, strict=True)):
            if call.call_id != result.call_id:
                raise ValueError("calls and results are not in the same order")
            conversation_id = uuid7()
            row = self._conversation(conversation_id, position, call, campaign, summary)
            conversations.append({**row, **_status(result.failure)})
            if result.report is not None:
                reported.append(ReportedCall(conversation_id, campaign.campaign_id, call, result.report))
        self._add_conversations(conversations)
        store_reported(self._session, self._tenant_id, reported)

    def add_pending(self, job: JobSummary) -> None:
        """Keep a job without its calls and chunks."""
        row = {
            "tenant_id": self._tenant_id,
            "job_id": job.job_id,
            "kind": job.kind,
            "state": job.state,
            "submitted_at": job.submitted_at,
            "completed_at": job.completed_at,
            "call_count": job.call_count,
            "processed_count": job.processed_count,
            "failed_count": job.failed_count,
            "campaign_id": job.campaign_id,
            "dry_run": job.dry_run,
        }
        self._session.execute(_INSERT_JOB, row)

    def add_calls(self, job: JobSummary, calls: Sequence[tuple[int, Call, Campaign]]) -> None:
        """Keep calls of a job, by their positions, that wait for their analysis; all of a job by the order of call ids.

        Raise AlreadyExists (kind "call", the call ids) where another request took a call id meanwhile; some rows are
        written by then, so that the unit of work has to end with the error.
        """
        self._add_conversations(
            [
                {**self._conversation(uuid7(), position, call, campaign, job), **_PENDING}
                for position, call, campaign in calls
            ]
        )

    def add_chunks(self, job: JobSummary, chunks: Sequence[Chunk]) -> None:
        """Keep what a job is worked off in, and say that it is of so many calls."""
        rows: list[dict[str, Any]] = [
            {
                "tenant_id": self._tenant_id,
                "job_id": job.job_id,
                "first_position": chunk.first,
                "last_position": chunk.last,
                "kind": job.kind,
                "attempts": 0,
                "blamed": [],
                "request_id": origin().request_id,
            }
            for chunk in chunks
        ]
        if rows:
            self._session.execute(insert(JobChunkRow), rows)
        self._update(job.job_id, call_count=sum(len(chunk.positions) for chunk in chunks))

    def find(self, job_id: UUID) -> Job | None:
        """Return the job with the results of all calls that are done, or None."""
        job = self._session.scalar(select(JobRow).where(self._is(job_id)))
        if job is None:
            return None
        results, _ = self.results(job_id, after=-1, limit=job.call_count)
        return Job(
            job_id=job.job_id,
            state=cast(JobState, job.state),
            submitted_at=job.submitted_at,
            completed_at=job.completed_at,
            call_count=job.call_count,
            failed_count=job.failed_count,
            results=results,
        )

    def get(self, job_id: UUID) -> JobSummary:
        """Return the job without its results; raise NotFound."""
        row = self._session.scalar(
            select(JobRow).where(self._is(job_id)), execution_options={"populate_existing": True}
        )
        if row is None:
            raise NotFound("job", job_id)
        return _summary(row)

    def page(self, *, state: JobState | None, kind: JobKind | None, before: Position | None, limit: int) -> JobPage:
        """Return the newest jobs (in this state, of this kind) that come after this place in the list."""
        wanted = select(JobRow).where(JobRow.tenant_id == self._tenant_id)
        if state is not None:
            wanted = wanted.where(JobRow.state == state)
        if kind is not None:
            wanted = wanted.where(JobRow.kind == kind)
        place = (JobRow.submitted_at, JobRow.job_id)
        rows, following = newest(self._session, wanted, place, before=before, limit=limit)
        return JobPage(tuple(_summary(row) for row in rows), following)

    def results(self, job_id: UUID, *, after: int, limit: int) -> tuple[tuple[CallResult, ...], int | None]:
        """Return what became of its calls after a position (-1: from the first), and where the next page begins.

        Calls that wait for their analysis are left out.
        """
        done = (
            select(ConversationRow.position, *RESULT_COLUMNS)
            .outerjoin(ReportRow, ITS_REPORT)
            .where(
                ConversationRow.tenant_id == self._tenant_id,
                ConversationRow.job_id == job_id,
                ConversationRow.status != "pending",
            )
        )
        rows, following = numbered(self._session, done, ConversationRow.position, after=after, limit=limit)
        return tuple(result_value(*row[1:]) for row in rows), following

    def begin(self, claim: Claim) -> None:
        """Let the job of a claim run."""
        self._session.execute(
            update(JobRow).where(self._is(claim.job_id), JobRow.state == "pending").values(state="running"),
            execution_options=_NO_SYNC,
        )

    def waiting(self, claim: Claim) -> list[tuple[int, Call, Campaign]]:
        """Return the calls of a chunk that wait for their analysis, by position."""
        found = self._session.execute(
            select(ConversationRow, CampaignRow)
            .join(CampaignRow, ITS_CAMPAIGN)
            .where(self._waits(claim.job_id), _within(claim))
            .order_by(ConversationRow.position)
        )
        return [(row.position, call_value(row), campaign_value(campaign)) for row, campaign in found]

    def waiting_names(self, claim: Claim) -> list[tuple[int, str, str]]:
        """Return their positions, call ids, and campaigns as they were named."""
        found = self._session.execute(
            select(ConversationRow.position, ConversationRow.call_id, ConversationRow.campaign_ref).where(
                self._waits(claim.job_id), _within(claim)
            )
        )
        return [(row.position, row.call_id, row.campaign_ref) for row in found]

    def lock(self, claim: Claim) -> bool:
        """Let nobody else have the chunk until the end of the unit of work; False where the claim holds no more."""
        chunk = select(JobChunkRow.job_id).where(self._is_chunk(claim), JobChunkRow.attempts == claim.attempt)
        return self._session.scalar(chunk.with_for_update()) is not None

    def store(self, claim: Claim, results: Mapping[int, CallResult]) -> tuple[CallResult, ...]:
        """Keep what became of calls that wait for it; return it for those that had not been erased, by position."""
        held = self._session.execute(
            select(ConversationRow.position, ConversationRow.conversation_id)
            .where(self._waits(claim.job_id), ConversationRow.position.in_(list(results)))
            .order_by(IN_ORDER)
            .with_for_update()
        ).all()
        stored = {row.position: (row.conversation_id, results[row.position]) for row in held}
        reports = {
            conversation_id: result.report for conversation_id, result in stored.values() if result.report is not None
        }
        if reports:
            store_reported(self._session, self._tenant_id, reported_calls(self._session, self._tenant_id, reports))
        completed = [conversation_id for conversation_id, result in stored.values() if result.failure is None]
        self._set_status(completed, None)
        for conversation_id, result in stored.values():
            if result.failure is not None:
                self._set_status([conversation_id], result.failure)
        return tuple(stored[position][1] for position in sorted(stored))

    def finish(self, claim: Claim, *, failed: int, at: datetime) -> JobSummary:
        """Count a chunk as done, so many of its calls as failed; with the last one the job ends."""
        self._session.execute(delete(JobChunkRow).where(self._is_chunk(claim)), execution_options=_NO_SYNC)
        # Takes hold of the job: of two that finish its last chunks at once, the second sees the other's gone.
        self._update(
            claim.job_id,
            processed_count=JobRow.processed_count + len(claim.chunk.positions),
            failed_count=JobRow.failed_count + failed,
        )
        left = exists().where(JobChunkRow.tenant_id == self._tenant_id, JobChunkRow.job_id == claim.job_id)
        if not self._session.scalar(select(left)):
            none_succeeded = JobRow.failed_count >= JobRow.call_count
            self._update(claim.job_id, state=case((none_succeeded, "failed"), else_="completed"), completed_at=at)
        return self.get(claim.job_id)

    def cancel(self, job_id: UUID, failure: Failure, at: datetime) -> bool:
        """Let calls that wait for their analysis fail and the job end; False where it had ended; raise NotFound."""
        # Waits for whoever is just storing one of them, and goes by the order of theirs: chunk, calls, job.
        self._session.execute(
            delete(JobChunkRow).where(JobChunkRow.tenant_id == self._tenant_id, JobChunkRow.job_id == job_id),
            execution_options=_NO_SYNC,
        )
        waiting = self._session.scalars(
            select(ConversationRow.conversation_id).where(self._waits(job_id)).order_by(IN_ORDER).with_for_update()
        ).all()
        if self.get(job_id).ended:
            return False
        self._set_status(waiting, failure)
        # Of calls that are analysed anew, those that are not done stay as they are.
        processed = case((JobRow.kind == "processing", JobRow.call_count), else_=JobRow.processed_count)
        self._update(
            job_id,
            state="cancelled",
            completed_at=at,
            processed_count=processed,
            failed_count=JobRow.failed_count + len(waiting),
        )
        return True

    def has_ended(self, before: datetime) -> bool:
        """Tell whether there are jobs that ended before a moment."""
        return bool(self._session.scalar(select(exists().where(*self._ended(before)))))

    def forget(self, before: datetime) -> None:
        """Forget some jobs that ended before a moment; their calls and reports stay."""
        old = self._session.scalars(
            select(JobRow.job_id)
            .where(*self._ended(before))
            .order_by(JobRow.submitted_at)
            .limit(_FORGOTTEN_AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        if not old:
            return
        # Its calls lose their job: they are held first, in the order in which all do.
        self._session.execute(
            select(ConversationRow.conversation_id)
            .where(ConversationRow.tenant_id == self._tenant_id, ConversationRow.job_id.in_(old))
            .order_by(IN_ORDER)
            .with_for_update()
        )
        self._session.execute(
            delete(JobRow).where(JobRow.tenant_id == self._tenant_id, JobRow.job_id.in_(old)),
            execution_options=_NO_SYNC,
        )

    def _ended(self, before: datetime) -> tuple[ColumnElement[bool], ...]:
        return JobRow.tenant_id == self._tenant_id, JobRow.submitted_at < before, JobRow.completed_at < before

    def _is(self, job_id: UUID) -> ColumnElement[bool]:
        return and_(JobRow.tenant_id == self._tenant_id, JobRow.job_id == job_id)

    def _is_chunk(self, claim: Claim) -> ColumnElement[bool]:
        return and_(
            JobChunkRow.tenant_id == self._tenant_id,
            JobChunkRow.job_id == claim.job_id,
            JobChunkRow.first_position == claim.chunk.first,
        )

    def _waits(self, job_id: UUID) -> ColumnElement[bool]:
        return and_(
            ConversationRow.tenant_id == self._tenant_id,
            ConversationRow.job_id == job_id,
            ConversationRow.status == "pending",
        )

    def _set_status(self, conversation_ids: Sequence[UUID], failure: Failure | None) -> None:
        if conversation_ids:
            self._session.execute(
                update(ConversationRow)
                .where(
                    ConversationRow.tenant_id == self._tenant_id, ConversationRow.conversation_id.in_(conversation_ids)
                )
                .values(_status(failure)),
                execution_options=_NO_SYNC,
            )

    def _update(self, job_id: UUID, **values: Any) -> None:
        self._session.execute(update(JobRow).where(self._is(job_id)).values(**values), execution_options=_NO_SYNC)

    def _add_conversations(self, rows: list[dict[str, Any]]) -> None:
        """Insert all rows with the words of their calls, or raise AlreadyExists with the call ids that are taken.

        A row whose call id another transaction is just writing waits for it. All writers go by the order of the call
        ids, so that no two of them wait for each other. A taken id is skipped rather than refused: so we learn all of
        them, and from what was written instead of from the text of an error.
        """
        written: set[UUID] = set()
        for some in some_at_once(sorted(rows, key=lambda row: cast(str, row["call_id"]))):
            words = word_rows(self._tenant_id, ((row["conversation_id"], row["turns"]) for row in some))
            written.update(self._session.scalars(_INSERT_CALLS, {"calls": some, "words": words}))
        taken = [row["call_id"] for row in rows if row["conversation_id"] not in written]
        if taken:
            raise AlreadyExists("call", taken)

    def _conversation(
        self, conversation_id: UUID, position: int, call: Call, campaign: Campaign, job: JobSummary
    ) -> dict[str, Any]:
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
            "redactions": None if call.redactions is None else dict(call.redactions),
        }


def _status(failure: Failure | None) -> dict[str, Any]:
    """Return the columns that tell how an analysis went."""
    return {
        "status": "completed" if failure is None else "failed",
        "failure_code": None if failure is None else failure.code,
        "failure_message": None if failure is None else failure.message,
    }


def _within(claim: Claim) -> ColumnElement[bool]:
    return ConversationRow.position.between(claim.chunk.first, claim.chunk.last)


def _summary(row: JobRow) -> JobSummary:
    return JobSummary(
        job_id=row.job_id,
        kind=cast(JobKind, row.kind),
        state=cast(JobState, row.state),
        submitted_at=row.submitted_at,
        completed_at=row.completed_at,
        call_count=row.call_count,
        processed_count=row.call_count if row.processed_count is None else row.processed_count,
        failed_count=row.failed_count,
        campaign_id=row.campaign_id,
        dry_run=row.dry_run,
    )
