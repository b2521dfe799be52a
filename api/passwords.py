"""Password hashes, of which only so many are made at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Overloaded

# In each process of the web server: whoever hashes has a processor to himself for 30 ms and 19 MiB, and whoever waits
# for it has a thread. Together they keep half of the eight threads of uwsgi.ini, so that a flood of logins leaves the
# other half to those who work.
AT_ONCE = 1
WAITING = 3
# Far more than those who wait before need, unless the database lets one of them wait.
PATIENCE_S = 2.0


class Argon2Passwords:
    """Argon2id hashes with the parameters of OWASP's password storage cheat sheet (19 MiB, 2 passes, 1 lane)."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        # A hash of no one's password, so that an unknown user costs what a known one costs, from the first on.
        self._nobody = self._hasher.hash("nobody's password")
        self._admitted = threading.BoundedSemaphore(at_once + waiting)
        self._hashing = threading.BoundedSemaphore(at_once)
        self._placed = threading.local()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place among those who hash, soon or not at all: raise Overloaded. Who has one need not wait again."""
        if getattr(self._placed, "here", False):
            yield
            return
        if not self._admitted.acquire(blocking=False):
            raise Overloaded
        try:
            if not self._hashing.acquire(timeout=PATIENCE_S):
                raise Overloaded
            self._placed.here = True
            try:
                yield
            finally:
                self._placed.here = False
                self._hashing.release()
        finally:
            self._admitted.release()

    def hash(self, password: str) -> str:
        """Return an encoded hash of the password; raise Overloaded."""
        with self.place():
            return self._hasher.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Tell whether the password belongs to the hash; as slow for None as for a hash, and then False.

        Raise Overloaded.
        """
        with self.place():
            try:
                matches = self._hasher.verify(password_hash or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return matches and password_hash is not None

    def needs_rehash(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)
