"""Answers compressed with gzip, for clients that take it."""

import zlib
from collections.abc import Iterator
from typing import Final

from flask import Flask, Response, request

from api.operations import operation_asked

MIN_BYTES: Final = 1000  # what fits into one packet gains nothing
# From here on, more time makes reports hardly smaller: see docs/pages/http.md.
_LEVEL: Final = 5
_GZIP: Final = 16 + zlib.MAX_WBITS
_TYPES: Final = {
    *("application/json", "application/problem+json", "application/x-ndjson", "application/yaml"),
    *("application/javascript", "image/svg+xml"),
}


def compress_answers(app: Flask) -> None:
    """Compress answers that are worth it, but for those of operations that tell secrets.

    Those also say back what they were sent, and how far both are alike would show in the length (BREACH).
    """
    app.after_request(_compressed)


def takes_gzip() -> bool:
    """Tell whether the client takes gzip, and would not rather have it plain."""
    accepted = request.accept_encodings
    plain = accepted.quality("identity") if "identity" in accepted.values() else 0
    return bool(accepted) and accepted.quality("gzip") > 0 and accepted.quality("gzip") >= plain


def gzipped(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Compress a stream part by part; what went in can be read at once from what has come out."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for part in parts:
        yield packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()


def _compressed(response: Response) -> Response:
    if not _is_worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)  # plain or not, it is the same
    if response.status_code == 304 or not takes_gzip():
        return response
    response.direct_passthrough = False  # files, too, are read and compressed as a whole
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    response.set_data(packer.compress(response.get_data()) + packer.flush())
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    return response


def _is_worth_it(response: Response) -> bool:
    if response.status_code == 304:
        return True  # the whole answer, which is not made, would most likely be
    if response.status_code in (204, 206) or "Content-Encoding" in response.headers:
        return False
    kind = response.mimetype or ""
    if kind not in _TYPES and not kind.startswith("text/"):
        return False
    if response.is_streamed and not response.direct_passthrough:
        return False
    operation = operation_asked()
    if operation is not None and operation.secret:
        return False
    length = response.calculate_content_length() or response.content_length or 0
    return length >= MIN_BYTES
