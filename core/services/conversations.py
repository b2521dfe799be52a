"""Conversations: admit, analyse, store; and show again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.calls import Call
from core.campaigns import Campaign
from core.conversations import StoredCall
from core.errors import AlreadyExists, Faults, InvalidRequest, NotAvailable, NotFound
from core.events import Event, events_of_calls, events_of_job
from core.job_ports import Judge, WakeUps
from core.jobs import Job, JobSummary, chunks_of
from core.ports import Campaigns, Clock, Conversations, NewId, OpenWork
from core.preprocessing.redaction import redact_call
from core.services.jobs import forget_jobs

UNKNOWN_CAMPAIGN = "is not a campaign of this tenant"
ARCHIVED_CAMPAIGN = "is an archived campaign, which takes no new calls"
REPEATED_CALL = "occurs more than once in this batch"
USED_CALL = "has been used before"
# Calls whose identities are looked up in one transaction.
_ADMITTED_AT_ONCE = 1000
# Calls of a batch, and about how many characters of them, that are in memory together while they are stored.
_STORED_AT_ONCE = 200
_CHARACTERS_AT_ONCE = 2_000_000
# What a turn takes besides its words.
_TURN_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """The identities in one call of a batch, as far as they can be read; `place` is where it stands: `line[17]`."""

    place: str
    call_id: str | None
    campaign_ref: str | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A posted batch: the faults of its form, the identities in it and, where its form is right, its calls.

    Calls of a large batch are read from where they lie whenever they are asked for: take a few at a time.
    """

    entries: Sequence[Entry]
    calls: Sequence[Call] = ()
    faults: Faults | None = None


@dataclass(frozen=True, slots=True)
class ConversationService:
    """Analyses calls and keeps them.

    Without `wake_ups` there are no workers; `keep_jobs` is how long jobs that have ended are kept (None: for good).
    """

    open_work: OpenWork
    judge: Judge
    clock: Clock
    new_id: NewId
    wake_ups: WakeUps | None = None
    keep_jobs: timedelta | None = None

    def process(self, tenant_id: str, submission: Submission) -> Job:
        """Analyse a batch and store it with its results; both are of the redacted calls where the tenant has that.

        Raises InvalidRequest with every fault of the whole batch, those of its form included; then nothing is stored.
        """
        submitted_at = self.clock()
        campaigns, redacts = self._admit(tenant_id, submission)
        calls = tuple(redact_call(call) for call in submission.calls) if redacts else tuple(submission.calls)
        results = tuple(self.judge(call, campaigns[call.campaign_ref]) for call in calls)
        failed = sum(result.failure is not None for result in results)
        job = Job(self.new_id(), "completed", submitted_at, self.clock(), len(results), failed, results)
        try:
            with self.open_work(tenant_id) as work:
                work.jobs.add_completed(job, [(call, campaigns[call.campaign_ref]) for call in calls])
                told = work.webhooks.announce(self._events(job))
                work.idempotency.keep(job)
                # Nearly always there are none, and a transaction of its own is spared.
                old_jobs = self.keep_jobs is not None and work.jobs.has_ended(submitted_at - self.keep_jobs)
                work.audit.record("conversations.processed", "job", str(job.job_id), {"calls": len(results)})
        except AlreadyExists as taken:
            # Another request took the identity between admission and here.
            raise InvalidRequest(_used(submission.entries, frozenset(taken.keys))) from None
        if self.wake_ups is not None:
            self.wake_ups.deliver(told)
        if old_jobs:
            forget_jobs(self.open_work, tenant_id, self.keep_jobs, submitted_at)
        return job

    def submit(self, tenant_id: str, submission: Submission) -> JobSummary:
        """Store a batch for workers to analyse, its calls redacted where the tenant has that.

        Raises NotAvailable where there are no workers, and InvalidRequest with every fault of the whole batch, those of
        its form included; then nothing is stored. What is returned is stored for good.
        """
        if self.wake_ups is None:
            raise NotAvailable
        submitted_at = self.clock()
        campaigns, redacts = self._admit(tenant_id, submission)
        calls = submission.calls
        job = JobSummary(self.new_id(), "processing", "pending", submitted_at, None, len(calls), 0, 0)
        # The order in which everybody writes calls, so that no two wait for each other.
        in_order = sorted(range(len(calls)), key=lambda position: str(submission.entries[position].call_id))
        turns = [0] * len(calls)
        try:
            with self.open_work(tenant_id) as work:
                work.jobs.add_pending(job)
                for some in _pieces((position, calls[position]) for position in in_order):
                    placed = []
                    for position, call in some:
                        turns[position] = len(call.turns)
                        kept = redact_call(call) if redacts else call
                        placed.append((position, kept, campaigns[call.campaign_ref]))
                    work.jobs.add_calls(job, placed)
                chunks = list(chunks_of(turns))
                work.jobs.add_chunks(job, chunks)
                work.idempotency.keep(job)
                work.audit.record("conversations.submitted", "job", str(job.job_id), {"calls": len(calls)})
        except AlreadyExists as taken:
            raise InvalidRequest(_used(submission.entries, frozenset(taken.keys))) from None
        self.wake_ups.analyse(job.job_id, len(chunks))
        forget_jobs(self.open_work, tenant_id, self.keep_jobs, submitted_at)
        return job

    def get(self, tenant_id: str, call_id: str) -> StoredCall:
        """Return a call as it was sent and what became of it; raise NotFound."""
        with self.open_work(tenant_id) as work:
            stored = work.conversations.find(call_id)
        if stored is None:
            raise NotFound("conversation", call_id)
        return stored

    def _admit(self, tenant_id: str, submission: Submission) -> tuple[Mapping[str, Campaign], bool]:
        """Return the batch's campaigns by how they were named, and whether its calls are to be redacted.

        Raises InvalidRequest with every fault.
        """
        faults = {path: list(messages) for path, messages in (submission.faults or {}).items()}
        entries = submission.entries
        campaigns: dict[str, Campaign] = {}
        found = [_repeated(entries)]
        # At least once, for the tenant; in short transactions, however large the batch is.
        for start in range(0, max(len(entries), 1), _ADMITTED_AT_ONCE):
            some = entries[start : start + _ADMITTED_AT_ONCE]
            with self.open_work(tenant_id) as work:
                tenant = work.tenants.find()
                campaigns |= _known_campaigns(work.campaigns, some)
                found += (_campaign_faults(some, campaigns), _taken(work.conversations, some))
        for each in found:
            for path, messages in each.items():
                faults.setdefault(path, []).extend(messages)
        if faults:
            raise InvalidRequest(faults)
        return campaigns, tenant is not None and tenant.redacts

    def _events(self, job: Job) -> tuple[Event, ...]:
        """Return what is told of a job that was done at once."""
        at = job.completed_at or job.submitted_at
        of_calls = events_of_calls(job.job_id, job.results, at, self.new_id)
        return (*of_calls, *events_of_job(job.summary, at, self.new_id))


