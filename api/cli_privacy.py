"""The command line of privacy: how long calls are kept, what is replaced in them, and which links hold."""

from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from api.cli_common import at_command_line, identifier
from api.wiring import services
from core.services.privacy import LONGEST_RETENTION_DAYS
from core.wording import count
from db.all_tenants import tenant_ids

privacy = AppGroup("privacy", help="Keep calls only so long, redact them, end shared links.")

_tenant = click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")


@privacy.command("retention")
@_tenant
@click.option("--campaign", "campaign_ref", help="Only the calls of this campaign: its uuid or code.")
@click.option("--days", type=click.IntRange(1, LONGEST_RETENTION_DAYS), help="How long calls are kept.")
@click.option("--unlimited", is_flag=True, help="Keep calls until they are erased; for a campaign, as its tenant says.")
def retention(tenant_id: str, campaign_ref: str | None, days: int | None, unlimited: bool) -> None:
    """Say how many days after they were received calls are purged. A campaign's word goes before its tenant's."""
    if (days is None) is not unlimited:
        raise click.UsageError("Give either --days or --unlimited.")
    with at_command_line():
        services().privacy.keep_for(tenant_id, days, campaign_ref)
    whose = f"tenant {tenant_id}" if campaign_ref is None else f"campaign {campaign_ref} of tenant {tenant_id}"
    how_long = "without a limit of its own" if days is None else f"for {count(days, 'day')}"
    click.echo(f"Calls of {whose} are kept {how_long}.")


@privacy.command("redaction")
@_tenant
@click.argument("switch", type=click.Choice(["on", "off"]))
def redaction(tenant_id: str, switch: str) -> None:
    """Have card numbers, phone numbers, e-mail addresses and national ids replaced in calls to come."""
    with at_command_line():
        services().privacy.redact(tenant_id, switch == "on")
    click.echo(f"Calls of tenant {tenant_id} are {'' if switch == 'on' else 'not '}redacted from now on.")


@privacy.command("purge")
@click.option("--tenant", "some", multiple=True, help="A tenant's id; may be given several times.")
@click.option("--all-tenants", is_flag=True, help="Every tenant; needs the owner of the tables (DATABASE_OWNER_URL).")
@click.option("--dry-run", is_flag=True, help="Erase nothing, tell only how many calls would go.")
def purge(some: tuple[str, ...], all_tenants: bool, dry_run: bool) -> None:
    """Erase the calls that were received longer ago than they are to be kept; a job for every night."""
    if bool(some) is all_tenants:
        raise click.UsageError("Give either --tenant or --all-tenants.")
    with at_command_line():
        for tenant_id in tenant_ids(current_app.config["DATABASE_OWNER_URL"]) if all_tenants else some:
            number = services().privacy.count_overdue(tenant_id) if dry_run else services().privacy.purge(tenant_id)
            click.echo(f"{tenant_id}: {count(number, 'call')} {'would be ' if dry_run else ''}erased.")


@privacy.command("revoke-link")
@_tenant
@click.argument("share_id", type=click.UUID)
def revoke_link(tenant_id: str, share_id: UUID) -> None:
    """End a shared link before its time."""
    with at_command_line():
        services().share_links.revoke(tenant_id, share_id)
    click.echo(f"Link {share_id} of tenant {tenant_id} has ended.")
