"""Jobs: calls that are analysed together, what became of each, and the chunks that a job is worked off in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.drift import ReanalysisChanges
from core.errors import NotFound, NotJudged, NotJudgedYet
from core.paging import Position
from core.reports import Report

JobKind = Literal["processing", "reanalysis"]
JobState = Literal["pending", "running", "completed", "failed", "cancelled"]
ENDED: frozenset[JobState] = frozenset(("completed", "failed", "cancelled"))
# What is lost when a worker is, and done again: so much takes a few seconds at most.
CALLS_AT_ONCE = 40
TURNS_AT_ONCE = 3000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the analysis of one call failed: a sentence for people and a code for programs."""

    message: str
    code: str


@dataclass(frozen=True, slots=True)
class CallResult:
    """What became of one call: a report, or a failure, never both; neither while it waits for its analysis.

    `redactions` as in core.calls.Call.
    """

    call_id: str
    campaign_ref: str
    report: Report | None = None
    failure: Failure | None = None
    redactions: Mapping[str, int] | None = None


def report_of(call_id: str, result: CallResult | None) -> Report:
    """Return the report of what became of a call.

    Raises NotFound for no such call, NotJudged where its analysis failed, NotJudgedYet where that is to come.
    """
    if result is None:
        raise NotFound("conversation", call_id)
    if result.report is None and result.failure is None:
        raise NotJudgedYet
    if result.report is None:
        raise NotJudged
    return result.report


@dataclass(frozen=True, slots=True)
class Job:
    """One batch with its results, in the order in which the calls were sent.

    Calls that were erased since are still counted, in `call_count` and `failed_count`, but have no result any more.
    """

    job_id: UUID
    state: JobState
    submitted_at: datetime
    completed_at: datetime | None
    call_count: int
    failed_count: int
    results: tuple[CallResult, ...]

    @property
    def summary(self) -> "JobSummary":
        """Return the job, which was done at once, without its results."""
        done = self.call_count
        return JobSummary(
            self.job_id, "processing", self.state, self.submitted_at, self.completed_at, done, done, self.failed_count
        )


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A job without its results. `processed_count` are the calls that are done, the `failed_count` ones included.

    A reanalysis has the campaign whose calls are analysed anew; with `dry_run` no report of it is stored.
    """

    job_id: UUID
    kind: JobKind
    state: JobState
    submitted_at: datetime
    completed_at: datetime | None
    call_count: int
    processed_count: int
    failed_count: int
    campaign_id: UUID | None = None
    dry_run: bool = False

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will be done for it."""
        return self.state in ENDED

    @property
    def ask_again_s(self) -> int:
        """Seconds after which it is worth asking again, from 1 to 30: the more calls are left, the more."""
        return min(1 + (self.call_count - self.processed_count) // 100, 30)


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of a tenant's jobs, newest first, and where the next one begins (None: there is none)."""

    jobs: tuple[JobSummary, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job with one page of what became of its calls, by their positions, and where the next page begins.

    `changes` of a reanalysis that has ended: what it said differently (core.drift).
    """

    summary: JobSummary
    results: tuple[CallResult, ...]
    next_position: int | None
    changes: ReanalysisChanges | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Calls of a job that are claimed, analysed and stored together: its positions from `first` to `last`."""

    first: int
    last: int

    @property
    def positions(self) -> range:
        """Return the positions of its calls."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A chunk in the hands of one worker, until its lease ends.

    Only the claim of the newest `attempt` may store results. `lost` are the positions whose analysis ended its process
    so often that it is not tried again. `request_id` is the request that submitted the job, where it is known.
    """

    tenant_id: str
    job_id: UUID
    kind: JobKind
    chunk: Chunk
    attempt: int
    lost: frozenset[int] = frozenset()
    request_id: str | None = None

    @property
    def all_lost(self) -> bool:
        """Tell whether nothing of it is tried again."""
        return self.lost.issuperset(self.chunk.positions)


# Nobody is to blame but the call.
LOST = Failure("The analysis of this call ended its process three times.", "worker_lost")
CANCELLED = Failure("The job was cancelled before this call was analysed.", "cancelled")


def chunks_of(turns: Iterable[int]) -> Iterator[Chunk]:
    """Cut a job, of whose calls these are the numbers of turns by position, into chunks.

    >>> list(chunks_of([10] * 41))
    [Chunk(first=0, last=39), Chunk(first=40, last=40)]
    """
    first, together, position = 0, 0, -1
    for position, number in enumerate(turns):
        if position > first and (position - first == CALLS_AT_ONCE or together + number > TURNS_AT_ONCE):
            yield Chunk(first, position - 1)
            first, together = position, 0
        together += number
    if position >= first:
        yield Chunk(first, position)
