"""Working jobs off: one chunk after the other, each stored at once, by whoever holds its newest claim."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from core.calls import Call
from core.campaigns import Campaign
from core.errors import StorageUnavailable
from core.events import events_of_calls, events_of_job
from core.job_ports import ClaimChunk, ClearCall, HoldChunk, Judge
from core.jobs import LOST, CallResult, Claim, JobKind, JobSummary
from core.ports import Clock, NewId, OpenWork, Work
from core.services.grip import Grip
from core.webhook_ports import WakeCouriers

Done = TypeVar("Done")
# Seconds between tries while the database is away; all of them together are shorter than a lease.
_PAUSES_S = (0.5, 1.5, 4.0)
# Seconds between renewals of a lease, a few of which may fail.
_BEAT_S = 1.0


class ChunkWork(Protocol):
    """What is particular to a kind of job."""

    def calls(self, work: Work, claim: Claim) -> Sequence[tuple[int, Call, Campaign]]:
        """Return the calls of a chunk that are to be analysed, by position."""

    def names(self, work: Work, claim: Claim) -> Sequence[tuple[int, str, str]]:
        """Return the same ones' positions, call ids, and campaigns as they were named, and nothing that was said."""

    def store(self, work: Work, claim: Claim, results: Mapping[int, CallResult]) -> Sequence[CallResult]:
        """Keep what became of them; return the failures, and the reports that are told of."""

    def end(self, work: Work, job: JobSummary) -> None:
        """Do what remains to be done when the last chunk is stored."""


class Processing:
    """First analyses of calls."""

    def calls(self, work: Work, claim: Claim) -> Sequence[tuple[int, Call, Campaign]]:
        """Return those that wait for it."""
        return work.jobs.waiting(claim)

    def names(self, work: Work, claim: Claim) -> Sequence[tuple[int, str, str]]:
        """Return who waits for it."""
        return work.jobs.waiting_names(claim)

    def store(self, work: Work, claim: Claim, results: Mapping[int, CallResult]) -> Sequence[CallResult]:
        """Keep the reports and failures of those that have not been erased."""
        return work.jobs.store(claim, results)

    def end(self, work: Work, job: JobSummary) -> None:
        """Nothing remains."""


@dataclass(frozen=True, slots=True)
class JobWorkService:
    """Works jobs off. `pause` waits for so many seconds; a lease is renewed every `beat_s` seconds.

    `on_claim` hears of every chunk before work on it begins.
    `suspected` are calls of chunks that were given up while the database was away, which are noted although this
    process lives.
    """

    open_work: OpenWork
    claim_chunk: ClaimChunk
    hold_chunk: HoldChunk
    clear_call: ClearCall
    judge: Judge
    clock: Clock
    new_id: NewId
    wake_couriers: WakeCouriers
    pause: Callable[[float], None]
    kinds: Mapping[JobKind, ChunkWork]
    on_claim: Callable[[Claim], None] = lambda _: None
    beat_s: float = _BEAT_S
    suspected: list[tuple[Claim, int]] = field(default_factory=list)

    def run(self, job_id: UUID | None) -> bool:
        """Analyse and store one chunk, of this job where it is its turn; return False where there is none.

        What is done of a chunk whose claim is lost meanwhile (to a cancellation, or to another worker when this one was
        too slow) is thrown away. Raises StorageUnavailable; then the chunk is claimed again when its lease has run out.
        """
        self._clear()
        claim = self.claim_chunk(job_id)
        if claim is None:
            return False
        self.on_claim(claim)
        results = self._results(claim)
        if results is not None:
            self.wake_couriers(self._patiently(lambda: self._store(claim, results)))
        return True

    def _clear(self) -> None:
        """Clear calls of the suspicion that they ended this process: it could not say better, and lives."""
        while self.suspected:
            claim, position = self.suspected[-1]
            self.clear_call(claim, position)
            self.suspected.pop()

    def _results(self, claim: Claim) -> dict[int, CallResult] | None:
        """Analyse the calls of a chunk, outside of any transaction; None where the claim is lost."""
        with Grip(claim, self.hold_chunk, self.beat_s) as grip:
            try:
                results = self._analysed(claim, grip)
                # What ends the process from here on is no call's fault.
                return results if self._begin(grip, None) else None
            except StorageUnavailable:
                if grip.noted is not None:
                    self.suspected.append((claim, grip.noted))
                raise

    def _analysed(self, claim: Claim, grip: Grip) -> dict[int, CallResult]:
        if claim.all_lost:
            # Their words are not looked at: they may be what it fails at.
            return self._patiently(lambda: self._names(claim))
        results = {}
        for position, call, campaign in self._patiently(lambda: self._read(claim)):
            if position in claim.lost:
                results[position] = CallResult(call.call_id, call.campaign_ref, failure=LOST)
            elif self._begin(grip, position):
                results[position] = self.judge(call, campaign)
            else:
                break
        return results

    def _begin(self, grip: Grip, position: int | None) -> bool:
        return self._patiently(lambda: grip.begin(position))

    def _read(self, claim: Claim) -> Sequence[tuple[int, Call, Campaign]]:
        with self.open_work(claim.tenant_id) as work:
            work.jobs.begin(claim)
            return self.kinds[claim.kind].calls(work, claim)

    def _names(self, claim: Claim) -> dict[int, CallResult]:
        with self.open_work(claim.tenant_id) as work:
            names = self.kinds[claim.kind].names(work, claim)
        return {position: CallResult(call_id, campaign_ref, failure=LOST) for position, call_id, campaign_ref in names}

    def _store(self, claim: Claim, results: Mapping[int, CallResult]) -> tuple[UUID, ...]:
        """Store a chunk, unless that has been done; return the deliveries that come of it."""
        kind = self.kinds[claim.kind]
        with self.open_work(claim.tenant_id) as work:
            if not work.jobs.lock(claim):
                return ()
            at = self.clock()
            stored = kind.store(work, claim, results)
            job = work.jobs.finish(claim, failed=sum(each.failure is not None for each in stored), at=at)
            if job.ended:
                kind.end(work, job)
            events = (*events_of_calls(job.job_id, stored, at, self.new_id), *events_of_job(job, at, self.new_id))
            return work.webhooks.announce(events)

    def _patiently(self, do: Callable[[], Done]) -> Done:
        """Do something again while the database is away; raise StorageUnavailable where it does not come back soon."""
        for pause_s in _PAUSES_S:
            try:
                return do()
            except StorageUnavailable:
                self.pause(pause_s)
        return do()
