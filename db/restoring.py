"""Restoring a backup: all of it or, where anything is wrong, nothing.

The tables of the service are dropped, made again, filled and counted in one transaction. Whoever uses the database
waits for it; where it fails, the database is what it was.
"""

import contextlib
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, inspect, text

import db.models  # noqa: F401 - declares the tables
from db import migrate
from db.backup_file import PART, BackupError, Manifest, dump_parts, read_manifest
from db.base import Base
from db.dumping import last_words
from db.engine import LOCK_TIMEOUT_S, database_url, owner_engine
from db.owner_reads import see_all
from db.postgres_programs import connection_of, programs_for

# Every kind of object that the migrations make; what belongs to a table goes with it.
_OURS = text(
    """
    select format('drop table %s cascade;', oid::regclass) from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
    union all
    select format('drop function %s cascade;', oid::regprocedure) from pg_proc
    where pronamespace = current_schema()::regnamespace and proowner = current_user::regrole
    union all
    select format('drop text search configuration %s cascade;', oid::regconfig) from pg_ts_config
    where cfgnamespace = current_schema()::regnamespace
    union all
    select format('drop text search dictionary %s cascade;', oid::regdictionary) from pg_ts_dict
    where dictnamespace = current_schema()::regnamespace
    """
)
# The schema is there, and what its owner granted with it. The policy names a role, who may be called otherwise here.
_LEFT_OUT = (" SCHEMA - ", " ACL - SCHEMA ", " COMMENT - SCHEMA ", " DEFAULT ACL ", " owner_reads ")
_TRANSACTION_TIMEOUT = b"SET transaction_timeout = 0;\n"  # of the programs of version 17 on


