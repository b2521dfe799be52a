"""How answers are framed on the wire, where the server in front of the application does that."""

import importlib

from flask import Flask, Response, request


def chunked_by_server() -> bool:
    """Tell whether uWSGI frames answers without a length itself, in chunks."""
    if "uwsgi.version" not in request.environ:
        return False
    return "http-auto-chunked" in importlib.import_module("uwsgi").opt


def end_after_not_modified(app: Flask) -> None:
    """Have connections end after a 304: uWSGI would send chunks behind it, which belong to no answer.

    A length would keep it from that, but a 304 may only tell that of the whole answer, which was not made.
    """

    @app.after_request
    def end(response: Response) -> Response:
        if response.status_code == 304 and chunked_by_server():
            response.headers["Connection"] = "close"
        return response
