"""PostgreSQL without any set-up: run from a wheel, on a Unix socket, for as long as somebody here needs it.

One process owns the server of a data directory, and the server ends with that process, however it ends. Others join
it. What the settings of the service are, and who may use the database for what, is decided elsewhere.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from db.embedded_cluster import APP, DATABASE, OWNER, ensure_cluster, ensure_roles, is_ready
from db.embedded_place import Place, find_place, forget_outside, socket_folder
from db.embedded_process import (
    EmbeddedDatabaseError,
    FileLock,
    begin_log_anew,
    die_with_parent,
    end_process,
    open_for_owner,
)

__all__ = ["DatabaseUrls", "EmbeddedDatabaseError", "Server", "running", "serving"]

WAIT_S = 15.0  # for another process to be done with the database
START_S = 120.0  # recovery after a crash reads up to a gigabyte of log
DRAIN_S = 10.0  # for those who joined to be done, when the owner ends
STOP_S = 30.0
POLL_S = 0.01

SETTINGS = {
    "listen_addresses": "",  # no TCP
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
    "log_checkpoints": "off",
    # Statements and details of errors hold what customers said, which does not belong into a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """SQLAlchemy URLs of one database: for the role that owns and migrates the tables, and for the one that serves."""

    owner: str
    app: str


class Server:
    """A PostgreSQL server that this process runs. It must be started by a thread that lives as long as the server."""

    def __init__(self, place: Place, lock: FileLock, *, durable: bool) -> None:
        """Prepare a server; `lock` is inherited by all its processes, so that it is free only once all have ended."""
        self._place = place
        self._lock = lock
        self._socket = str(socket_folder(place))
        self._settings = {**SETTINGS, **(DURABLE if durable else FLEETING), "unix_socket_directories": self._socket}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def urls(self) -> DatabaseUrls:
        """Return how to connect."""
        return _urls(self._socket)

    @property
    def pid(self) -> int | None:
        """Return the process id of the postmaster, or None before the start."""
        return self._process.pid if self._process else None

    def exit_code(self) -> int | None:
        """Return the exit code (negative: the signal) of a server that has ended, or None while it runs."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start the server and wait until it takes connections, with its roles and database in place.

        It may be called again once the server has died: the children of one that was killed need a moment to end,
        and until then PostgreSQL refuses to start. Raises EmbeddedDatabaseError.
        """
        deadline = time.monotonic() + WAIT_S
        while True:
            self._spawn()
            try:
                if self._wait_until_ready():
                    return
            except BaseException:
                self.stop()
                raise
            if time.monotonic() > deadline or "still in use" not in self._last_words():
                raise EmbeddedDatabaseError(f"PostgreSQL did not start. {self._place.log} ends:\n{self._last_words()}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server: connections are closed, everything is written. Harmless when it has ended already."""
        if self._process is None:
            return
        fast_at_once_by_force = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
        end_process(self._process, fast_at_once_by_force, STOP_S)

    def _spawn(self) -> None:
        place = self._place
        begin_log_anew(place.log)
        options = [argument for name, value in self._settings.items() for argument in ("-c", f"{name}={value}")]
        with open_for_owner(place.log) as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program and settings
                [place.programs / "postgres", "-D", place.cluster, *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(self._lock.fileno(),),
                start_new_session=True,  # Ctrl-C in a terminal is for the owner, who stops things in order
                # SIGQUIT: PostgreSQL ends at once. What was committed is in its log, which the next start reads.
                preexec_fn=die_with_parent(signal.SIGQUIT),
                **place.account.options(),
            )

    def _wait_until_ready(self) -> bool:
        """Wait for the server and complete it; return False if it ends instead."""
        deadline = time.monotonic() + START_S
        obstacle = "it still recovers"
        while self.exit_code() is None:
            if _ready_socket(self._place.cluster) == self._socket:
                try:
                    ensure_roles(self._socket)
                    return True
                except psycopg2.OperationalError as error:  # it may die just now, or the file be an older server's
                    obstacle = str(error).strip()
            if time.monotonic() > deadline:
                raise EmbeddedDatabaseError(f"PostgreSQL was not ready after {START_S:.0f} s: {obstacle}")
            time.sleep(POLL_S)
        return False

    def _last_words(self) -> str:
        lines = self._place.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-6:])


