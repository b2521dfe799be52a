"""What a start wants to know of a database, asked without SQLAlchemy and Alembic: to load them takes longer.

These are shortcuts: whatever cannot be told here is answered with False, and is then found out the long way.
"""

import re
from contextlib import closing
from pathlib import Path

import psycopg2

_VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"
_CONNECT_TIMEOUT_S = 5

_REVISION = "select array_agg(version_num::text) = array[%s] from alembic_version"
_USER = """
    select set_config('app.tenant_id', %s, true);
    select true from users where tenant_id = current_setting('app.tenant_id') and username = %s
"""


def is_newest(url: str) -> bool:
    """Tell whether a database surely has our newest revision, and no other: then there is nothing to migrate."""
    return _is_so(url, _REVISION, newest_revision())


def has_user(url: str, tenant_id: str, username: str) -> bool:
    """Tell whether a tenant surely has such a user."""
    return _is_so(url, _USER, tenant_id, username)


def newest_revision() -> str:
    """Return the newest revision of this edition, by the names of its files: they begin with their revisions."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py"))


def _is_so(url: str, asked: str, *values: str) -> bool:
    address = re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", url)  # without the driver that SQLAlchemy is to take
    try:
        with (
            closing(psycopg2.connect(address, connect_timeout=_CONNECT_TIMEOUT_S)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(asked, values)
            return cursor.fetchone() == (True,)
    except psycopg2.Error:
        return False
