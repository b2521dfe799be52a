"""Which operation of the contract a request asks for, and what that has to say on each of its answers."""

from datetime import UTC, date, datetime, time

from flask import Flask, Response, current_app, request
from werkzeug.http import http_date

from api.contract import Operation


def operation_asked() -> Operation | None:
    """Return the operation that the request is of, whatever became of it; None for what is none."""
    view = current_app.view_functions.get(request.endpoint or "")
    method = "get" if request.method == "HEAD" else request.method.lower()
    handler = getattr(getattr(view, "view_class", None), method, None)
    found: Operation | None = getattr(handler, "operation", None)
    return found


def announce_deprecations(app: Flask) -> None:
    """Have every answer of an operation that is to go say so (RFC 9745), and until when it is there (RFC 8594)."""

    @app.after_request
    def announce(response: Response) -> Response:
        operation = operation_asked()
        if operation is not None and (going := operation.deprecation) is not None:
            response.headers["Deprecation"] = f"@{int(_midnight(going.since).timestamp())}"
            response.headers["Sunset"] = http_date(_midnight(going.sunset))
            response.headers.add("Link", f'<{going.link}>; rel="deprecation"; type="text/html"')
        return response


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
