"""The servers beside the service, each with the configuration that is shipped, on loopback."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from api.launcher_broker import find_program
from db.embedded_cluster import ensure_cluster
from db.embedded_place import find_place, forget_outside
from db.embedded_process import die_with_parent
from tests.proxy import image

PATIENCE_S = 180.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until something is so; fail where it will not be."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def status_of(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status
    return None


class Program:
    """A program that runs until it is stopped; what it prints is in `log`."""

    def __init__(self, command: list[str | Path], log: Path, **options: object) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                preexec_fn=die_with_parent(signal.SIGKILL),
                **options,  # type: ignore[call-overload]
            )

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def wait_until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so, or fail with the end of the log where the program ends instead."""
        wait_until(lambda: self.has_ended() or condition())
        assert not self.has_ended(), self.log.read_text(encoding="utf-8")[-2000:]

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> int:
        if not self.has_ended():
            self._process.send_signal(signum)
        wait_until(self.has_ended)
        return int(self._process.returncode)


@contextlib.contextmanager
def postgres(folder: Path, secrets: Path, port: int) -> Iterator[None]:
    """Run PostgreSQL as its image does: the script for an empty volume by the socket, then all others by password."""
    place = find_place(folder)
    ensure_cluster(place, durable=False)
    rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
    (place.cluster / "pg_hba.conf").write_text(rules, encoding="utf-8")
    sockets = place.cluster.parent / "sockets"
    sockets.mkdir()
    place.account.own(sockets)
    given = image.compose()["services"]["postgres"]["command"][1:]
    options = [*given, "-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "fsync=off"]
    with (folder / "postgres.log").open("ab") as log:
        server = subprocess.Popen(
            [place.programs / "postgres", "-D", place.cluster, "-c", f"unix_socket_directories={sockets}", *options],
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(signal.SIGQUIT),
            **place.account.options(),
        )
    try:
        ready = [place.programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
        wait_until(lambda: subprocess.run(ready).returncode == 0)
        environment = {
            "PATH": f"{place.programs}:{os.defpath}",
            "PGHOST": str(sockets),
            "PGPORT": str(port),
            **{f"{role.upper()}_PASSWORD_FILE": str(secrets / f"{role}_password") for role in ("owner", "app")},
        }
        subprocess.run([image.DOCKER / "postgres-init.sh"], env=environment, check=True)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE_S)
        forget_outside(place)


@contextlib.contextmanager
def valkey(folder: Path, secrets: Path, port: int) -> Iterator[None]:
    """Run Valkey as compose.yaml does."""
    program = find_program()
    assert program is not None
    words = [word.replace("/run/secrets", str(secrets)) for word in image.compose()["services"]["valkey"]["command"]]
    place = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    server = Program([program, *words[1:], *place], folder / "valkey.log")
    try:
        server.wait_until(lambda: listens(port))
        yield
    finally:
        server.stop()


class Nginx:
    """nginx with nginx.conf, in which only places are others: those of the lines that say so."""

    def __init__(self, folder: Path, upstream: int, **more: str) -> None:
        """Prepare a server in a new folder, for a web server on this port; `more` are files to include, by name."""
        self.port, self.folder = free_port(), folder
        folder.mkdir()
        run = image.own(folder / "run", image.PROXY_UID)
        places = {
            "/tmp/": f"{run}/",
            "/var/cache/nginx/": f"{run}/",
            "/dev/stderr": f"{run}/error.log",
            "/dev/stdout": f"{run}/access.log",
            "/etc/nginx/call-quality.d/": f"{folder}/more/",
            "server web:5000": f"server 127.0.0.1:{upstream}",
            "listen 8080": f"listen 127.0.0.1:{self.port}",
        }
        lines = (image.DOCKER / "nginx.conf").read_text(encoding="utf-8").splitlines()
        self._configuration = folder / "nginx.conf"
        self._configuration.write_text("\n".join(_placed(line, places) for line in lines), encoding="utf-8")
        (folder / "more").mkdir()
        for name, text in more.items():
            (folder / "more" / f"{name}.conf").write_text(text, encoding="utf-8")

    @property
    def access_log(self) -> str:
        return (self.folder / "run" / "access.log").read_text(encoding="utf-8")

    @property
    def error_log(self) -> str:
        return (self.folder / "run" / "error.log").read_text(encoding="utf-8")

    @contextlib.contextmanager
    def running(self) -> Iterator["Nginx"]:
        options = ["-e", str(self.folder / "run" / "error.log"), "-c", str(self._configuration), "-g", "daemon off;"]
        command = image.confined(image.PROXY_UID, "nginx", *options)
        server = Program(command, self.folder / "output")
        try:
            server.wait_until(lambda: listens(self.port))
            yield self
        finally:
            server.stop(signal.SIGQUIT if server.has_ended() else signal.SIGTERM)


def _placed(line: str, places: dict[str, str]) -> str:
    if "# PLACE" not in line:
        return line
    for place, other in places.items():
        if place in line:
            return line.replace(place, other)
    raise AssertionError(f"the test knows no other place for: {line}")
