"""Runs migrations as the owner of the tables, one process at a time.

The database is, in this order: the attribute "url" of Alembic's configuration (db.migrate.upgrade), `-x url=…` on the
command line, and in an application's context DATABASE_OWNER_URL or else SQLALCHEMY_DATABASE_URI.
"""

from alembic import context
from flask import current_app, has_app_context

import db.models  # noqa: F401 - declares the tables
from db.base import Base
from db.engine import owner_engine
from db.migrate import migration_lock


def database_url() -> str:
    """Return whom to connect as, and where; raise RuntimeError where nothing names a database."""
    given = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if not given and has_app_context():
        given = current_app.config.get("DATABASE_OWNER_URL") or current_app.config.get("SQLALCHEMY_DATABASE_URI")
    if not given:
        raise RuntimeError("no database to migrate: run this through the application, or give -x url=…")
    return given


def drop_empty_revisions(migration_context: object, revision: object, directives: list) -> None:
    """Write no revision where the models say nothing new."""
    if context.config.cmd_opts and getattr(context.config.cmd_opts, "autogenerate", False):
        directives[:] = [script for script in directives if not script.upgrade_ops.is_empty()]


def run_offline() -> None:
    """Print the SQL instead of running it."""
    context.configure(
        dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run what is missing; when another process is at it, wait and find nothing left to do."""
    engine = owner_engine(database_url())
    with migration_lock(engine), engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            process_revision_directives=drop_empty_revisions,
            # Locks are let go of between migrations, and what is done stays done where a later one fails.
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
