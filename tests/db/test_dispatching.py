"""Who looks over the work of all tenants: the dispatcher alone, and it sees no more than what it hands out."""

from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, CursorResult, Engine, text
from sqlalchemy.exc import DBAPIError

from db.base import db
from db.dispatch import dispatching
from tests.db.builders import row_of_every_table
from tests.db.test_row_level_security import TENANT_TABLES, act_for

PROJECT = Path(__file__).resolve().parents[2]
HANDED_OUT = {"job_chunks", "webhook_deliveries"}
SWITCH = "app.dispatcher"
POLICIES = """
    select distinct c.relname from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace = current_schema()::regnamespace and pg_get_expr(p.polqual, c.oid) like '%app.dispatcher%'
    order by 1
"""


def seen(connection: Connection, table: str, *tenants: str) -> set[str]:
    rows = text(f"select distinct tenant_id from {table} where tenant_id = any(:tenants)")
    return set(connection.scalars(rows, {"tenants": list(tenants)}))


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_the_dispatcher_sees_what_it_hands_out_of_all_tenants_and_nothing_else(
    tenant: str, other_tenant: str, table: str
) -> None:
    row_of_every_table(tenant)
    row_of_every_table(other_tenant)
    with dispatching() as session:
        found = seen(session.connection(), table, tenant, other_tenant)
    assert found == ({tenant, other_tenant} if table in HANDED_OUT else set())


def test_only_what_is_handed_out_has_a_policy_for_the_dispatcher(owner: Engine) -> None:
    with owner.connect() as connection:
        assert set(connection.scalars(text(POLICIES))) == HANDED_OUT


@pytest.mark.parametrize("table", sorted(HANDED_OUT))
def test_the_dispatcher_neither_adds_nor_deletes(tenant: str, table: str) -> None:
    row_of_every_table(tenant)
    with dispatching() as session:
        mine = {"tenant": tenant}
        touched = session.execute(text(f"update {table} set lease_until = null where tenant_id = :tenant"), mine)
        assert cast(CursorResult[Any], touched).rowcount == 1
        gone = session.execute(text(f"delete from {table} where tenant_id = :tenant"), mine)
        assert cast(CursorResult[Any], gone).rowcount == 0
    with pytest.raises(DBAPIError, match="row-level security"), dispatching() as session:
        session.execute(text(f"insert into {table} select * from {table} where tenant_id = :tenant"), mine)


@pytest.mark.parametrize("table", sorted(HANDED_OUT))
@pytest.mark.parametrize("fails", [False, True], ids=["it ends well", "it fails"])
def test_what_the_dispatcher_may_ends_with_its_transaction(
    tenant: str, other_tenant: str, table: str, fails: bool
) -> None:
    row_of_every_table(tenant)
    row_of_every_table(other_tenant)
    db.engine.dispose()  # so that the next one gets the very same connection
    try:
        with dispatching() as session:
            backend = session.scalar(text("select pg_backend_pid()"))
            if fails:
                session.execute(text("select 1 / 0"))
    except Exception:
        assert fails
    with db.engine.connect() as connection:
        assert connection.scalar(text("select pg_backend_pid()")) == backend
        assert seen(connection, table, tenant, other_tenant) == set()
        act_for(connection, tenant)
        assert seen(connection, table, tenant, other_tenant) == {tenant}


@pytest.mark.parametrize("value", ["", "off", "ON", "true", "1", "on "])
def test_nothing_but_the_very_word_makes_a_dispatcher(tenant: str, value: str) -> None:
    row_of_every_table(tenant)
    with db.engine.connect() as connection:
        connection.execute(text("select set_config('app.dispatcher', :value, true)"), {"value": value})
        assert [seen(connection, table, tenant) for table in sorted(HANDED_OUT)] == [set(), set()]


def test_the_word_stands_in_one_place_of_the_program() -> None:
    sources = [path for folder in ("api", "core", "db") for path in (PROJECT / folder).rglob("*.py")]
    saying = [path for path in sources if SWITCH in path.read_text(encoding="utf-8")]
    assert [str(path.relative_to(PROJECT)) for path in saying] == ["db/dispatch.py"]


def test_no_handler_of_a_request_knows_the_dispatcher() -> None:
    handlers = list((PROJECT / "api" / "namespaces").glob("*.py"))
    assert len(handlers) > 8
    for path in handlers:
        source = path.read_text(encoding="utf-8")
        assert not [word for word in ("dispatch", ".job_work", ".deliveries.deliver(") if word in source], path.name
