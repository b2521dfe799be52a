"""`make backup` and `make restore`: everything that the service has stored, in one file, and back.

They work on the database that the settings name, whether the service is up or not. This is not a command of
`flask --app wsgi`, which would bring the database up to date first: a backup is wanted before that.
"""

import contextlib
import hashlib
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.progress import progress_bar
from api.settings import Settings, SettingsError
from api.wiring import services
from core.errors import CallQualityError
from core.wording import count
from db.all_tenants import NotTheOwner, tenant_ids
from db.backup_file import BackupError, Manifest
from db.dumping import back_up, check_backup
from db.embedded import EmbeddedDatabaseError, running
from db.embedded_cluster import SUPERUSER
from db.restoring import restore

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def main() -> None:
    """Save everything that the service has stored, and bring it back."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # nothing half is left behind


@main.command()
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="A folder; DATA_DIR/backups.")
def save(folder: Path | None) -> None:
    """Write a backup, check it, and print where it is. The service may go on working."""
    with _told() as settings, _database(settings) as (_, seeing):
        folder = folder or settings.data_dir / "backups"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        final = folder / f"call-quality-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
        with progress_bar("Saving", None) as bar:
            manifest = back_up(seeing, final, secret=_mark_of(settings), on_progress=bar.update)
        click.echo(f"{final}: {_told_of(manifest)}")
        click.echo("The signing secret (JWT_SECRET_KEY) is not in it, on purpose: keep a copy apart.", err=True)


@main.command()
@_file
def check(file: Path) -> None:
    """Read a backup to its end, and say what is in it. Needs no database."""
    with _told():
        click.echo(f"{file}: {_told_of(check_backup(file))}")


@main.command("restore")
@_file
@click.option("--replace", is_flag=True, help="Lose all that the database holds now.")
def restore_command(file: Path, *, replace: bool) -> None:
    """Make the database what it was, all of it or nothing, and check it. Stop the service before."""
    with _told() as settings, _database(settings) as (owner, _):
        with progress_bar("Restoring", 2 * file.stat().st_size) as bar:
            manifest, revision = restore(owner, file, replace=replace, on_progress=bar.update)
        click.echo(f"Restored {_told_of(manifest)}")
        if revision != manifest.revision:
            click.echo(f"It was migrated from {manifest.revision} to {revision}.")
        _verify(settings, owner)
        if manifest.secret != _mark_of(settings):
            click.echo(
                "The signing secret (JWT_SECRET_KEY) is not the one of the backup: sessions and shared links of then "
                "end, and requests with an Idempotency-Key of then cannot be repeated. Set the old one to keep them.",
                err=True,
            )


def _verify(settings: Settings, owner: str) -> None:
    """Check what the service itself relies on: the chains of the audit."""
    app = create_app(replace(settings, database_url=settings.database_url or owner, database_owner_url=owner))
    with app.app_context():
        try:
            tenants = tenant_ids(owner)
            broken = [each for each in tenants if services().audit.verify(each, None).faults]
        except (CallQualityError, NotTheOwner, SQLAlchemyError) as error:
            raise BackupError(f"It was restored, but not verified: {error}") from error
    if broken:
        raise BackupError(f"It was restored, but the audit of {', '.join(broken)} does not stand its check.")
    click.echo(f"Rows are as many as then, and the audit of {count(len(tenants), 'tenant')} is whole.")


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[tuple[str, str]]:
    """Give the URL of the owner of the tables, and that of whom nothing is hidden from."""
    if settings.database_url:
        owner = settings.database_owner_url or settings.database_url
        yield owner, owner
        return
    with running(settings.data_dir) as urls:
        # Even where the tables are of an edition that did not let their owner see all rows.
        yield urls.owner, make_url(urls.owner).set(username=SUPERUSER).render_as_string(hide_password=False)


@contextlib.contextmanager
def _told() -> Iterator[Settings]:
    """Read the settings, and end with words for people where something is wrong."""
    try:
        yield Settings.from_env()
    except (SettingsError, BackupError, EmbeddedDatabaseError) as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database: {getattr(error, 'orig', None) or error}".strip()) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'It'}: {error.strerror or error}") from error


def _mark_of(settings: Settings) -> str:
    """Return what tells one signing secret from another, and helps nobody to find it."""
    secret = settings.jwt_secret_key.encode()
    return hashlib.scrypt(secret, salt=b"call-quality-api backup", n=2**14, r=8, p=1, dklen=16).hex()


def _told_of(manifest: Manifest) -> str:
    rows = manifest.rows
    held = ", ".join(
        count(rows.get(table, 0), noun)
        for table, noun in (("tenants", "tenant"), ("conversations", "call"), ("reports", "report"))
    )
    return (
        f"{held}, {sum(rows.values())} rows in {count(len(rows), 'table')}, of {manifest.made_at}, "
        f"revision {manifest.revision}, {manifest.dump_bytes / 2**20:.1f} MiB"
    )


if __name__ == "__main__":
    main()
