"""What the commands share: on whose behalf they act, how they fail, and what an identifier is."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

import click

from core.errors import AlreadyExists, CallQualityError, InvalidRequest, NotFound, StorageUnavailable
from core.origin import Origin, acting
from db.all_tenants import NotTheOwner


@contextmanager
def at_command_line() -> Iterator[None]:
    """Act on behalf of the system's user, and end a command that fails with words for people, without a traceback."""
    try:
        with acting(Origin("command_line", _system_user())):
            yield
    except CallQualityError as error:
        raise _explained(error) from error
    except NotTheOwner as error:
        raise click.ClickException(f"Refused: {error}.") from error


def identifier(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return an argument that is fit for an id or a name; raise click.BadParameter for others."""
    if not value.strip() or len(value) > 200 or not value.isprintable():
        raise click.BadParameter("must be 1 to 200 printable characters")
    return value


def _system_user() -> str:
    # Not getpass.getuser, which believes the environment.
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a user that has no name
        return f"uid {os.getuid()}"


def _explained(error: CallQualityError) -> click.ClickException:
    match error:
        case AlreadyExists():
            return click.ClickException(f"There is such a {error.kind} already.")
        case NotFound():
            return click.ClickException(f"There is no such {error.kind}.")
        case InvalidRequest():
            return click.ClickException("; ".join(f"{path} {', '.join(said)}" for path, said in error.faults.items()))
        case StorageUnavailable():
            return click.ClickException("The database cannot be reached.")
        case _:
            return click.ClickException(str(error))
