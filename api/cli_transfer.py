"""The command line of moving calls: from files into the service, and from the service into files."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, cast

import click
from flask.cli import with_appcontext

from api.cli_common import at_command_line, identifier
from api.dates import moment
from api.exporting import WRITERS, Format
from api.importing import CallFile, DamagedFile, Import
from api.progress import progress_bar
from api.wiring import services
from core.services.exports import Pages
from core.wording import count

_tenant = click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    try:
        return moment(value) if value is not None else None
    except ValueError:
        raise click.BadParameter("must be a date and time with offset, such as 2024-01-15T10:30:00Z") from None


@click.command("import")
@_tenant
@click.option(
    "--campaign", "campaign_ref", help="Put all calls into this campaign (its uuid or code), whatever they say."
)
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@with_appcontext
def import_calls(tenant_id: str, campaign_ref: str | None, source: Path) -> None:
    """Analyse and store the calls of a file: one call a line (NDJSON), as processConversations takes them.

    FILE may be gzipped; `-` is the standard input. Calls that are stored already are left as they are, so that the same
    command goes on where it was interrupted. Lines at fault are told, and the others are stored; then it ends with 1.
    """
    with at_command_line():
        service = services().imports
        service.check(tenant_id, campaign_ref)
        done = Import(service, tenant_id, campaign_ref)
        try:
            _run(done, source)
        except OSError as error:
            raise click.ClickException(f"{source} cannot be read: {error.strerror}.") from error
        except DamagedFile as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            raise click.ClickException("It was interrupted; the same command goes on from there.") from None
        finally:
            _tell(done)
    if done.faulty:
        raise click.exceptions.Exit(1)


@click.command("export")
@_tenant
@click.option("--campaign", "campaign_ref", required=True, help="The campaign: its uuid or code.")
@click.option("--format", "written_as", type=click.Choice(sorted(WRITERS)), default="csv", show_default=True)
@click.option("--from", "since", callback=_moment, help="Calls that began at or after this time.")
@click.option("--to", "until", callback=_moment, help="Calls that began before this time.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of standard output."
)
@with_appcontext
def export_calls(
    tenant_id: str,
    campaign_ref: str,
    written_as: Format,
    since: datetime | None,
    until: datetime | None,
    output: Path | None,
) -> None:
    """Write the calls of a campaign with their scores and answers, one row each, oldest first.

    The columns are those of exportCampaign. A file is there only when it is whole.
    """
    with at_command_line():
        service = services().exports
        total = service.count(tenant_id, campaign_ref, since, until)
        export = service.start(tenant_id, campaign_ref, since, until, written_as=written_as)
        try:
            with progress_bar("Exporting", total) as bar, _written(output) as file:
                for part in WRITERS[written_as](_counted(export.pages, bar.update)):
                    file.write(part)
        except OSError as error:
            raise click.ClickException(f"It cannot be written: {error.strerror}.") from error


def _run(done: Import, source: Path) -> None:
    with CallFile(source) as file, progress_bar("Importing", file.size) as bar:
        done.run(file, lambda position: bar.update(position - bar.pos))


def _tell(done: Import) -> None:
    for path, messages in done.faults.items():
        click.echo(f"{path} {', '.join(messages)}", err=True)
    unjudged = f" ({done.failed} of them without a report: the analysis failed)" if done.failed else ""
    click.echo(f"{count(done.stored, 'call')} stored{unjudged}, {done.known} known already, {done.faulty} at fault.")


def _counted(pages: Pages, update: Callable[[int], None]) -> Pages:
    for calls in pages:
        yield calls
        update(len(calls))


@contextmanager
def _written(output: Path | None) -> Iterator[IO[bytes]]:
    """Give a file to write to; it takes its name when all is written."""
    if output is None:
        yield sys.stdout.buffer
        return
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
        try:
            yield cast(IO[bytes], file)
            file.close()
            os.replace(file.name, output)
        except BaseException:
            os.unlink(file.name)
            raise
