"""The cluster of the embedded PostgreSQL: how it is made, checked, and given its roles and its database."""

import os
import shutil

import psycopg2
from psycopg2 import sql

from db.embedded_place import Place
from db.embedded_process import EmbeddedDatabaseError

SUPERUSER = "postgres"
OWNER = "call_quality_owner"  # owns the tables, and migrates them
APP = "call_quality_app"  # serves requests; bound by row-level security
DATABASE = "call_quality"

INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--auth=trust",  # whoever may enter the socket's folder may connect, and nobody else can
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--data-checksums",
)


def ensure_cluster(place: Place, *, durable: bool) -> None:
    """Make the cluster if there is none yet; raise EmbeddedDatabaseError where what is there cannot be used.

    initdb works in a folder beside it, which takes the final name when it is complete: one that was interrupted
    leaves nothing that looks like a database.
    """
    if place.cluster.exists():
        _check_version(place)
        return
    draft = place.cluster.with_name("postgres.new")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        place.account.own(draft)
        options = INITDB_OPTIONS if durable else (*INITDB_OPTIONS, "--no-sync")
        made = place.account.run([place.programs / "initdb", "--pgdata", draft, *options])
        if made.returncode != 0:
            raise EmbeddedDatabaseError(f"initdb could not make the database: {made.stderr.strip()[-1000:]}")
        draft.rename(place.cluster)
        _sync_folder(place)
    except OSError as error:
        raise EmbeddedDatabaseError(f"The database could not be made in {place.home}: {error}") from error


def _check_version(place: Place) -> None:
    try:
        found = (place.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise EmbeddedDatabaseError(
            f"{place.cluster} is no PostgreSQL database. Move it away, or set another DATA_DIR."
        ) from None
    except OSError as error:
        raise EmbeddedDatabaseError(f"The database cannot be read: {error}") from error
    if found != place.major:
        raise EmbeddedDatabaseError(
            f"The database in {place.cluster} was made by PostgreSQL {found}, and this is PostgreSQL {place.major}. "
            f"Dump it with version {found} and restore it, or set another DATA_DIR."
        )


def _sync_folder(place: Place) -> None:
    """Make the new name survive a loss of power."""
    descriptor = os.open(place.home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ensure_roles(socket: str) -> None:
    """Make the two roles and the database, or correct them; the database comes last and so says that all is there."""
    connection = psycopg2.connect(host=socket, user=SUPERUSER, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for role, rights in ((OWNER, "CREATEROLE"), (APP, "NOCREATEROLE")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
                statement = "ALTER ROLE {}" if cursor.fetchone() else "CREATE ROLE {}"
                cursor.execute(
                    sql.SQL(f"{statement} LOGIN NOSUPERUSER NOCREATEDB NOBYPASSRLS NOREPLICATION {rights}").format(
                        sql.Identifier(role)
                    )
                )
            cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if not cursor.fetchone():
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )
    finally:
        connection.close()


def is_ready(socket: str) -> bool:
    """Tell whether the server takes connections and has its roles and its database."""
    try:
        psycopg2.connect(host=socket, user=OWNER, dbname=DATABASE, connect_timeout=5).close()
    except psycopg2.OperationalError:
        return False
    return True
