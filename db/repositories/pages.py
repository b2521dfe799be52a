"""Pages of lists: so many rows from a place on, and the place where the next page begins."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.paging import Position

Row = TypeVar("Row")
# The columns of a row that make its Position: a moment and an id.
Place = tuple[InstrumentedAttribute[Any] | ColumnElement[Any], InstrumentedAttribute[Any] | ColumnElement[Any]]


def newest(
    session: Session, wanted: Select[Row], place: Place, *, before: Position | None, limit: int
) -> tuple[Sequence[Row], Position | None]:
    """Return the newest of the wanted rows that come after a place in the list, and the next page's (None: no more)."""
    if before is not None:
        wanted = wanted.where(tuple_(*place) < (before.at, before.object_id))
    return first(session, wanted.order_by(*(column.desc() for column in place)), place, limit=limit)


def numbered(
    session: Session, wanted: Select[Any], number: InstrumentedAttribute[int], *, after: int, limit: int
) -> tuple[Sequence[Any], int | None]:
    """Return the first of the wanted rows after a number, by their numbers, and the last one's (None: no more)."""
    rows = session.execute(wanted.where(number > after).order_by(number).limit(limit + 1)).all()
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], getattr(rows[limit - 1], number.key)


def first(session: Session, wanted: Select[Row], place: Place, *, limit: int) -> tuple[Sequence[Row], Position | None]:
    """Return the first of the wanted rows in the order that they have, and the next page's place (None: no more)."""
    # One more than the page shall have tells whether there is another.
    rows = session.scalars(wanted.limit(limit + 1)).all()
    if len(rows) <= limit:
        return rows, None
    at, object_id = (getattr(rows[limit - 1], str(column.key)) for column in place)
    return rows[:limit], Position(at, object_id)
