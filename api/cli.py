"""The command line, on the database that the settings name."""

from dataclasses import replace

import click
from flask import Flask

from api.cli_audit import audit
from api.cli_calls import calls
from api.cli_people import tenants, users
from api.cli_privacy import privacy
from api.cli_transfer import convert_calls, export_calls, import_calls
from api.settings import Settings, SettingsError
from db import migrate
from db.embedded import EmbeddedDatabaseError, running


def with_database(settings: Settings) -> Settings:
    """Return settings that name a database: for a command, the embedded one where no other is set.

    The embedded server is joined where `make run` has it up, or else runs as long as the command does. Raises
    SettingsError for a web server without a database.
    """
    if settings.database_url:
        return settings
    context = click.get_current_context(silent=True)
    if context is None:
        raise SettingsError("DATABASE_URL must be set, unless the service is started with `make run`")
    try:
        urls = context.find_root().with_resource(running(settings.data_dir))
    except EmbeddedDatabaseError as error:
        raise click.ClickException(str(error)) from error
    migrate.upgrade(urls.owner)
    return replace(settings, database_url=urls.app, database_owner_url=urls.owner)


def register_commands(app: Flask) -> None:
    """Add the commands to the application's command line."""
    app.cli.add_command(tenants)
    app.cli.add_command(users)
    app.cli.add_command(audit)
    app.cli.add_command(privacy)
    app.cli.add_command(calls)
    app.cli.add_command(import_calls)
    app.cli.add_command(convert_calls)
    app.cli.add_command(export_calls)
