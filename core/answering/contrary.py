"""What excludes each other: directions (leaving, arriving), days, colours, sizes, ways to pay and the like."""

import re
from collections.abc import Collection
from typing import Final

from core.answering.kinship import forms_of
from core.text import stem

_PAIRS: Final = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (
            r"\b(?:leav(?:e|es|ing)|depart\w*|tak(?:e|es|ing) off|set(?:s|ting)? off)\b",
            r"\b(?:arriv\w*|land(?:s|ing)|get(?:s|ting)? (?:there|in)|reach(?:es)?)\b",
        ),
        (r"\b(?:outbound|onward)\b", r"\b(?:return(?:ing)?|inbound|way back)\b"),
        (r"\bcheck(?:s|ed|ing)?[ -]?in\b", r"\b(?:check(?:s|ed|ing)?[ -]?out|leave the hotel)\b"),
        (r"\b(?:start|begin|open)(?:s|ning|ing)?\b", r"\b(?:end|finish|clos|wrap)(?:s|e|es|ing|up)?\b"),
        (r"\b(?:pick(?:s|ed|ing)?[ -]?up|collect\w*)\b", r"\b(?:drop(?:s|ped|ping)?[ -]?off|bring back)\b"),
        (r"\b(?:minimum|least|lowest|cheapest)\b", r"\b(?:maximum|at most|highest|up to)\b"),
    )
)


def contradicts(question: str, text: str) -> bool:
    """Tell whether a text is about the contrary of what a question names, and not about that too.

    >>> contradicts("what time does the flight leave", "It arrives at 9 pm")
    True
    """
    for one, other in _PAIRS:
        for asked, contrary in ((one, other), (other, one)):
            if asked.search(question) and not contrary.search(question):
                return contrary.search(text) is not None and asked.search(text) is None
    return False


# Who names one of a set where the call names another means something that is not so.
_ALTERNATIVES: Final = tuple(
    frozenset(map(stem, words.split()))
    for words in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "january february april june july august september october november december",
        "morning afternoon evening night",
        "north south east west center centre",
        "small medium large",
        "cheap inexpensive moderate expensive",
        "single double twin",
        "cash card cheque paypal online",
        "uber lyft",
        "red blue green yellow black white brown grey gray pink purple silver",
        "italian indian chinese thai mexican japanese french greek korean vietnamese spanish turkish lebanese",
        "vegan vegetarian halal kosher meat",
        "sunny sunshine clear cloudy rain raining snow snowing fog foggy",
        "cat dog hamster rabbit horse parrot",
        "son daughter",
        "husband wife",
        "brother sister",
        "window aisle",
        "married single divorced widowed",
        "petrol diesel electric",
    )
)


def alternatives_to(item: str, said: Collection[str]) -> frozenset[str]:
    """Return which of the stems that were said stand for another of the same set than a stem; none where it was said.

    >>> sorted(alternatives_to("lyft", {"uber", "ride"}))
    ['uber']
    """
    if item in said or not forms_of(item).isdisjoint(said):
        return frozenset()
    return frozenset(other for each in _ALTERNATIVES if item in each for other in each if other in said)
