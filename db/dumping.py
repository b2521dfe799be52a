"""Backups: everything that the service has stored, as of one moment, while it goes on working."""

import contextlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, make_url, text

from db.backup_file import FORMAT, PART, BackupError, Draft, Manifest, drafting, dump_parts, read_manifest
from db.engine import database_url, owner_engine
from db.migrate import revision_of
from db.owner_reads import OWNER_READS, see_all
from db.postgres_programs import connection_of, programs_for

_TABLES = text(
    "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')"
    " order by relname"
)
_GRANTEES = text(
    """
    select distinct grantee.rolname
    from pg_class c cross join lateral aclexplode(c.relacl) as rights join pg_roles grantee on grantee.oid = grantee
    where c.relnamespace = current_schema()::regnamespace and rights.grantee not in (0, c.relowner)
    order by 1
    """
)


def back_up(
    url: str, final: Path, *, secret: str | None, on_progress: Callable[[int], None] = lambda _: None
) -> Manifest:
    """Write everything that the database of `url` holds of the service into one file, and check it; raise BackupError.

    The role of the URL has to see all rows: it owns the tables, or row-level security does not bind it. `on_progress`
    is told how many bytes were written. Raises SQLAlchemy's errors where the database cannot be reached.
    """
    engine = owner_engine(url)
    with drafting(final) as draft, engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text("set transaction read only"))
        if hidden := see_all(connection):
            raise BackupError(
                f"This role may not see all rows of {', '.join(hidden)}. Back up as the owner of the tables "
                "(DATABASE_OWNER_URL) once migrations are current, or as a role that has BYPASSRLS."
            )
        manifest = _write(draft, connection, url, secret, on_progress)
        connection.rollback()
        _check(draft.path, manifest)
        draft.keep()
    engine.dispose()
    return manifest


def check_backup(path: Path) -> Manifest:
    """Read a backup to its end, as pg_restore would; raise BackupError where it is damaged."""
    manifest = read_manifest(path)
    _check(path, manifest)
    return manifest


def _write(
    draft: Draft, connection: Connection, url: str, secret: str | None, on_progress: Callable[[int], None]
) -> Manifest:
    revision = revision_of(connection)
    if revision is None:
        raise BackupError("There is nothing to back up: the database has no tables of the service.")
    version = str(connection.scalar(text("show server_version")))
    folder, major = programs_for(int(version.split(".")[0]))
    schema = str(connection.scalar(text("select current_schema()")))
    tables = connection.scalars(_TABLES).all()
    rows = {table: int(connection.scalar(text(f'select count(*) from "{table}"')) or 0) for table in tables}  # noqa: S608
    snapshot = str(connection.scalar(text("select pg_export_snapshot()")))
    address, environment = connection_of(database_url(url), f"{OWNER_READS}=on")
    command = [
        *(str(folder / "pg_dump"), "--format=custom", "--no-password", "--enable-row-security"),
        *(f"--schema={schema}", f"--snapshot={snapshot}", f"--dbname={address}"),
    ]

    def manifest(size: int, digest: str) -> Manifest:
        return Manifest(
            format=FORMAT,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=make_url(url).database or "",
            schema=schema,
            server_version=version,
            dumped_by=f"pg_dump {major}",
            revision=revision,
            rows=rows,
            grantees=list(connection.scalars(_GRANTEES)),
            secret=secret,
            dump_bytes=size,
            dump_sha256=digest,
        )

    return draft.write(_output(command, environment, on_progress), manifest)


def _output(command: list[str], environment: dict[str, str], on_progress: Callable[[int], None]) -> Iterator[bytes]:
    """Yield what a program writes; raise BackupError, with its words, where it fails."""
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=words) as process,  # noqa: S603 - ours
    ):
        assert process.stdout  # noqa: S101 - it is a pipe
        try:
            while part := process.stdout.read(PART):
                yield part
                on_progress(len(part))
            if process.wait() != 0:
                raise BackupError(f"pg_dump failed: {last_words(words)}")
        finally:
            process.kill()


def last_words(file: IO[bytes]) -> str:
    """Return how a file ends that a program has written its complaints to."""
    file.seek(0)
    return file.read().decode(errors="replace").strip()[-1000:]


def _check(path: Path, manifest: Manifest) -> None:
    """Read the dump to its end and unpack all of it, which shows that it can be restored."""
    folder, _ = programs_for(int(manifest.dumped_by.split()[-1]))
    command = [str(folder / "pg_restore"), "--file=/dev/null"]
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=words) as process,  # noqa: S603 - ours
    ):
        assert process.stdin  # noqa: S101 - it is a pipe
        try:
            for part in dump_parts(path, manifest):
                with contextlib.suppress(BrokenPipeError):  # it will say why; the checksum wants the whole
                    process.stdin.write(part)
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            if process.wait() != 0:
                raise BackupError(f"{path} is damaged: {last_words(words)}")
        finally:
            process.kill()
