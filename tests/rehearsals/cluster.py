"""A durable PostgreSQL with our tables, as another machine would have it: over a network too, and with room."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg2

from db.embedded import DatabaseUrls
from db.embedded_cluster import APP, DATABASE, OWNER, ensure_cluster, ensure_roles
from db.embedded_place import find_place, forget_outside, socket_folder
from db.migrate import upgrade
from tests.blackbox.conftest import CAMPAIGN, Service
from tests.databases.conftest import Cluster, connects, program

PASSWORD = "of-the-app"
SETTINGS = {"max_connections": "300", "shared_buffers": "256MB", "timezone": "UTC", "log_min_error_statement": "panic"}


@contextlib.contextmanager
def a_cluster(addresses: Sequence[str] = (), network: str = "") -> Iterator[Cluster]:
    """Run one in a folder that goes with it; the serving role may come from `network`, with PASSWORD."""
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    try:
        place = find_place(folder / "data")
        ensure_cluster(place, durable=True)
        if network:
            with (place.cluster / "pg_hba.conf").open("a", encoding="ascii") as rules:
                rules.write(f"host {DATABASE} {APP} {network} scram-sha-256\n")
        with (place.cluster / "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())  # a standby copies them
        socket = str(socket_folder(place))
        options = {"unix_socket_directories": socket, "listen_addresses": ",".join(addresses)}
        command = [place.programs / "postgres", "-D", place.cluster]
        command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        at = {"host": socket, "user": "postgres", "dbname": "postgres"}
        with program(command, place.account, folder / "postgres.log", lambda: connects(**at)):
            ensure_roles(socket)
            url = f"postgresql+psycopg2://{{}}@/{DATABASE}?host={socket}"
            cluster = Cluster(
                DatabaseUrls(owner=url.format(OWNER), app=url.format(APP)),
                socket,
                folder,
                place.account,
                place.programs,
            )
            upgrade(cluster.urls.owner)
            asked(cluster, f"alter role {APP} password '{PASSWORD}'")
            yield cluster
        forget_outside(place)
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def serving(cluster: Cluster, name: str, **settings: str) -> Iterator[Service]:
    """Run the web service beside the cluster, without workers of its own."""
    folder = cluster.folder / name
    folder.mkdir()
    usual = {
        "DATABASE_URL": cluster.urls.app,
        "DATABASE_OWNER_URL": cluster.urls.owner,
        "CELERY_BROKER_URL": "none",
        "CELERY_CONCURRENCY": "0",
        "RATE_LIMIT_TENANT": "0",
        "RATE_LIMIT_KEY": "0",
        "JWT_SECRET_KEY": "one secret for all that serve, so that tokens are good at each",
    }
    service = Service(folder, **{**usual, **settings})
    service.start()
    try:
        yield service
    finally:
        service.stop()


def log_in(service: Service) -> None:
    """Take a token of the demo tenant, and make the campaign of all calls."""
    service.log_in()
    assert service.post("/campaigns", {"name": "Fibre", "code": CAMPAIGN}).status == 201


def asked(cluster: Cluster, statement: str, port: int = 5432) -> list[tuple[Any, ...]]:
    """Return what the server itself says, as whom nothing is hidden from."""
    with contextlib.closing(
        psycopg2.connect(host=cluster.socket, port=port, user="postgres", dbname=DATABASE)
    ) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
