"""Whose file of metrics a process writes, where several processes share a folder of them.

Files by process id would pile up: a worker that dies leaves its own behind, and all of them are read at every scrape.
So a process takes a slot, of which there are as many as there are processes at once, and goes on counting where the
one before it has stopped. The kernel gives a slot back, however its process ends.
"""

import fcntl
import os
from itertools import count
from pathlib import Path

from prometheus_client import values
from prometheus_client.multiprocess import mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
PROCESS = "METRICS_PROCESS"  # what the processes are called, such as web; api.worker says so of itself


class Slot:
    """The slot of whichever process asks; one that was forked takes one of its own."""

    def __init__(self, folder: Path, process: str) -> None:
        """Take slots such as web-1 in `folder`; nothing is taken before somebody asks."""
        self._folder = folder
        self._process = process
        self._pid = 0
        self._lock: int | None = None
        self._name = ""

    def __call__(self) -> str:
        """Return the slot of this process; raise OSError where the folder cannot be written."""
        if self._pid != os.getpid():
            self._take()
        return self._name

    def _take(self) -> None:
        if self._lock is not None:
            os.close(self._lock)  # the parent's, which stays locked by the parent
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            name = f"{self._process}-{number}"
            lock = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                continue
            # What the one before had in hand just then, nobody has any more; what it has done stays counted.
            mark_process_dead(name, str(self._folder))
            self._pid, self._lock, self._name = os.getpid(), lock, name
            return


def share_metrics() -> bool:
    """Have all metrics that are made from now on kept in the folder that the environment names; False: in memory."""
    folder = os.environ.get(FOLDER)
    if folder:
        values.ValueClass = values.MultiProcessValue(Slot(Path(folder), os.environ.get(PROCESS, "web")))
    return bool(folder)
