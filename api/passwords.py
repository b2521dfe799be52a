"""Password hashes, of which only so many are made at a time."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Overloaded

# In each process of the web server: whoever hashes has a processor to himself for 30 ms and 19 MiB, and whoever waits
# for it has a thread. A flood of logins can take three of the eight threads of uwsgi.ini, and two more wait for those
# who have logged in from where they are before, so that it does not keep them out either.
AT_ONCE = 1
ANYBODYS_TURN = 3
WAITING = 2
WAITING_KNOWN = 2
# Far more than those who wait before need, unless the database lets one of them wait.
PATIENCE_S = 2.0


class _Places:
    """Places for those who hash, handed on in order: to those who are known first. A semaphore would keep no order."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = at_once
        self._lock = threading.Lock()
        self._anybody: deque[threading.Event] = deque()
        self._known: deque[threading.Event] = deque()
        self._room = waiting
        self._left = 0

    def enter(self, known: bool) -> None:
        line, room = (self._known, WAITING_KNOWN) if known else (self._anybody, self._room)
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if len(line) >= room:
                raise Overloaded
            turn = threading.Event()
            line.append(turn)
        if turn.wait(PATIENCE_S):
            return
        with self._lock:
            if turn.is_set():
                return
            line.remove(turn)
        raise Overloaded

    def leave(self) -> None:
        with self._lock:
            self._left += 1
            # Those who are known go first, but every third place is anybody's: nobody is kept out for good.
            first, then = self._known, self._anybody
            if self._left % ANYBODYS_TURN == 0:
                first, then = then, first
            if line := first or then:
                line.popleft().set()
            else:
                self._free += 1


class Argon2Passwords:
    """Argon2id hashes with the parameters of OWASP's password storage cheat sheet (19 MiB, 2 passes, 1 lane)."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        # A hash of no one's password, so that an unknown user costs what a known one costs, from the first on.
        self._nobody = self._hasher.hash("nobody's password")
        self._places = _Places(at_once, waiting)
        self._placed = threading.local()

    @contextmanager
    def place(self, *, known: bool = False) -> Iterator[None]:
        """Take a place among those who hash, soon or not at all: raise Overloaded. Who has one need not wait again.

        Those who are `known` to have a right to log in go first.
        """
        if getattr(self._placed, "here", False):
            yield
            return
        self._places.enter(known)
        self._placed.here = True
        try:
            yield
        finally:
            self._placed.here = False
            self._places.leave()

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
