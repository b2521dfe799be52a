"""Leaves a service alone for a while that has failed several times in a row, so that nobody waits for it in vain."""

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Lets requests through until `failures` of them have failed in a row; then one every `pause_s` seconds.

    The first that succeeds ends that. Safe for threads; each process has its own. `timer` gives seconds that only grow.
    """

    def __init__(
        self, *, failures: int = 3, pause_s: float = 30.0, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = failures
        self._pause_s = pause_s
        self._timer = timer
        self._lock = threading.Lock()
        self._failures = 0
        self._next_trial_s = 0.0

    def admits(self) -> bool:
        """Tell whether a request may be made now; whoever is told so has to tell how it ended."""
        with self._lock:
            if self._failures < self._most:
                return True
            now_s = self._timer()
            if now_s < self._next_trial_s:
                return False
            # One request tries it; the others are kept off while it does.
            self._next_trial_s = now_s + self._pause_s
            return True

    def succeeded(self) -> None:
        """Note that a request was answered."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note that a request was not answered."""
        with self._lock:
            self._failures += 1
            self._next_trial_s = self._timer() + self._pause_s
