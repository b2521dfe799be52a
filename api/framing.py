"""How answers are framed on the wire, where the server in front of the application does that."""

import importlib

from flask import Flask, Response, request


def chunked_by_server() -> bool:
    """Tell whether uWSGI frames answers without a length itself, in chunks."""
    return _uwsgi_has("http-auto-chunked")


def ended_in_any_case() -> bool:
    """Tell whether an answer without a length that breaks off is passed on as a whole one.

    uWSGI gives it its last chunk; or it speaks HTTP to nginx and just ends the connection, and nginx gives it one.
    """
    return _uwsgi_has("http-auto-chunked") or _uwsgi_has("http-socket")


def _uwsgi_has(option: str) -> bool:
    return "uwsgi.version" in request.environ and option in importlib.import_module("uwsgi").opt


def end_after_not_modified(app: Flask) -> None:
    """Have connections end after a 304: uWSGI would send chunks behind it, which belong to no answer.

    A length would keep it from that, but a 304 may only tell that of the whole answer, which was not made.
    """

    @app.after_request
    def end(response: Response) -> Response:
        if response.status_code == 304 and chunked_by_server():
            response.headers["Connection"] = "close"
        return response
