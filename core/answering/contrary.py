"""Pairs of directions that a value must not confuse: leaving and arriving, checking in and out, beginning and end."""

import re
from typing import Final

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
