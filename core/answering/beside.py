"""What stands beside a stated value: its clause and sentence, what it counts, the words right before it."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.transcript import joined_hours
from core.answering.values import Value
from core.text import content_stems, is_stop_word, sentences, stem, tokens

# "a table for 2", "a family of 7", "we are three"
_PARTY_OF: Final = re.compile(
    r"\b(?:for|(?:party|group|table|family|team|class|crew) of"
    r"|(?:we|there)(?: are|'re| will be|'ll be| would be)(?: about| around| only| just)?)\s+$",
    re.IGNORECASE,
)
_LINKING: Final = frozenset(("to", "is", "are", "be", "was", "were", ":", "x"))
# What a number counts ends before these: "transfer 500 from my savings" counts no savings.
_COUNTS_NO_MORE: Final = re.compile(
    r"[.,;:!?\d]|\b(?:and|to|from|for|on|in|at|by|with|into|between|per|has|have|had|was|were|is|are|will|would|want"
    r"|instead|please|until|if|because|so)\b",
    re.IGNORECASE,
)
_CLAUSE_END: Final = re.compile(r"[;.!?](?=\s|$)|\s(?:and|but|while|whereas)\s", re.IGNORECASE)
_CLOSE: Final = 60  # characters before a value in which a word of the question makes it likelier


def clause_of(value: Value) -> str:
    """Return the clause in which a value is stated, verbatim."""
    text = value.line.turn.text
    start = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, value.start)), default=0)
    end = _CLAUSE_END.search(text, value.end)
    return text[start : end.start() if end else len(text)]


def sentence_stems(value: Value) -> frozenset[str]:
    """Return the stems of the sentence in which a value is stated."""
    return frozenset(content_stems(joined_hours(sentence_of(value))))


def sentence_of(value: Value) -> str:
    """Return the sentence in which a value is stated, verbatim."""
    text = value.line.turn.text
    return next((text[start:end] for start, end in sentences(text) if start <= value.start < end), text)


def stands_behind(value: Value, kin: frozenset[str]) -> bool:
    """Tell whether a number follows the thing that it counts: "burgers: 3", "change the rooms to 3"."""
    before = tokens(value.line.turn.text[max(0, value.start - _CLOSE) : value.start])
    thing = next((word for word in reversed(before[-3:]) if word not in _LINKING), "")
    return stem(thing) in kin


def is_party(value: Value) -> bool:
    """Tell whether a number is of people by the words before it: "a table for 2"."""
    return _PARTY_OF.search(value.line.turn.text[: value.start]) is not None


def counted_by(value: Value) -> frozenset[str]:
    """Return the stems of up to three words that a number counts: behind it, up to a number, mark or preposition."""
    behind = value.line.turn.text[value.end : value.end + _CLOSE]
    clause = _COUNTS_NO_MORE.split(behind, maxsplit=1)[0]
    return frozenset(stem(word) for word in tokens(clause)[:3] if not is_stop_word(word))


def follows(value: Value, topic: Sequence[str]) -> bool:
    """Tell whether a number follows a word of the topic within three words: "a rating of 4.4"."""
    before = [stem(word) for word in tokens(value.line.turn.text[max(0, value.start - 40) : value.start])[-3:]]
    return not frozenset(topic).isdisjoint(before)


def closeness(value: Value, terms: Sequence[str]) -> float:
    """Return a bonus for a value that stands close behind a word of the question: 0.1 right behind it, 0 far off."""
    before = tokens(value.line.turn.text[max(0, value.start - _CLOSE) : value.start])
    for distance, word in enumerate(reversed(before)):
        if stem(word) in terms:
            return 0.1 / (1 + distance)
    return 0.0
