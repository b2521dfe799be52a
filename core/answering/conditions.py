"""Values with what belongs to them: the words that limit one, the day of an hour, the others under other conditions."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.quotes import cut
from core.answering.retrieve import coverage
from core.answering.transcript import Transcript, joined_hours
from core.answering.values import Value, values_in
from core.answering.vocabulary import word_set
from core.text import content_stems, sentences, tokens

_LONGEST: Final = 400  # characters of the sentences that are told
_AS_GOOD: Final = 0.25  # difference of scores up to which two values of a turn are both told
_MAGNITUDE: Final = re.compile(r"\s?(?:hundred|thousand|million|billion)\b", re.IGNORECASE)
_UNIT: Final = re.compile(
    r"[ -]?(?:(?:centi|milli|kilo)?(?:met(?:er|re)s?|grams?)|kg|km|cm|mm|pounds?|lbs?|ounces?|miles?"
    r"|feet|foot|inch(?:es)?|yards?|degrees|gb|mb|gigabytes?|megabytes?|mbps|lit(?:er|re)s?|gallons?|years? old"
    r"|stars?|percent)\b",
    re.IGNORECASE,
)
_BESIDE: Final = 12  # characters between a day and its hour
_CLAUSE_MARK: Final = re.compile(r"[.;!?]")
_LIMIT: Final = re.compile(
    r"\b(?:up to|at least|at most|more than|less than|no more than|between|a maximum of)\s+$", re.IGNORECASE
)
_CLAUSE_END: Final = re.compile(r"[,;.!?](?=\s|$)|\s(?:and|but|while|whereas)\s")
_POINTING_BACK: Final = word_set("it it's that that's this they one each")


def whole(value: Value, kind: str) -> str:
    """Return a value with the words that limit it ("up to"), and a day with its hour, verbatim."""
    text = value.line.turn.text
    start, end = value.start, value.end
    if limit := _LIMIT.search(text, max(0, start - 30), start):
        start = limit.start()
    if value.kind in ("number", "amount") and (magnitude := _MAGNITUDE.match(text, end)):
        end = magnitude.end()
    if value.kind == "number" and (unit := _UNIT.match(text, end)):
        end = unit.end()
    if kind == "when" and value.kind in ("date", "time"):
        for other in values_in(value.line, "time" if value.kind == "date" else "date"):
            if 0 <= other.start - end <= _BESIDE and not _CLAUSE_MARK.search(text, end, other.start):
                return text[start : other.end]
            if 0 <= start - other.end <= _BESIDE and not _CLAUSE_MARK.search(text, other.end, start):
                return text[other.start : end]
    return text[start:end]


def rivals(
    transcript: Transcript, topic: Sequence[str], value: Value, score: float, fitting: Sequence[tuple[float, Value]]
) -> tuple[Value, ...]:
    """Return the other values of the same turn that fit about as well: which is meant depends on their conditions."""
    found: dict[str, Value] = {}
    for other_score, other in fitting:
        same = other.text.lower() == value.text.lower() or (other.start < value.end and value.start < other.end)
        if other.line is not value.line or other.kind != value.kind or same or other_score < score - _AS_GOOD:
            continue
        if _is_of_the_same(transcript, topic, value, other):
            found.setdefault(other.text.lower(), other)
    return tuple(found.values())


def passage(values: Sequence[Value]) -> str:
    """Return the sentences of a turn from the first to the last of some values, verbatim but for white space."""
    text = values[0].line.turn.text
    spans = sentences(text) or ((0, len(text)),)
    first, last = min(value.start for value in values), max(value.end for value in values)
    start = max((begin for begin, _ in spans if begin <= first), default=0)
    end = min((stop for _, stop in spans if stop >= last), default=len(text))
    return cut(" ".join(text[start:end].split()), _LONGEST).rstrip(".")


def _is_of_the_same(transcript: Transcript, topic: Sequence[str], value: Value, other: Value) -> bool:
    """Tell whether another value is one of the same thing: its clause names it no less, or points back to it."""
    own, others = _clause(value), _clause(other)
    if not _POINTING_BACK.isdisjoint(tokens(others)):
        return True
    named, also = (coverage(transcript, topic, content_stems(joined_hours(clause))) for clause in (own, others))
    return also >= named


def _clause(value: Value) -> str:
    """Return the clause in which a value is stated."""
    text = value.line.turn.text
    start = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, value.start)), default=0)
    end = _CLAUSE_END.search(text, value.end)
    return text[start : end.start() if end else len(text)]
