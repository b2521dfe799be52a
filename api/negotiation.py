"""Which of the media types that an answer comes in a request wants."""

from typing import Final

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

JSON: Final = "application/json"
HTML: Final = "text/html"
SVG: Final = "image/svg+xml"
PROBLEM: Final = "application/problem+json"


def wanted(*offered: str) -> str:
    """Return the media type that `Accept` prefers, the first of them where it prefers none; raise NotAcceptable.

    The most specific range that fits a type says how much it is wanted, as RFC 9110, 12.5.1 has it.
    """
    accepted = _accepted()
    # How errors are to come says nothing of other answers.
    if set(accepted.values()) <= {PROBLEM}:
        return offered[0]
    best = max(offered, key=accepted.quality)
    if not accepted.quality(best):
        raise NotAcceptable
    return best


def wants_problem() -> bool:
    """Tell whether errors are to come as RFC 9457 has them: named as such, and wanted no less than other JSON."""
    accepted = _accepted()
    wanted_as_problem = accepted.quality(PROBLEM) if PROBLEM in accepted.values() else 0
    return wanted_as_problem > 0 and wanted_as_problem >= accepted.quality(JSON)


def _accepted() -> MIMEAccept:
    """Return what `Accept` names, without parameters: we have each type in UTF-8 only, and serve it to anybody."""
    return MIMEAccept(
        [(range_.partition(";")[0].strip().lower(), quality) for range_, quality in request.accept_mimetypes]
    )
