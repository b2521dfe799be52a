"""What a worker does to keep a chunk while it analyses its calls, and to have the right call blamed if it dies."""

from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from core.errors import StorageUnavailable
from core.job_ports import HoldChunk
from core.jobs import Claim


class Grip:
    """A worker's hold of a claimed chunk; within `with` its lease is renewed every `beat_s` seconds.

    To note each call before it begins costs more than it is worth: a chunk that is claimed for the first time does
    without, and nobody is blamed for the end of that worker. From the second claim on every call is noted, and at any
    time one that takes longer than a beat. What is noted is always the call that is being analysed, or nothing.
    """

    def __init__(self, claim: Claim, hold: HoldChunk, beat_s: float) -> None:
        """Hold by `hold`, which may raise StorageUnavailable; the claim's first lease has begun."""
        self._claim = claim
        self._hold = hold
        self._beat_s = beat_s
        self._notes_all = claim.attempt > 1
        self._position: int | None = None
        self._noted: int | None = None
        self._lost = False
        self._over = Event()
        self._lock = Lock()

    @property
    def noted(self) -> int | None:
        """The position that is blamed if nothing more is heard of this worker; it may be noted by now."""
        return self._noted

    def begin(self, position: int | None) -> bool:
        """Say which call is analysed from now on (None: none); return False where the claim holds no more.

        Raises StorageUnavailable; then nothing has begun.
        """
        with self._lock:
            if self._notes_all:
                if position is not None or self._noted is not None:
                    self._note(position)
            elif self._noted is not None:
                self._note(None)  # and not this one: else all from here on would be noted, though no more takes long
            self._position = position
            return not self._lost

    def _note(self, position: int | None) -> None:
        if self._lost:
            return
        if position is not None and self._noted is None:
            self._noted = position  # though it fails: the word may have arrived
        self._lost = not self._hold(self._claim, position)
        self._noted = position

    def _beat(self) -> None:
        while not self._over.wait(self._beat_s):
            with self._lock:
                if self._lost or self._over.is_set():
                    return
                try:
                    self._note(self._position)
                except StorageUnavailable:
                    continue  # the next beat may do better

    def __enter__(self) -> Self:
        # Where the database is belongs to the context.
        run: Callable[..., None] = copy_context().run
        Thread(target=run, args=(self._beat,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
