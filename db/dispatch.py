"""Work of all tenants that is to be handed out: the one place that looks over them all.

Its transactions belong to no tenant. Row-level security shows them the tables alone that have a policy `dispatcher`,
and of those no more is read or written here than ids, leases and numbers of attempts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.webhooks import DeliveryClaim
from db.base import db
from db.repositories import outbox
from db.work import outer_connection, storage

_BEGIN = text("select set_config('app.tenant_id', '', true), set_config('app.dispatcher', 'on', true)")
# Ends with the transaction by itself; where that is a savepoint in a longer one, as in tests, it would outlast it.
_END = text("select set_config('app.dispatcher', '', true)")


@contextmanager
def dispatching() -> Iterator[Session]:
    """Open a transaction that sees what is to be handed out of all tenants; raise StorageUnavailable."""
    with (
        storage(),
        Session(outer_connection() or db.engine, join_transaction_mode="create_savepoint") as session,
        session.begin(),
    ):
        session.execute(_BEGIN)
        yield session
        session.execute(_END)


def claim_delivery(delivery_id: UUID | None, now: datetime) -> DeliveryClaim | None:
    """Claim this delivery, or else the one that has been due for longest; None where none is due."""
    with dispatching() as session:
        return outbox.claim_delivery(session, delivery_id, now)


def due_deliveries(most: int) -> list[UUID]:
    """Return the ids of deliveries that could be claimed, at most so many."""
    with dispatching() as session:
        return outbox.due_deliveries(session, most)
