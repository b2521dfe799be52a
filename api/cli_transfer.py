"""The command line of moving calls: from files into the service, and from the service into files."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, TypeVar, cast

import click
import orjson
from flask.cli import with_appcontext

from api.cli_common import at_command_line, identifier
from api.converters import FORMATS, Given
from api.dates import moment
from api.documents import converted, in_folders
from api.exporting import WRITERS, Format
from api.faults import Faults
from api.importing import DamagedFile, Import, calls_of
from api.progress import progress_bar
from api.wiring import services
from core.services.exports import Pages
from core.wording import count

# What --started-at may say instead of a time.
CREATED: Final = "created"

_Command = TypeVar("_Command", bound=Callable[..., Any])

_tenant = click.option("--tenant", "tenant_id", required=True, callback=identifier, help="The tenant's id.")


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    try:
        return moment(value) if value is not None else None
    except ValueError:
        raise click.BadParameter("must be a date and time with offset, such as 2024-01-15T10:30:00Z") from None


_campaign = click.option(
    "--campaign", "campaign_ref", help="Put all calls into this campaign (its uuid or code), whatever they say."
)
_sources = click.argument(
    "sources",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
)


def _starting(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | str | None:
    return value if value == CREATED else _moment(context, parameter, value)


def _converting(command: _Command) -> _Command:
    """Add the options that say what the documents of another platform may not tell."""
    for option in (
        click.option("--with-numbers", is_flag=True, help="Keep the customer's telephone number, as metadata."),
        click.option(
            "--started-at",
            callback=_starting,
            help="When a call began whose document does not tell it; `created`: when its transcript was made.",
        ),
        click.option("--bot-name", help="The bot's name, whatever the documents call it."),
        click.option("--bot-speaker", help="Who is the bot, where only voices or channels are told apart: spk_0, 1."),
    ):
        command = option(command)
    return command


@click.command("import")
@_tenant
@_campaign
@click.option(
    "--from",
    "written_as",
    type=click.Choice(sorted(FORMATS)),
    help="The files are documents of this platform: JSON of at most 10 MiB each, lists of them, or one a line.",
)
@_converting
@_sources
@with_appcontext
def import_calls(
    tenant_id: str, campaign_ref: str | None, written_as: str | None, sources: tuple[Path, ...], **said: Any
) -> None:
    """Analyse and store the calls of files: one call a line (NDJSON), as processConversations takes them.

    With --from they are documents of another platform instead. A FILE may be gzipped; `-` is the standard input; of a
    folder the .json, .ndjson and .jsonl files in it are taken. Calls that are stored already are left as they are, so
    that the same command goes on where it was interrupted. Calls at fault are told with their file and place, and the
    others are stored; then it ends with 1.
    """
    given = _given(campaign_ref, **said)
    if written_as is None and given != Given(campaign_id=campaign_ref):
        raise click.UsageError("--bot-speaker, --bot-name, --started-at and --with-numbers need --from.")
    with at_command_line():
        service = services().imports
        service.check(tenant_id, campaign_ref)
        done = Import(service, tenant_id)
        files = _files(sources)
        try:
            calls = converted(files, written_as, given) if written_as else calls_of(files, campaign_ref)
            with progress_bar("Importing", _size(files)) as bar:
                done.run(calls, lambda position: bar.update(position - bar.pos))
        except OSError as error:
            raise click.ClickException(f"{_named(error, files)} cannot be read: {error.strerror}.") from error
        except DamagedFile as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            raise click.ClickException("It was interrupted; the same command goes on from there.") from None
        finally:
            _tell(done)
    if done.faulty:
        raise click.exceptions.Exit(1)


@click.command("convert")
@_campaign
@click.option("--from", "written_as", required=True, type=click.Choice(sorted(FORMATS)), help="The platform.")
@_converting
@_sources
def convert_calls(campaign_ref: str | None, written_as: str, sources: tuple[Path, ...], **said: Any) -> None:
    """Write documents of another platform as calls, one a line, as processConversations takes them; store nothing.

    FILE and the options are those of `import`. Documents at fault are told, and the others are written; then it ends
    with 1.
    """
    files = _files(sources)
    faulty = 0
    try:
        for found in converted(files, written_as, _given(campaign_ref, **said)):
            if found.call is not None:
                sys.stdout.buffer.write(orjson.dumps(found.call) + b"\n")
            else:
                faulty += 1
                _blame(found.told(found.faults))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever read it has enough
        raise
    except OSError as error:
        raise click.ClickException(f"{_named(error, files)} cannot be read: {error.strerror}.") from error
    if faulty:
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


def _given(
    campaign_ref: str | None,
    *,
    bot_speaker: str | None,
    bot_name: str | None,
    started_at: datetime | str | None,
    with_numbers: bool,
) -> Given:
    return Given(
        campaign_id=campaign_ref,
        bot_speaker=bot_speaker,
        bot_name=bot_name,
        started_at=started_at if isinstance(started_at, datetime) else None,
        created_will_do=started_at == CREATED,
        with_numbers=with_numbers,
    )


def _files(sources: tuple[Path, ...]) -> list[Path]:
    files = in_folders(sources)
    if not files:
        raise click.ClickException("There are no .json, .ndjson or .jsonl files in it.")
    return files


def _size(files: list[Path]) -> int | None:
    """Return the bytes of all files together; None where one of them is no plain file."""
    return sum(path.stat().st_size for path in files) if all(path.is_file() for path in files) else None


def _named(error: OSError, files: list[Path]) -> str:
    return str(error.filename or files[0])


def _tell(done: Import) -> None:
    _blame(done.faults)
    unjudged = f" ({done.failed} of them without a report: the analysis failed)" if done.failed else ""
    click.echo(f"{count(done.stored, 'call')} stored{unjudged}, {done.known} known already, {done.faulty} at fault.")


def _blame(faults: Faults) -> None:
    for path, messages in faults.items():
        click.echo(f"{path} {', '.join(messages)}", err=True)


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