@contextlib.contextmanager
def serving(data_dir: Path, *, durable: bool = True, on_wait: Callable[[], None] = lambda: None) -> Iterator[Server]:
    """Run the server of a data directory as its owner, and stop it at the end.

    While another process owns it, wait up to 15 s (calling `on_wait` once), since that one may be a short command;
    then raise EmbeddedDatabaseError. `durable=False` is for tests: it trades safety against loss of power for speed,
    and keeps nothing where the data have to live outside of the data directory.
    """
    place = find_place(data_dir)
    with _locks(place) as (ownership, users):
        deadline = time.monotonic() + WAIT_S
        if not ownership.acquire():
            on_wait()
            while not ownership.acquire():
                _give_up_after(deadline, place, ownership)
        with _owned(place, ownership, users, durable=durable) as server:
            yield server


@contextlib.contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[DatabaseUrls]:
    """Lend the database of a data directory: join the server that is up, or else run one until the end.

    Who joined holds up the end of the owner's server for up to 10 s. Raises EmbeddedDatabaseError.
    """
    place = find_place(data_dir)
    with _locks(place) as (ownership, users):
        deadline = time.monotonic() + WAIT_S
        while not ownership.acquire():
            if users.acquire(shared=True):
                socket = _ready_socket(place.cluster)
                if socket is not None and is_ready(socket):
                    yield _urls(socket)
                    return
                users.unlock()
            _give_up_after(deadline, place, ownership)
        with _owned(place, ownership, users, durable=durable) as server:
            yield server.urls


@contextlib.contextmanager
def _locks(place: Place) -> Iterator[tuple[FileLock, FileLock]]:
    """Open the two locks: who owns the server, and who uses it besides."""
    try:
        ownership, users = FileLock(place.home / "postgres.lock"), FileLock(place.home / "postgres.users")
    except OSError as error:
        raise EmbeddedDatabaseError(f"DATA_DIR cannot be used: {error}") from error
    try:
        yield ownership, users
    finally:
        users.close()
        ownership.close()


@contextlib.contextmanager
def _owned(place: Place, ownership: FileLock, users: FileLock, *, durable: bool) -> Iterator[Server]:
    ownership.sign()
    _remove_stale_pid(place.cluster)
    ensure_cluster(place, durable=durable)
    server = Server(place, ownership, durable=durable)
    try:
        server.start()
        yield server
    finally:
        try:
            _drain(users)
        finally:
            server.stop()
            if not durable:
                forget_outside(place)


def _drain(users: FileLock) -> None:
    """Wait for those who joined to be done, and let nobody else join."""
    deadline = time.monotonic() + DRAIN_S
    while not users.acquire() and time.monotonic() < deadline:
        time.sleep(POLL_S)


def _give_up_after(deadline: float, place: Place, ownership: FileLock) -> None:
    if time.monotonic() > deadline:
        raise EmbeddedDatabaseError(
            f"The database in {place.home} is in use by process {ownership.holder()}. "
            "Stop that first, or set another DATA_DIR."
        )
    time.sleep(POLL_S)


def _remove_stale_pid(cluster: Path) -> None:
    """Remove what a killed server left. The lock proves that none of ours runs; one started by hand is looked for.

    PostgreSQL would refuse to start when the number has since been given to another process of the same user.
    """
    pid_file = cluster / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError):
        pid = int(pid_file.read_text(encoding="ascii", errors="replace").split("\n")[0])
        with contextlib.suppress(OSError):
            if os.path.samefile(f"/proc/{pid}/cwd", cluster):
                raise EmbeddedDatabaseError(f"The database in {cluster} is in use by PostgreSQL's process {pid}.")
        pid_file.unlink()


def _ready_socket(cluster: Path) -> str | None:
    """Read from the cluster where its server listens, or None if none is ready."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return lines[4] if len(lines) >= 8 and lines[7].strip() == "ready" else None


def _urls(socket: str) -> DatabaseUrls:
    address = f"postgresql+psycopg2://{{role}}@/{DATABASE}?host={socket}"
    return DatabaseUrls(owner=address.format(role=OWNER), app=address.format(role=APP))
