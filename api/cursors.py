"""Opaque cursors: where a page of a list ended, as text that a client sends back.

Not signed: a place in a list gives away nothing, and a made-up one shows nothing that the list would not show. They are
parsed strictly nevertheless, so that a cursor that was cut off, or belongs elsewhere, is named as a fault instead of
showing a page that nobody asked for.
"""

import base64
import hashlib
import struct
from datetime import UTC, datetime, timedelta
from math import isfinite
from uuid import UUID

from core.errors import InvalidRequest
from core.paging import Position, ScorePosition

# Which list, microseconds since 1970 or else a score, the object's id.
_FORM = struct.Struct(">8sq16s")
_SCORED = struct.Struct(">8sd16s")
_SINGLE = struct.Struct(">f")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_OBJECT = UUID(int=0)


class Cursors:
    """The cursors of one list, which is told from others by names: its operation, what it is a list of, its filters.

    >>> from uuid import UUID
    >>> end = Position(datetime(2024, 1, 15, 10, 30, tzinfo=UTC), UUID("01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"))
    >>> cursors = Cursors("listAnswers", "CALL_2024_001")
    >>> cursors.read(cursors.write(end)) == end
    True
    """

    def __init__(self, *names: str) -> None:
        parts = b"".join(hashlib.sha256(name.encode()).digest() for name in names)
        self._list = hashlib.sha256(parts).digest()[:8]

    def write(self, end: Position | None) -> str | None:
        """Return the cursor of a place in the list; None for None."""
        if end is None:
            return None
        return _text(_FORM.pack(self._list, (end.at - _EPOCH) // _MICROSECOND, end.object_id.bytes))

    def read(self, cursor: str | None) -> Position | None:
        """Return the place that a cursor names; None for None. Raise InvalidRequest for what is none of this list."""
        if cursor is None:
            return None
        try:
            whose, microseconds, object_id = _FORM.unpack(_packed(cursor))
            end = Position(_EPOCH + microseconds * _MICROSECOND, UUID(bytes=object_id))
        except (ValueError, struct.error, OverflowError):
            raise _fault() from None
        # The last character has bits to spare: only one spelling of a cursor is a cursor.
        if whose != self._list or self.write(end) != cursor:
            raise _fault()
        return end

    def write_scored(self, end: ScorePosition | None) -> str | None:
        """Return the cursor of a place in a list that goes by a score; None for None."""
        return None if end is None else _text(_SCORED.pack(self._list, end.score, end.object_id.bytes))

    def read_scored(self, cursor: str | None) -> ScorePosition | None:
        """Return the score and the id that a cursor names; None for None. Raise InvalidRequest as `read`."""
        if cursor is None:
            return None
        try:
            whose, score, object_id = _SCORED.unpack(_packed(cursor))
        except (ValueError, struct.error):
            raise _fault() from None
        end = ScorePosition(score, UUID(bytes=object_id))
        if whose != self._list or not isfinite(score) or self.write_scored(end) != cursor:
            raise _fault()
        return end

    def read_ranked(self, cursor: str | None) -> ScorePosition | None:
        """Return what `read_scored` does, where single precision, which ranks of searches have, can hold the score."""
        end = self.read_scored(cursor)
        if end is not None and not _fits_single(end.score):
            raise _fault()
        return end

    def write_number(self, end: int | None) -> str | None:
        """Return the cursor of a place in a list that goes by numbers from 0; None for None."""
        return None if end is None else self.write(Position(_EPOCH + end * _MICROSECOND, _NO_OBJECT))

    def read_number(self, cursor: str | None) -> int | None:
        """Return the number that a cursor names; None for None. Raise InvalidRequest for what is none of this list."""
        end = self.read(cursor)
        if end is None:
            return None
        number = (end.at - _EPOCH) // _MICROSECOND
        if number < 0 or end.object_id != _NO_OBJECT:
            raise _fault()
        return number


def _fits_single(score: float) -> bool:
    try:
        return bool(_SINGLE.unpack(_SINGLE.pack(score))[0]) or score == 0
    except OverflowError:
        return False


def _text(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _packed(cursor: str) -> bytes:
    return base64.b64decode(f"{cursor}=", altchars=b"-_", validate=True)


def _fault() -> InvalidRequest:
    return InvalidRequest({"cursor": ["is not a cursor of this list"]})
