"""Re-analysis: the calls of a campaign once more, after the engine or the campaign has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.calls import Call
from core.campaigns import Campaign
from core.drift import Outcome, changes_of, verdicts_of
from core.errors import InvalidRequest, NotAvailable, NotFound, NothingToAnalyse
from core.job_ports import WakeUps
from core.jobs import CallResult, Claim, JobSummary, chunks_of
from core.ports import Clock, NewId, OpenWork, Work
from core.services.jobs import forget_jobs


@dataclass(frozen=True, slots=True)
class ReanalysisService:
    """Has the calls of a campaign analysed anew; without `wake_ups` nobody would do it.

    `keep_jobs` is how long jobs that have ended are kept (None: for good).
    """

    open_work: OpenWork
    clock: Clock
    new_id: NewId
    wake_ups: WakeUps | None
    keep_jobs: timedelta | None = None

    def start(self, tenant_id: str, campaign_ref: str, *, dry_run: bool, sample: int | None) -> JobSummary:
        """Begin a job of all calls of a campaign that do not wait for their first analysis, or of so many by chance.

        Raises InvalidRequest for a sample that would store reports, NotFound, NothingToAnalyse where there is no such
        call, NotAvailable.
        """
        if self.wake_ups is None:
            raise NotAvailable
        if sample is not None and not dry_run:
            raise InvalidRequest({"sample": ["goes with dry_run only"]})
        job_id, at = self.new_id(), self.clock()
        with self.open_work(tenant_id) as work:
            campaign = work.campaigns.find(campaign_ref)
            if campaign is None:
                raise NotFound("campaign", campaign_ref)
            job = JobSummary(job_id, "reanalysis", "pending", at, None, 0, 0, 0, campaign.campaign_id, dry_run)
            work.jobs.add_pending(job)
            chunks = list(chunks_of(work.reanalyses.add(job_id, campaign.campaign_id, sample)))
            if not chunks:
                raise NothingToAnalyse
            work.jobs.add_chunks(job, chunks)
            job = work.jobs.get(job_id)
            work.idempotency.keep(job)
            details: dict[str, str | int | bool] = {
                "job_id": str(job_id),
                "calls": job.call_count,
                "dry_run": dry_run,
            }
            work.audit.record("campaign.reanalysed", "campaign", str(campaign.campaign_id), details)
        self.wake_ups.analyse(job_id, len(chunks))
        forget_jobs(self.open_work, tenant_id, self.keep_jobs, at)
        return job


class Reanalysis:
    """New analyses of calls that had one (core.services.job_work.ChunkWork)."""

    def calls(self, work: Work, claim: Claim) -> Sequence[tuple[int, Call, Campaign]]:
        """Return those that have not been erased."""
        return work.reanalyses.calls(claim.job_id, claim.chunk)

    def names(self, work: Work, claim: Claim) -> Sequence[tuple[int, str, str]]:
        """Return who they are."""
        return work.reanalyses.names(claim.job_id, claim.chunk)

    def store(self, work: Work, claim: Claim, results: Mapping[int, CallResult]) -> Sequence[CallResult]:
        """Keep the reports that say something new, and how all of them compare; return the new ones and the failures.

        Of a dry run no report is kept. A call whose new analysis failed keeps the report that it has.
        """
        job_id = claim.job_id
        held = work.reanalyses.hold(job_id, results)
        reports = {position: report for position in held if (report := results[position].report) is not None}
        failures = {position: failure for position in held if (failure := results[position].failure) is not None}
        new: frozenset[int] = frozenset()
        if not work.jobs.get(job_id).dry_run:
            new = work.reanalyses.replace(job_id, reports)
        outcomes = {
            position: Outcome(before, verdicts_of(reports[position].analysis))
            for position, before in held.items()
            if before is not None and position in reports
        }
        work.reanalyses.compare(job_id, outcomes)
        work.reanalyses.fail(job_id, failures)
        return [results[position] for position in sorted(held) if position in new or position in failures]

    def end(self, work: Work, job: JobSummary) -> None:
        """Sum up what the new analyses say differently."""
        work.reanalyses.end(job.job_id, changes_of(work.reanalyses.outcomes(job.job_id)))
