"""The web server as the launcher runs it: uWSGI, which ends with its launcher, and writes its log to a file."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path

from db.embedded_process import LOG_LIMIT, begin_log_anew, die_with_parent, end_process, open_for_owner

PROJECT = Path(__file__).resolve().parent.parent
CONFIGURATION = PROJECT / "docker" / "uwsgi.ini"
READY_S = 60.0
STOP_S = 35.0  # a little more than the mercy that uwsgi.ini grants to requests that are being answered
LOADED_S = 5.0  # for the application to load, when it is to stop that early
POLL_S = 0.05


class WebServerError(Exception):
    """The web server cannot run; the message says why, in words for people."""


def check_port(port: int) -> None:
    """Raise WebServerError where the port cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"Port {port} is in use by another program."
            else:
                reason = f"Port {port} cannot be used: {error.strerror}."
            raise WebServerError(f"{reason} Set PORT to another, for example PORT={other_port(port)}.") from error


def other_port(port: int) -> int:
    """Name a port that is free just now, preferably the next one."""
    with socket.socket() as probe:
        try:
            probe.bind(("", port + 1))
        except (OSError, OverflowError):
            probe.bind(("", 0))
        return int(probe.getsockname()[1])


class WebServer:
    """uWSGI on a port. It must be started by a thread that lives as long as the server."""

    def __init__(self, port: int, log: Path) -> None:
        """Prepare a server whose own output and that of the service go to `log`."""
        self._port = port
        self._log = log
        self._log_start = 0  # bytes of it that are from earlier times
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, environment: Mapping[str, str]) -> None:
        """Start uWSGI with this environment, to which the port and the path of our packages are added."""
        begin_log_anew(self._log)
        with open_for_owner(self._log) as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own server and configuration
                [sys.executable, Path(sysconfig.get_path("scripts")) / "uwsgi", "--ini", CONFIGURATION],
                # uWSGI starts itself anew for a reload, and then knows its packages by PYTHONPATH only.
                env={
                    # Threads that answer in turn have no use for a heap each: 250 MB a process rather than 300.
                    "MALLOC_ARENA_MAX": "2",
                    **environment,
                    "PORT": str(self._port),
                    "PYTHONPATH": sysconfig.get_path("platlib"),
                    "PYTHONUNBUFFERED": "1",
                },
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in a terminal is for the launcher, which stops things in order
                preexec_fn=die_with_parent(signal.SIGKILL),  # the workers follow: no-orphans in uwsgi.ini
            )

    def exit_code(self) -> int | None:
        """Return the exit code (negative: the signal) of a server that has ended, or None while it runs."""
        return self._process.poll() if self._process else None

    def wait_until_ready(self) -> None:
        """Wait until /readyz answers 200; raise WebServerError if the server ends or 60 s pass before that."""
        deadline = time.monotonic() + READY_S
        while (answer := self._ask("/readyz")) != 200:
            if (code := self.exit_code()) is not None:
                raise WebServerError(f"The web server ended with code {code}. {self.last_words()}")
            if time.monotonic() > deadline:
                raise WebServerError(f"/readyz answered {answer or 'nothing'} for {READY_S:.0f} s. {self.last_words()}")
            time.sleep(POLL_S)

    def _ask(self, path: str) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def stop(self) -> None:
        """Let the requests that are being answered finish, for up to 30 s, and stop. Harmless when it has ended."""
        if self._process is None:
            return
        # uWSGI forgets to stop a worker that is still loading the application, and then waits for it in vain.
        deadline = time.monotonic() + LOADED_S
        while self.exit_code() is None and not self._has_loaded() and time.monotonic() < deadline:
            time.sleep(POLL_S)
        by_force_at_last = (signal.SIGTERM, signal.SIGKILL) if self._has_loaded() else (signal.SIGKILL,)
        end_process(self._process, by_force_at_last, STOP_S)

    def _has_loaded(self) -> bool:
        """Tell from what uWSGI has logged since its start whether every worker has loaded the application."""
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            words = log.read(LOG_LIMIT)
        return words.count(b"WSGI app 0 (") >= words.count(b"spawned uWSGI worker ") > 0

    def last_words(self) -> str:
        """Return the end of the log, introduced by its name."""
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read(LOG_LIMIT).decode("utf-8", "replace").splitlines()
        return f"{os.path.relpath(self._log)} ends:\n" + "\n".join(lines[-15:])
