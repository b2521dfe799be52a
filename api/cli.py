"""The command line: tenants, people and the database, on the database that the settings name."""

import sys
from dataclasses import replace
from typing import get_args

import click
from flask import Flask
from flask.cli import AppGroup

from api.cli_audit import audit
from api.cli_common import at_command_line, identifier
from api.settings import Settings, SettingsError
from api.wiring import services
from core.identity import Role
from core.services.people import UserChange
from db import migrate
from db.embedded import EmbeddedDatabaseError, running

tenants = AppGroup("tenants", help="Administer tenants.")
users = AppGroup("users", help="Administer the people of a tenant.")


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


@tenants.command("add")
@click.argument("tenant_id", callback=identifier)
@click.option("--name", required=True, help="The company's name.")
def add_tenant(tenant_id: str, name: str) -> None:
    """Add a tenant."""
    with at_command_line():
        services().people.add_tenant(tenant_id, name)
    click.echo(f"Tenant {tenant_id} was added.")


@tenants.command("deactivate")
@click.argument("tenant_id", callback=identifier)
def deactivate_tenant(tenant_id: str) -> None:
    """Keep a tenant out: its logins and tokens are refused."""
    _set_tenant_active(tenant_id, False)


@tenants.command("activate")
@click.argument("tenant_id", callback=identifier)
def activate_tenant(tenant_id: str) -> None:
    """Let a tenant in again."""
    _set_tenant_active(tenant_id, True)


def _set_tenant_active(tenant_id: str, active: bool) -> None:
    with at_command_line():
        services().people.set_tenant_active(tenant_id, active)
    click.echo(f"Tenant {tenant_id} is {'active' if active else 'inactive'}.")


@users.command("add")
@click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")
@click.option("--username", required=True, callback=identifier)
@click.option("--role", required=True, type=click.Choice(get_args(Role)))
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def add_user(tenant_id: str, username: str, role: Role, password_stdin: bool) -> None:
    """Add a person to a tenant."""
    password = sys.stdin.readline().rstrip("\r\n")
    with at_command_line():
        services().people.add_user(tenant_id, username, role, password)
    click.echo(f"User {username} of tenant {tenant_id} was added as {role}.")


@users.command("deactivate")
@click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")
@click.option("--username", required=True, callback=identifier)
def deactivate_user(tenant_id: str, username: str) -> None:
    """Keep a person out: their logins and tokens are refused."""
    _set_user_active(tenant_id, username, False)


@users.command("activate")
@click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")
@click.option("--username", required=True, callback=identifier)
def activate_user(tenant_id: str, username: str) -> None:
    """Let a person in again."""
    _set_user_active(tenant_id, username, True)


def _set_user_active(tenant_id: str, username: str, active: bool) -> None:
    with at_command_line():
        services().people.update_user_named(tenant_id, username, UserChange(active=active))
    click.echo(f"User {username} of tenant {tenant_id} is {'active' if active else 'inactive'}.")
