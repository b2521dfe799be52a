"""The file of a backup: what pg_dump wrote, as it is, and a manifest of what has to be in it.

A zip whose parts are not compressed again, since pg_dump has done so: it is written and read as a stream, and others
take the dump out with what every system has (`unzip -p FILE database.dump`). A file has its name only once it is
whole.
"""

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import orjson

DUMP = "database.dump"
MANIFEST = "manifest.json"
FORMAT = 1
PART = 1 << 20
_A_DAY_S = 24 * 60 * 60


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: `rows` by table, as of the moment of the dump; `revision` is of the migrations.

    `secret` tells the signing secret of the service from others, without giving it away; None where none was known.
    `grantees` are the roles that have rights in it. `dump_bytes` and `dump_sha256` are of the dump.
    """

    format: int
    made_at: str
    database: str
    schema: str
    server_version: str
    dumped_by: str
    revision: str
    rows: dict[str, int]
    grantees: list[str]
    secret: str | None
    dump_bytes: int = 0
    dump_sha256: str = ""


class Draft:
    """A backup that is being written beside its final name."""

    def __init__(self, final: Path, path: Path, file: IO[bytes]) -> None:
        """Begin a draft at `path`; use `drafting`."""
        self._final, self.path, self._file = final, path, file

    def write(self, parts: Iterator[bytes], manifest: Callable[[int, str], Manifest]) -> Manifest:
        """Write the parts of the dump, then the manifest that is made of its size and checksum."""
        size, digest = 0, hashlib.sha256()
        with ZipFile(self._file, "w", ZIP_STORED) as archive:
            with archive.open(_entry(DUMP), "w", force_zip64=True) as member:
                for part in parts:
                    member.write(part)
                    digest.update(part)
                    size += len(part)
            made = manifest(size, digest.hexdigest())
            archive.writestr(_entry(MANIFEST), orjson.dumps(asdict(made), option=orjson.OPT_INDENT_2))
        self._file.flush()
        os.fsync(self._file.fileno())
        return made

    def keep(self) -> None:
        """Give it its name; raise BackupError where that is taken."""
        try:
            os.link(self.path, self._final)
        except FileExistsError:
            raise BackupError(f"{self._final} exists already, and is left as it is.") from None
        descriptor = os.open(self._final.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def drafting(final: Path) -> Iterator[Draft]:
    """Open a draft that only we can read; it is gone at the end, kept or not. Raises BackupError."""
    if final.exists():
        raise BackupError(f"{final} exists already, and is left as it is.")
    for draft in final.parent.glob(".call-quality-*.backup.????????"):
        with contextlib.suppress(OSError):
            if draft.stat().st_mtime < time.time() - _A_DAY_S:  # left by a process that was killed
                draft.unlink()
    path = final.with_name(f".{final.name}.{secrets.token_hex(4)}")
    try:
        file = open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115 - closed below
    except OSError as error:
        raise BackupError(f"{final.parent} cannot be written to: {error.strerror}.") from error
    try:
        with file:
            yield Draft(final, path, file)
    finally:
        path.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """Read what a backup says of itself; raise BackupError where it is none, or not whole."""
    try:
        with ZipFile(path) as archive:
            found = orjson.loads(archive.read(MANIFEST))
            if found.get("format") != FORMAT:
                raise BackupError(f"{path} was made by a newer edition of the service.")
            manifest = Manifest(**found)
            if archive.getinfo(DUMP).file_size != manifest.dump_bytes:
                raise BackupError(f"{path} is damaged: the dump in it has another size.")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BackupError(f"{path} is no backup, or is damaged: {error}") from error
    return manifest


def dump_parts(path: Path, manifest: Manifest) -> Iterator[bytes]:
    """Yield the dump; raise BackupError, at the end at the latest, where it is not the one that was written."""
    digest = hashlib.sha256()
    try:
        with ZipFile(path) as archive, archive.open(DUMP) as member:
            while part := member.read(PART):
                digest.update(part)
                yield part
    except (OSError, BadZipFile, KeyError, EOFError) as error:
        raise BackupError(f"{path} is damaged: {error}") from error
    if digest.hexdigest() != manifest.dump_sha256:
        raise BackupError(f"{path} is damaged: its checksum is another.")


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, date_time=time.gmtime()[:6])
    entry.external_attr = 0o600 << 16
    return entry
