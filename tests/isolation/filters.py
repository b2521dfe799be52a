"""Switches that tests alone have: the application's own filters, and the database's row-level security.

The repositories say `tenant_id = …` in every statement, and row-level security says it again. Each has to hold alone.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, event, text

_FILTER = re.compile(r"(?:\b\w+\.)?\btenant_id = %\((\w+)\)s(?:::[A-Z]+)?")
_COMPARED = r"(?:=|<>|\bin\b|\bany\b|\blike\b)\s*\(?\s*%\({}\)s"
_TENANT_TABLES = """
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and not a.attisdropped
    order by 1
"""


@contextlib.contextmanager
def without_filters(engine: Engine, tenants: set[str]) -> Iterator[None]:
    """Send every statement without its `tenant_id = …`; fail on one that tells the tenant in a way unknown here."""

    def strip(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> tuple[str, Any]:
        stripped = _FILTER.sub("true", statement)
        given = parameters.items() if isinstance(parameters, dict) else ()
        mine = [name for name, value in given if isinstance(value, str) and value in tenants]
        told = [name for name in mine if re.search(_COMPARED.format(re.escape(name)), stripped, re.IGNORECASE)]
        assert not told, f"a filter by tenant that is not known: {stripped}"
        return stripped, parameters

    event.listen(engine, "before_cursor_execute", strip, retval=True)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", strip)


@contextlib.contextmanager
def noted(engine: Engine) -> Iterator[list[str]]:
    """Note every statement that is sent, with its parameters."""
    statements: list[str] = []

    def note(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        statements.append(f"{statement} {parameters}")

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def drop_row_security(owner: Connection) -> None:
    """Let the owner of the tables see all rows, for the transaction that is open."""
    for table in tenant_tables(owner):
        owner.execute(text(f"alter table {table} no force row level security"))


def tenant_tables(connection: Connection) -> list[str]:
    return list(connection.scalars(text(_TENANT_TABLES)))


def digest_of(connection: Connection, tenant_id: str) -> str:
    """Return a digest of every row that a tenant has."""
    connection.execute(text("select set_config('app.tenant_id', :tenant, true)"), {"tenant": tenant_id})
    rows = "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {} t where tenant_id = :id"
    statement = " union all ".join(rows.format(table) for table in tenant_tables(connection))
    return " ".join(connection.scalars(text(statement), {"id": tenant_id}))
