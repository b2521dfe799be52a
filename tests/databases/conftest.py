"""What large installations put around PostgreSQL, run for real: a pooler, a standby, a server of the system's own.

`make test-databases` runs this; it needs pgbouncer and a PostgreSQL that the system has installed.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import make_url

from db.embedded import DatabaseUrls, running
from db.embedded_place import find_place
from db.embedded_process import Account, account_for, die_with_parent, end_process
from db.migrate import upgrade

PATIENCE_S = 30.0
ENDINGS = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)


@dataclass(frozen=True)
class Cluster:
    """An embedded PostgreSQL with our tables, and the user that it runs as."""

    urls: DatabaseUrls
    socket: str
    folder: Path
    account: Account
    programs: Path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="databases-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    try:
        with running(folder / "data", durable=False) as urls:
            upgrade(urls.owner)
            place = find_place(folder / "data")
            socket_folder = str(make_url(urls.owner).query["host"])
            yield Cluster(urls, socket_folder, folder, place.account, place.programs)
    finally:
        shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def program(command: list[str | Path], account: Account, log: Path, ready: Callable[[], bool]) -> Iterator[None]:
    """Run a program until it is ready, and end it afterwards; it never outlives us."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            stdout=file,
            stderr=file,
            preexec_fn=die_with_parent(signal.SIGQUIT),
            **account.options(),
        )
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield
    finally:
        end_process(process, ENDINGS, PATIENCE_S)


def connects(**arguments: object) -> bool:
    try:
        psycopg2.connect(**arguments).close()  # type: ignore[call-overload]
    except psycopg2.OperationalError:
        return False
    return True


POOLER = """
[databases]
call_quality = host={socket} dbname=call_quality

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
ignore_startup_parameters = options, extra_float_digits
"""
POOL_SIZE = 3  # server connections, for many more clients

# What the service else asks for as it connects, which a pooler does not pass on.
SETTINGS_OF_THE_ROLE = (
    "alter role call_quality_app set statement_timeout = '30s'",
    "alter role call_quality_app set lock_timeout = '10s'",
    "alter role call_quality_app set idle_in_transaction_session_timeout = '60s'",
    "alter role call_quality_app set timezone = 'UTC'",
)


@pytest.fixture(scope="session")
def pooled(cluster: Cluster) -> Iterator[DatabaseUrls]:
    """The database behind pgbouncer in transaction mode; migrations go around it."""
    found = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    if not found:
        pytest.skip("there is no pgbouncer here")
    port = free_port()
    users, settings = cluster.folder / "users.txt", cluster.folder / "pgbouncer.ini"
    users.write_text('"call_quality_app" ""\n"call_quality_owner" ""\n', encoding="ascii")
    settings.write_text(POOLER.format(socket=cluster.socket, port=port, users=users, size=POOL_SIZE), encoding="ascii")
    with contextlib.closing(
        psycopg2.connect(host=cluster.socket, user="postgres", dbname="call_quality")
    ) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in SETTINGS_OF_THE_ROLE:
                cursor.execute(statement)
    at = {"host": "127.0.0.1", "port": port, "user": "call_quality_app", "dbname": "call_quality"}
    log = cluster.folder / "pgbouncer.log"
    with program([found, settings], cluster.account, log, lambda: connects(**at)):
        yield DatabaseUrls(
            owner=cluster.urls.owner, app=f"postgresql+psycopg2://call_quality_app@127.0.0.1:{port}/call_quality"
        )


@dataclass(frozen=True)
class SystemServer:
    """A PostgreSQL of the system, over TCP and with passwords; `superuser` is a URL of its administrator."""

    version: int
    port: int
    superuser: str


@pytest.fixture(scope="session")
def system_server() -> Iterator[SystemServer]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda each: int(each.parts[-3]))
    if not found:
        pytest.skip("the system has no PostgreSQL")
    programs, port = found[-1].parent, free_port()
    folder = Path(tempfile.mkdtemp(prefix="system-postgres-"))
    folder.chmod(0o755)
    data, words = folder / "data", folder / "password"
    account = account_for(data)
    account.own(folder)
    words.write_text("of the administrator", encoding="ascii")
    words.chmod(0o644)
    made = account.run(
        [
            *(programs / "initdb", "--pgdata", data, "--username=postgres", f"--pwfile={words}", "--no-sync"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"),
        ]
    )
    assert made.returncode == 0, made.stderr
    options = ("listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "fsync=off")
    command = [programs / "postgres", "-D", data, *(word for option in options for word in ("-c", option))]
    at = {"host": "127.0.0.1", "port": port, "user": "postgres", "password": "of the administrator"}
    with program(command, account, folder / "log", lambda: connects(**at, dbname="postgres")):
        url = f"postgresql+psycopg2://postgres:of%20the%20administrator@127.0.0.1:{port}/postgres"
        yield SystemServer(int(found[-1].parts[-3]), port, url)
    shutil.rmtree(folder)
