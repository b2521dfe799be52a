"""A receiver of webhooks over real sockets: takes them, or does to them what receivers do."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


class Exchange(BaseHTTPRequestHandler):
    """One request, and how it is answered."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        receiver: Receiver = self.server  # type: ignore[assignment]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver.received.append(Received(self.path, headers, body))
        behaviour = receiver.script.pop(0) if len(receiver.script) > 1 else receiver.script[0]
        try:
            behaviour(self)
        except OSError:  # who sent it has hung up
            self.close_connection = True

    do_GET = do_POST

    def log_message(self, format: str, *args: Any) -> None: ...


Behaviour = Callable[[Exchange], None]


class Receiver(ThreadingHTTPServer):
    """Answers each request by the next behaviour of its script, and all others by the last one."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.received: list[Received] = []
        self.script: list[Behaviour] = [answers(204)]

    def handle_error(self, request: object, client_address: object) -> None:
        """Be silent about those who have hung up: they are meant to, and couriers are killed."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def host(self) -> tuple[str, int]:
        return ("127.0.0.1", self.server_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks?of=calls"


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()


def answers(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    def behave(exchange: Exchange) -> None:
        exchange.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            exchange.send_header(name.replace("_", "-"), value)
        exchange.end_headers()
        exchange.wfile.write(body)

    return behave


def redirects_to(url: str, status: int = 307) -> Behaviour:
    return answers(status, Location=url)


def hangs(exchange: Exchange) -> None:
    """Say nothing until whoever sent it has hung up."""
    exchange.connection.settimeout(60)
    exchange.connection.recv(1)
    exchange.close_connection = True


def drips_headers(exchange: Exchange) -> None:
    """Begin to answer, go on all the time, and come to no end."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(5000):
        exchange.wfile.write(f"X-{number % 10}: y\r\n".encode())
        time.sleep(0.01)


def drips_body(exchange: Exchange) -> None:
    """Answer 200 at once, and then send a body that comes to no end."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    for _ in range(5000):
        exchange.wfile.write(b"y" * 1000)
        time.sleep(0.01)


def hangs_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def speaks_no_http(exchange: Exchange) -> None:
    exchange.wfile.write(b"220 mail.example.com ESMTP\r\n")
    exchange.close_connection = True
