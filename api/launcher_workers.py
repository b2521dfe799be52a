"""The workers as the launcher runs them: started again when they die, later and later where they die at once."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from api.launcher_uwsgi import PROJECT
from api.queue_names import ANALYSIS, DELIVERIES
from db.embedded_process import begin_log_anew, die_with_parent, end_process, open_for_owner

STOP_S = 10.0  # for calls that are being analysed; what is cut off is handed out again at the next start
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 10.0
LONG_LIFE_S = 10.0  # after which a death is not the continuation of the one before
COURIER_THREADS = 16


class Worker:
    """A Celery worker as a process. It must be started and looked after by a thread that lives as long as it does."""

    def __init__(self, name: str, options: list[str], data_dir: Path, environment: Mapping[str, str]) -> None:
        """Prepare a worker with these options, whose log is named like it."""
        self.name = name
        self._command = [
            *(sys.executable, "-m", "celery", "--app", "api.worker", "--quiet", "--skip-checks", "worker"),
            *("--hostname", f"{name}@%h", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            *options,
        ]
        self._log = data_dir / f"{name}.log"
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._process: subprocess.Popen[bytes] | None = None
        self._started_s = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._due_s: float | None = None

    def start(self) -> None:
        """Start the worker; it waits for the broker by itself."""
        begin_log_anew(self._log)
        self._started_s, self._due_s = time.monotonic(), None
        with open_for_owner(self._log) as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program and options
                self._command,
                env=self._environment,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in a terminal is for the launcher, which stops things in order
                preexec_fn=die_with_parent(signal.SIGKILL),  # its own processes follow: api.worker
            )

    def look_after(self) -> str | None:
        """Start the worker again where it has died and its pause is over; return what is to be said of that, if any."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        now_s = time.monotonic()
        if self._due_s is None:
            if now_s - self._started_s > LONG_LIFE_S:
                self._pause_s = FIRST_PAUSE_S
            self._due_s = now_s + self._pause_s
            pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, LONGEST_PAUSE_S)
            return f"the {self.name} ended with code {code}; starting it again in {pause_s:.0f} s"
        if now_s >= self._due_s:
            self.start()
        return None

    def end(self) -> None:
        """Ask the worker to finish what it does and take nothing more."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for the worker to have ended, up to 10 s, and end it by force then."""
        if self._process is None:
            return
        end_process(self._process, (signal.SIGTERM, signal.SIGKILL), STOP_S)


def workers(concurrency: int, data_dir: Path, environment: Mapping[str, str]) -> list[Worker]:
    """Return the two workers of one machine: one that analyses so many calls at once, and the courier."""
    analysis = ["--queues", ANALYSIS, "--concurrency", str(concurrency)]
    courier = ["--queues", DELIVERIES, "--pool", "threads", "--concurrency", str(COURIER_THREADS)]
    return [
        Worker("worker", analysis, data_dir, environment),
        Worker("courier", courier, data_dir, environment),
    ]
