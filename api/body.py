"""The bodies of requests, each read strictly and once."""

import hashlib
from typing import Any

from flask import Request, current_app
from werkzeug.exceptions import BadRequest, LengthRequired, RequestEntityTooLarge, UnsupportedMediaType

from api import ndjson
from api.faults import Faults
from api.preferences import responds_async
from api.strict_json import decode, parse
from core.errors import InvalidRequest


class StrictRequest(Request):
    """A request whose body is read strictly, once.

    `doubts` are the faults of single values, by path; whoever validates the body reports them with the rest.
    """

    _read: tuple[Any, Faults] | None = None
    _digest: bytes = b""
    _stream: ndjson.Stream | None = None

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Return the body; raise 411, 413, 415, or InvalidRequest where it is not JSON at all."""
        return self._read_once()[0]

    @property
    def doubts(self) -> Faults:
        """Return the faults of single values of the body."""
        return self._read_once()[1]

    @property
    def is_lines(self) -> bool:
        """Tell whether the body has one call a line."""
        return self.mimetype == ndjson.MEDIA_TYPE

    @property
    def calls(self) -> ndjson.Stream:
        """Return the calls of a body of one call a line; raise 411, 413, 415, or 400 where it ended early.

        Raise Overloaded or NoRoom; InvalidRequest, before any of it is read, where they are not to be analysed later.
        """
        if self._stream is None:
            if self.args.get("async") != "true" and not responds_async(self):
                raise InvalidRequest({"async": [f"must be true for {ndjson.MEDIA_TYPE}"]})
            self.max_content_length = ndjson.MAX_BYTES
            _check_head(self, ndjson.MEDIA_TYPE, ndjson.MAX_BYTES)
            self._stream = ndjson.Stream(self)
        return self._stream

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of the body as it was sent."""
        if self.is_lines:
            return self.calls.digest
        self._read_once()
        return self._digest

    def close(self) -> None:
        """Let go of what the body lies in."""
        super().close()
        if self._stream is not None:
            self._stream.close()

    def _read_once(self) -> tuple[Any, Faults]:
        if self._read is None:
            raw = read_body(self)
            self._digest = hashlib.sha256(raw).digest()
            self._read = parse(decode(raw))
        return self._read


def read_body(request: Request) -> bytes:
    """Return a body of JSON; raise 411, 413, 415, or 400 where it ended early."""
    _check_head(request, "application/json", current_app.config["MAX_CONTENT_LENGTH"])
    raw = request.get_data(cache=False)
    if len(raw) < (request.content_length or 0):
        raise BadRequest("The body ended before its Content-Length.")
    return raw


def _check_head(request: Request, media_type: str, limit: int) -> None:
    """Raise 411, 413 or 415 for what the head says of the body."""
    if request.content_length is None and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise LengthRequired("Send the body with a Content-Length, not in chunks.")
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge(f"The body must have at most {limit} bytes.")
    if request.content_type != media_type and not _is_utf8(request, media_type):
        raise UnsupportedMediaType(f"Send the body as {media_type} in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("Send the body without a content encoding.")


def _is_utf8(request: Request, media_type: str) -> bool:
    """Tell whether a body is of a media type, in UTF-8, by what its head says in full."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    return request.mimetype == media_type and charset in ("utf-8", "utf8")
