"""What the use cases need of storage where calls are analysed anew, as protocols."""

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol
from uuid import UUID

from core.calls import Call
from core.campaigns import Campaign
from core.drift import Outcome, ReanalysisChanges, Verdicts
from core.jobs import CallResult, Chunk, Failure
from core.paging import Position
from core.reports import Report, ReportPage


class Reports(Protocol):
    """The reports of one tenant's calls, the past ones included."""

    def find(self, call_id: str, report_id: UUID) -> Report | None:
        """Return this report of the call, be it the present one or one before it; None where there is none."""

    def page(self, call_id: str, *, before: Position | None, limit: int) -> ReportPage:
        """Return the newest reports of a call that come after this place in the list; raise NotFound."""


class Reanalyses(Protocol):
    """The calls that one tenant's jobs analyse anew, by their positions in the job."""

    def add(self, job_id: UUID, campaign_id: UUID, sample: int | None) -> list[int]:
        """Give a job the calls of a campaign that do not wait for their first analysis, in the order of their times.

        `sample`: so many of them by chance, always the same ones. Returns the number of turns of each.
        """

    def calls(self, job_id: UUID, chunk: Chunk) -> list[tuple[int, Call, Campaign]]:
        """Return the calls of a chunk; those that were erased are missing."""

    def names(self, job_id: UUID, chunk: Chunk) -> list[tuple[int, str, str]]:
        """Return the positions of the calls of a chunk, their call ids, and their campaigns as they were named."""

    def hold(self, job_id: UUID, positions: Collection[int]) -> Mapping[int, Verdicts | None]:
        """Take hold of calls until the end of the unit of work; return what their reports say, None without one.

        Those that were erased are missing.
        """

    def replace(self, job_id: UUID, reports: Mapping[int, Report]) -> frozenset[int]:
        """Keep new reports, each in the place of the one that its call has, which is kept as a past one.

        One that says nothing else is left out, and so is one whose call was erased. A call whose analysis had failed is
        completed by its report. Returns the positions of the calls that have a new report.
        """

    def compare(self, job_id: UUID, outcomes: Mapping[int, Outcome]) -> None:
        """Keep what became of calls."""

    def fail(self, job_id: UUID, failures: Mapping[int, Failure]) -> None:
        """Keep why calls could not be analysed."""

    def failed(self, job_id: UUID, *, after: int, limit: int) -> tuple[tuple[CallResult, ...], int | None]:
        """Return the failures of a job after a position (-1: from the first), and where the next page begins."""

    def outcomes(self, job_id: UUID) -> Iterator[Outcome]:
        """Read what became of the calls of a job, one by one."""

    def end(self, job_id: UUID, changes: ReanalysisChanges) -> None:
        """Keep what a job found in all, and forget what it found of each call, but for the failures."""

    def forget(self, job_id: UUID) -> None:
        """Forget what a job found of each call, but for the failures."""

    def changes(self, job_id: UUID) -> ReanalysisChanges | None:
        """Return what a job found in all; None where it has not come to its end."""
