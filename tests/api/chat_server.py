"""A server that speaks the chat protocol of language models over real sockets, faults included."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from api.language_model import MAX_BYTES

Behaviour = Callable[["Exchange", dict[str, Any]], None]


class Exchange(BaseHTTPRequestHandler):
    """One request, and how it is answered."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: ChatServer = self.server  # type: ignore[assignment]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
        behaviour = server.script.pop(0) if len(server.script) > 1 else server.script[0]
        try:
            behaviour(self, body)
        except OSError:  # who asked has hung up
            self.close_connection = True

    do_GET = do_POST

    def log_message(self, format: str, *args: Any) -> None: ...

    def answer(self, body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class ChatServer(ThreadingHTTPServer):
    """Answers each request by the next behaviour of its script, and all others by the last one."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.requests: list[dict[str, Any]] = []
        self.script: list[Behaviour] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def serving_chats() -> Iterator[ChatServer]:
    server = ChatServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def completion(content: Any) -> bytes:
    message = {"role": "assistant", "content": content if isinstance(content, str) else json.dumps(content)}
    return json.dumps({"id": "1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()


def says(content: Any) -> Behaviour:
    """Reply with this content, which is written as JSON unless it is text."""
    return lambda exchange, body: exchange.answer(completion(content))


def sends(body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> Behaviour:
    return lambda exchange, _: exchange.answer(body, status, kind, **headers)


def fails(status: int) -> Behaviour:
    return sends(b'{"error": {"message": "no"}}', status)


def is_slow(exchange: Exchange, body: dict[str, Any]) -> None:
    time.sleep(1)
    exchange.answer(completion({}))


def drips(exchange: Exchange, body: dict[str, Any]) -> None:
    """Send something all the time, and never come to an end."""
    exchange.send_response(200)
    exchange.send_header("Content-Type", "application/json")
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    for _ in range(100):
        exchange.wfile.write(b" ")
        time.sleep(0.02)


def drips_headers(exchange: Exchange, body: dict[str, Any]) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        exchange.wfile.write(f"X-{number}: y\r\n".encode())
        time.sleep(0.02)


def is_huge(exchange: Exchange, body: dict[str, Any]) -> None:
    exchange.answer(completion({"answer": "x" * MAX_BYTES}))


def hangs_up(exchange: Exchange, body: dict[str, Any]) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Type", "application/json")
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    exchange.wfile.write(b'{"choices": [')
    exchange.close_connection = True


def refuses_schemas(content: Any) -> Behaviour:
    """Answer 400 to whoever sends a response_format, and reply to others."""
    return lambda exchange, body: (fails(400) if "response_format" in body else says(content))(exchange, body)
