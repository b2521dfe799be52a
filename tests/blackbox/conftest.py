"""One service for all that attack it from outside: the launcher, started once, on a port and data of its own."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.partner import BASE, a_transcription
from tests.api.receiver import Receiver, receiving

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = (
    *("PORT", "DATA_DIR", "DATABASE_URL", "DATABASE_OWNER_URL", "APP_ENV", "PYTHONPATH", "JWT_SECRET_KEY"),
    *("CELERY_BROKER_URL", "CELERY_CONCURRENCY"),
    "PYTHONDONTWRITEBYTECODE",  # as `make run` does
)
PATIENCE_S = 120.0
CAMPAIGN = "FIBRE"


@dataclass(frozen=True)
class Reply:
    """What came back: `status` None where the connection ended without an answer."""

    status: int | None
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Service:
    """The launcher as a process, and a partner of the demo tenant who talks to it over HTTP."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.settings = settings
        self.python = sys.executable
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.token = ""

    def start(self) -> None:
        """Start the launcher and wait until it is ready."""
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS and name[:4] != "LLM_"}
        environment |= {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), **self.settings}
        with self.launcher_log.open("ab") as log:
            self.launcher = subprocess.Popen(
                [self.python, "-m", "api.launcher"], cwd=PROJECT, env=environment, stdout=log, stderr=log
            )
        wait_until(lambda: self.launcher.poll() is not None or self.is_ready())
        assert self.launcher.poll() is None, self.launcher_log.read_text(encoding="utf-8")

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> None:
        self.launcher.send_signal(signum)
        self.launcher.wait(PATIENCE_S)

    def command(self, *words: str, given: str = "") -> str:
        """Give a command of the command line beside the running service; return what it printed."""
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        environment |= {"DATA_DIR": str(self.data_dir), **self.settings}
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=PROJECT, env=environment, input=given, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def launcher_log(self) -> Path:
        return self.data_dir / "launcher.log"

    @property
    def postmaster(self) -> int:
        return int((self.data_dir / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def is_ready(self) -> bool:
        return self.ask("GET", "/readyz").status == 200

    def log_in(self) -> None:
        """Take a token of the demo tenant, with the password that the launcher keeps beside the data."""
        lines = (self.data_dir / "demo.env").read_text(encoding="utf-8").splitlines()
        kept = dict(line.partition("=")[::2] for line in lines)
        names = {"tenant_id": "DEMO_TENANT_ID", "username": "DEMO_USERNAME", "password": "DEMO_PASSWORD"}
        answer = self.post("/auth/login", {name: kept[variable] for name, variable in names.items()})
        assert answer.status == 200, answer.body
        self.token = answer.json()["access_token"]

    def ask(self, method: str, path: str, body: bytes | None = None, *, timeout_s: float = 30, **headers: str) -> Reply:
        """Send one request on a connection of its own; `content_type="…"` is a header, as are the others."""
        given = {name.replace("_", "-").title(): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        with contextlib.closing(connection):
            try:
                connection.request(method, path, body, self.headers() | given)
                answer = connection.getresponse()
                return Reply(answer.status, dict(answer.headers), answer.read())
            except (OSError, http.client.HTTPException):
                return Reply(None, {}, b"")

    def headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def get(self, path: str) -> Reply:
        return self.ask("GET", BASE + path)

    def post(self, path: str, body: Any) -> Reply:
        return self.ask("POST", BASE + path, json.dumps(body).encode())

    def patch(self, path: str, body: Any) -> Reply:
        return self.ask("PATCH", BASE + path, json.dumps(body).encode())

    def process(self, *call_ids: str, **fields: Any) -> Reply:
        """Post one batch of calls of the campaign."""
        calls = [a_transcription(call_id, CAMPAIGN, **fields) for call_id in call_ids]
        return self.post("/conversations/process", {"transcription": calls})

    def head(self, content_length: int | None = None, path: str = "/conversations/process") -> bytes:
        """Return the head of a POST, for those who write to the socket themselves."""
        lines = [f"POST {BASE}{path} HTTP/1.1", "Host: test", *(f"{k}: {v}" for k, v in self.headers().items())]
        lines += [] if content_length is None else [f"Content-Length: {content_length}"]
        return "\r\n".join([*lines, "", ""]).encode()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)


def new_id(prefix: str = "call") -> str:
    return f"{prefix}-{uuid.uuid4().hex}"


def at_once(*actions: Callable[[], Reply]) -> list[Reply]:
    """Do everything at the same time, each in a thread of its own."""
    with ThreadPoolExecutor(len(actions)) as pool:
        return [each.result() for each in [pool.submit(action) for action in actions]]


def wait_until(condition: Callable[[], object], within_s: float = PATIENCE_S) -> None:
    """Wait until something is so; fail where it will not be. How long it takes says more of the machine than of us."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def children_of(parent: int) -> list[int]:
    """Return the processes that a process has started itself."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if re.match(rf".*\) \S {parent} ", stat.read_text(encoding="utf-8"), re.DOTALL):
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def serving(**settings: str) -> Iterator[Service]:
    """Run a service with these settings and a campaign, and have its demo user logged in."""
    folder = Path(tempfile.mkdtemp(prefix="blackbox-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    service = Service(folder, **settings)
    try:
        service.start()
        service.log_in()
        assert service.post("/campaigns", {"name": "Fibre", "code": CAMPAIGN}).status == 201
        yield service
    finally:
        service.stop()
        shutil.rmtree(folder)


def an_admin(service: Service, tenant_id: str = "demo", username: str = "adam") -> dict[str, str]:
    """Add an admin to a tenant of a running service by the command line; return what to log in with."""
    credentials = {"tenant_id": tenant_id, "username": username, "password": f"wander-crisp-{uuid.uuid4().hex}"}
    options = ["--tenant", tenant_id, "--username", username, "--role", "admin", "--password-stdin"]
    service.command("users", "add", *options, given=credentials["password"])
    return credentials


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks that the running service lets them lead to."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def running_service(receiver: Receiver) -> Iterator[Service]:
    with serving(WEBHOOK_ALLOWED_HOSTS=f"127.0.0.1:{receiver.server_port}") as service:
        yield service


@pytest.fixture
def service(running_service: Service) -> Iterator[Service]:
    """The service, which every test has to leave well."""
    yield running_service
    assert running_service.process(new_id("afterwards")).status == 200
