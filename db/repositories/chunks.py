"""Chunks over all tenants: which ones there are to be had, and whose turn it is. No more than ids and leases are read.

For transactions that row-level security takes for the dispatcher's (db.dispatch).
"""

from collections import Counter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.jobs import Chunk, Claim

# No longer than others may wait for what a lost worker had in hand: whoever is alive renews it.
LEASE_S: Final = 20
# A chunk has been lost so often when a call of it is given up: the one that was noted each time but the first, of which
# nobody may know.
MOST_DEATHS: Final = 3
# However often a chunk is claimed without anybody to blame: then nothing of it is tried again.
MOST_ATTEMPTS: Final = 20

_CLAIM = text(
    """
    with busy as (
        select tenant_id, count(*) as leases from job_chunks where lease_until >= now() group by tenant_id
    ),
    next as (
        select c.tenant_id, c.job_id, c.first_position
        from job_chunks c left join busy on busy.tenant_id = c.tenant_id
        where c.lease_until is null or c.lease_until < now()
        order by coalesce(busy.leases, 0), (c.job_id = :job_id) desc nulls last, c.job_id, c.first_position
        limit 1
        for update of c skip locked
    )
    update job_chunks c
    set attempts = c.attempts + 1,
        lease_until = now() + make_interval(secs => :lease_s),
        blamed = case
            -- Whoever was at work when the database went away was not ended by a call, but could not say so.
            when c.noted_at > pg_postmaster_start_time() then c.blamed || c.current_position else c.blamed
        end,
        current_position = null,
        noted_at = null
    from next
    where c.tenant_id = next.tenant_id and c.job_id = next.job_id and c.first_position = next.first_position
    returning c.tenant_id, c.job_id, c.kind, c.first_position, c.last_position, c.attempts, c.blamed, c.request_id
    """
).bindparams(lease_s=LEASE_S)
# What is lost of these with the server's memory the lease makes up for: not worth the wait for the disk.
HOLD = """
    update job_chunks
    set current_position = cast(:position as integer),
        noted_at = case when cast(:position as integer) is not null then now() end,
        lease_until = now() + make_interval(secs => :lease_s)
    where tenant_id = :tenant_id and job_id = :job_id and first_position = :first and attempts = :attempt
"""
# The position may be noted still, or blamed by whoever came next; once either way.
CLEAR = """
    update job_chunks
    set current_position = case when attempts > :attempt then current_position end,
        noted_at = case when attempts > :attempt then noted_at end,
        blamed = case
            when attempts > :attempt and :position = any(blamed)
            then blamed[1 : array_position(blamed, :position) - 1]
                || blamed[array_position(blamed, :position) + 1 : cardinality(blamed)]
            else blamed
        end
    where tenant_id = :tenant_id and job_id = :job_id and first_position = :first and attempts >= :attempt
"""
# Jobs by turns: each one's first chunk, then each one's second.
_LIST = text(
    """
    select job_id from job_chunks where lease_until is null or lease_until < now()
    order by row_number() over (partition by tenant_id, job_id order by first_position), job_id
    limit :most
    """
)


def claim_chunk(session: Session, job_id: UUID | None) -> Claim | None:
    """Claim a chunk of those tenants that have the fewest under way: of this job, or else of the oldest one.

    What was being analysed when a lease ran out is blamed for it. None where there is none to be had.
    """
    row = session.execute(_CLAIM, {"job_id": job_id}).one_or_none()
    if row is None:
        return None
    blame = Counter(row.blamed)
    lost = frozenset(
        position for position in blame if row.attempts > MOST_DEATHS and blame[position] >= MOST_DEATHS - 1
    )
    chunk = Chunk(row.first_position, row.last_position)
    if row.attempts > MOST_ATTEMPTS:
        lost = frozenset(chunk.positions)
    return Claim(row.tenant_id, row.job_id, row.kind, chunk, row.attempts, lost, row.request_id)


def values_of(claim: Claim) -> dict[str, Any]:
    """Return what HOLD and CLEAR need of a claim."""
    return {
        "tenant_id": claim.tenant_id,
        "job_id": claim.job_id,
        "first": claim.chunk.first,
        "attempt": claim.attempt,
        "lease_s": LEASE_S,
    }


def claimable_jobs(session: Session, most: int) -> list[UUID]:
    """Return the job of each chunk that is to be had, at most so many; jobs take turns."""
    return list(session.scalars(_LIST, {"most": most}))
