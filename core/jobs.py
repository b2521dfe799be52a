"""Jobs: one posted batch of calls and what became of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.reports import Report

JobState = Literal["pending", "running", "completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the analysis of one call failed: a sentence for people and a code for programs."""

    message: str
    code: str


@dataclass(frozen=True, slots=True)
class CallResult:
    """What became of one call: a report, or a failure; never both, never neither."""

    call_id: str
    campaign_ref: str
    report: Report | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One batch with its results, in the order in which the calls were sent."""

    job_id: UUID
    state: JobState
    submitted_at: datetime
    completed_at: datetime | None
    call_count: int
    results: tuple[CallResult, ...]

    @property
    def failed_count(self) -> int:
        """Count the calls whose analysis failed."""
        return sum(result.failure is not None for result in self.results)
