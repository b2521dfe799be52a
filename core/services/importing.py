"""Imports: calls of a file, stored with their reports batch by batch, in as many attempts as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.calls import Call
from core.errors import Faults, InvalidRequest, NotFound
from core.ports import OpenWork
from core.services.conversations import ConversationService, Entry, Submission


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of calls: how many were stored, how many of those could not be analysed, and how many were there.

    `faults` are of the others, by path.
    """

    stored: int = 0
    failed: int = 0
    known: int = 0
    faults: Faults = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportService:
    """Stores calls unless they are stored already, and the right ones where others are wrong."""

    open_work: OpenWork
    conversations: ConversationService

    def check(self, tenant_id: str, campaign_ref: str | None) -> None:
        """Raise NotFound where there is no such tenant, or no such campaign of it (None: any will do)."""
        with self.open_work(tenant_id) as work:
            if work.tenants.find() is None:
                raise NotFound("tenant", tenant_id)
            if campaign_ref is not None:
                work.campaigns.get(campaign_ref)

    def store(self, tenant_id: str, calls: Sequence[tuple[str, Call]]) -> Imported:
        """Analyse calls, each with its place such as `line[17]`, and store them with their reports.

        A call whose id is known is left as it is, whatever it says here.
        """
        with self.open_work(tenant_id) as work:
            seen = set(work.conversations.taken([call.call_id for _, call in calls]))
        fresh = []
        for place, call in calls:
            if call.call_id not in seen:
                seen.add(call.call_id)
                fresh.append((place, call))
        known = len(calls) - len(fresh)
        faults: Faults = {}
        while fresh:
            entries = [Entry(place, call.call_id, call.campaign_ref) for place, call in fresh]
            try:
                job = self.conversations.process(tenant_id, Submission(entries, [call for _, call in fresh]))
            except InvalidRequest as error:
                faults = {**faults, **error.faults}
                wrong = {path.partition(".")[0] for path in error.faults}
                right = [(place, call) for place, call in fresh if place not in wrong]
                if len(right) == len(fresh):
                    raise
                fresh = right
            else:
                return Imported(job.call_count, job.failed_count, known, faults)
        return Imported(known=known, faults=faults)
