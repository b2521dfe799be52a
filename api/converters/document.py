"""A platform's document, read with care: each value knows its place, and what is wrong with it is noted there."""

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from api import faults as wording
from api.dates import moment
from api.faults import MAX_FAULTS, Faults, path_of

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


class Node:
    """A value at a place; what is absent is a node too, whose value is None, as is what a document gives as null."""

    __slots__ = ("_above", "_faults", "_step", "value")

    def __init__(self, value: Any, faults: Faults, above: "Node | None" = None, step: str | int = "") -> None:
        self.value, self._faults, self._above, self._step = value, faults, above, step

    @property
    def path(self) -> str:
        """Return where this is in the document: `results.items[3].start_time`."""
        # Put together when somebody asks: most values are in order, and there are many.
        steps: list[str | int] = []
        node = self
        while node._above is not None:
            steps.append(node._step)
            node = node._above
        return path_of(reversed(steps))

    def __getitem__(self, name: str) -> "Node":
        """Return a field of an object."""
        if self.value is not None and not isinstance(self.value, dict):
            self.blame("must be an object")
            return Node(None, self._faults, self, name)
        return Node((self.value or {}).get(name), self._faults, self, name)

    def __iter__(self) -> Iterator["Node"]:
        """Yield the items of a list; none where it is absent."""
        if self.value is not None and not isinstance(self.value, list):
            self.blame("must be a list")
            return
        for index, item in enumerate(self.value or ()):
            yield Node(item, self._faults, self, index)

    def __bool__(self) -> bool:
        """Tell whether there is anything: neither nothing nor an empty list, object or text."""
        return self.value not in (None, "", [], {})

    def blame(self, message: str) -> None:
        """Note what is wrong here."""
        if len(self._faults) < MAX_FAULTS:
            wording.add(self._faults, self.path, message)

    def require(self) -> "Node":
        """Return this, noted as missing where it is."""
        if self.value is None:
            self.blame("is required")
        return self

    def text(self) -> str | None:
        """Return a text, without white space around it; None where there is none."""
        if self.value is not None and not isinstance(self.value, str):
            self.blame("must be text")
            return None
        return (self.value or "").strip() or None

    def number(self) -> float | None:
        """Return a number, also one that is written as text, as some platforms do; None where there is none."""
        value = self.value
        if value is None or value == "":
            return None
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.blame("must be a number")
            return None
        return float(value)

    def milliseconds(self) -> float | None:
        """Return a number of milliseconds as seconds."""
        number = self.number()
        return None if number is None else number / 1000

    def label(self) -> str | None:
        """Return what names a speaker or a channel: a text or a whole number."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return self.text()

    def moment(self) -> datetime | None:
        """Return a date and time that is written with its offset."""
        text = self.text()
        try:
            return moment(text) if text else None
        except ValueError:
            self.blame("must be a date and time with offset, such as 2024-01-15T10:30:00Z")
            return None

    def epoch(self) -> datetime | None:
        """Return a time that is written as milliseconds since 1970."""
        seconds = self.milliseconds()
        try:
            return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
        except (OverflowError, ValueError, OSError):
            self.blame("must be milliseconds since 1970")
            return None


def first(*nodes: Node) -> Node:
    """Return the first node that has anything; the first of all where none has."""
    return next((node for node in nodes if node), nodes[0])
