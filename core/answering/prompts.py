"""What a turn bids the other side to tell: a name, a number of guests, an amount."""

import re
from typing import Final

from core.answering.transcript import Line, Transcript, prompts_for
from core.answering.vocabulary import side
from core.text import is_stop_word, stem

_ASKED_KINDS: Final = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "address": r"\baddress\b|\bwhere (?:should|shall|can|do|to|would)\b.*\b(?:deliver|send|ship|mail)\w*\b",
        "age": r"\bhow old\b|\b(?:your|the|his|her) age\b|\baged?\b",
        "amount": r"\bhow much\b|\b(?:amount|price|budget|cost|fee|sum|total|dollar|value)\b",
        "code": r"\b(?:number|code|pin|id|digits|reference)\b",
        "date": r"\b(?:date|day|when|weekday)\b",
        "duration": r"\bhow (?:long|many (?:days|nights|weeks|months|years|hours|minutes))\b|\bduration\b",
        "email": r"\be ?-?mail\b",
        "name": r"\bnames?\b|\bwho (?:is|am|are)\b|\bcalled\b",
        "number": r"\bhow many\b|\bnumber of\b",
        "percentage": r"\b(?:percent(?:age)?|discount|rate)\b",
        "phone": r"\b(?:phone|mobile|cell|contact|telephone|callback)\b|\b(?:reach|call) you\b",
        "time": r"\b(?:time|hour|when|o'clock)\b",
        "url": r"\b(?:link|website|url|page)\b",
        "when": r"\b(?:when|time|date|day|how soon)\b",
    }.items()
}
_COUNTED: Final = re.compile(r"\b(?:how (?:many|much)|(?:number|amount|quantity|count) of)\b(?P<rest>(?: [\w']+){0,4})")
# What is counted where a question names but the quality that is measured.
_MEASURED: Final = (
    (re.compile(r"\bhow (?:big|large) (?:[\w']+ ){1,3}?(?:party|group|family|household|table|team|crowd|class)\b"),
     ("people",)),
    (re.compile(r"\bhow (?:warm|cold|hot|cool|chilly)\b|\btemperatures?\b"), ("degrees", "celsius", "fahrenheit")),
    (re.compile(r"\bhow far (?!in\b|into\b|along\b|through\b)|\bwhat distance\b"),
     ("miles", "kilometers", "kilometres", "km", "meters", "metres", "blocks", "feet", "yards")),
)  # fmt: skip
_OPENERS: Final = frozenset({"the", "more", "other", "different", "of", "his", "her", "their", "your", "a"})


def prompt_to(transcript: Transcript, line: Line) -> Line | None:
    """Return the turn of the other side right before that asks or bids for something; None where none does."""
    before = transcript.before(line)
    if before is None or before.speaker == line.speaker or not (before.asks or prompts_for(before)):
        return None
    return before


def asks_for(prompt: Line, kind: str) -> bool:
    """Tell whether a turn that asks is after a kind of value."""
    pattern = _ASKED_KINDS.get(kind)
    return pattern is not None and pattern.search(" ".join(prompt.words)) is not None


def counts_asked(words: str) -> tuple[str, ...]:
    """Return the stems of what a question counts.

    >>> counts_asked("how many hotel rooms did the customer book"), counts_asked("how big was the party")
    (('hotel', 'room'), ('peopl',))
    """
    for pattern, units in _MEASURED:
        if pattern.search(words):
            return tuple(stem(unit) for unit in units)
    found = _COUNTED.search(words)
    if found is None:
        return ()
    counted: list[str] = []
    for word in found.group("rest").split():
        if word == "of":  # "packages of water" are counted by what they hold
            counted.clear()
        if word in _OPENERS and not counted:
            continue
        if is_stop_word(word) or (side(word) is not None and counted):
            break
        counted.append(stem(word))
    return tuple(counted)


def counts_in(prompt: Line) -> tuple[str, ...]:
    """Return the stems of what a turn that asks wants to have counted; () where it asks for no count."""
    return counts_asked(" ".join(prompt.words))
