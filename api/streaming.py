"""Answers that are written while they are sent, and that do not pass for whole ones where they break off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore

import structlog
from flask import Flask, Response, current_app, g, request

from api.compression import gzipped, takes_gzip
from api.framing import ended_in_any_case
from core.errors import Overloaded

log = structlog.get_logger("api")

# Answers that a process writes at once: each holds a thread for as long as its reader takes.
_PLACES = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to save under this name (printable ASCII without quotes), whose parts are made one by one."""

    file_name: str
    content_type: str
    parts: Iterator[bytes]


class BrokenOff(Exception):
    """An answer could not be written to its end. Why is logged; this ends the connection."""


class _Place:
    """A place among those who write long answers; raises Overloaded where there is none."""

    def __init__(self) -> None:
        self._held = _PLACES.acquire(blocking=False)
        if not self._held:
            raise Overloaded

    def leave(self) -> None:
        """Give the place to others; again changes nothing."""
        if self._held:
            self._held = False
            _PLACES.release()


def streamed(begin: Callable[[], Attachment]) -> Response:
    """Answer with a file, part by part; raise Overloaded where too many others are being written.

    What `begin` raises is answered as an error; what the parts raise is logged, and breaks the answer off.
    """
    place = _Place()
    try:
        attachment = begin()
    except BaseException:
        place.leave()
        raise
    response, parts = Response(content_type=attachment.content_type), attachment.parts
    response.vary.add("Accept-Encoding")
    if takes_gzip():
        parts = gzipped(parts)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Disposition"] = f'attachment; filename="{attachment.file_name}"'
    # Both, as a server may close what it has never begun, and need not close what has come to its end.
    response.call_on_close(place.leave)
    written = _to_the_end(current_app._get_current_object(), g.request_id, parts, place)  # type: ignore[attr-defined]
    # Where uWSGI frames answers itself, it ends those that break off as if they were whole.
    if ended_in_any_case() and request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
        written = _framed(written)
        # A client knows by the missing end that there was more, and by the closing that it will not come.
        response.headers["Transfer-Encoding"] = "chunked"
        response.headers["Connection"] = "close"
    response.response = written
    return response


def _to_the_end(app: Flask, request_id: str, parts: Iterator[bytes], place: _Place) -> Iterator[bytes]:
    """Make each part in a context of its own: the request's has ended by then, as has the id that its log lines had."""
    try:
        while True:
            with app.app_context():
                part = next(parts, None)
            if part is None:
                return
            yield part
    except Exception as error:
        log.error("response.broken_off", request_id=request_id, kind=type(error).__name__, exc_info=error)
        # Whoever writes this one down shall not write down what may be said in the other.
        raise BrokenOff from None
    finally:
        place.leave()


def _framed(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Frame parts as HTTP/1.1 does where the length is not known (chunks); what breaks off has no last one."""
    for part in parts:
        if part:  # an empty chunk is the last one
            yield b"%x\r\n%b\r\n" % (len(part), part)
    yield b"0\r\n\r\n"
