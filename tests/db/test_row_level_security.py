"""What the catalogue of the database says, and what raw SQL that forgets the tenant sees."""

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from core.errors import NotFound
from db.base import Base, db
from db.work import open_work
from tests.db.builders import FINGERPRINT, row_of_every_table, stored_campaign

TENANT_TABLES = sorted(table.name for table in Base.metadata.tables.values() if "tenant_id" in table.columns)
HANDED_OUT = {"job_chunks", "webhook_deliveries"}
# test_audit.py, test_day_sums.py, test_erasing.py, test_reports.py and test_reviews.py show that nobody changes these.
APPEND_ONLY = {"audit_events", "day_sums", "erasures", "report_history", "reviews"}

ROW_SECURITY = """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity,
           (select array_agg(p.polcmd::text || p.polpermissive::text
                             || (p.polroles = '{0}')::text
                             || (pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid))::text
                             || (pg_get_expr(p.polqual, c.oid) like '%tenant_id = NULLIF(current_setting(%')::text)
            from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant') as policies,
           (select array_agg(p.polcmd::text || pg_get_expr(p.polqual, c.oid)
                             || (p.polpermissive and p.polroles = '{0}')::text
                             || coalesce((pg_get_expr(p.polqual, c.oid)
                                          = pg_get_expr(p.polwithcheck, c.oid))::text, 'unchecked')
                             order by p.polcmd)
            from pg_policy p where p.polrelid = c.oid and p.polname not in ('tenant', 'owner_reads')) as others,
           (select array_agg(p.polcmd::text || pg_get_expr(p.polqual, c.oid)
                             || (p.polpermissive and p.polroles = array[c.relowner])::text)
            from pg_policy p where p.polrelid = c.oid and p.polname = 'owner_reads') as of_the_owner
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
    order by c.relname
"""
KEYS_BETWEEN_TENANT_TABLES = """
    select k.conname,
           (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) as referring,
           (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[1]) as referred
    from pg_constraint k
    where k.contype = 'f'
    and exists (select from pg_attribute where attrelid = k.confrelid and attname = 'tenant_id')
"""
TABLES_WITHOUT_TENANT = """
    select relname from pg_class c where relkind = 'r' and relnamespace = current_schema()::regnamespace
    and not exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id') order by 1
"""
# What spreads the tables over servers by tenant (Citus) asks for.
UNIQUE_BEYOND_A_TENANT = """
    select i.indexrelid::regclass::text
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'tenant_id' and not a.attisdropped
    where i.indisunique and i.indkey[0] <> a.attnum
"""
SERVING = """
    select session_user as login, current_user as role, rolsuper, rolbypassrls, rolcreaterole,
           (select count(*) from pg_class where relowner = pg_roles.oid) as owned,
           (select count(*) from pg_auth_members where member = pg_roles.oid) as memberships
    from pg_roles where rolname = current_user
"""


def act_for(connection: Connection, tenant_id: str) -> None:
    connection.execute(text("select set_config('app.tenant_id', :tenant, true)"), {"tenant": tenant_id})


def test_every_table_with_a_tenant_is_bound_by_a_policy_for_its_owner_too(owner: Engine) -> None:
    with owner.connect() as connection:
        rows = connection.execute(text(ROW_SECURITY)).all()
    assert [row.relname for row in rows] == TENANT_TABLES
    for row in rows:
        assert (row.relrowsecurity, row.relforcerowsecurity) == (True, True), row.relname
        # One policy for all commands, permissive, for everybody, the same for reading and writing, on the tenant.
        assert row.policies == ["*truetruetruetrue"], row.relname
        # And two of the dispatcher, where work is handed out of all tenants: it reads and updates, no more.
        claiming = "(current_setting('app.dispatcher'::text, true) = 'on'::text)"
        dispatched = [f"r{claiming}trueunchecked", f"w{claiming}truetrue"]
        assert row.others == (dispatched if row.relname in HANDED_OUT else None), row.relname
        # And one of the owner alone, for backups: it reads, where it says so.
        assert row.of_the_owner == ["r(current_setting('app.owner_reads'::text, true) = 'on'::text)true"], row.relname


@pytest.mark.usefixtures("app")
def test_the_serving_role_cannot_read_as_the_owner_does(tenant: str, other_tenant: str) -> None:
    row_of_every_table(tenant)
    row_of_every_table(other_tenant)
    with db.engine.connect() as connection:
        act_for(connection, tenant)
        connection.execute(text("select set_config('app.owner_reads', 'on', true)"))
        for table in TENANT_TABLES:
            assert connection.scalars(text(f"select distinct tenant_id from {table}")).all() == [tenant]


