"""The commands that administer tenants and people."""

import sys
from typing import get_args

import click
from flask.cli import AppGroup

from api.cli_common import at_command_line, identifier
from api.wiring import services
from core.identity import Role
from core.services.people import UserChange

tenants = AppGroup("tenants", help="Administer tenants.")
users = AppGroup("users", help="Administer the people of a tenant.")

_of_tenant = click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")
_named = click.option("--username", required=True, callback=identifier)
_role = click.option("--role", required=True, type=click.Choice(get_args(Role)))
# Never an argument, which other people of the machine could see.
_password = click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")


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
@_of_tenant
@_named
@_role
@_password
def add_user(tenant_id: str, username: str, role: Role, password_stdin: bool) -> None:
    """Add a person to a tenant."""
    with at_command_line():
        services().people.add_user(tenant_id, username, role, _typed_password())
    click.echo(f"User {username} of tenant {tenant_id} was added as {role}.")


@users.command("deactivate")
@_of_tenant
@_named
def deactivate_user(tenant_id: str, username: str) -> None:
    """Keep a person out: their logins and tokens are refused."""
    _set_user_active(tenant_id, username, False)


@users.command("activate")
@_of_tenant
@_named
def activate_user(tenant_id: str, username: str) -> None:
    """Let a person in again."""
    _set_user_active(tenant_id, username, True)


@users.command("role")
@_of_tenant
@_named
@_role
def set_role(tenant_id: str, username: str, role: Role) -> None:
    """Give a person another role."""
    _update(tenant_id, username, UserChange(role=role))
    click.echo(f"User {username} of tenant {tenant_id} is {role}.")


@users.command("password")
@_of_tenant
@_named
@_password
def set_password(tenant_id: str, username: str, password_stdin: bool) -> None:
    """Give a person a new password, and end all their sessions."""
    _update(tenant_id, username, UserChange(password=_typed_password()))
    click.echo(f"User {username} of tenant {tenant_id} has a new password.")


def _set_user_active(tenant_id: str, username: str, active: bool) -> None:
    _update(tenant_id, username, UserChange(active=active))
    click.echo(f"User {username} of tenant {tenant_id} is {'active' if active else 'inactive'}.")


def _update(tenant_id: str, username: str, change: UserChange) -> None:
    with at_command_line():
        services().people.update_user_named(tenant_id, username, change)


def _typed_password() -> str:
    return sys.stdin.readline().rstrip("\r\n")
