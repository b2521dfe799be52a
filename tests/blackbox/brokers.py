"""Brokers that can be killed and emptied: the launcher's own, Debian's Redis and Debian's RabbitMQ, on loopback."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from redis import Redis

from tests.blackbox.conftest import Service, wait_until

START_S = 60


class Broker(Protocol):
    """A broker as a harness treats it."""

    settings: dict[str, str]

    def restart(self, service: Service) -> None:
        """Kill it and have it run again after a moment."""

    def empty(self, service: Service) -> None:
        """Have it forget everything."""


class OwnBroker:
    """The one that the launcher starts, and starts again."""

    settings: dict[str, str] = {}  # noqa: RUF012 - never changed

    def restart(self, service: Service) -> None:
        os.kill(self.pid(service), signal.SIGKILL)

    def empty(self, service: Service) -> None:
        path = service.data_dir / f"broker-{service.port}" / "broker.sock"
        with Redis(unix_socket_path=str(path)) as client:
            client.flushall()

    def pid(self, service: Service) -> int:
        return next(pid for pid, command in commands_below(service.launcher.pid) if "valkey-server" in command)


class ServerBroker:
    """A server of our own on a port of loopback."""

    def __init__(self, folder: Path, url: str, command: list[str], environment: dict[str, str], port: int) -> None:
        self.settings = {"CELERY_BROKER_URL": url}
        self.environment = environment
        self._folder = folder
        self._command = command
        self._port = port

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._listens, START_S)

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def restart(self, service: Service) -> None:
        self.stop()
        time.sleep(2)
        self.start()

    def empty(self, service: Service) -> None:
        """Start it anew with nothing on its disk."""
        self.stop()
        for folder in self._folder.glob("data*"):
            shutil.rmtree(folder)
        (self._folder / "data").mkdir()
        self.start()

    def _listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1):
            return True
        return False


@contextlib.contextmanager
def broker_of(kind: str) -> Iterator[Broker]:
    """Run a broker of this kind; skip the test where its server is not installed."""
    if kind == "valkey":
        yield OwnBroker()
        return
    program = {"redis": "redis-server", "rabbitmq": "/usr/lib/rabbitmq/bin/rabbitmq-server"}[kind]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    folder = Path(tempfile.mkdtemp(prefix="broker-"))
    (folder / "data").mkdir()
    server = (_redis if kind == "redis" else _rabbitmq)(program, folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        if kind == "rabbitmq":
            port = server.environment["ERL_EPMD_PORT"]
            subprocess.run(["epmd", "-port", port, "-kill"], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _redis(program: str, folder: Path) -> ServerBroker:
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder / "data")]
    return ServerBroker(folder, f"redis://127.0.0.1:{port}/0", command, {}, port)


def _rabbitmq(program: str, folder: Path) -> ServerBroker:
    port = free_port()
    (folder / "rabbitmq.conf").write_text("listeners.tcp.local = 127.0.0.1:%d\n" % port, encoding="utf-8")  # noqa: UP031
    (folder / "plugins").write_text("[].\n", encoding="utf-8")
    environment = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"cq{port}@localhost",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_RELAXED_COMMAND_CHECK": "1",  # so that it can be ended though it remembers a server that was killed
    }
    return ServerBroker(folder, f"amqp://guest:guest@127.0.0.1:{port}//", [program], environment, port)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def commands_below(parent: int) -> list[tuple[int, str]]:
    """Return the processes that a process has started, directly or by way of others, with their command lines."""
    parents, found, generation = {}, [], [parent]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    while generation:
        generation = sorted(child for child, of in parents.items() if of in generation)
        for pid in generation:
            with contextlib.suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found.append((pid, command))
    return found
