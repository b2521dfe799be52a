"""What is found of texts that come again and again: the sentences of a bot, which says the same in call after call.

Only what comes a second time is kept, with what was found of it: until then a number stands for the text. A sentence
with a customer's name in it comes once and so is not kept; what customers say does not go through here at all.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")

MOST: Final = 2048  # texts that are kept; of 100 characters each with its words some 8 MB
_MOST_SEEN: Final = 1 << 16  # numbers of texts that came once


class Recurring(Generic[Key, Found]):
    """A function of texts that remembers what it found of those that recur, `most` at most, the oldest left out."""

    __slots__ = ("_find", "_kept", "_lock", "_most", "_seen")

    def __init__(self, find: Callable[[Key], Found], most: int = MOST) -> None:
        self._find = find
        self._most = most
        self._kept: dict[Key, Found] = {}
        self._seen: set[int] = set()
        self._lock = Lock()

    def __call__(self, key: Key) -> Found:
        """Return what the function finds, which must not be None."""
        found = self._kept.get(key)
        if found is None:
            found = self._find(key)
            self._note(key, found)
        return found

    def __len__(self) -> int:
        """Return how many texts are kept."""
        return len(self._kept)

    def _note(self, key: Key, found: Found) -> None:
        number = hash(key)
        with self._lock:
            if number in self._seen:
                self._kept[key] = found
                if len(self._kept) > self._most:
                    del self._kept[next(iter(self._kept))]
                return
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen.add(number)

    def forget(self) -> None:
        """Forget all texts."""
        with self._lock:
            self._kept.clear()
            self._seen.clear()
