import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

import db.models  # noqa: F401 - declares the tables
from db.base import Base
from db.base import db as database
from db.embedded import DatabaseUrls
from db.engine import bind, owner_engine
from db.migrate import MIGRATIONS, is_current, upgrade
from db.work import TENANT_OF_TRANSACTION, is_ready, open_work
from tests.builders import Line, a_call, bot, customer
from tests.db.builders import row_of_every_table, stored_call, stored_campaign, stored_job
from tests.db.conftest import as_whom
from tests.db.facts import store_varied_reports
from tests.db.jobs_at_work import counts, submitted
from tests.db.waiting import wait_for_waiting

PROJECT = Path(__file__).resolve().parents[2]
COUNT_TABLES = "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"

THE_FIRST = "conversation_id = (select min(conversation_id::text)::uuid from reports)"
MANY_REQUESTS = """json_build_object('metrics', json_build_array(json_build_object(
    'question_id', 'Q003', 'requests', (
        select json_agg(json_build_object(
            'request', json_build_object('turn', n, 'quote', 'Could you send it?'),
            'kind', 'question', 'new', true, 'outcome', 'resolved'
        )) from generate_series(1, 2500) as n
    )
)))"""


@pytest.fixture
def no_serving_role(superuser: Engine, empty: DatabaseUrls) -> Iterator[None]:
    """A server that has no serving role yet; the one of all other tests is put aside meanwhile."""
    with superuser.connect() as connection:
        connection.execute(text("alter role call_quality_app rename to put_aside"))
    yield
    with superuser.connect() as connection:
        connection.execute(text(f"drop database {make_url(empty.owner).database} with (force)"))
        connection.execute(text("drop role if exists call_quality_app"))
        connection.execute(text("alter role put_aside rename to call_quality_app"))


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


def test_a_database_that_a_newer_edition_migrated_is_served(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    with owner_engine(empty.owner).connect() as connection:
        for revision, served in (("0001", False), ("from a newer edition", True)):
            connection.execute(text("update alembic_version set version_num = :revision"), {"revision": revision})
            assert is_current(connection) is served


def test_a_second_upgrade_changes_nothing(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    upgrade(empty.owner)
    with owner_engine(empty.owner).connect() as connection:
        assert is_current(connection)


@pytest.mark.slow
def test_processes_that_migrate_at_once_all_succeed(empty: DatabaseUrls) -> None:
    command = [sys.executable, "-c", "import sys; from db.migrate import upgrade; upgrade(sys.argv[1])", empty.owner]
    runs = [subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    errors = [run.communicate(timeout=60)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], errors
    with owner_engine(empty.owner).connect() as connection:
        assert is_current(connection)
        assert connection.scalar(text("select count(*) from alembic_version")) == 1


@pytest.mark.slow
def test_every_migration_can_be_undone_with_rows_in_every_table(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    app = Flask("undone")
    bind(app, url=empty.app)
    with app.app_context():
        with open_work("one") as work:
            work.tenants.add("one")
        row_of_every_table("one")
        database.engine.dispose()
    run_flask(empty, "db", "downgrade", "base")
    with owner_engine(empty.owner).connect() as connection:
        assert connection.scalar(text(COUNT_TABLES)) == 1  # alembic's own
    upgrade(empty.owner)


@pytest.mark.slow
def test_what_was_answered_before_anybody_else_could_was_answered_locally(
    superuser: Engine, empty: DatabaseUrls
) -> None:
    run_flask(empty, "db", "upgrade", "0001")
    bypassing = owner_engine(as_whom(empty.owner, "postgres", make_url(empty.owner).database))
    with bypassing.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))  # its call is of no interest here
        connection.execute(
            text(
                "insert into answers (tenant_id, answer_id, conversation_id, question, detected_type, text, confidence,"
                " evidence, answered_at) values ('t', :id, :id, 'Is it?', 'boolean', 'Yes.', 0.9, '[]', now())"
            ),
            {"id": uuid4()},
        )
    upgrade(empty.owner)
    with bypassing.connect() as connection:
        row = connection.execute(text("select answered_by, model, fingerprint from answers")).one()
    assert tuple(row) == ("local", None, None)
    run_flask(empty, "db", "downgrade", "0001")
    with bypassing.connect() as connection:
        assert connection.scalar(text("select text from answers")) == "Yes."
    bypassing.dispose()


@pytest.mark.slow
def test_jobs_and_calls_outlive_the_way_to_before_they_could_wait_and_back(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    app = Flask("back")
    bind(app, url=empty.app)
    with app.app_context():
        for tenant_id in ("one", "other"):
            with open_work(tenant_id) as work:
                work.tenants.add(tenant_id)
            campaign = stored_campaign(tenant_id)
            kept = stored_job(tenant_id, campaign, [a_call(call_id="kept")])
            for call_ids in (["a", "b"], ["c"]):  # the first of each has the same place
                stored_job(
                    tenant_id,
                    campaign,
                    [a_call(call_id=call_id) for call_id in call_ids],
                    failing=["b"][: len(call_ids) - 1],
                )
            waiting = submitted(tenant_id, campaign, calls=2, begin="waiting")
            with database.engine.begin() as connection:
                connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant_id})
                keep = {"kept": kept.job_id, "waiting": waiting.job_id}
                connection.execute(text("delete from jobs where job_id not in (:kept, :waiting)"), keep)
        database.engine.dispose()
        run_flask(empty, "db", "downgrade", "0007")
        upgrade(empty.owner)
        for tenant_id in ("one", "other"):
            with open_work(tenant_id) as work:
                jobs = work.jobs.page(state=None, kind=None, before=None, limit=9).jobs
                found = sorted(counts(job) for job in jobs)
                assert found == [("cancelled", 2, 2, 2), ("completed", 1, 1, 0), ("completed", 3, 3, 1)]
                pages = [work.jobs.results(job.job_id, after=-1, limit=9) for job in jobs]
                results = {each.call_id: each for page, _ in pages for each in page}
                assert sorted(results) == ["a", "b", "c", "kept", "waiting-000", "waiting-001"]
                assert {call_id for call_id, each in results.items() if each.report} == {"a", "c", "kept"}
        database.engine.dispose()


@pytest.mark.slow
def test_what_follows_from_reports_that_were_stored_before_is_what_does_from_new_ones(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    app = Flask("facts")
    bind(app, url=empty.app)
    with app.app_context():
        stored = {}
        for tenant_id in ("one", "other"):
            with open_work(tenant_id) as work:
                work.tenants.add(tenant_id)
            store_varied_reports(tenant_id)
            campaign = stored_campaign(tenant_id, code="WORDS")
            stored_call(tenant_id, campaign, call_id="of hard words", turns=turns_of_hard_words())
            with database.engine.begin() as connection:
                connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant_id})
                stored[tenant_id] = derived(connection)
        database.engine.dispose()
        run_flask(empty, "db", "downgrade", "0011")
        upgrade(empty.owner)
        for tenant_id, rows in stored.items():
            with database.engine.begin() as connection:
                connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": tenant_id})
                found = derived(connection)
            assert len(found) == len(rows) > 60
            for row, before in zip(found, rows, strict=True):
                assert row == {
                    name: pytest.approx(each) if isinstance(each, float) else each for name, each in before.items()
                }
        database.engine.dispose()


