"""The embedded PostgreSQL for real: every test runs servers in processes of their own and looks at what is left."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from db.embedded import EmbeddedDatabaseError, running, serving

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2]

# Owns or joins the server of argv[1], says where it is, and commits numbers until it is told to stop or is killed.
COMMITS_NUMBERS = """
import sys
from pathlib import Path
import psycopg2
from db.embedded import running
with running(Path(sys.argv[1])) as urls:
    connection = psycopg2.connect(urls.owner.replace("+psycopg2", ""))
    with connection.cursor() as cursor:
        cursor.execute("create table numbers (n int)")
        connection.commit()
        for n in range(1_000_000):
            cursor.execute("insert into numbers values (%s)", (n,))
            connection.commit()
            print(n, flush=True)
"""
HOLDS_UNTIL_TOLD = """
import sys
from pathlib import Path
from db.embedded import running
with running(Path(sys.argv[1]), durable=False) as urls:
    print("up", flush=True)
    sys.stdin.readline()
"""


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """Lend a folder that everybody may enter, as the user that PostgreSQL runs as for root has to."""
    folder = Path(tempfile.mkdtemp(prefix="embedded-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data directory."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def used_dir() -> Iterator[Path]:
    """One data directory that many tests start and stop in turn: making each one of its own takes a second."""
    with open_folder() as folder:
        yield folder


def connect(url: str) -> psycopg2.extensions.connection:
    return psycopg2.connect(url.replace("+psycopg2", ""))


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def start(script: str, data_dir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(data_dir)],
        cwd=PROJECT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def processes_of(data_dir: Path) -> list[int]:
    """Return the processes that work in the cluster of a data directory: PostgreSQL's, all of them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.joinpath("cwd").readlink() == data_dir / "postgres":
                found.append(int(process.name))
    return found


def wait_until_gone(data_dir: Path) -> None:
    deadline = time.monotonic() + 10
    while processes_of(data_dir):
        assert time.monotonic() < deadline, "PostgreSQL is still there"
        time.sleep(0.02)


def test_the_roles_have_only_the_rights_they_need(used_dir: Path) -> None:
    with running(used_dir, durable=False) as urls:
        roles = ask(
            urls.app,
            "select rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
            " where rolname like 'call_quality%' order by rolname",
        )
        assert roles == [
            ("call_quality_app", True, False, False, False, False),
            ("call_quality_owner", True, False, False, True, False),
        ]
        assert ask(urls.owner, "select current_user, pg_has_role('call_quality_app', 'member')") == [
            ("call_quality_owner", True)
        ]
        assert ask(urls.app, "select pg_get_userbyid(datdba) from pg_database where datname = current_database()") == [
            ("call_quality_owner",)
        ]


def test_the_serving_role_may_not_make_tables(used_dir: Path) -> None:
    with running(used_dir, durable=False) as urls, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls.app, "create table intruder (n int)")


