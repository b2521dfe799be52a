"""Forgetting what is old a little at a time, by whoever adds something new, so that it does not pile up."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

AT_ONCE = 100


def sweep(
    session: Session,
    identity: InstrumentedAttribute[Any],
    at: InstrumentedAttribute[datetime],
    before: datetime,
    *which: ColumnElement[bool],
) -> None:
    """Delete up to AT_ONCE of the oldest rows (of those for which `which` holds) that are from before a moment."""
    old = (
        select(identity)
        .where(*which, at < before)
        .order_by(at)
        .limit(AT_ONCE)
        # Others may be sweeping the same: those that they hold, they will remove.
        .with_for_update(skip_locked=True)
        # As a subquery it may be run once a row of the table, as the planner likes, and then finds AT_ONCE each time.
        .cte("old")
    )
    session.execute(
        delete(identity.class_).where(*which, identity.in_(select(old.c[identity.key]))),
        execution_options={"synchronize_session": False},
    )