@pytest.mark.slow
def test_requests_of_stored_reports_are_read_and_kept_in_parts(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    app = Flask("parts")
    bind(app, url=empty.app)
    with app.app_context():
        with open_work("one") as work:
            work.tenants.add("one")
        store_varied_reports("one")
        with database.engine.begin() as connection:
            connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": "one"})
            connection.execute(text(f"update reports set analysis = {MANY_REQUESTS} where {THE_FIRST}"))
            connection.execute(text(f"delete from reports where not ({THE_FIRST})"))
        database.engine.dispose()
    run_flask(empty, "db", "downgrade", "0013")
    parts = []

    def note(_connection: Any, statement: Any, rows: Any, *_context: Any) -> None:
        if str(statement).lower().startswith("insert into call_requests"):
            parts.append(len(rows))

    event.listen(Engine, "before_execute", note)
    try:
        upgrade(empty.owner)
    finally:
        event.remove(Engine, "before_execute", note)
    assert parts == [1000, 1000, 500]


@pytest.mark.slow
def test_migrations_that_were_done_stay_done_where_a_later_one_fails(empty: DatabaseUrls) -> None:
    upgrade(empty.owner)
    run_flask(empty, "db", "downgrade", "0011")
    owner = owner_engine(empty.owner)
    with owner.begin() as connection:
        connection.execute(text("create table call_requests (in_the_way integer)"))
    with pytest.raises(DBAPIError, match="already exists"):
        upgrade(empty.owner)
    with owner.begin() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ("0013",)
        connection.execute(text("drop table call_requests"))
    upgrade(empty.owner)
    with owner.connect() as connection:
        assert is_current(connection)
    owner.dispose()


def turns_of_hard_words() -> list[Line]:
    """Say what is hard to take apart, and more of it than can be found."""
    odd = "it's a/b_c 'quoted' :name %s \\ “Ünï”… e-mail@example.com http://x.y/z <b>&amp;</b> 1,200.50\t\n漢字🎉 "
    texts = [f"{odd} word{place} {'long words ' * 400}" for place in range(100)]
    return [bot(each) if place % 3 else customer(each) for place, each in enumerate(texts)]


def derived(connection: Connection) -> list[dict[str, Any]]:
    """Return all that is stored of calls and reports beside them."""
    tables = {
        "call_facts": "conversation_id",
        "call_requests": "conversation_id, ordinal",
        "call_words": "conversation_id",
    }
    return [
        {"table": table, **row}
        for table, order in tables.items()
        for row in connection.execute(text(f"select * from {table} order by {order}")).mappings()
    ]


def run_flask(urls: DatabaseUrls, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Flask-Migrate on an app that knows both URLs."""
    environment = {**os.environ, "APP_URL": urls.app, "OWNER_URL": urls.owner, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "flask", "--app", "tests.db.migrating_app", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)


@pytest.mark.slow
def test_flask_migrate_upgrades_as_the_owner_and_leaves_logging_alone(empty: DatabaseUrls) -> None:
    done = run_flask(empty, "db", "upgrade")
    assert (done.stdout, done.stderr) == ("", "")
    newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert f"{newest} (head)" in run_flask(empty, "db", "current").stdout
    assert run_flask(empty, "db", "check").returncode == 0


@pytest.mark.slow
def test_the_sql_can_be_printed(empty: DatabaseUrls) -> None:
    script = run_flask(empty, "db", "upgrade", "--sql").stdout
    assert "alter table reports force row level security" in script


@pytest.mark.usefixtures("no_serving_role")
def test_a_role_that_may_not_make_the_serving_role_is_told_so(superuser: Engine, empty: DatabaseUrls) -> None:
    url = owned_by_a_new_role(superuser, empty)
    name = make_url(url).username
    with pytest.raises(DBAPIError, match=rf"call_quality_app is missing, and {name} may not create it"):
        upgrade(url)
    with superuser.connect() as connection:
        connection.execute(text("create role call_quality_app nologin"))
    with pytest.raises(DBAPIError, match=rf"{name} may not act as the role call_quality_app, and nobody else may"):
        upgrade(url)
    with superuser.connect() as connection:
        connection.execute(text(f"grant call_quality_app to {name}"))
    upgrade(url)


@pytest.mark.usefixtures("no_serving_role")
def test_one_that_may_create_roles_prepares_an_empty_server_and_serves_in_another_role(
    superuser: Engine, empty: DatabaseUrls
) -> None:
    url = owned_by_a_new_role(superuser, empty, "createrole")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, [url, url]))
    app = Flask("one url")
    bind(app, url=url)
    with app.app_context():
        with open_work("t") as work:
            work.tenants.add("Name")
        with database.engine.connect() as connection:
            whom = connection.execute(text("select session_user, current_user")).one()
        database.engine.dispose()
    assert tuple(whom) == (make_url(url).username, "call_quality_app")


@pytest.mark.usefixtures("no_serving_role")
def test_another_database_of_the_server_may_make_the_serving_role_at_the_same_moment(
    superuser: Engine, empty: DatabaseUrls
) -> None:
    rival = owner_engine(as_whom(empty.owner, "postgres", "postgres"))
    with ThreadPoolExecutor(1) as pool:
        with rival.connect() as connection, connection.begin():
            connection.execute(text("create role call_quality_app"))
            connection.execute(text(f"grant call_quality_app to {make_url(empty.owner).username}"))
            upgraded = pool.submit(upgrade, empty.owner)
            wait_for_waiting(superuser, 1)
        upgraded.result(timeout=10)
    with owner_engine(empty.owner).connect() as connection:
        assert is_current(connection)


def test_the_serving_role_must_not_migrate(superuser: Engine, empty: DatabaseUrls) -> None:
    with superuser.connect() as connection:
        connection.execute(text(f"alter database {make_url(empty.owner).database} owner to call_quality_app"))
    with pytest.raises(DBAPIError, match="must not own tables"):
        upgrade(empty.app)


def test_a_serving_role_that_escapes_row_level_security_is_refused(superuser: Engine, empty: DatabaseUrls) -> None:
    with superuser.connect() as connection:
        connection.execute(text("alter role call_quality_app bypassrls"))
        try:
            with pytest.raises(DBAPIError, match="escapes row-level security"):
                upgrade(empty.owner)
        finally:
            connection.execute(text("alter role call_quality_app nobypassrls"))


def owned_by_a_new_role(superuser: Engine, urls: DatabaseUrls, rights: str = "") -> str:
    """Give a database to a role that is made for it; return the URL of that role."""
    name = f"role_{uuid4().hex}"
    with superuser.connect() as connection:
        connection.execute(text(f"create role {name} login {rights}"))
        connection.execute(text(f"alter database {make_url(urls.owner).database} owner to {name}"))
    return as_whom(urls.owner, name)
