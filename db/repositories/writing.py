"""Rows that are written many at a time, handed to the server as documents.

As parameters, each value of each row is quoted by us and read by the server as a part of the statement. One text of
JSON is written by orjson in one go, and read by the server into the types of the columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, TableValuedAlias, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import JSON, Insert, insert
from sqlalchemy.types import TypeEngine

_Call = TypeVar("_Call")

# Calls of one statement. What is written of as many calls of 60 turns takes about a megabyte: the server holds what it
# has read of a document in memory up to its work_mem (4 MB unless set), and in a file beyond that.
_AT_ONCE = 100


def given(parameter: str, columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """Return the rows that a statement is given as this parameter: a list of dictionaries with these keys."""
    document = func.json_to_recordset(bindparam(parameter, type_=JSON))
    typed = (column(name, type_) for name, type_ in columns.items())
    return document.table_valued(*typed).render_derived(name=f"given_{parameter}", with_types=True)


def insert_given(table: Table, parameter: str) -> Insert:
    """Return the statement that inserts the rows that it is given as this parameter, in their order. Build it once."""
    rows = given(parameter, {each.name: each.type for each in table.c})
    return insert(table).from_select([each.name for each in table.c], select(*rows.c))


def some_at_once(calls: Sequence[_Call]) -> Iterator[Sequence[_Call]]:
    """Yield as many calls at once as one statement is to be given."""
    return (calls[begin : begin + _AT_ONCE] for begin in range(0, len(calls), _AT_ONCE))
