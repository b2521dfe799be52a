"""What the use cases need of storage where calls are analysed anew, as protocols."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from core.conversations import StoredCall
from core.drift import Outcome
from core.jobs import Chunk
from core.paging import Position
from core.reports import Report, ReportPage


class Reports(Protocol):
    """The reports of one tenant's calls, the past ones included."""

    def find(self, call_id: str, report_id: UUID) -> Report | None:
        """Return this report of the call, be it the present one or one before it; None where there is none."""

    def page(self, call_id: str, *, before: Position | None, limit: int) -> ReportPage:
        """Return the newest reports of a call that come after this place in the list; raise NotFound."""


@dataclass(frozen=True, slots=True)
class Item:
    """A call that a job analyses anew, by its position in the job: with its campaign and what became of it so far."""

    position: int
    call: StoredCall


class Reanalyses(Protocol):
    """The calls that one tenant's jobs analyse anew."""

    def add(self, job_id: UUID, campaign_id: UUID, sample: int | None) -> list[int]:
        """Give a job the calls of a campaign that do not wait for their first analysis, in the order of their times.

        `sample`: so many of them by chance, always the same ones. Returns the number of turns of each, by position.
        """

    def items(self, job_id: UUID, chunk: Chunk) -> list[Item]:
        """Return the calls of a chunk, by position; those that were erased are missing."""

    def replace(self, job_id: UUID, reports: Mapping[int, Report]) -> frozenset[int]:
        """Keep new reports by the positions of their calls, each in the place of the one that its call has.

        That one is kept as a past report. A new one that says nothing else is left out, and so is one whose call has
        been erased. A call whose analysis had failed is completed by its report. Returns the positions of the calls
        that have a new report.
        """

    def compare(self, job_id: UUID, outcomes: Mapping[int, Outcome]) -> None:
        """Keep what became of the calls at these positions."""

    def outcomes(self, job_id: UUID) -> Iterator[Outcome]:
        """Read what became of the calls of a job, one by one."""
