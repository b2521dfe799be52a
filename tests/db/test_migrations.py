import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError

import db.models  # noqa: F401 - declares the tables
from db.base import Base
from db.base import db as database
from db.embedded import DatabaseUrls
from db.engine import bind, owner_engine
from db.migrate import is_current, upgrade
from db.work import is_ready, open_work

PROJECT = Path(__file__).resolve().parents[2]
COUNT_TABLES = "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"


def as_whom(url: str, role: str, name: str | None = None) -> str:
    """Return a URL with another role (and another database)."""
    changed = make_url(url).set(username=role)
    return (changed.set(database=name) if name else changed).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def superuser(urls: DatabaseUrls) -> Engine:
    return owner_engine(as_whom(urls.owner, "postgres")).execution_options(isolation_level="AUTOCOMMIT")


@pytest.fixture
def empty(urls: DatabaseUrls, superuser: Engine) -> Iterator[DatabaseUrls]:
    """A database of the same server without any tables."""
    name = f"empty_{uuid4().hex}"
    with superuser.connect() as connection:
        connection.execute(text(f"create database {name} owner {make_url(urls.owner).username}"))
    app_role = make_url(urls.app).username or ""
    owner_role = make_url(urls.owner).username or ""
    yield DatabaseUrls(owner=as_whom(urls.owner, owner_role, name), app=as_whom(urls.app, app_role, name))
    with superuser.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))


def test_models_and_migrations_agree(owner: Engine) -> None:
    with owner.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_checks_of_models_and_migrations_agree(owner: Engine) -> None:
    declared = {str(c.name) for table in Base.metadata.tables.values() for c in table.constraints}
    with owner.connect() as connection:
        names = connection.scalars(text("select conname from pg_constraint where conrelid <> 0 and contype <> 'n'"))
        found = {name for name in names if not name.startswith(("alembic", "pg_", "cardinal", "yes_or_no"))}
    assert found == declared


def test_the_serving_role_can_tell_that_the_migrations_are_current(app: Flask, empty: DatabaseUrls) -> None:
    with app.app_context():
        assert is_ready()
    with owner_engine(empty.owner).connect() as connection:
        assert not is_current(connection)


def test_a_second_upgrade_changes_nothing(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    upgrade(empty.owner)
    with owner_engine(empty.owner).connect() as connection:
        assert is_current(connection)


def test_processes_that_migrate_at_once_all_succeed(empty: DatabaseUrls) -> None:
    command = [sys.executable, "-c", "import sys; from db.migrate import upgrade; upgrade(sys.argv[1])", empty.owner]
    runs = [subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    errors = [run.communicate(timeout=60)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], errors
    with owner_engine(empty.owner).connect() as connection:
        assert is_current(connection)
        assert connection.scalar(text("select count(*) from alembic_version")) == 1


def test_a_migration_can_be_undone(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    run_flask(empty, "db", "downgrade", "base")
    with owner_engine(empty.owner).connect() as connection:
        assert connection.scalar(text(COUNT_TABLES)) == 1  # alembic's own
    upgrade(empty.owner)


def run_flask(urls: DatabaseUrls, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Flask-Migrate on an app that knows both URLs."""
    environment = {**os.environ, "APP_URL": urls.app, "OWNER_URL": urls.owner, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "flask", "--app", "tests.db.migrating_app", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)


def test_flask_migrate_upgrades_as_the_owner_and_leaves_logging_alone(empty: DatabaseUrls) -> None:
    done = run_flask(empty, "db", "upgrade")
    assert (done.stdout, done.stderr) == ("", "")
    assert "0001" in run_flask(empty, "db", "current").stdout
    assert run_flask(empty, "db", "check").returncode == 0


def test_the_sql_can_be_printed(empty: DatabaseUrls) -> None:
    script = run_flask(empty, "db", "upgrade", "--sql").stdout
    assert "alter table reports force row level security" in script


def test_a_role_that_may_not_make_the_serving_role_is_told_so(
    urls: DatabaseUrls, superuser: Engine, empty: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = f"nobody_{uuid4().hex[:8]}"
    name = make_url(empty.owner).database
    with superuser.connect() as connection:
        connection.execute(text(f"create role {nobody} login"))
        connection.execute(text(f"alter database {name} owner to {nobody}"))
        connection.execute(text("alter role call_quality_app rename to away"))
    try:
        with pytest.raises(DBAPIError, match=r"call_quality_app is missing, and nobody_\w+ may not create it"):
            upgrade(as_whom(empty.owner, nobody))
        with superuser.connect() as connection:
            connection.execute(text("create role call_quality_app nologin"))
        with pytest.raises(DBAPIError, match="may not act as the role call_quality_app, and nobody else may"):
            upgrade(as_whom(empty.owner, nobody))
        with superuser.connect() as connection:
            connection.execute(text(f"grant call_quality_app to {nobody}"))
        upgrade(as_whom(empty.owner, nobody))
    finally:
        with superuser.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
            connection.execute(text("drop role if exists call_quality_app"))
            connection.execute(text("alter role away rename to call_quality_app"))
            connection.execute(text(f"create database {name}"))
            connection.execute(text(f"drop role {nobody}"))


def test_the_serving_role_must_not_migrate(superuser: Engine, empty: DatabaseUrls) -> None:
    with superuser.connect() as connection:
        connection.execute(text(f"alter database {make_url(empty.owner).database} owner to call_quality_app"))
    with pytest.raises(DBAPIError, match="must not own tables"):
        upgrade(empty.app)


def test_a_role_that_may_create_roles_prepares_an_empty_server_and_serves_as_the_other(
    superuser: Engine, empty: DatabaseUrls
) -> None:
    maker = f"maker_{uuid4().hex[:8]}"
    name = make_url(empty.owner).database
    url = as_whom(empty.owner, maker)
    with superuser.connect() as connection:
        connection.execute(text(f"create role {maker} login createrole"))
        connection.execute(text(f"alter database {name} owner to {maker}"))
        connection.execute(text("alter role call_quality_app rename to away"))
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(upgrade, [url, url]))
        app = Flask("one url")
        bind(app, url=url)
        with app.app_context(), open_work("t") as work:
            work.tenants.add("Name")
            with database.engine.connect() as connection:
                assert connection.scalar(text("select current_user")) == "call_quality_app"
                assert connection.scalar(text("select session_user")) == maker
        with app.app_context():
            database.engine.dispose()
    finally:
        with superuser.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
            connection.execute(text("drop role if exists call_quality_app"))
            connection.execute(text("alter role away rename to call_quality_app"))
            connection.execute(text(f"create database {name}"))
            connection.execute(text(f"drop role {maker}"))
