import random
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import make_url, text

from db.backup_file import DUMP, MANIFEST, BackupError, read_manifest
from db.base import Base
from db.dumping import back_up, check_backup
from db.embedded import DatabaseUrls
from db.engine import owner_engine
from db.restoring import restore
from tests.db.builders import row_of_every_table
from tests.db.conftest import as_whom

pytestmark = pytest.mark.slow

CATALOGUE = """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner),
        (select array_agg(r order by r) from (select format('%s %s', pg_get_userbyid(grantee), privilege_type) as r
            from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner)))) rights),
        (select array_agg(format('%s %s %s %s %s', polname, polcmd, polroles::regrole[], pg_get_expr(polqual, oid),
            pg_get_expr(polwithcheck, oid)) order by polname) from pg_policy where polrelid = c.oid),
        (select array_agg(format('%s %s', conname, pg_get_constraintdef(oid)) order by conname)
            from pg_constraint where conrelid = c.oid),
        (select array_agg(indexdef order by indexdef) from pg_indexes
            where schemaname = 'public' and tablename = c.relname),
        (select array_agg(tgname::text order by tgname) from pg_trigger where tgrelid = c.oid and not tgisinternal)
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1
"""


def contents(url: str) -> dict[str, Any]:
    """Return a checksum of the rows of every table, and everything that its catalogue says of it."""
    engine = owner_engine(as_whom(url, "postgres", make_url(url).database))
    with engine.connect() as connection:
        rows = {
            table: connection.scalar(text(f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t"))
            for table in Base.metadata.tables
        }
        found = {"rows": rows, "catalogue": [tuple(row) for row in connection.execute(text(CATALOGUE))]}
    engine.dispose()
    return found


def rewritten(path: Path, to: Path, **changes: object) -> Path:
    """Write a backup anew that says something else of itself."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        new.writestr(MANIFEST, orjson.dumps(orjson.loads(old.read(MANIFEST)) | changes))
        new.writestr(DUMP, old.read(DUMP))
    return to


def damaged(path: Path, to: Path) -> Path:
    data = bytearray(path.read_bytes())
    data[random.Random(1).randrange(1000, len(data) // 2)] ^= 0x10
    to.write_bytes(data)
    return to


def test_what_the_owner_backs_up_is_restored_row_for_row_with_rights_and_policies(
    urls: DatabaseUrls, tenant: str, empty: DatabaseUrls, tmp_path: Path
) -> None:
    row_of_every_table(tenant)
    file = tmp_path / "one.backup"
    manifest = back_up(urls.owner, file, secret=None)
    assert all(
        manifest.rows[table] for table in Base.metadata.tables if table not in ("login_failures", "known_sources")
    )
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupError, match="exists already"):
        back_up(urls.owner, file, secret=None)
    assert [each.name for each in tmp_path.iterdir()] == ["one.backup"]

    engine = owner_engine(empty.owner)
    with engine.begin() as connection:
        connection.execute(text("create table of_another_program as select 1 as n"))
    with pytest.raises(BackupError, match="of_another_program"):
        restore(empty.owner, file, replace=False)
    with engine.begin() as connection:
        connection.execute(text("drop table of_another_program"))
    assert restore(empty.owner, file, replace=False) == (manifest, manifest.revision)
    expected = contents(urls.owner)
    assert contents(empty.owner) == expected

    # Whatever goes wrong from here on changes nothing.
    with pytest.raises(BackupError, match="holds tenants"):
        restore(empty.owner, file, replace=False)
    for bad, said in (
        (damaged(file, tmp_path / "damaged"), "damaged"),
        (
            rewritten(file, tmp_path / "rows", rows=manifest.rows | {"users": 99}),
            r"(?s)Nothing was changed.*instead of 99",
        ),
        (rewritten(file, tmp_path / "newer", revision="9999"), "newer edition"),
        (rewritten(file, tmp_path / "roles", grantees=["nobody_here"]), "nobody_here"),
    ):
        with pytest.raises(BackupError, match=said):
            restore(empty.owner, bad, replace=True)
    assert contents(empty.owner) == expected
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))  # migrations would fail from here
    restore(empty.owner, file, replace=True)
    assert contents(empty.owner) == expected

    # And nothing is left out in silence.
    with engine.begin() as connection:
        connection.execute(text("drop policy owner_reads on reports"))
    engine.dispose()
    with pytest.raises(BackupError, match="may not see all rows of reports"):
        back_up(empty.owner, tmp_path / "blind.backup", secret=None)
    assert not (tmp_path / "blind.backup").exists()


def test_a_file_that_is_no_whole_backup_is_refused(urls: DatabaseUrls, tenant: str, tmp_path: Path) -> None:
    file = tmp_path / "whole.backup"
    made = back_up(urls.owner, file, secret="mark")
    assert check_backup(file) == made == read_manifest(file)
    for name, data in (
        ("cut", file.read_bytes()[:-2000]),
        ("half", file.read_bytes()[: made.dump_bytes // 2]),
        ("empty", b""),
        ("other", b"PGDMP" * 100),
        ("changed", damaged(file, tmp_path / "x").read_bytes()),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BackupError, match="damaged"):
            check_backup(tmp_path / name)
