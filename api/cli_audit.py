"""The command line of the audit."""

import re

import click
from flask.cli import AppGroup

from api.cli_common import at_command_line, identifier
from api.wiring import services
from core.audit import ChainFault, FaultKind, Head

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


def _head(context: click.Context, parameter: click.Parameter, value: str | None) -> Head | None:
    if value is None:
        return None
    found = _HEAD.fullmatch(value)
    if not found:
        raise click.BadParameter("must have the form 17:9f86d0…, as `audit verify` writes it")
    return Head(int(found[1]), bytes.fromhex(found[2]))


@audit.command("verify")
@click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")
@click.option("--kept", callback=_head, metavar="PLACE:HASH", help="An earlier end of the chain, kept elsewhere.")
def verify(tenant_id: str, kept: Head | None) -> None:
    """Check that no event of a tenant was changed, taken out or cut off.

    Writes where the chain ends. Whoever may rewrite the whole database can write another chain: only an end that was
    kept elsewhere, and is given here later, shows that.
    """
    with at_command_line():
        verdict = services().audit.verify(tenant_id, kept)
    if verdict.faults:
        shown = [_line(fault) for fault in verdict.faults[:MAX_SHOWN]]
        more = len(verdict.faults) - len(shown)
        raise click.ClickException("\n".join([*shown, *([f"{more} more faults were found."] if more else [])]))
    end = f" It ends with {verdict.head.sequence}:{verdict.head.hash.hex()}" if verdict.head else ""
    click.echo(f"The chain of tenant {tenant_id} is whole: {verdict.count} events.{end}")


def _line(fault: ChainFault) -> str:
    return f"Event {fault.sequence} {_SAID[fault.kind]}."
