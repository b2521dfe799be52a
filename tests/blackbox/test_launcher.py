"""`make run` for real: the launcher in a process of its own, on a port and a data directory of its own."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from db.embedded import running
from tests.blackbox.conftest import wait_until

pytestmark = pytest.mark.slow

STOP_S = 60
PROJECT = Path(__file__).resolve().parents[2]
OURS = ("PORT", "DATA_DIR", "DATABASE_URL", "DATABASE_OWNER_URL", "APP_ENV", "PYTHONPATH", "CELERY_BROKER_URL")


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """One data directory for all tests, each of which finds it as the one before has left it, even by force."""
    folder = Path(tempfile.mkdtemp(prefix="launcher-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def launching(data_dir: Path, port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    command = [sys.executable, "-m", "api.launcher"]
    environment |= {"DATA_DIR": str(data_dir), "PORT": str(port), **settings}
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as launcher:
        try:
            yield launcher
        finally:
            if launcher.poll() is None:
                launcher.send_signal(signal.SIGTERM)
                launcher.wait(STOP_S)


@contextlib.contextmanager
def launched(data_dir: Path, port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    with launching(data_dir, port, **settings) as launcher:
        read_until(launcher, "Stop ")
        yield launcher


def read_until(launcher: subprocess.Popen[str], word: str) -> list[str]:
    assert launcher.stdout
    lines = []
    for line in launcher.stdout:
        lines.append(line.strip())
        if line.startswith(word):
            return lines
    pytest.fail("the launcher ended:\n" + "\n".join(lines))


def status(port: int, path: str = "/readyz") -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status
    return None


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started, directly or by way of others."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found, generation = [], [pid]
    while generation:
        generation = [child for child, parent in parents.items() if parent in generation]
        found += generation
    return found


def living(pids: list[int]) -> list[int]:
    """Return those that still run; one that has ended may stay listed until somebody takes note of it."""
    found = []
    for pid in pids:
        with contextlib.suppress(OSError):
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            found += [pid] if state != "Z" else []
    return found


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_the_first_start_serves_and_says_where_and_a_second_one_finds_the_data_again(data_dir: Path, port: int) -> None:
    """The second start is one with async switched off: neither a broker nor workers run then."""
    with launching(data_dir, port) as launcher:
        said = "\n".join(read_until(launcher, "Stop "))
        assert f"http://localhost:{port}/swagger/" in said
        assert "Demo login" in said
        assert status(port) == 200
        with running(data_dir) as urls:  # as the command line does
            ask(urls.owner, "create table kept as select 42 as answer")
        processes = children_of(launcher.pid)
        assert len(processes) > 5
        launcher.send_signal(signal.SIGTERM)
        assert launcher.wait(STOP_S) == 0
        assert not living(processes)
    with launching(data_dir, port, CELERY_BROKER_URL="none") as launcher:
        assert "async=true answers 501" in "\n".join(read_until(launcher, "Stop "))
        assert pids_of(children_of(launcher.pid), b"valkey-server") == []
        assert pids_of(children_of(launcher.pid), b"api.worker") == []
        assert status(port) == 200
        with running(data_dir) as urls:
            assert ask(urls.owner, "select answer from kept") == [(42,)]
            ask(urls.owner, "drop table kept")
        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(STOP_S) == 0


def test_a_killed_launcher_leaves_no_process_behind(data_dir: Path, port: int) -> None:
    with launched(data_dir, port) as launcher:
        processes = children_of(launcher.pid)
        launcher.kill()
        launcher.wait()
        wait_until(lambda: not living(processes))
    assert status(port) is None


def test_a_database_that_dies_is_started_again_and_a_web_server_that_dies_ends_it_all(
    data_dir: Path, port: int
) -> None:
    with launched(data_dir, port, CELERY_BROKER_URL="none") as launcher:
        os.kill(int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        read_until(launcher, "Database     PostgreSQL runs again")
        wait_until(lambda: status(port) == 200)
        processes = children_of(launcher.pid)
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes}
        master = min(pid for pid, command in commands.items() if b"uwsgi.ini" in command)
        os.kill(master, signal.SIGKILL)
        read_until(launcher, "The service cannot run. The web server ended")
        assert launcher.wait(STOP_S) == 1
        wait_until(lambda: not living(processes))


def pids_of(pids: list[int], words: bytes) -> list[int]:
    """Return the processes whose command line holds the words, the eldest first."""
    found = []
    for pid in sorted(pids):
        with contextlib.suppress(OSError):
            found += [pid] if words in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ") else []
    return found


def test_a_broker_and_workers_that_die_are_started_again_and_leave_nothing_behind(data_dir: Path, port: int) -> None:
    def running_now(words: bytes) -> list[int]:
        return living(pids_of(children_of(launcher.pid), words))

    with launched(data_dir, port) as launcher:
        for words in (b"valkey-server", b"--queues analysis", b"--queues deliveries"):
            wait_until(lambda words=words: running_now(words))
            before = running_now(words)
            os.kill(before[0], signal.SIGKILL)
            wait_until(lambda before=before: not living(before))  # its own processes included
            wait_until(lambda words=words: running_now(words))
        assert status(port) == 200
        processes = children_of(launcher.pid)
    assert launcher.returncode == 0
    assert not living(processes)
    assert not (data_dir / f"broker-{port}").exists()


def test_a_broker_that_is_named_is_used_even_while_it_is_away(data_dir: Path, port: int) -> None:
    with launching(data_dir, port, CELERY_BROKER_URL="redis://127.0.0.1:1/0", CELERY_CONCURRENCY="1") as launcher:
        said = "\n".join(read_until(launcher, "Stop "))
        assert "Broker       as CELERY_BROKER_URL says" in said
        assert pids_of(children_of(launcher.pid), b"valkey-server") == []
        wait_until(lambda: pids_of(children_of(launcher.pid), b"--queues analysis"))
        assert status(port) == 200


def test_a_port_in_use_is_named_together_with_its_setting(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with launching(data_dir, port) as launcher:
            assert launcher.stdout
            said = launcher.stdout.read()
    assert launcher.returncode == 1
    assert f"Port {port} is in use" in said
    assert "PORT" in said
