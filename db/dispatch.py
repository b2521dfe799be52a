"""Work of all tenants that is to be handed out: the one place that looks over them all.

Its transactions belong to no tenant. Row-level security shows them the tables alone that have the policies
`dispatcher_sees` and `dispatcher_claims`, and lets nothing be added or deleted there; and no more is read or written
here than ids, leases and numbers of attempts.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.orm import Session

from core.jobs import Claim
from core.webhooks import DeliveryClaim
from db.base import db
from db.repositories import chunks, outbox
from db.work import outer_connection, storage

_BEGIN = "select set_config('app.tenant_id', '', true), set_config('app.dispatcher', 'on', true)"
# Ends with the transaction by itself; where that is a savepoint in a longer one, as in tests, it would outlast it.
_END = text("select set_config('app.dispatcher', '', true)")
# Statements that are sent together are one transaction, in one round trip; it does not wait for the disk.
_AT_ONCE = f"{_BEGIN}, set_config('synchronous_commit', 'off', true); "
_HOLD, _CLEAR = (text(_AT_ONCE + change) for change in (chunks.HOLD, chunks.CLEAR))


@contextmanager
def dispatching() -> Iterator[Session]:
    """Open a transaction that sees what is to be handed out of all tenants; raise StorageUnavailable."""
    with (
        storage(),
        Session(outer_connection() or db.engine, join_transaction_mode="create_savepoint") as session,
        session.begin(),
    ):
        session.execute(text(_BEGIN))
        yield session
        session.execute(_END)


def claim_chunk(job_id: UUID | None) -> Claim | None:
    """Claim a chunk of those tenants that have the fewest under way: of this job, or else of the oldest one.

    None where there is none to be had.
    """
    with dispatching() as session:
        return chunks.claim_chunk(session, job_id)


def hold_chunk(claim: Claim, position: int | None) -> bool:
    """Note which position is being analysed, and renew the lease; False where the claim holds no more."""
    return _noted(_HOLD, {**chunks.values_of(claim), "position": position})


def clear_call(claim: Claim, position: int) -> None:
    """Take back that a position was being analysed when the lease of this claim ran out, or will have been."""
    _noted(_CLEAR, {**chunks.values_of(claim), "position": position})


def claimable_jobs(most: int) -> list[UUID]:
    """Return the job of each chunk that is to be had, at most so many; jobs take turns."""
    with dispatching() as session:
        return chunks.claimable_jobs(session, most)


def claim_delivery(delivery_id: UUID | None, now: datetime) -> DeliveryClaim | None:
    """Claim this delivery, or else the one that has been due for longest; None where none is due."""
    with dispatching() as session:
        return outbox.claim_delivery(session, delivery_id, now)


def due_deliveries(most: int) -> list[UUID]:
    """Return the ids of deliveries that could be claimed, at most so many."""
    with dispatching() as session:
        return outbox.due_deliveries(session, most)


def _noted(change: TextClause, values: Mapping[str, Any]) -> bool:
    """Change one chunk, perhaps before each of its calls: so it has to be cheap."""
    if outer_connection() is not None:
        with dispatching() as session:
            return _changed(session.connection(), change, values)
    with storage(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return _changed(connection, change, values)


def _changed(connection: Connection, change: TextClause, values: Mapping[str, Any]) -> bool:
    return connection.execute(change, values).rowcount == 1
