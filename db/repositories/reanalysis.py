"""The calls that one tenant's jobs analyse anew, and what becomes of their reports."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from core.calls import Call
from core.campaigns import Campaign
from core.drift import Outcome, ReanalysisChanges, Verdicts, verdicts_of
from core.jobs import CallResult, Chunk, Failure
from core.reports import Report
from db.codec import dump_analysis, dump_changes, dump_outcome, load_analysis, load_changes, load_outcome
from db.models import CampaignRow, ConversationRow, JobItemRow, JobRow, PastReportRow, ReportRow
from db.models.conversations import IN_ORDER
from db.repositories.campaigns import campaign_value
from db.repositories.conversations import ITS_CAMPAIGN, call_value
from db.repositories.derived import drop_derived, reported_calls, store_missing, store_reported
from db.repositories.pages import numbered

_REPORTS, _PAST, _ITEMS, _JOBS = (
    cast(Table, model.__table__) for model in (ReportRow, PastReportRow, JobItemRow, JobRow)
)
_ITS_CALL: ColumnElement[bool] = and_(
    ConversationRow.tenant_id == JobItemRow.tenant_id, ConversationRow.conversation_id == JobItemRow.conversation_id
)
# Outcomes that are read at once.
_READ_AT_ONCE = 1000


class ReanalysisRepository:
    """Calls by their position in a job."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, job_id: UUID, campaign_id: UUID, sample: int | None) -> list[int]:
        """Give a job the calls of a campaign that do not wait for their first analysis, in the order of their times.

        `sample`: so many of them by chance, always the same ones. Returns the number of turns of each, by position.
        """
        wanted = select(ConversationRow.conversation_id).where(
            ConversationRow.tenant_id == self._tenant_id,
            ConversationRow.campaign_id == campaign_id,
            ConversationRow.status != "pending",
        )
        if sample is not None:
            salted = sql_cast(ConversationRow.conversation_id, String) + str(campaign_id)
            wanted = wanted.order_by(func.md5(salted)).limit(sample)
        # Held in the order in which all do, so that none of them is erased before it is an item.
        held = (
            select(ConversationRow.conversation_id, ConversationRow.started_at)
            .where(ConversationRow.tenant_id == self._tenant_id, ConversationRow.conversation_id.in_(wanted))
            .order_by(IN_ORDER)
            .with_for_update(key_share=True, read=True)
            .cte("held")
        )
        place = func.row_number().over(order_by=(held.c.started_at, held.c.conversation_id)) - 1
        items = select(literal(self._tenant_id), literal(job_id), place, held.c.conversation_id)
        columns = [JobItemRow.tenant_id, JobItemRow.job_id, JobItemRow.position, JobItemRow.conversation_id]
        self._session.execute(insert(JobItemRow).from_select(columns, items))
        turns = select(func.json_array_length(ConversationRow.turns)).join(JobItemRow, _ITS_CALL)
        return list(self._session.scalars(turns.where(self._of(job_id)).order_by(JobItemRow.position)))

    def calls(self, job_id: UUID, chunk: Chunk) -> list[tuple[int, Call, Campaign]]:
        """Return the calls of a chunk; those that were erased are missing."""
        found = self._session.execute(
            select(JobItemRow.position, ConversationRow, CampaignRow)
            .join(ConversationRow, _ITS_CALL)
            .join(CampaignRow, ITS_CAMPAIGN)
            .where(self._of(job_id), JobItemRow.position.between(chunk.first, chunk.last))
            .order_by(JobItemRow.position)
        )
        return [(position, call_value(call), campaign_value(campaign)) for position, call, campaign in found]

    def names(self, job_id: UUID, chunk: Chunk) -> list[tuple[int, str, str]]:
        """Return the positions of the calls of a chunk, their call ids, and their campaigns as they were named."""
        found = self._session.execute(
            select(JobItemRow.position, ConversationRow.call_id, ConversationRow.campaign_ref)
            .join(ConversationRow, _ITS_CALL)
            .where(self._of(job_id), JobItemRow.position.between(chunk.first, chunk.last))
        )
        return [(row.position, row.call_id, row.campaign_ref) for row in found]

    def hold(self, job_id: UUID, positions: Collection[int]) -> Mapping[int, Verdicts | None]:
        """Take hold of calls until the end of the unit of work; return what their reports say, None without one.

        Those that were erased are missing.
        """
        held = self._hold(job_id, positions)
        present = self._present(held.values())
        return {
            position: verdicts_of(load_analysis(present[conversation_id])) if conversation_id in present else None
            for position, conversation_id in held.items()
        }

    def replace(self, job_id: UUID, reports: Mapping[int, Report]) -> frozenset[int]:
        """Keep new reports, each in the place of the one that its call has, which is kept as a past one.

        One that says nothing else is left out, and so is one whose call was erased. A call whose analysis had failed is
        completed by its report. What follows from a report that says the same is kept where it is missing. Returns the
        positions of the calls that have a new report.
        """
        held = self._hold(job_id, reports)
        present = self._present(held.values())
        new = {
            position: conversation_id
            for position, conversation_id in held.items()
            if dump_analysis(reports[position].analysis) != present.get(conversation_id)
        }
        same = {held[position]: reports[position] for position in held if position not in new}
        store_missing(self._session, self._tenant_id, same, list(held.values()))
        if not new:
            return frozenset()
        changed = list(new.values())
        columns = [column.name for column in _REPORTS.c]
        self._session.execute(insert(_PAST).from_select(columns, select(*_REPORTS.c).where(self._reported(changed))))
        self._session.execute(delete(_REPORTS).where(self._reported(changed)))
        theirs = {conversation_id: reports[position] for position, conversation_id in new.items()}
        drop_derived(self._session, self._tenant_id, changed)
        store_reported(self._session, self._tenant_id, reported_calls(self._session, self._tenant_id, theirs))
        self._session.execute(
            update(ConversationRow)
            .where(
                ConversationRow.tenant_id == self._tenant_id,
                ConversationRow.conversation_id.in_(changed),
                ConversationRow.status == "failed",
            )
            .values(status="completed", failure_code=None, failure_message=None),
            execution_options={"synchronize_session": False},
        )
        return frozenset(new)

    def compare(self, job_id: UUID, outcomes: Mapping[int, Outcome]) -> None:
        """Keep what became of calls."""
        self._update(job_id, {position: {"outcome": dump_outcome(each)} for position, each in outcomes.items()})

    def fail(self, job_id: UUID, failures: Mapping[int, Failure]) -> None:
        """Keep why calls could not be analysed."""
        self._update(
            job_id,
            {
                position: {"failure_code": failure.code, "failure_message": failure.message}
                for position, failure in failures.items()
            },
        )

    def failed(self, job_id: UUID, *, after: int, limit: int) -> tuple[tuple[CallResult, ...], int | None]:
        """Return the failures of a job after a position (-1: from the first), and where the next page begins."""
        failed = (
            select(
                JobItemRow.position,
                JobItemRow.failure_message,
                JobItemRow.failure_code,
                ConversationRow.call_id,
                ConversationRow.campaign_ref,
                ConversationRow.redactions,
            )
            .join(ConversationRow, _ITS_CALL)
            .where(self._of(job_id), JobItemRow.failure_code.is_not(None))
        )
        rows, following = numbered(self._session, failed, JobItemRow.position, after=after, limit=limit)
        results = tuple(
            CallResult(
                row.call_id,
                row.campaign_ref,
                failure=Failure(row.failure_message, row.failure_code),
                redactions=row.redactions,
            )
            for row in rows
        )
        return results, following

    def outcomes(self, job_id: UUID) -> Iterator[Outcome]:
        """Read what became of the calls of a job, one by one."""
        found = self._session.scalars(
            select(JobItemRow.outcome).where(self._of(job_id), JobItemRow.outcome.is_not(None)),
            execution_options={"yield_per": _READ_AT_ONCE},
        )
        return (load_outcome(outcome) for outcome in found if outcome is not None)

    def end(self, job_id: UUID, changes: ReanalysisChanges) -> None:
        """Keep what a job found in all, and forget what it found of each call, but for the failures."""
        self._session.execute(update(_JOBS).where(self._is(job_id)).values(changes=dump_changes(changes)))
        self.forget(job_id)

    def forget(self, job_id: UUID) -> None:
        """Forget what a job found of each call, but for the failures."""
        self._session.execute(delete(_ITEMS).where(self._of(job_id), JobItemRow.failure_code.is_(None)))

    def changes(self, job_id: UUID) -> ReanalysisChanges | None:
        """Return what a job found in all; None where it has not come to its end."""
        document = self._session.scalar(select(JobRow.changes).where(self._is(job_id)))
        return None if document is None else load_changes(document)

    def _update(self, job_id: UUID, values: Mapping[int, Mapping[str, Any]]) -> None:
        for position, each in values.items():
            self._session.execute(
                update(_ITEMS).where(self._of(job_id), JobItemRow.position == position).values(**each)
            )

    def _hold(self, job_id: UUID, positions: Collection[int]) -> dict[int, UUID]:
        """Take hold of calls, in the order in which all do, until the end of the unit of work."""
        held = self._session.execute(
            select(JobItemRow.position, ConversationRow.conversation_id)
            .join(ConversationRow, _ITS_CALL)
            .where(self._of(job_id), JobItemRow.position.in_(positions))
            .order_by(IN_ORDER)
            .with_for_update(of=ConversationRow)
        )
        return {row.position: row.conversation_id for row in held}

    def _present(self, conversation_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
        """Return the documents of their present reports."""
        found = self._session.execute(
            select(ReportRow.conversation_id, ReportRow.analysis).where(self._reported(conversation_ids))
        )
        return {row.conversation_id: row.analysis for row in found}

    def _is(self, job_id: UUID) -> ColumnElement[bool]:
        return and_(JobRow.tenant_id == self._tenant_id, JobRow.job_id == job_id)

    def _of(self, job_id: UUID) -> ColumnElement[bool]:
        return and_(JobItemRow.tenant_id == self._tenant_id, JobItemRow.job_id == job_id)

    def _reported(self, conversation_ids: Collection[UUID]) -> ColumnElement[bool]:
        return and_(ReportRow.tenant_id == self._tenant_id, ReportRow.conversation_id.in_(conversation_ids))
