"""Migrations: bring a database up to date, and tell whether it is."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
# Any number will do, as long as nothing else in the database locks the same.
LOCK_KEY = 7_163_905_214_668
LOCK_POLL_S = 0.1

# Alembic keeps what it is doing in globals of the process.
_one_thread = threading.Lock()


def upgrade(owner_url: str) -> None:
    """Bring the database to the newest revision, as the role that the URL names. Several processes may do so at once.

    Needs no application context. Raises SQLAlchemy's errors, among them ProgrammingError with a hint where the role
    may not prepare the database.
    """
    config = configuration()
    config.attributes["url"] = owner_url
    with _one_thread:
        command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Tell whether the database has our newest revision, or one that a newer edition made; the serving role may ask.

    Migrations leave what the edition before them uses (docs/pages/deploy/migrations.md), so that it goes on serving
    while the newer one takes its place.
    """
    found = set(MigrationContext.configure(connection).get_current_heads())
    return found == _newest() or (bool(found) and not found & _known())


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the database has, None where it has no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Tell whether this edition of the service has such a revision, rather than a newer one."""
    return revision in _known()


def first_migration() -> ModuleType:
    """Return the migration that all others follow, which also prepares the serving role."""
    return next(each.module for each in ScriptDirectory.from_config(configuration()).walk_revisions("base", "0001"))


@contextmanager
def migration_lock(engine: Engine) -> Iterator[None]:
    """Let one process at a time migrate this database.

    The lock has a connection of its own, because a migration may end its transaction midway, and is tried for rather
    than waited for, because a waiting statement would hold up `create index concurrently`.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}):
            time.sleep(LOCK_POLL_S)
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": LOCK_KEY})


def configuration() -> Config:
    """Return how Alembic finds the migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _newest() -> frozenset[str]:
    return frozenset(ScriptDirectory.from_config(configuration()).get_heads())


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions())
