"""The operating system's side of the servers that we start: who they run as, their locks and logs, and their ends."""

import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
CLEAN_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
LOG_LIMIT = 10_000_000  # bytes, after which a start begins a new log and keeps one older
_LIBC = ctypes.CDLL(None)  # loaded here, since little is safe between fork and exec


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot run here; the message says why and what to do, in words for people."""


def die_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` that has the kernel send `signum` to the child when the calling thread ends.

    subprocess calls it after it has switched the user, which is what counts: a change of user clears the request.
    """
    parent = os.getpid()

    def ask_the_kernel() -> None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os.kill(os.getpid(), signal.SIGKILL)

    return ask_the_kernel


@dataclass(frozen=True, slots=True)
class Account:
    """The user that PostgreSQL runs as; `switched` when that is not the user we are."""

    name: str
    uid: int
    gid: int
    switched: bool

    def options(self) -> dict[str, Any]:
        """Return the arguments that make subprocess run something as this user, in a clean environment."""
        identity: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}
        return {"env": CLEAN_ENVIRONMENT, "cwd": "/", "umask": 0o077, "stdin": subprocess.DEVNULL, **identity}

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return its output; raise EmbeddedDatabaseError where we may not switch."""
        try:
            return subprocess.run(  # noqa: S603 - our own commands
                command, capture_output=True, text=True, errors="replace", **self.options()
            )
        except PermissionError as error:
            if error.filename is not None:  # the command itself is out of the user's reach
                return subprocess.CompletedProcess(command, 126, "", str(error))
            raise EmbeddedDatabaseError(
                f"PostgreSQL refuses to run as root, and root may not become {self.name} here ({error}). "
                "Run as another user, or set DATABASE_URL."
            ) from error

    def reaches(self, folder: Path) -> bool:
        """Tell whether the user can enter a folder, asking as that user so that no rule of access is missed."""
        return not self.switched or self.run([shutil.which("test") or "/usr/bin/test", "-x", folder]).returncode == 0

    def own(self, path: Path) -> None:
        """Give a file or folder to the user."""
        if self.switched:
            os.chown(path, self.uid, self.gid)


def account_for(cluster: Path) -> Account:
    """Choose who runs PostgreSQL: we ourselves; for root the owner of the data, or else `postgres` or `nobody`.

    Raises EmbeddedDatabaseError off Linux, for a user without a name, and where the data belong to somebody else.
    """
    if sys.platform != "linux":
        raise EmbeddedDatabaseError("The embedded PostgreSQL needs Linux. Set DATABASE_URL to a PostgreSQL server.")
    uid = os.geteuid()
    owner = cluster.stat().st_uid if cluster.exists() else None
    if uid != 0:
        if owner not in (None, uid):
            raise EmbeddedDatabaseError(f"The database in {cluster} belongs to user {owner}, and we are user {uid}.")
        return _account(uid, switched=False)
    if owner == 0:
        raise EmbeddedDatabaseError(
            f"The database in {cluster} belongs to root, as whom PostgreSQL refuses to run. "
            "Give it to another user, for example with `chown -R nobody`."
        )
    if owner is not None:
        return _account(owner, switched=True)
    for name in ("postgres", "nobody"):
        try:
            return _account(pwd.getpwnam(name).pw_uid, switched=True)
        except KeyError:
            continue
    raise EmbeddedDatabaseError("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.")


def _account(uid: int, *, switched: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedDatabaseError(
            f"User {uid} has no entry in /etc/passwd, without which PostgreSQL does not start. "
            "Add one, run as another user, or set DATABASE_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switched)


class FileLock:
    """An advisory lock on a file, which the kernel drops when its last holder ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._file = open_for_owner(path)

    def fileno(self) -> int:
        """Return the descriptor, which a child may inherit to hold the lock as well."""
        return self._file.fileno()

    def acquire(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free, without waiting; tell whether it was."""
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(self) -> None:
        """Let go of the lock but keep the file open, to ask for it again."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the lock for good; it stays held as long as a child that has inherited it lives."""
        self._file.close()

    def sign(self) -> None:
        """Write into the file who holds the lock, for the messages of those who wait."""
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n".encode())

    def holder(self) -> str:
        """Return the process id of the one who signed last."""
        self._file.seek(0)
        return self._file.read(20).decode("ascii", "replace").strip() or "unknown"


def end_process(process: "subprocess.Popen[bytes]", signums: Sequence[signal.Signals], wait_s: float) -> None:
    """Send a process one signal after the other, waiting so many seconds after each, until it has ended."""
    for signum in signums:
        if process.poll() is None:
            process.send_signal(signum)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(wait_s)
            return


def begin_log_anew(log: Path) -> None:
    """Put a log aside that has become long."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def open_for_owner(path: Path) -> IO[bytes]:
    """Open a file to append to it; what root makes belongs to the owner of the folder, who may come next."""
    file = path.open("ab+", buffering=0)
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.fchown(file.fileno(), folder.st_uid, folder.st_gid)
    os.fchmod(file.fileno(), 0o600)
    return file