def _pieces(calls: Iterable[tuple[int, Call]]) -> Iterator[list[tuple[int, Call]]]:
    """Yield calls by pieces that take little memory, whatever the calls are like."""
    some, characters = [], 0
    for position, call in calls:
        some.append((position, call))
        characters += sum(len(turn.text) + _TURN_CHARACTERS for turn in call.turns)
        if len(some) == _STORED_AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _path(entry: Entry, field: str) -> str:
    return f"{entry.place}.{field}"


def _known_campaigns(campaigns: Campaigns, entries: Sequence[Entry]) -> Mapping[str, Campaign]:
    refs = list(dict.fromkeys(entry.campaign_ref for entry in entries if entry.campaign_ref is not None))
    return campaigns.find_many(refs) if refs else {}


def _campaign_faults(entries: Sequence[Entry], campaigns: Mapping[str, Campaign]) -> dict[str, list[str]]:
    faults = {}
    for entry in entries:
        if entry.campaign_ref is None:
            continue
        campaign = campaigns.get(entry.campaign_ref)
        if campaign is None:
            faults[_path(entry, "campaign_id")] = [UNKNOWN_CAMPAIGN]
        elif campaign.status == "archived":
            faults[_path(entry, "campaign_id")] = [ARCHIVED_CAMPAIGN]
    return faults


def _repeated(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Blame every occurrence of an identity after its first."""
    seen: set[str] = set()
    faults = {}
    for entry in entries:
        if entry.call_id is None:
            continue
        if entry.call_id in seen:
            faults[_path(entry, "call_id")] = [REPEATED_CALL]
        seen.add(entry.call_id)
    return faults


def _taken(conversations: Conversations, entries: Sequence[Entry]) -> dict[str, list[str]]:
    call_ids = list(dict.fromkeys(entry.call_id for entry in entries if entry.call_id is not None))
    return _used(entries, conversations.taken(call_ids)) if call_ids else {}


def _used(entries: Sequence[Entry], taken: frozenset[str]) -> dict[str, list[str]]:
    return {_path(entry, "call_id"): [USED_CALL] for entry in entries if entry.call_id in taken}
