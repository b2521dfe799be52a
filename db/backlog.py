"""What waits to be done, of all tenants together: numbers and ages, for those who look after the service."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from db.dispatch import dispatching
from db.work import outer_connection

# More are not counted: the number is for alarms.
MOST: Final = 100_000
PATIENCE_MS: Final = 2000

_CHUNKS = text(
    """
    with open as (select job_id, lease_until >= now() as held from job_chunks limit :most)
    select count(*) filter (where held) as running, count(*) filter (where held is not true) as waiting,
           (
               select job_id from job_chunks where (lease_until >= now()) is not true order by job_id limit 1
           ) as oldest,
           clock_timestamp() as now
    from open
    """
)
_DELIVERIES = text(
    """
    with pending as (
        select next_attempt_at, lease_until from webhook_deliveries
        where next_attempt_at is not null order by next_attempt_at limit :most
    ),
    due as (
        select next_attempt_at from pending
        where next_attempt_at <= now() and (lease_until is null or lease_until < now())
    )
    select (select count(*) from pending) as pending, count(*) as due,
           extract(epoch from now() - min(next_attempt_at)) as age_s
    from due
    """
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Chunks of jobs and deliveries of webhooks that are not done, up to 100,000 of each; ages are 0 without any."""

    chunks_waiting: int
    chunks_running: int
    chunk_age_s: float
    deliveries_pending: int
    deliveries_due: int
    delivery_age_s: float


def backlog() -> Backlog:
    """Return what waits; raise StorageUnavailable, also where it takes the database more than two seconds."""
    with dispatching() as session:
        if outer_connection() is None:  # whose other statements it would bind as well
            session.execute(text("select set_config('statement_timeout', :ms, true)"), {"ms": str(PATIENCE_MS)})
        chunks = session.execute(_CHUNKS, {"most": MOST}).one()
        deliveries = session.execute(_DELIVERIES, {"most": MOST}).one()
    return Backlog(
        chunks_waiting=chunks.waiting,
        chunks_running=chunks.running,
        chunk_age_s=_age_s(chunks.oldest, chunks.now),
        deliveries_pending=deliveries.pending,
        deliveries_due=deliveries.due,
        delivery_age_s=float(deliveries.age_s or 0),
    )


def _age_s(job_id: UUID | None, now: datetime) -> float:
    """Return how old a job is by its id, a UUIDv7: jobs themselves are not to be seen here."""
    if job_id is None:
        return 0.0
    submitted_at = datetime.fromtimestamp((job_id.int >> 80) / 1000, UTC)
    return max((now - submitted_at).total_seconds(), 0.0)
