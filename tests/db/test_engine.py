"""How the service talks to PostgreSQL on a good and on a bad day."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from core.errors import StorageUnavailable
from db.base import db
from db.embedded import DatabaseUrls
from db.engine import POOL_OVERFLOW, POOL_SIZE, bind, database_url
from db.patience import PatientConnection
from db.work import is_ready, open_work, storage

Serve = Callable[[str], Flask]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Make apps with pools of their own."""
    apps = []

    def make(url: str) -> Flask:
        app = Flask("another")
        bind(app, url=url)
        apps.append(app)
        return app

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def backend_of(tenant: str) -> int:
    """Return the process id of the server process that the pool would lend next."""
    with open_work(tenant), db.engine.connect() as connection:
        return int(connection.scalar(text("select pg_backend_pid()")))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_any_spelling_of_postgresql_is_taken(scheme: str) -> None:
    assert database_url(f"{scheme}://u:p%40ss@host/name").drivername == "postgresql+psycopg2"


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="PostgreSQL"):
        database_url("sqlite:///file")


def test_a_session_has_its_limits_and_acts_as_the_serving_role_even_for_a_superuser(
    urls: DatabaseUrls, serve: Serve
) -> None:
    superuser = (
        urls.owner.replace("call_quality_owner@", "postgres@") + "&options=-c%20work_mem%3D5MB%20-c%20role%3Dpostgres"
    )
    with serve(superuser).app_context(), db.engine.connect() as connection:
        settings = {
            name: connection.scalar(text(f"show {name}"))
            for name in ("role", "statement_timeout", "lock_timeout", "timezone", "work_mem", "client_encoding")
        }
        assert connection.scalar(text("select session_user")) == "postgres"
    assert settings == {
        "role": "call_quality_app",
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "timezone": "UTC",
        "work_mem": "5MB",
        "client_encoding": "UTF8",
    }


def test_connections_that_the_server_has_closed_are_replaced_unnoticed(tenant: str, owner: Engine) -> None:
    with db.engine.connect() as one, db.engine.connect() as two:
        pids = [connection.scalar(text("select pg_backend_pid()")) for connection in (one, two)]
    with owner.connect() as connection:
        ended = connection.scalars(
            text("select pg_terminate_backend(pid, 5000) from unnest(:pids) pid"), {"pids": pids}
        )
        assert ended.all() == [True, True]
    for _ in range(3):
        with open_work(tenant) as work:
            assert work.tenants.find() is not None


def test_a_connection_that_is_lost_in_the_middle_is_unavailable(tenant: str, owner: Engine) -> None:
    with db.engine.connect() as connection:
        pid = connection.scalar(text("select pg_backend_pid()"))
        with owner.connect() as other:
            other.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        with pytest.raises(StorageUnavailable), storage():
            connection.execute(text("select 1"))
    with open_work(tenant) as work:
        assert work.tenants.find() is not None


def test_a_server_that_stays_silent_is_given_up_soon(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.work.CONNECT_TIMEOUT_S", 0.2)
    pid = backend_of(tenant)
    os.kill(pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(StorageUnavailable), open_work(tenant) as work:
            work.tenants.find()
        assert 0.15 < time.monotonic() - began < 2
        with open_work(tenant) as work:
            assert work.tenants.find() is not None
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_server_that_takes_connections_but_never_answers_is_given_up(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientConnection, "patience_s", 0.2)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / ".s.PGSQL.5432"))
        mute.listen()
        with serve(f"postgresql://nobody@/nothing?host={tmp_path}").app_context():
            with pytest.raises(StorageUnavailable), open_work("t") as work:
                work.tenants.find()
            with pytest.raises(StorageUnavailable):
                is_ready()


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path, serve: Serve) -> None:
    app = serve(f"postgresql://nobody@/nothing?host={tmp_path}")
    with app.app_context(), pytest.raises(StorageUnavailable), open_work("t") as work:
        work.tenants.find()


def test_a_statement_that_takes_too_long_is_unavailable_and_its_connection_lives_on(tenant: str) -> None:
    with db.engine.connect() as connection:
        connection.execute(text("set local statement_timeout = 50"))
        with pytest.raises(StorageUnavailable), storage():
            connection.execute(text("select pg_sleep(10)"))
        connection.rollback()
        assert connection.scalar(text("select 1")) == 1


def test_a_server_that_takes_no_writes_is_unavailable(tenant: str) -> None:
    with db.engine.connect() as connection:
        connection.execute(text("set transaction read only"))
        with pytest.raises(StorageUnavailable), storage():
            connection.execute(text("delete from login_failures"))


def test_when_all_connections_are_busy_the_next_one_is_told_so(
    urls: DatabaseUrls, serve: Serve, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.POOL_TIMEOUT_S", 0.1)
    with serve(urls.app).app_context():
        busy = [db.engine.connect() for _ in range(POOL_SIZE + POOL_OVERFLOW)]
        with pytest.raises(StorageUnavailable), open_work(tenant) as work:
            work.tenants.find()
        for connection in busy:
            connection.close()
        with open_work(tenant) as work:
            assert work.tenants.find() is not None


def test_mistakes_of_ours_are_not_called_unavailable(tenant: str) -> None:
    with pytest.raises(ProgrammingError), storage(), db.engine.connect() as connection:
        connection.execute(text("select * from nowhere"))


def test_a_forked_process_leaves_its_parents_connections_alone(tenant: str) -> None:
    parents = backend_of(tenant)
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writer, str(backend_of(tenant)).encode())
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert int(os.read(reader, 20)) != parents
    assert backend_of(tenant) == parents


def test_a_unit_of_work_that_does_nothing_needs_no_database(tmp_path: Path, serve: Serve) -> None:
    with serve(f"postgresql://nobody@/nothing?host={tmp_path}").app_context(), open_work("t"):
        pass


def test_waiting_for_the_server_does_not_hold_up_other_threads(app: Flask, tenant: str) -> None:
    def sleep() -> None:
        with app.app_context(), db.engine.connect() as connection:
            connection.execute(text("select pg_sleep(0.3)"))

    thread = threading.Thread(target=sleep)
    thread.start()
    began = time.monotonic()
    with open_work(tenant) as work:
        work.tenants.find()
    assert time.monotonic() - began < 0.25
    thread.join()
