"""Typing errors in the words by which a question is understood: question words, and what people call in calls."""

from functools import cache
from typing import Final

from core.analysis.embedding import table
from core.analysis.ngrams import vocabulary
from core.answering.vocabulary import word_set

_KNOWN_ERRORS: Final = {
    "teh": "the", "hte": "the", "dose": "does", "y": "why", "wots": "what is", "wot": "what", "wats": "what is",
    "insurence": "insurance", "recieve": "receive", "recieved": "received", "hw": "how", "cust": "customer",
    "hwo": "how", "adn": "and", "taht": "that", "becuase": "because", "cutomer": "customer",
}  # fmt: skip
_ONLY_AT_THE_START: Final = frozenset(("dose", "y"))
# Words that decide how a question is read. Only words of no vocabulary are taken for one of them.
_DECIDING: Final = word_set(
    """
    what which when where whether whose does were with about after before first last final many much often long how why
    who the and did was has have had could would should there this that tell give list count rate from during between
    customer customers caller callers client clients agent agents assistant advisor adviser operator representative
    conversation call calls transcript agree agreed agreement accept accepted refuse refused decline declined reject
    interested interest mention mentioned question questions answer answered phone number address email price amount
    cost money percent percentage appointment delivery payment refund booking order insurance cancel cancelled
    cancellation renewal contract complaint complain complained mood happy angry satisfied annoyed sentiment polite
    friendly reason because summary summarise summarize outcome result said asked offered offer thing things time times
    minutes seconds minute duration sorry apologise apologize already
    """
)
_SHORTEST: Final = 3
_LONG: Final = 7  # letters from which two errors are forgiven


def respell(words: tuple[str, ...]) -> tuple[str, ...]:
    """Set right the deciding words of a question where they are misspelt; all others stay.

    A word is misspelt if no vocabulary of ours holds it and it is one error (two where it is long) from a deciding
    word: a letter too many, too few or wrong, or two changed over (Damerau, 1964).

    >>> respell(("did", "teh", "custmer", "agre"))
    ('did', 'the', 'customer', 'agree')
    """
    found: list[str] = []
    for at, word in enumerate(words):
        if word in _KNOWN_ERRORS and (at == 0 or word not in _ONLY_AT_THE_START):
            found.extend(_KNOWN_ERRORS[word].split())
        else:
            found.append(_respelt(word))
    return tuple(found)


@cache
def _known() -> frozenset[str]:
    return (frozenset(vocabulary().words) | frozenset(table().pieces)) - (frozenset(_KNOWN_ERRORS) - _ONLY_AT_THE_START)


def _respelt(word: str) -> str:
    bare = word.removesuffix("'s")
    if len(bare) < _SHORTEST or not bare.isalpha() or bare in _DECIDING or bare in _known():
        return word
    allowed = 2 if len(bare) >= _LONG else 1
    if any(bare.startswith(deciding) for deciding in _DECIDING):  # "politer" is no error for "polite"
        return word
    near = [
        (distance, deciding)
        for deciding in sorted(_DECIDING)
        if abs(len(deciding) - len(bare)) <= allowed
        and (len(deciding) > _SHORTEST or sorted(deciding) == sorted(bare))
        and (deciding[0] == bare[0] or sorted(deciding) == sorted(bare))
        and (distance := _errors(bare, deciding)) <= allowed
    ]
    return min(near)[1] + word[len(bare) :] if near else word


def _errors(one: str, other: str) -> int:
    """Return the restricted Damerau-Levenshtein distance of two words."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, here[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, last = last, here
    return last[-1]
