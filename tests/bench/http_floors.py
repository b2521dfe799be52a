"""One POST in two ways that believe what they are sent: what HTTP costs at least, as applications for uWSGI.

`raw` reads the body and sends bytes that are ready; `flask` parses and writes with orjson.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, request

PATH = "/api/v1/conversations/process"
ANSWER = "BENCH_ANSWER"  # the variable that names the file with what is answered


def answer() -> dict[str, Any]:
    """Return what everybody answers."""
    read: dict[str, Any] = orjson.loads(Path(os.environ[ANSWER]).read_bytes())
    return read


def raw() -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """Return a WSGI application without a framework."""
    sent = Path(os.environ[ANSWER]).read_bytes()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(sent)))]

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("200 OK", headers)
        return [sent]

    return serve


def flask() -> Flask:
    """Return Flask with orjson, which believes what it is sent."""
    app, answered = Flask(__name__), answer()

    @app.post(PATH)
    def process() -> Response:
        call = orjson.loads(request.get_data())["transcription"][0]
        assert call["conversation"]
        return Response(orjson.dumps(answered), mimetype="application/json")

    return app
