"""A PostgreSQL that others run: passwords over TCP, and a role for us that may make neither roles nor databases."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from db.base import db
from db.dumping import back_up
from db.engine import bind, owner_engine
from db.migrate import is_current, upgrade
from db.restoring import restore
from db.work import is_ready, open_work
from tests.databases.conftest import SystemServer
from tests.db.builders import row_of_every_table
from tests.db.test_backups import contents

ADMINISTRATOR = """
create role call_quality_app login password 'of the app' nosuperuser nobypassrls;
create role cq_owner login password 'of the owner: %+/@' nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
"""


@pytest.fixture(scope="module")
def prepared(system_server: SystemServer) -> SystemServer:
    """The server after what docs/pages/deploy/database.md has its administrator do, but for one grant."""
    engine = create_engine(system_server.superuser, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(ADMINISTRATOR.replace("%", "%%"))
        for name in ("call_quality", "elsewhere"):
            connection.execute(text(f"create database {name} owner cq_owner"))
    engine.dispose()
    return system_server


def url_of(server: SystemServer, role: str, password: str, database: str = "call_quality") -> str:
    given = make_url(server.superuser).set(username=role, password=password, database=database)
    return given.render_as_string(hide_password=False)


def test_an_owner_without_powers_migrates_serves_and_restores(prepared: SystemServer, tmp_path: Path) -> None:
    owner = url_of(prepared, "cq_owner", "of the owner: %+/@")
    upgrade(owner)
    upgrade(owner)
    # The two roles apart: whoever serves is not the owner, and may not become it.
    app = Flask("served")
    bind(app, url=url_of(prepared, "call_quality_app", "of the app"))
    with app.app_context():
        assert is_ready()
        with open_work("one") as work:
            work.tenants.add("one")
        row_of_every_table("one")
        with db.engine.connect() as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                connection.execute(text("set role cq_owner"))
            connection.rollback()
            assert connection.scalar(text("select count(*) from tenants")) == 0
        db.engine.dispose()
    file = tmp_path / "managed.backup"
    manifest = back_up(owner, file, secret=None)
    assert manifest.rows["conversations"] >= 1
    there = url_of(prepared, "cq_owner", "of the owner: %+/@", "elsewhere")
    restore(there, file, replace=False)
    assert contents_of(prepared, "elsewhere") == contents_of(prepared, "call_quality")
    with owner_engine(there).connect() as connection:
        assert is_current(connection)
    print(f"PostgreSQL {prepared.version}: migrated, served, dumped with {manifest.dumped_by}, restored")


def contents_of(server: SystemServer, database: str) -> object:
    return contents(make_url(server.superuser).set(database=database).render_as_string(hide_password=False))


def test_one_login_for_both_needs_to_be_a_member_of_the_serving_role(prepared: SystemServer) -> None:
    url = url_of(prepared, "cq_owner", "of the owner: %+/@")
    upgrade(url)
    app = Flask("one")
    bind(app, url=url)
    with app.app_context():
        with pytest.raises(DBAPIError, match="call_quality_app"):
            db.engine.connect()
        with create_engine(prepared.superuser, isolation_level="AUTOCOMMIT").connect() as administrator:
            administrator.execute(text("grant call_quality_app to cq_owner"))
        assert is_ready()
        db.engine.dispose()
