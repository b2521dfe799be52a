"""The command line of stored calls."""

import click
from flask import current_app
from flask.cli import AppGroup

from api.cli_common import at_command_line
from api.progress import progress_bar
from core.wording import count
from db.all_tenants import tenant_ids
from db.completing import complete, count_incomplete

calls = AppGroup("calls", help="Look after stored calls.")


@calls.command("complete")
@click.option("--tenant", "some", multiple=True, help="A tenant's id; may be given several times.")
@click.option("--all-tenants", is_flag=True, help="Every tenant; needs the owner of the tables (DATABASE_OWNER_URL).")
def complete_calls(some: tuple[str, ...], all_tenants: bool) -> None:
    """Store what search and sums need of calls that lack it: those that a process of an older edition stored.

    May be repeated, and interrupted.
    """
    if bool(some) is all_tenants:
        raise click.UsageError("Give either --tenant or --all-tenants.")
    with at_command_line():
        for tenant_id in tenant_ids(current_app.config["DATABASE_OWNER_URL"]) if all_tenants else some:
            done = 0
            with progress_bar(tenant_id, count_incomplete(tenant_id)) as bar:
                for number in complete(tenant_id):
                    done += number
                    bar.update(number)
            click.echo(f"{tenant_id}: {count(done, 'call')} completed.")
