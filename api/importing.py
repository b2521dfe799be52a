"""Files of one call a line, plain or gzipped, on their way from the command line into the service."""

import gzip
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast

from api import parsing
from api.faults import Faults
from api.ndjson import MAX_LINE_BYTES, read_call
from core.calls import Call
from core.jobs import CALLS_AT_ONCE, TURNS_AT_ONCE
from core.services.importing import ImportService

STANDARD_INPUT: Final = Path("-")
# Faults that are shown; the others are counted.
FAULTS_SHOWN: Final = 100
_GZIP: Final = b"\x1f\x8b"


class DamagedFile(Exception):
    """A file that cannot be read to its end; the message says from where on."""


class CallFile:
    """A file of lines; `size` is what of it there is to read, in bytes, None where nobody knows."""

    def __init__(self, path: Path) -> None:
        """Open the file, `-`: the standard input; raise OSError. Use it as a context manager."""
        self._closing = ExitStack()
        if path == STANDARD_INPUT:
            self._raw: IO[bytes] = sys.stdin.buffer
        else:
            self._raw = self._closing.enter_context(path.open("rb"))
        about = os.fstat(self._raw.fileno())
        self.size = about.st_size if stat.S_ISREG(about.st_mode) else None
        # By what is in it, whatever it is called.
        zipped = self._raw.peek(len(_GZIP)).startswith(_GZIP)  # type: ignore[attr-defined]
        self._lines = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw)) if zipped else self._raw

    def __enter__(self) -> "CallFile":
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.close()

    @property
    def position(self) -> int:
        """Return how much of `size` has been read; 0 where nobody knows."""
        return 0 if self.size is None else self._raw.tell()

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines with their numbers, from 1; of one that is too long a part that shows it.

        Raises DamagedFile.
        """
        number = 0
        try:
            while line := self._lines.readline(MAX_LINE_BYTES + 1):
                number += 1
                yield number, line
                while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
                    line = self._lines.readline(MAX_LINE_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise DamagedFile(f"The file cannot be read after line {number}: {error}.") from error


@dataclass(slots=True)
class Import:
    """An import under way: what became of the lines so far.

    `faults` are the first ones, by path; `faulty` counts the calls that have any.
    """

    service: ImportService
    tenant_id: str
    campaign_ref: str | None = None
    stored: int = 0
    failed: int = 0
    known: int = 0
    faulty: int = 0
    faults: Faults = field(default_factory=dict)

    def run(self, file: CallFile, progress: Callable[[int], None]) -> None:
        """Store the calls of a file, batch by batch; tell the position after each. Raises DamagedFile at the end."""
        waiting: list[tuple[str, Call]] = []
        turns = 0
        try:
            for number, line in file.lines():
                call = self._read(f"line[{number}]", line)
                if call is None:
                    continue
                waiting.append((f"line[{number}]", call))
                turns += len(call.turns)
                if len(waiting) == CALLS_AT_ONCE or turns >= TURNS_AT_ONCE:
                    self._store(waiting)
                    waiting, turns = [], 0
                    progress(file.position)
        except DamagedFile:
            self._store(waiting)  # what was read before is in order
            raise
        self._store(waiting)
        progress(file.position)

    def _read(self, place: str, line: bytes) -> Call | None:
        """Return the call of a line; None for an empty line, and for one that is at fault."""
        if not line.strip():
            return None
        faults: Faults = {}
        if len(line) - line.endswith(b"\n") > MAX_LINE_BYTES:
            faults[place] = [f"must have at most {MAX_LINE_BYTES} bytes"]
        else:
            item = read_call(place, line, faults, self.campaign_ref)
            if not faults:
                return parsing.call(item)
        self._blame(faults, 1)
        return None

    def _store(self, calls: list[tuple[str, Call]]) -> None:
        if not calls:
            return
        done = self.service.store(self.tenant_id, calls)
        self.stored += done.stored
        self.failed += done.failed
        self.known += done.known
        faults = {path: list(said) for path, said in done.faults.items()}
        self._blame(faults, len(calls) - done.stored - done.known)

    def _blame(self, faults: Faults, calls: int) -> None:
        self.faulty += calls
        for path, messages in faults.items():
            if len(self.faults) < FAULTS_SHOWN:
                self.faults[path] = messages
