"""Jobs: one posted batch of calls and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.errors import NotFound, NotJudged
from core.reports import Report

JobState = Literal["pending", "running", "completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the analysis of one call failed: a sentence for people and a code for programs."""

    message: str
    code: str


@dataclass(frozen=True, slots=True)
class CallResult:
    """What became of one call: a report, or a failure; never both, never neither.

    `redactions` as in core.calls.Call.
    """

    call_id: str
    campaign_ref: str
    report: Report | None = None
    failure: Failure | None = None
    redactions: Mapping[str, int] | None = None


def report_of(call_id: str, result: CallResult | None) -> Report:
    """Return the report of what became of a call; raise NotFound for no such call, NotJudged where it failed."""
    if result is None:
        raise NotFound("conversation", call_id)
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
    def processed_count(self) -> int:
        """Count the calls that have been analysed, whether or not it succeeded."""
        return self.call_count if self.state == "completed" else len(self.results)
