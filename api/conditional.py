"""Answers that a client has already: named by `ETag`, asked for by `If-None-Match`, not made and sent anew."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from flask import Response, request

_SOURCES: Final = Path(__file__).resolve().parent.parent
_SHOWING: Final = ("api/**/*.py", "api/templates/*", "core/**/*.py")


def unless_known(*parts: str, answer: Callable[[], Response]) -> Response:
    """Answer with 304 where the client has this already, else with what `answer` makes; name it either way.

    `parts` tell all that the answer is made of, but for the code that makes it. The names are weak: an answer has the
    same one however it is compressed.
    """
    tag = _digest(_EDITION, *(part.encode() for part in parts)).hex()[:32]
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else answer()
    response.set_etag(tag, weak=True)
    return response


def _edition_of_code() -> bytes:
    files = sorted(path for pattern in _SHOWING for path in _SOURCES.glob(pattern) if path.is_file())
    return _digest(*(path.read_bytes() for path in files))


def _digest(*parts: bytes) -> bytes:
    # Each by its own digest, so that no two lists of parts run together to the same bytes.
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


# The code that makes answers: another one may show the same otherwise. Read when it is loaded, before it can change.
_EDITION: Final = _edition_of_code()
