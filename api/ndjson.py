"""Batches of one call a line, read as a stream: what lies in memory grows with their calls, not with their words."""

import hashlib
import io
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import IO, Any, Final, cast, overload

import orjson
from flask import Request
from werkzeug.exceptions import BadRequest

from api import faults as wording
from api import parsing
from api.contract import CONTRACT
from api.faults import BODY, MAX_FAULTS, Faults
from api.strict_json import decode, parse
from core.calls import Call
from core.errors import InvalidRequest, NoRoom, Overloaded
from core.services.conversations import Entry

MEDIA_TYPE: Final = "application/x-ndjson"
MAX_BYTES: Final = 256 * 1024 * 1024
MAX_LINE_BYTES: Final = 10 * 1024 * 1024
MAX_CALLS: Final = 10_000
# Empty lines included: they are cheap to send, and cost a step each.
MAX_LINES: Final = 100_000
# What takes time to read is not bytes but values. Ten thousand calls of sixty turns have two thirds of that.
MAX_CONTAINERS: Final = 1_000_000
MAX_COMMAS: Final = 16_000_000
# What is read on after the first fault to find others: of lines that are made to be costly it is seconds.
MAX_BYTES_AFTER_FAULT: Final = 16 * 1024 * 1024
_TOO_MUCH = f"must have at most {MAX_CONTAINERS} objects and lists, and {MAX_COMMAS} commas: send it in parts"
_PIECE_BYTES = 1024 * 1024

# Streams that a process reads at once: each takes a core while it is read, and its room on the disk until it is stored.
_PLACES = BoundedSemaphore(2)


class Stream(Sequence[Call]):
    """The calls of one body, read once, and again from a file that nobody else sees; `close` it.

    `entries` are the identities in them, `faults` those of their form, by path, `digest` the SHA-256 of the body. As a
    sequence it has no calls where there is a fault.
    """

    def __init__(self, request: Request) -> None:
        """Read a body to its end; raise 400 where it ended early.

        Raise Overloaded where too many others are being read, NoRoom where the disk does not take it.
        """
        self.entries: list[Entry] = []
        self.faults: Faults = {}
        self._offsets = array("Q", [0])
        self._file = _place()
        self._open = True
        try:
            body = _Body(request)
            self._read(body)
            with _room():
                self._file.flush()
            body.drain()
            self.digest = body.digest()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the room and the place to others."""
        if self._open:
            self._open = False
            try:
                # It tries to write once more what there was no room for.
                with suppress(OSError):
                    self._file.close()
            finally:
                _PLACES.release()

    def __len__(self) -> int:
        return 0 if self.faults else len(self.entries)

    @overload
    def __getitem__(self, index: int) -> Call: ...

    @overload
    def __getitem__(self, index: slice) -> list[Call]: ...

    def __getitem__(self, index: int | slice) -> Call | list[Call]:
        positions = range(len(self))[index]
        return [self._call(each) for each in positions] if isinstance(positions, range) else self._call(positions)

    def _call(self, position: int) -> Call:
        begin, end = self._offsets[position : position + 2]
        self._file.seek(begin)
        # The strict reader had nothing against it, and the two agree on the rest.
        return parsing.call(orjson.loads(self._file.read(end - begin)))

    def _read(self, body: "_Body") -> None:
        """Read calls until the end, or until enough has been said of what is wrong."""
        after_fault = containers = commas = 0
        for number, line in enumerate(body.lines(), start=1):
            # Those in texts included: this is a bound, and has to cost nothing.
            containers += line.count(b"{") + line.count(b"[")
            commas += line.count(b",")
            if containers > MAX_CONTAINERS or commas > MAX_COMMAS:
                wording.add(self.faults, BODY, _TOO_MUCH)
            elif after_fault > MAX_BYTES_AFTER_FAULT:
                wording.add(self.faults, BODY, f"was looked at up to line {number - 1} only")
            elif number > MAX_LINES:
                wording.add(self.faults, BODY, f"must have at most {MAX_LINES} lines")
            elif len(line) - line.endswith(b"\n") > MAX_LINE_BYTES:
                wording.add(self.faults, f"line[{number}]", f"must have at most {MAX_LINE_BYTES} bytes")
            elif line.strip():
                self._take(f"line[{number}]", line)
            if BODY in self.faults or len(self.faults) >= MAX_FAULTS:
                return
            after_fault += len(line) if self.faults else 0
        if not self.entries and not self.faults:
            wording.add(self.faults, BODY, "must have a call")

    def _take(self, place: str, line: bytes) -> None:
        if len(self.entries) == MAX_CALLS:
            wording.add(self.faults, BODY, f"must have at most {MAX_CALLS} calls")
            return
        item = read_call(place, line, self.faults)
        self.entries.append(parsing.entry(place, item, self.faults))
        # Once something is at fault, nothing will be stored.
        if not self.faults:
            with _room():
                self._file.write(line)
            self._offsets.append(self._offsets[-1] + len(line))


def read_call(place: str, line: bytes, faults: Faults, campaign_ref: str | None = None) -> Any:
    """Read one line as a call of the contract, None where it is not JSON; add what is wrong with it, at this place.

    `campaign_ref` stands for the campaign that the call names, or does not.
    """
    try:
        item, doubts = parse(decode(line.removesuffix(b"\n")))
    except InvalidRequest as error:
        # Every line is the first of its own.
        said = {path: [each.replace("line 1, ", "") for each in told] for path, told in error.faults.items()}
        wording.add_all(faults, said, place)
        return None
    if campaign_ref is not None and isinstance(item, dict):
        item["campaign_id"] = campaign_ref
    wording.add_all(faults, doubts, place)
    wording.add_all(faults, CONTRACT.faults("Transcription", item), place)
    return item


class _Body:
    """The bytes of a body, each read once and hashed."""

    def __init__(self, request: Request) -> None:
        # Werkzeug's stream has no readline of its own but one that takes a step a byte.
        self._stream = io.BufferedReader(cast(io.RawIOBase, request.stream), _PIECE_BYTES)
        self._length = request.content_length or 0
        self._got = 0
        self._hash = hashlib.sha256()

    def lines(self) -> Iterator[bytes]:
        """Yield the lines, which end with a line feed alone; of one that is too long a part that shows it."""
        while line := self._noted(self._stream.readline(MAX_LINE_BYTES + 1)):
            yield line
            while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
                line = self._noted(self._stream.readline(MAX_LINE_BYTES + 1))

    def drain(self) -> None:
        """Read to the end, so that who sends it hears what is said of it; raise BadRequest where that came early."""
        while self._noted(self._stream.read(_PIECE_BYTES)):
            pass
        if self._got < self._length:
            raise BadRequest("The body ended before its Content-Length.")

    def digest(self) -> bytes:
        """Return the SHA-256 of what was read."""
        return self._hash.digest()

    def _noted(self, part: bytes) -> bytes:
        self._got += len(part)
        self._hash.update(part)
        return part


@contextmanager
def _room() -> Iterator[None]:
    """Turn what the disk says that is full, or not for us, into NoRoom."""
    try:
        yield
    except OSError as error:
        raise NoRoom from error


def _place() -> IO[bytes]:
    """Take a place among those who read, with a file that lives as long as it is held; raise Overloaded, NoRoom."""
    if not _PLACES.acquire(blocking=False):
        raise Overloaded
    try:
        with _room():
            return tempfile.TemporaryFile()
    except BaseException:
        _PLACES.release()
        raise