def test_a_server_keeps_what_is_committed_and_text_is_utf8_whatever_the_locale(
    used_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with running(used_dir) as urls:
        ask(urls.owner, "create table words (word text)")
        ask(urls.owner, "insert into words values ('žluťoučký 🐎')")
        settings = ask(
            urls.app,
            "select current_setting('server_encoding'), current_setting('TimeZone'), current_setting('fsync'),"
            " current_setting('data_checksums'), current_setting('listen_addresses')",
        )
        assert settings == [("UTF8", "UTC", "on", "on", "")]
    with running(used_dir) as urls:
        assert ask(urls.owner, "select word from words") == [("žluťoučký 🐎",)]


def test_a_server_ends_with_its_block_and_only_its_user_may_reach_it(used_dir: Path) -> None:
    with running(used_dir, durable=False):
        assert processes_of(used_dir)
        assert (used_dir / "postgres").stat().st_mode & 0o077 == 0
        assert (used_dir / "socket").stat().st_mode & 0o077 == 0
        if os.geteuid() == 0:
            assert (used_dir / "postgres").stat().st_uid != 0
    assert not processes_of(used_dir)


def test_a_killed_owner_takes_the_server_along_and_no_acknowledged_commit_is_lost(used_dir: Path) -> None:
    with start(COMMITS_NUMBERS, used_dir) as owner:
        assert owner.stdout
        for line in owner.stdout:
            if int(line) >= 200:
                break
        owner.kill()
        last = int(([line.strip(), *owner.stdout.read().split()])[-1])
    wait_until_gone(used_dir)
    with running(used_dir) as urls:
        ((count, highest),) = ask(urls.owner, "select count(*), max(n) from numbers")
        assert (count, highest) in {(last + 1, last), (last + 2, last + 1)}  # one may be committed but not yet printed


def test_a_stale_pid_file_naming_a_living_process_does_not_stop_the_start(used_dir: Path) -> None:
    with running(used_dir, durable=False):
        lines = (used_dir / "postgres" / "postmaster.pid").read_text().splitlines()
    # As after a crash in a container, where process ids repeat.
    (used_dir / "postgres" / "postmaster.pid").write_text("\n".join(["1", *lines[1:]]) + "\n")
    with running(used_dir, durable=False) as urls:
        assert ask(urls.app, "select 1") == [(1,)]


def test_a_second_process_joins_and_holds_up_the_end_of_the_first(used_dir: Path) -> None:
    with start(HOLDS_UNTIL_TOLD, used_dir) as owner:
        assert owner.stdout
        assert owner.stdin
        assert owner.stdout.readline() == "up\n"
        before = processes_of(used_dir)
        with running(used_dir) as urls:
            owner.stdin.write("done\n")
            owner.stdin.flush()
            with pytest.raises(subprocess.TimeoutExpired):
                owner.wait(0.3)
            assert ask(urls.app, "select 1") == [(1,)]
            assert before[0] in processes_of(used_dir)
        assert owner.wait(5) == 0
    assert not processes_of(used_dir)


def test_a_launcher_waits_for_a_short_command_to_end_and_then_has_a_server_of_its_own(used_dir: Path) -> None:
    with start(HOLDS_UNTIL_TOLD, used_dir) as command:
        assert command.stdout
        assert command.stdin
        assert command.stdout.readline() == "up\n"
        before = processes_of(used_dir)

        def end_the_command() -> None:
            assert command.stdin
            command.stdin.write("done\n")
            command.stdin.flush()

        with serving(used_dir, durable=False, on_wait=end_the_command) as server:
            assert server.pid not in before
            assert command.wait(5) == 0
            assert ask(server.urls.app, "select 1") == [(1,)]


def test_a_server_that_was_killed_can_be_started_again(used_dir: Path) -> None:
    with serving(used_dir) as server:
        ask(server.urls.owner, "create table survivors as select 'kept' as word")
        assert server.exit_code() is None
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        while server.exit_code() is None:
            time.sleep(0.01)
        server.start()
        assert ask(server.urls.owner, "select word from survivors") == [("kept",)]


def test_a_database_of_another_major_version_is_refused_by_name(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "PG_VERSION").write_text("15\n")
    if os.geteuid() == 0:
        shutil.chown(data_dir / "postgres", "nobody")
    with (
        pytest.raises(EmbeddedDatabaseError, match="made by PostgreSQL 15, and this is PostgreSQL 18"),
        running(data_dir),
    ):
        pass


def test_an_interrupted_making_of_the_database_is_begun_anew(data_dir: Path) -> None:
    half_made = data_dir / "postgres.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    with running(data_dir, durable=False) as urls:
        assert ask(urls.app, "select 1") == [(1,)]
    assert not half_made.exists()


def test_a_path_that_is_too_long_for_a_socket_works_all_the_same(data_dir: Path) -> None:
    deep = data_dir / ("a b" * 20) / ("c" * 60)
    with running(deep, durable=False) as urls:
        assert ask(urls.app, "select 1") == [(1,)]
        assert len(urls.app.partition("host=")[2]) < 100


def test_statements_and_values_of_failing_requests_stay_out_of_the_log(used_dir: Path) -> None:
    with running(used_dir, durable=False) as urls:
        ask(urls.owner, "create table calls (call_id text primary key, words text check (words <> 'secret words'))")
        with pytest.raises(psycopg2.errors.CheckViolation):
            ask(urls.owner, "insert into calls values ('a', 'secret words')")
    log = (used_dir / "postgres.log").read_text()
    assert "violates check constraint" in log
    assert "secret words" not in log


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that PostgreSQL's user may not enter")
def test_in_a_folder_that_is_closed_to_others_the_cluster_lives_elsewhere_and_is_found_again(data_dir: Path) -> None:
    data_dir.chmod(0o700)
    record = data_dir / "postgres.location"
    try:
        with running(data_dir) as urls:
            ask(urls.owner, "create table words as select 'kept' as word")
        home = Path(record.read_text().strip())
        assert data_dir not in home.parents
        with running(data_dir) as urls:
            assert ask(urls.owner, "select word from words") == [("kept",)]
        assert data_dir.stat().st_mode & 0o777 == 0o700
        with running(data_dir, durable=False):
            pass
        assert not home.exists()
        assert not record.exists()
    finally:
        if record.exists():
            shutil.rmtree(record.read_text().strip())
