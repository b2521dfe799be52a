"""Text cleaning: fillers out, white space folded, Unicode in composed form. The raw text is never changed.

What a filler is depends on its neighbours: "it was, you know, fine" loses two words, "do you know the price" none.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from core.text import PLAIN_ASCII

DEFAULT_FILLERS: Final[tuple[str, ...]] = ("um", "uh", "er", "erm", "uhm", "hmm", "hm", "you know", "i mean")

# Invisible in print, and no white space to Python.
_INVISIBLE: Final = str.maketrans(dict.fromkeys(map(ord, "\u200b\ufeff\u00ad"), ""))
_PUNCTUATION: Final = frozenset(" .,;:!?…-–—'\"“”‘’()[]*_/")
_STRAY_COMMA: Final = re.compile(r", ?(?=[,.!?…])")
_WORD_AFTER: Final = re.compile(r"\s+([^\W\d_]+)")

# "Do you know …", "let you know", "what I mean": here the phrase is the sentence's verb.
_VERB_AFTER: Final = frozenset(
    """
    as before because can could d did didn't do does doesn't don't how if let letting ll may might must now should than
    that then think to what when which who will won't would
    """.split()  # noqa: SIM905 - a table of words reads better as words
)
# "You know the price", "you know what …", "I mean it": here it has an object.
_OBJECT_BEFORE: Final = frozenset(
    """
    a about all an any anyone anything better business everything exactly her him his how if it me more my nothing of
    one our someone something that the their them these this those us what when where whether which who why your yet
    """.split()  # noqa: SIM905
)
_LONGEST_NEIGHBOUR: Final = 12  # characters looked at before a phrase: bounds the work


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Cleans turns of given fillers: words or phrases, matched whole and in any case, drawn out ones ("ummm") too."""

    fillers: tuple[str, ...] = DEFAULT_FILLERS
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _beginnings: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", _filler_pattern(self.fillers))
        object.__setattr__(self, "_beginnings", _beginnings(self.fillers))

    def clean(self, text: str) -> str:
        """Return the text without fillers and surplus white space, in NFC; empty where only fillers were said.

        Linear in the characters.

        >>> Cleaner().clean("Well, um,  I was, you know, hoping to...  uh  pay")
        'Well, I was, hoping to... pay'
        >>> Cleaner().clean("Do you know the price?")
        'Do you know the price?'
        >>> Cleaner().clean("Hmm... uh, um.")
        ''
        """
        if not text.isascii():  # ASCII is composed and visible
            text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
        folded = " ".join(text.split())
        if self._pattern is None or (folded.isascii() and not self._may_hold_filler(folded)):
            return folded
        spoken = self._pattern.sub(_without_filler, folded)
        if spoken == folded:
            return folded
        spoken = _STRAY_COMMA.sub("", " ".join(spoken.split()))
        return "" if _PUNCTUATION.issuperset(spoken) else spoken.lstrip(" ,")

    def _may_hold_filler(self, folded: str) -> bool:
        """Tell whether a word of an ASCII text begins as a filler does: in most turns none, which saves the search."""
        plain = f" {folded.translate(PLAIN_ASCII)}"
        for beginning in self._beginnings:  # noqa: SIM110 - a generator would take twice the time
            if beginning in plain:
                return True
        return False


def _known(fillers: tuple[str, ...]) -> list[str]:
    """Return the fillers in lower case, each once, the longest first."""
    return sorted({" ".join(filler.lower().split()) for filler in fillers} - {""}, key=lambda f: (-len(f), f))


@lru_cache(maxsize=64)
def _beginnings(fillers: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a text with a filler has in it, once plain (core.text.PLAIN_ASCII) and after a space."""
    plain = [f" {filler.translate(PLAIN_ASCII)}" for filler in _known(fillers)]
    return tuple(one for one in plain if not any(one.startswith(other) for other in plain if other != one))


@lru_cache(maxsize=64)
def _filler_pattern(fillers: tuple[str, ...]) -> re.Pattern[str] | None:
    """Build one alternation of all fillers, longest first, with the comma that belongs to each."""
    known = _known(fillers)
    if not known:
        return None
    drawn_out = (re.escape(f) + (re.escape(f[-1]) + "*" if f.isalpha() else "") for f in known)
    # No match inside a word or beside a hyphen: "uh-huh" is an answer.
    return re.compile(rf"(?<![\w'’])(?<!\w-)(?:{'|'.join(drawn_out)})(?![\w'’]|-\w),?", re.IGNORECASE)


def _without_filler(match: re.Match[str]) -> str:
    """Return what stands in place of a filler: nothing, or the words themselves where they are meant."""
    words = match.group()
    if " " not in words:
        return ""
    text = match.string
    before = text[max(0, match.start() - _LONGEST_NEIGHBOUR) : match.start()].split()
    if before and before[-1].lower().rpartition("’")[2].rpartition("'")[2] in _VERB_AFTER:
        return words
    if before and before[-1].lower() in _VERB_AFTER:
        return words
    after = None if words.endswith(",") else _WORD_AFTER.match(text, match.end())
    return words if after and after.group(1).lower() in _OBJECT_BEFORE else ""
