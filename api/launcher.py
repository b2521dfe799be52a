"""`make run`: bring up everything that the service needs, itself and its workers, and keep it up until told to stop.

Everything that is started here ends with this process, even when it is killed. The container does without it.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from api import demo_tenant
from api.launcher_broker import Broker, BrokerError, find_program
from api.launcher_uwsgi import WebServer, WebServerError, check_port
from api.launcher_workers import Worker, workers
from api.metric_slots import FOLDER
from api.settings import NO_BROKER, Settings, SettingsError
from db.embedded import DatabaseUrls, EmbeddedDatabaseError, Server, serving
from db.embedded_process import PR_SET_PDEATHSIG
from db.peeking import has_user, is_newest

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ASKED_TO_END = threading.Event()
WATCH_S = 0.2
BROKER_PAUSE_S = 1.0  # for one that does not start again
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made in it has a name of its own, and is closed to others


class MigrationError(Exception):
    """The database cannot be brought up to date; the message says why, in words for people."""


class Ended(BaseException):
    """Somebody asked us to stop. No `except Exception` on the way may take it for a fault."""


def main() -> int:
    """Run the service until it is told to stop; return 0 then, or 1 if it cannot run, having said why."""
    _end_with_make()
    for signum in ENDINGS:
        signal.signal(signum, _end)
    try:
        _run(Settings.from_env())
    except Ended:
        say("Stopped", "")
        return 0
    except (SettingsError, EmbeddedDatabaseError, MigrationError, BrokerError, WebServerError, OSError) as error:
        reason = str(error)
    print(f"\nThe service cannot run. {reason.strip()}", file=sys.stderr, flush=True)
    return 1


def _run(settings: Settings) -> NoReturn:
    check_port(settings.port)
    say("Settings", f"{settings.app_env}, data in {_short(settings.data_dir)}")
    with _database(settings) as (urls, server), _counts(settings.port) as counts:
        _migrate(urls.owner)
        settings = replace(settings, database_url=urls.app, database_owner_url=urls.owner)
        log = settings.data_dir / "server.log"
        web = WebServer(settings.port, log)
        broker = _broker(settings)
        if broker:
            settings = replace(settings, celery_broker_url=broker.url)
        environment = _environment(settings, urls, counts)
        crew: list[Worker] = []
        try:
            web.start(environment)  # it takes the longest to load; the rest is done meanwhile
            if broker:
                broker.start()
                say("Broker", f"runs, process {broker.pid}")
            demo = _demo(settings, urls) if settings.app_env == "development" else None
            web.wait_until_ready()
            say("Web server", f"ready; its log is {_short(log)}")
            if settings.broker_url and settings.celery_concurrency:  # not before: the first answer needs the cores
                crew = workers(settings.celery_concurrency, settings.data_dir, environment)
                for worker in crew:
                    worker.start()
                log = settings.data_dir / "worker.log"
                say("Workers", f"analyse {settings.celery_concurrency} calls at once; their log is {_short(log)}")
            say("", "")
            say("Swagger UI", f"http://localhost:{settings.port}/swagger/")
            if demo:
                say("Demo login", f"tenant_id {demo.tenant_id}, username {demo.username}, password {demo.password}")
                say("", f"also in {_short(demo.env_file)}")
            say("Stop", "with Ctrl-C\n")
            _watch(web, server, broker, crew)
        finally:
            for worker in crew:
                worker.end()
            web.stop()
            for worker in crew:
                worker.stop()
            if broker:
                broker.stop()


def _migrate(owner_url: str) -> None:
    """Bring the database up to date; raise MigrationError."""
    if not is_newest(owner_url):
        # Loaded only where there may be something to do.
        from sqlalchemy.exc import SQLAlchemyError

        from db import migrate

        try:
            migrate.upgrade(owner_url)
        except SQLAlchemyError as error:
            reason = getattr(error, "orig", None) or error
            raise MigrationError(f"The database cannot be brought up to date: {reason}") from error
    say("Migrations", "current")


def _demo(settings: Settings, urls: DatabaseUrls) -> demo_tenant.DemoCredentials:
    made = has_user(urls.app, demo_tenant.TENANT_ID, demo_tenant.USERNAME)
    return demo_tenant.ensure(settings, made=made)


def _broker(settings: Settings) -> Broker | None:
    """Prepare a broker of our own where none is named, and one can be had."""
    if settings.celery_broker_url == NO_BROKER:
        say("Broker", "none, as CELERY_BROKER_URL says: async=true answers 501")
    elif settings.celery_broker_url:
        say("Broker", "as CELERY_BROKER_URL says")
    elif program := find_program():
        return Broker(program, settings.data_dir, settings.port)
    else:
        say("Broker", "there is no Valkey or Redis here: async=true answers 501. Install one, or set CELERY_BROKER_URL")
    return None


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[tuple[DatabaseUrls, Server | None]]:
    """Give the URLs of the database, and its server where it is ours."""
    if settings.database_url:
        say("Database", "as DATABASE_URL says")
        yield DatabaseUrls(owner=settings.database_owner_url or settings.database_url, app=settings.database_url), None
        return
    with serving(settings.data_dir, on_wait=lambda: say("Database", "waiting for a command that uses it")) as server:
        say("Database", f"PostgreSQL runs, process {server.pid}")
        yield server.urls, server


@contextlib.contextmanager
def _counts(port: int) -> Iterator[str]:
    """Give a folder for what all processes count: in memory, since on a full disk whoever counts would be killed."""
    begin = f"call-quality-metrics-{port}-"
    parent = MEMORY if os.access(MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())
    for left in parent.glob(f"{begin}*"):  # by a launcher that was killed: the port is ours now
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=begin, dir=parent, ignore_cleanup_errors=True) as folder:
        yield folder


def _environment(settings: Settings, urls: DatabaseUrls, counts: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATA_DIR": str(settings.data_dir),
        "CELERY_BROKER_URL": settings.broker_url or NO_BROKER,
        FOLDER: counts,  # the web service tells for all of them
        "METRICS_PORT": "",
    }


def _watch(web: WebServer, server: Server | None, broker: Broker | None, crew: list[Worker]) -> NoReturn:
    """Look after all that runs: what has died is started again, but without a web server there is no point."""
    while True:
        if ASKED_TO_END.is_set():  # while Python ran what lets no exception out, such as hooks of a fork
            raise Ended
        if (code := web.exit_code()) is not None:
            raise WebServerError(f"The web server ended with code {code}. {web.last_words()}")
        if server and (code := server.exit_code()) is not None:
            say("Database", f"PostgreSQL ended with code {code}; starting it again")
            server.start()
            say("Database", f"PostgreSQL runs again, process {server.pid}")
        if broker and (code := broker.exit_code()) is not None:
            say("Broker", f"it ended with code {code}; starting it again")
            try:
                broker.start()
            except BrokerError as error:  # all but what runs later goes on without it
                say("Broker", str(error))
                time.sleep(BROKER_PAUSE_S)
        for worker in crew:
            if news := worker.look_after():
                say("Workers", news)
        time.sleep(WATCH_S)


def _end(signum: int, frame: FrameType | None) -> None:
    """Unwind to main, stopping things in order; being asked twice must not interrupt that."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    ASKED_TO_END.set()
    raise Ended


def _end_with_make() -> None:
    """Have a killed `make` stop us too: it waits for us, so that its death is never meant to leave us behind."""
    with contextlib.suppress(OSError):
        parent = Path(f"/proc/{os.getppid()}/comm").read_text(encoding="ascii").strip()
        if parent in ("make", "gmake"):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def say(what: str, detail: str) -> None:
    """Print one line of progress; who has closed the other end misses it."""
    with contextlib.suppress(OSError):
        print(f"{what:<12} {detail}".rstrip(" "), flush=True)


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    sys.exit(main())
