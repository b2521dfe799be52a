"""The command line of the audit."""

import re
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import AppGroup

from api.cli_common import at_command_line, identifier
from api.wiring import services
from core.audit import FaultKind, Head, Verdict
from core.wording import count
from db.all_tenants import tenant_ids

audit = AppGroup("audit", help="Check what was done.")

MAX_SHOWN = 20
_HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})", re.ASCII)

_SAID: dict[FaultKind, str] = {
    "missing": "is missing",
    "changed": "was changed",
    "not_following": "does not follow the one before",
    "beyond_the_end": "is beyond the end of the chain",
    "end_cut_off": "and those after it were cut off",
    "end_changed": "is not the one that the chain ended with",
    "not_as_kept": "is not the one that was kept",
}


def _identifiers(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(identifier(context, parameter, value) for value in values)


def _head(context: click.Context, parameter: click.Parameter, value: str | None) -> Head | None:
    if value is None:
        return None
    found = _HEAD.fullmatch(value)
    if not found:
        raise click.BadParameter("must have the form 17:9f86d0…, as `audit verify` writes it")
    return Head(int(found[1]), bytes.fromhex(found[2]))


@audit.command("verify")
@click.option(
    "--tenant", "some", multiple=True, callback=_identifiers, help="A tenant's id; may be given several times."
)
@click.option("--all-tenants", is_flag=True, help="Every tenant; needs the owner of the tables (DATABASE_OWNER_URL).")
@click.option("--kept", callback=_head, metavar="PLACE:HASH", help="An earlier end of one chain, kept elsewhere.")
def verify(some: tuple[str, ...], all_tenants: bool, kept: Head | None) -> None:
    """Check that no event of a tenant was changed, taken out or cut off.

    Writes where the chain ends. Whoever may rewrite the whole database can write another chain: only an end that was
    kept elsewhere, and is given here later, shows that.
    """
    if bool(some) is all_tenants:
        raise click.UsageError("Give either --tenant or --all-tenants.")
    if kept is not None and len(some) != 1:
        raise click.UsageError("Give --kept with one --tenant.")
    broken = 0
    with at_command_line():
        for tenant_id in tenant_ids(current_app.config["DATABASE_OWNER_URL"]) if all_tenants else some:
            verdict = services().audit.verify(tenant_id, kept)
            broken += bool(verdict.faults)
            for line in _lines(tenant_id, verdict):
                click.echo(line)
    if broken:
        raise click.ClickException(f"{count(broken, 'chain')} did not stand the check.")


def _lines(tenant_id: str, verdict: Verdict) -> Iterator[str]:
    if not verdict.faults:
        end = f" It ends with {verdict.head.sequence}:{verdict.head.hash.hex()}" if verdict.head else ""
        yield f"The chain of tenant {tenant_id} is whole: {count(verdict.count, 'event')}.{end}"
    for fault in verdict.faults[:MAX_SHOWN]:
        yield f"Event {fault.sequence} of tenant {tenant_id} {_SAID[fault.kind]}."
    if len(verdict.faults) > MAX_SHOWN:
        yield f"{len(verdict.faults) - MAX_SHOWN} more faults of tenant {tenant_id} were found."