def restore(
    url: str, path: Path, *, replace: bool, on_progress: Callable[[int], None] = lambda _: None
) -> tuple[Manifest, str]:
    """Make the database of `url` what it was when the backup was made, and bring it up to date; raise BackupError.

    The role of the URL owns the tables then. A database with tenants, or with tables of others beside ours, is refused
    unless `replace` says so. Returns what the backup says of itself, and the revision that the database has now.
    """
    manifest = read_manifest(path)
    if not migrate.is_known(manifest.revision):
        raise BackupError(f"The backup has revision {manifest.revision}, which a newer edition of the service made.")
    for part in dump_parts(path, manifest):  # to the end: the checksum comes before anything is dropped
        on_progress(len(part))
    engine = owner_engine(url)
    if replace:
        _prepare_role(engine)  # what is to be lost need not be whole enough to be migrated
    else:
        migrate.upgrade(url)  # makes roles and grants ready in a new database, or says what is missing
    with migrate.migration_lock(engine):
        with engine.connect() as connection:
            script = _script(connection, manifest, replace=replace)
        _run(url, path, manifest, script, on_progress)
    migrate.upgrade(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
        revision = migrate.revision_of(connection)
    engine.dispose()
    return manifest, str(revision)


def _prepare_role(engine: Engine) -> None:
    """Make the serving role ready as the first migration does, and change nothing else."""
    with engine.begin() as connection:
        connection.execute(text(migrate.first_migration().PREPARE_ROLE))


def _script(connection: Connection, manifest: Manifest, *, replace: bool) -> tuple[int, str, str]:
    """Return the major version of the server, and what comes before and after the dump."""
    version = int(connection.scalar(text("show server_version_num")) or 0) // 10_000
    schema = connection.scalar(text("select current_schema()"))
    if schema != manifest.schema:
        raise BackupError(f"The backup is of the schema {manifest.schema}, and this role works in {schema}.")
    if int(manifest.server_version.split(".")[0]) > version:
        raise BackupError(f"The backup is of PostgreSQL {manifest.server_version}, and this is version {version}.")
    known = set(connection.scalars(text("select rolname from pg_roles")))
    if missing := sorted(set(manifest.grantees) - known):
        raise BackupError(f"Roles that have rights in the backup are missing here: {', '.join(missing)}. Make them.")
    if not replace and _has_tenants(connection):
        raise BackupError("The database holds tenants. Give --replace to lose all that it holds.")
    if not replace and (others := _tables_of_others(connection)):
        raise BackupError(f"Tables of others are beside ours: {', '.join(others)}. Give --replace to lose them.")
    before = [
        "\\set ON_ERROR_STOP 1",
        "set client_min_messages = warning;",
        "begin;",
        f"set local lock_timeout = '{LOCK_TIMEOUT_S}s';",
    ]
    before += connection.scalars(_OURS)
    after = [each for table, number in manifest.rows.items() for each in _counted(f'"{schema}"."{table}"', number)]
    after += [_OWNER_READS.format(schema=schema), "commit;", "\\echo done"]
    return version, "\n".join([*before, ""]), "\n".join([*after, ""])


def _has_tenants(connection: Connection) -> bool:
    see_all(connection)
    return bool(connection.scalar(text("select exists (select from tenants)")))


def _tables_of_others(connection: Connection) -> list[str]:
    return sorted(set(inspect(connection).get_table_names()) - set(Base.metadata.tables) - {"alembic_version"})


# What the dump leaves out is made for this role, on the tables that had it.
_OWNER_READS = """
do $$ declare of_a_tenant regclass; begin
    if exists (select from "{schema}".alembic_version where version_num >= '0016') then
        for of_a_tenant in
            select oid from pg_class
            where relnamespace = '"{schema}"'::regnamespace and relkind in ('r', 'p') and relforcerowsecurity
        loop
            execute format('create policy owner_reads on %s for select to current_user using '
                           '(current_setting(''app.owner_reads'', true) = ''on'')', of_a_tenant);
        end loop;
    end if;
end $$;
"""


def _counted(table: str, number: int) -> Iterator[str]:
    """Count a table, seeing all of it, and end the transaction where it has lost or gained rows."""
    yield f"select relforcerowsecurity as forced from pg_class where oid = '{table}'::regclass \\gset"  # noqa: S608 - a table of ours
    yield f"alter table {table} no force row level security;"
    yield (
        f"do $$ declare n bigint := (select count(*) from {table}); begin if n <> {number} then "  # noqa: S608 - ours
        f"raise exception 'table % has % rows instead of {number}', '{table}', n; end if; end $$;"
    )
    yield f"\\if :forced\nalter table {table} force row level security;\n\\endif"


def _run(
    url: str, path: Path, manifest: Manifest, script: tuple[int, str, str], on_progress: Callable[[int], None]
) -> None:
    """Have psql run the script around what pg_restore makes of the dump. Without its last line, all is taken back."""
    version, before, after = script
    folder, _ = programs_for(version)
    readers, _ = programs_for(int(manifest.dumped_by.split()[-1]))
    address, environment = connection_of(database_url(url))
    psql_command = [str(folder / "psql"), "--no-psqlrc", "--quiet", "--no-password", f"--dbname={address}"]
    with (
        tempfile.NamedTemporaryFile("w") as contents,
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as words,
        subprocess.Popen(psql_command, env=environment, stdin=subprocess.PIPE, stdout=said, stderr=words) as psql,  # noqa: S603 - ours
    ):
        assert psql.stdin  # noqa: S101 - it is a pipe
        try:
            contents.write(_contents(readers, path, manifest))
            contents.flush()
            psql.stdin.write(before.encode())
            unpack = [str(readers / "pg_restore"), "--no-owner", f"--use-list={contents.name}", "--file=-"]
            parts = _unpacked(unpack, dump_parts(path, manifest), on_progress)
            # pg_restore 17 and newer take it for granted that the server knows it. Later parts are data.
            head = next(parts, b"")
            psql.stdin.write(head.replace(_TRANSACTION_TIMEOUT, b"", 1) if version < 17 else head)
            for part in parts:
                psql.stdin.write(part)
            psql.stdin.write(after.encode())
            psql.stdin.close()
        except BrokenPipeError:
            psql.wait()
        except BaseException:
            psql.kill()
            raise
        if psql.wait() != 0 or not last_words(said).endswith("done"):
            raise BackupError(f"Nothing was changed: {last_words(words)}")


def _unpacked(command: list[str], parts: Iterator[bytes], on_progress: Callable[[int], None]) -> Iterator[bytes]:
    """Yield what pg_restore makes of the parts of a dump; raise BackupError where it fails or is fed badly."""
    faults: list[BaseException] = []
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words) as source,  # noqa: S603 - ours
    ):
        assert source.stdin  # noqa: S101 - it is a pipe
        assert source.stdout  # noqa: S101 - it is a pipe
        feeder = threading.Thread(target=_feed, args=(source.stdin, parts, on_progress, faults))
        feeder.start()
        try:
            while part := source.stdout.read(PART):
                yield part
            feeder.join()
            if faults:
                raise faults[0]
            if source.wait() != 0:
                raise BackupError(f"pg_restore failed: {last_words(words)}")
        finally:
            source.kill()
            feeder.join()


def _feed(
    pipe: IO[bytes], parts: Iterator[bytes], on_progress: Callable[[int], None], faults: list[BaseException]
) -> None:
    try:
        for part in parts:
            with contextlib.suppress(BrokenPipeError):  # it has read all that it wants
                pipe.write(part)
            on_progress(len(part))
    except BaseException as fault:  # raised again by the thread that waits
        faults.append(fault)
    finally:
        with contextlib.suppress(BrokenPipeError):
            pipe.close()


def _contents(readers: Path, path: Path, manifest: Manifest) -> str:
    """Return what pg_restore shall take of the dump: its own list, without the lines that are left out."""
    listed = b"".join(
        _unpacked([str(readers / "pg_restore"), "--list"], dump_parts(path, manifest), lambda _: None)
    ).decode()
    return "\n".join(line for line in listed.splitlines() if not any(part in line for part in _LEFT_OUT))
