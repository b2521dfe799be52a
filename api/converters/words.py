"""Single words with their times, joined to what was said in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from api.converters.document import Node

# A longer pause between two words begins a new segment, so that the other side's words find their place in it.
_BREATH_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of one label, in seconds into the call if known; `joined`: written without a space, as a full stop is."""

    label: str
    text: str
    start: float | None
    end: float | None
    node: Node
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one label one after another; `start` and `end` in seconds into the call if known."""

    label: str
    text: str
    start: float | None
    end: float | None
    node: Node


def runs(words: Iterable[Word]) -> list[Run]:
    """Join words in their order, up to the next speaker or the next breath."""
    found: list[list[Word]] = []
    end: float | None = None
    for word in words:
        breath = word.start is not None and end is not None and word.start - end > _BREATH_S
        if not found or found[-1][-1].label != word.label or (breath and not word.joined):
            found.append([])
        found[-1].append(word)
        end = word.end if word.end is not None else end
    return [_run(each) for each in found]


def _run(words: list[Word]) -> Run:
    text = "".join(word.text if word.joined else f" {word.text}" for word in words).strip()
    starts = (word.start for word in words if word.start is not None)
    ends = [word.end for word in words if word.end is not None]
    return Run(words[0].label, text, next(starts, None), ends[-1] if ends else None, words[0].node)
