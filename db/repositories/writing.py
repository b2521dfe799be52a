"""Rows that are written many at a time, handed to the server as one document.

As parameters, each value of each row is quoted by us and read by the server as a part of the statement. One text of
JSON is written by orjson in one go, and read by the server into the types of the columns.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Table, TableValuedAlias, UpdateBase, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import JSON, Insert, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

# Rows of one statement. Those of calls of 60 turns take about a megabyte: the server holds what it has read of them in
# memory up to its work_mem (4 MB unless set), and in a file beyond that.
_AT_ONCE = 100


def given(columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """Return the rows that a statement is given, with these columns; null where a row has no such key."""
    document = func.json_to_recordset(bindparam("rows", type_=JSON))
    typed = (column(name, type_) for name, type_ in columns.items())
    return document.table_valued(*typed).render_derived(name="given", with_types=True)


def insert_given(table: Table) -> Insert:
    """Return the statement that inserts the rows that it is given, in their order. Build it once."""
    rows = given({each.name: each.type for each in table.c})
    return insert(table).from_select([each.name for each in table.c], select(*rows.c))


def write(session: Session, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Give rows to a statement; return the first column of what it returns, if anything."""
    returned: list[Any] = []
    for begin in range(0, len(rows), _AT_ONCE):
        result = cast(CursorResult[Any], session.execute(statement, {"rows": rows[begin : begin + _AT_ONCE]}))
        if result.returns_rows:
            returned += result.scalars()
    return returned
