"""A worker's sign of life: a file that it touches for as long as its loop turns, for checks of health from outside."""

import os
from pathlib import Path
from typing import Any

from celery.bootsteps import StartStopStep

INTERVAL_S = 10.0
FOLDER = "RUNTIME_DIRECTORY"


class SignOfLife(StartStopStep):
    """Touches `NAME.alive` in the folder that RUNTIME_DIRECTORY names, every ten seconds; without one, nothing.

    NAME is what stands before the @ in the worker's name. It is the worker's own timer that does it: a loop that hangs
    touches nothing.
    """

    requires = {"celery.worker.components:Timer"}  # noqa: RUF012 - Celery's own way to say so

    def __init__(self, parent: Any, **options: Any) -> None:
        """Find where the file of the worker belongs."""
        super().__init__(parent, **options)
        folder = os.environ.get(FOLDER)
        self._file = Path(folder, f"{parent.hostname.partition('@')[0]}.alive") if folder else None

    def start(self, parent: Any) -> None:
        """Begin to touch the file."""
        if self._file is not None:
            self._file.touch()
            parent.timer.call_repeatedly(INTERVAL_S, self._file.touch)

    def stop(self, parent: Any) -> None:
        """Take the file away: who stops is not alive."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)