def test_every_key_between_tables_of_a_tenant_begins_with_the_tenant(owner: Engine) -> None:
    with owner.connect() as connection:
        keys = connection.execute(text(KEYS_BETWEEN_TENANT_TABLES)).all()
    assert len(keys) >= 7
    assert {(key.referring, key.referred) for key in keys} == {("tenant_id", "tenant_id")}


def test_nothing_is_unique_beyond_a_tenant_so_that_tenants_may_live_on_different_servers(owner: Engine) -> None:
    with owner.connect() as connection:
        assert connection.scalars(text(UNIQUE_BEYOND_A_TENANT)).all() == []
        without = connection.scalars(text(TABLES_WITHOUT_TENANT)).all()
    assert without == ["alembic_version", "known_sources", "login_failures"]


@pytest.mark.usefixtures("app")
def test_the_serving_role_is_neither_owner_nor_superuser_nor_exempt() -> None:
    with db.engine.connect() as connection:
        row = connection.execute(text(SERVING)).one()
    assert row.role == "call_quality_app"
    assert (row.rolsuper, row.rolbypassrls, row.rolcreaterole, row.owned, row.memberships) == (False,) * 3 + (0, 0)


@pytest.mark.parametrize("statement", ["delete from tenants", "truncate conversations", "drop table answers"])
def test_the_serving_role_may_not(tenant: str, statement: str) -> None:
    with db.engine.connect() as connection:
        act_for(connection, tenant)
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text(statement))
    assert refused.value.orig is not None
    assert refused.value.orig.pgcode == "42501"  # type: ignore[attr-defined] # insufficient_privilege


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_raw_sql_without_a_filter_sees_one_tenant_only(tenant: str, other_tenant: str, table: str) -> None:
    row_of_every_table(tenant)
    row_of_every_table(other_tenant)
    with db.engine.connect() as connection:
        act_for(connection, tenant)
        assert connection.scalars(text(f"select distinct tenant_id from {table}")).all() == [tenant]
        if table not in APPEND_ONLY:
            assert connection.execute(text(f"update {table} set tenant_id = tenant_id")).rowcount == 1
        if table != "tenants":
            act_for(connection, other_tenant)
            connection.execute(text("delete from answers"))
            act_for(connection, tenant)
            assert connection.scalar(text("select count(*) from answers")) == 1


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_without_a_tenant_nobody_sees_anything_not_even_the_owner(owner: Engine, tenant: str, table: str) -> None:
    row_of_every_table(tenant)
    for engine in (db.engine, owner):
        with engine.connect() as connection:
            assert connection.scalar(text(f"select count(*) from {table}")) == 0
            act_for(connection, "")
            assert connection.scalar(text(f"select count(*) from {table}")) == 0


def test_a_tenant_cannot_write_for_another(tenant: str, other_tenant: str) -> None:
    row_of_every_table(tenant)
    for statement in (
        "update campaigns set tenant_id = :other",
        "insert into jobs values (:other, :id, 'completed', now(), now(), 0, 0)",
    ):
        with db.engine.connect() as connection:
            act_for(connection, tenant)
            with pytest.raises(DBAPIError, match="row-level security"):
                connection.execute(text(statement), {"other": other_tenant, "id": uuid7()})


def test_a_call_cannot_refer_to_another_tenants_campaign(tenant: str, other_tenant: str) -> None:
    row_of_every_table(tenant)
    theirs = stored_campaign(other_tenant)
    with db.engine.connect() as connection:
        act_for(connection, tenant)
        with pytest.raises(DBAPIError, match="fk_conversations_tenant_id_campaign_id"):
            connection.execute(text("update conversations set campaign_id = :id"), {"id": theirs.campaign_id})


def test_repositories_of_one_tenant_find_nothing_of_another(tenant: str, other_tenant: str) -> None:
    campaign_id = row_of_every_table(other_tenant)
    with open_work(tenant) as work:
        assert work.campaigns.find(str(campaign_id)) is None
        assert work.campaigns.page(page=1, limit=10).total == 0
        assert work.conversations.find("call-1") is None
        assert work.conversations.find_result("call-1") is None
        assert work.users.find("ana") is None
        assert work.answers.find_given("call-1", FINGERPRINT) is None
        with pytest.raises(NotFound):
            work.answers.page("call-1", before=None, limit=1)


def test_the_tenant_of_a_transaction_ends_with_it(tenant: str) -> None:
    with open_work(tenant) as work:
        assert work.tenants.find() is not None
    with db.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from tenants")) == 0
