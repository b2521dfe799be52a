"""What jobs that run need of the outside, as protocols. db and the outer ring of api implement them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult, Chunk, Claim, Failure, Job, JobKind, JobPage, JobState, JobSummary
from core.paging import Position

# Claims a chunk: of the tenants that have the fewest under way, one of this job or else of the one that has waited for
# longest; None where there is none. Its lease is by the clock of the database, which all workers share.
ClaimChunk = Callable[[UUID | None], Claim | None]
# Says which position is being analysed (None: none is, or none that is worth noting), and renews the lease; False where
# the claim holds no more.
HoldChunk = Callable[[Claim, int | None], bool]
# Takes back that a position was being analysed when the lease of this claim ran out, or will have been.
ClearCall = Callable[[Claim, int], None]
# Analyses one call. Whatever fails is the result's failure.
Judge = Callable[[Call, Campaign], CallResult]


class WakeUps(Protocol):
    """Tells workers that there is something to do. Neither fails or waits for long: what is not told is found later."""

    def analyse(self, job_id: UUID, chunks: int) -> None:
        """Have so many chunks of a job analysed; call it after the commit."""

    def deliver(self, delivery_ids: Sequence[UUID]) -> None:
        """Have deliveries sent; call it after the commit."""


class Jobs(Protocol):
    """The jobs of one tenant."""

    def add_completed(self, job: Job, calls: Sequence[tuple[Call, Campaign]]) -> None:
        """Keep a job with its calls, reports and failures, in the order of `job.results`.

        Raise AlreadyExists (kind "call", the call ids) where another request took a call id meanwhile.
        """

    def add_pending(self, job: JobSummary) -> None:
        """Keep a job that is to be worked off, without its calls and chunks."""

    def add_calls(self, job: JobSummary, calls: Sequence[tuple[int, Call, Campaign]]) -> None:
        """Keep calls of a job, by their positions, that wait for their analysis; all of a job by the order of call ids.

        Raise AlreadyExists (kind "call", the call ids) where another request took a call id meanwhile.
        """

    def add_chunks(self, job: JobSummary, chunks: Sequence[Chunk]) -> None:
        """Keep what a job is worked off in, and say that it is of so many calls."""

    def find(self, job_id: UUID) -> Job | None:
        """Return the job with the results of all calls that are done, or None."""

    def get(self, job_id: UUID) -> JobSummary:
        """Return the job without its results; raise NotFound."""

    def page(self, *, state: JobState | None, kind: JobKind | None, before: Position | None, limit: int) -> JobPage:
        """Return the newest jobs (in this state, of this kind) that come after this place in the list."""

    def results(self, job_id: UUID, *, after: int, limit: int) -> tuple[tuple[CallResult, ...], int | None]:
        """Return what became of its calls after a position (-1: from the first), and where the next page begins.

        Calls that wait for their analysis are left out.
        """

    def begin(self, claim: Claim) -> None:
        """Let the job of a claim run."""

    def waiting(self, claim: Claim) -> list[tuple[int, Call, Campaign]]:
        """Return the calls of a chunk that wait for their analysis, by position."""

    def waiting_names(self, claim: Claim) -> list[tuple[int, str, str]]:
        """Return their positions, call ids, and campaigns as they were named."""

    def lock(self, claim: Claim) -> bool:
        """Let nobody else have the chunk until the end of the unit of work; False where the claim holds no more."""

    def store(self, claim: Claim, results: Mapping[int, CallResult]) -> tuple[CallResult, ...]:
        """Keep what became of calls that wait for it; return it for those that had not been erased, by position."""

    def finish(self, claim: Claim, *, failed: int, at: datetime) -> JobSummary:
        """Count a chunk as done, so many of its calls as failed; with the last one the job ends."""

    def cancel(self, job_id: UUID, failure: Failure, at: datetime) -> bool:
        """Let calls that wait for their analysis fail and the job end; False where it had ended; raise NotFound."""

    def has_ended(self, before: datetime) -> bool:
        """Tell whether there are jobs that ended before a moment."""

    def forget(self, before: datetime) -> None:
        """Forget some jobs that ended before a moment; their calls and reports stay."""
