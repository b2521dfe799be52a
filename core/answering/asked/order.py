"""Where in a call a question looks: at what came first or last, before or after something else."""

import re
from typing import Final

from core.answering.asked.phrasing import AUXILIARIES
from core.answering.plan import Order, Relation
from core.answering.vocabulary import side
from core.text import content_stems

_FIRST: Final = re.compile(
    r"\b(?:first(?! (?:names?|class|aid|floor|hand|of all|language|street|avenue)\b)|firstly|initial(?:ly)?|earliest"
    r"|opening (?:words?|lines?|sentences?|statements?|remarks?|questions?|offers?|bids?|prices?|positions?)"
    r"|(?:at|in|from|by) the (?:very )?(?:outset|start|beginning)"
    r"|originally|to begin with|to start with|starts? off|started off|kick(?:s|ed)? off)\b"
)
_NOT_FIRST: Final = re.compile(r"\b(?:in|from) the first place\b|\bthe start of the\b(?! call)")
_LAST: Final = re.compile(
    r"\b(?:last(?!$| (?:for|until|longer|names?|week|month|year|night"
    r"|summer|winter|autumn|spring|time (?:he|she|they|we|it|the)\b"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|minute booking)\b)"
    r"|final(?:ly)?|latest|lastly|closing|parting|ultimate(?:ly)?|eventually|most recent(?:ly)?|concluding"
    r"|in the end|(?:at|by|towards?|near) the (?:very )?(?:end|close|finish))\b"
)
_RELATED: Final = re.compile(
    r"\b(?:(?P<before>before|prior to|ahead of|preceding|leading up to|beforehand|previous to)"
    r"|(?P<after>after|afterwards?|following(?! (?:up|words?|options?|questions?))|once(?! (?:more|again|or)\b)"
    r"|subsequent to|as soon as|in response to|in reaction to|right upon|upon))\b(?: (?P<what>.+))?"
)
# "What was he after?", "look after", "before now" and "after all" relate to nothing in the call.
_UNRELATED: Final = re.compile(
    r"\b(?:look\w*|take[ns]?|took|named|sought|day|year|week) after\b|\bafter all\b"
    r"|\bbefore(?: (?:now|today|this call))?$"
    r"|\b(?:more than|at|only|just|even|never|not|at least|who|which) once\b|\bonce (?:a|per|every) |\bonce$"
    r"|\bafter$|\bafter (?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve) "
    r"(?:\w+ )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"
)
# "After the fee was named did she agree?": the question itself opens with an auxiliary and its subject.
_MAIN_CLAUSE: Final = re.compile(
    rf" (?:(?:{AUXILIARIES}) (?:the|a|an|any|anyone|he|she|they|it|there|this|that|our|his|her|their|its)\b"
    r"|(?:what|which|who|how|why|where|whether)\b).*"
)


def asked_order(words: str) -> Order:
    """Return whether a question is after what came first or last; "" for neither."""
    plain = _NOT_FIRST.sub("", words)
    if _LAST.search(plain):
        return "last"
    return "first" if _FIRST.search(plain) else ""


def without_relation(words: str) -> str:
    """Return the words of a question up to "before" or "after" something.

    >>> without_relation("did the customer agree after the fee was explained")
    'did the customer agree'
    """
    found = _RELATED.search(_UNRELATED.sub("", words))
    return words if found is None or not found.start() else words.partition(f" {found['before'] or found['after']} ")[0]


def asked_relation(words: str) -> tuple[Relation, tuple[str, ...]]:
    """Return whether a question looks before or after something, and the stems of that; ("", ()) for neither.

    >>> asked_relation("did the customer agree after the fee was explained")
    ('after', ('fee', 'explain'))
    """
    found = _RELATED.search(_UNRELATED.sub("", words))
    if found is None:
        return "", ()
    event = found.group("what") or ""
    if found.start() == 0:
        event = _MAIN_CLAUSE.sub("", event)
    relation: Relation = "after" if found.group("after") or event.startswith("or after ") else "before"
    event = event.removeprefix("or after ").removeprefix("or before ")
    named = " ".join(word for word in event.split() if side(word) is None)
    return relation, tuple(dict.fromkeys(content_stems(named)))
