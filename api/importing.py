"""Calls in files, plain or gzipped, on their way from the command line into the service."""

import gzip
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast

from api import faults as wording
from api import parsing
from api.faults import BODY, Faults
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


@dataclass(frozen=True, slots=True)
class Found:
    """A call that was read: `call` in the contract's words, or None and what is wrong with it, by path in its document.

    It stands at `place` in `file`; either may be empty. `position` is how much has been read of all files, in bytes.
    """

    file: str
    place: str
    call: dict[str, Any] | None
    faults: Faults
    position: int

    def told(self, faults: Faults) -> Faults:
        """Return faults of the call by the paths that people find them at: with the file and the place in it."""
        placed: Faults = {}
        wording.add_all(placed, faults, self.place)
        if not self.file:
            return placed
        return {self.file if path == BODY else f"{self.file}: {path}": said for path, said in placed.items()}


def calls_of(sources: Iterable[Path], campaign_ref: str | None) -> Iterator[Found]:
    """Read the calls of files that have one a line, as processConversations takes them; empty lines are passed over.

    Raises OSError for a file that cannot be opened, and DamagedFile.
    """
    sources, before = list(sources), 0
    for path in sources:
        name = str(path) if len(sources) > 1 else ""
        with CallFile(path) as file:
            for number, line in file.lines():
                faults: Faults = {}
                call = None
                if len(line) - line.endswith(b"\n") > MAX_LINE_BYTES:
                    faults[BODY] = [f"must have at most {MAX_LINE_BYTES} bytes"]
                elif line.strip():
                    call = read_call("", line, faults, campaign_ref)
                else:
                    continue
                yield Found(name, f"line[{number}]", None if faults else call, faults, before + file.position)
            before += file.size or 0


@dataclass(slots=True)
class Import:
    """An import under way: what became of the calls so far.

    `faults` are the first ones, by path; `faulty` counts the calls that have any.
    """

    service: ImportService
    tenant_id: str
    stored: int = 0
    failed: int = 0
    known: int = 0
    faulty: int = 0
    faults: Faults = field(default_factory=dict)

    def run(self, calls: Iterator[Found], progress: Callable[[int], None]) -> None:
        """Store calls, batch by batch; tell the position after each. Raises at the end what reading them raises."""
        waiting: list[tuple[Found, Call]] = []
        turns = position = 0
        try:
            for found in calls:
                position = found.position
                if found.call is None:
                    self.faulty += 1
                    self._note(found.told(found.faults))
                    continue
                call = parsing.call(found.call)
                waiting.append((found, call))
                turns += len(call.turns)
                if len(waiting) == CALLS_AT_ONCE or turns >= TURNS_AT_ONCE:
                    self._store(waiting)
                    waiting, turns = [], 0
                    progress(position)
        except (DamagedFile, OSError):
            self._store(waiting)  # what was read before is in order
            raise
        self._store(waiting)
        progress(position)

    def _store(self, calls: list[tuple[Found, Call]]) -> None:
        if not calls:
            return
        done = self.service.store(self.tenant_id, [(f"call[{index}]", call) for index, (_, call) in enumerate(calls)])
        self.stored += done.stored
        self.failed += done.failed
        self.known += done.known
        for path, said in done.faults.items():
            place, _, own = path.partition(".")
            found, _ = calls[int(place.removeprefix("call[").removesuffix("]"))]
            self._note(found.told({own: list(said)}))
        self.faulty += len(calls) - done.stored - done.known

    def _note(self, faults: Faults) -> None:
        for path, messages in faults.items():
            if len(self.faults) < FAULTS_SHOWN:
                self.faults[path] = messages
