"""Which of the media types that an answer comes in a request wants."""

from typing import Final

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

JSON: Final = "application/json"
HTML: Final = "text/html"
SVG: Final = "image/svg+xml"


def wanted(*offered: str) -> str:
    """Return the media type that `Accept` prefers, the first of them where it prefers none; raise NotAcceptable.

    The most specific range that fits a type says how much it is wanted, as RFC 9110, 12.5.1 has it.
    """
    if not request.accept_mimetypes:
        return offered[0]
    # We have each type in UTF-8 only, and serve it to whoever asks for another charset, too.
    accepted = MIMEAccept([(range_.partition(";")[0].strip(), quality) for range_, quality in request.accept_mimetypes])
    best = max(offered, key=accepted.quality)
    if not accepted.quality(best):
        raise NotAcceptable
    return best
