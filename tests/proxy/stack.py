"""All of compose.yaml but the containers: databases, migration, web server and nginx, and an admin of one tenant."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.proxy import image, servers
from tests.proxy.servers import Nginx, Program

BASE = "/api/v1"
TENANT, USER, PASSWORD = "acme", "ada", "wander-crisp-lantern-42"


@dataclass
class Reply:
    """What came back, with every header as often as it came."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        (value,) = self.all(name)
        return value


@dataclass
class Stack:
    """The running parts."""

    folder: Path
    web_port: int = field(default_factory=servers.free_port)
    token: str = ""

    @property
    def tree(self) -> Path:
        return self.folder / "image"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    @property
    def web_log(self) -> str:
        return (self.folder / "web.log").read_text(encoding="utf-8")

    def environment(self, role: str) -> dict[str, str]:
        return image.environment_of(
            role,
            self.secrets,
            LISTEN=f"127.0.0.1:{self.web_port}",
            RUNTIME_DIRECTORY=str(self.spool),
            TMPDIR=str(self.spool),
            DATA_DIR=str(self.spool),
        )

    def start(self, role: str, **changes: str) -> Program:
        """Start a role as the image does."""
        command = image.confined(image.SERVICE_UID, "docker/entrypoint", role)
        return Program(command, self.folder / f"{role}.log", cwd=self.tree, env=self.environment(role) | changes)

    def run(self, *words: str, role: str = "web", given: str = "") -> str:
        """Run a role to its end; return what it printed."""
        done = subprocess.run(
            image.confined(image.SERVICE_UID, "docker/entrypoint", *words),
            cwd=self.tree, env=self.environment(role), input=given, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_web(self) -> Program:
        web = self.start("web")
        web.wait_until(lambda: servers.status_of(self.web_port, "/readyz") == 200)
        return web


@dataclass
class Client:
    """Who talks to nginx."""

    port: int
    token: str = ""

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def headers(self, **given: str) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"Content-Type": "application/json", **token, **{k.replace("_", "-"): v for k, v in given.items()}}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send one request on a connection of its own; an iterator of bytes is sent in chunks."""
        connection = self.connection()
        with contextlib.closing(connection):
            return exchange(connection, method, path, body, self.headers(**headers))

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Reply:
        return self.ask("POST", BASE + path, json.dumps(body).encode(), **headers)


def exchange(connection: HTTPConnection, method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return Reply(answer.status, answer.getheaders(), answer.read())


@contextlib.contextmanager
def standing() -> Iterator[Stack]:
    """Bring everything up but the web server and nginx, and take it down."""
    folder = Path(tempfile.mkdtemp(prefix="stack-"))
    folder.chmod(0o755)
    stack = Stack(folder)
    database_port, broker_port = servers.free_port(), servers.free_port()
    with ExitStack() as parts:
        parts.callback(image.unmake, folder)
        image.make_tree(stack.tree)
        image.own(stack.spool, image.SERVICE_UID)
        subprocess.run([image.DOCKER / "make-secrets", stack.secrets], check=True, stdout=subprocess.DEVNULL)
        _point(stack.secrets, {"postgres:5432": database_port, "valkey:6379": broker_port})
        (folder / "data").mkdir()
        parts.enter_context(servers.postgres(folder / "data", stack.secrets, database_port))
        parts.enter_context(servers.valkey(folder, stack.secrets, broker_port))
        stack.run("migrate", role="migrate")
        stack.run("flask", "tenants", "add", TENANT, "--name", "Acme")
        user = ["users", "add", "--tenant", TENANT, "--username", USER, "--role", "admin", "--password-stdin"]
        stack.run("flask", *user, given=PASSWORD)
        yield stack


def _point(secrets: Path, ports: dict[str, int]) -> None:
    """Have the addresses in the secrets lead to loopback; in a container each is a mounted file of its own."""
    if os.geteuid() == 0:
        secrets.chmod(0o755)
    for path in secrets.iterdir():
        text = path.read_text(encoding="utf-8")
        for place, port in ports.items():
            text = text.replace(f"@{place}", f"@127.0.0.1:{port}")
        path.unlink()
        path.write_text(text, encoding="utf-8")
        path.chmod(0o444)


def a_certificate(folder: Path) -> str:
    """Make a certificate for localhost; return nginx-tls.conf with its places, and the port to be filled in."""
    key, certificate = folder / "tls_key", folder / "tls_certificate"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    key.chmod(0o444)
    return (image.DOCKER / "nginx-tls.conf").read_text(encoding="utf-8").replace("/run/secrets", str(folder))


__all__ = ["BASE", "PASSWORD", "TENANT", "USER", "Client", "Nginx", "Program", "Reply", "Stack", "a_certificate"]
assert shutil.which("nginx"), "nginx is needed: apt-get install nginx-light"
