"""Whose a value is: who gets, pays or needs it, by the nearest word for a person beside it."""

from typing import Final

from core.answering.plan import Plan
from core.answering.values import Value
from core.answering.vocabulary import word_set
from core.calls import Speaker
from core.text import sentences, tokens

_OWN: Final = word_set("i i'm i'd i'll i've me my mine myself we we'd we'll us our ours")
_OTHERS: Final = word_set("you you'd you'll you're you've your yours yourself u")
_GIVING: Final = word_set("give gives giving given gave offer offering spare hand trade")
_FOR: Final = 8  # words after a value in which "for me" may stand
_HOLDING: Final = word_set(
    "get gets got gotten receive receives received take takes took keep keeps kept have had end want wants wanted need"
    " needs needed"
)


def asks_for_share(plan: Plan) -> bool:
    """Tell whether a question asks what one side got out of it: "How many seats did the customer get?"."""
    return plan.speaker is not None and not _HOLDING.isdisjoint(plan.words.split())


def owner_of(value: Value) -> Speaker | None:
    """Return the side that a value is said to be for; None where no word for a person stands in its sentence.

    "I'll give you 2" and "I'll give 2" are for the hearer, "let me take 2" and "2 for me" for the speaker.
    """
    text = value.line.turn.text
    start, end = next(((first, last) for first, last in sentences(text) if first <= value.start < last), (0, len(text)))
    speaker = value.line.speaker
    other: Speaker = "bot" if speaker == "customer" else "customer"
    before = ""
    for word in tokens(text[value.end : end])[:_FOR]:
        if word in _OWN or word in _OTHERS:
            if before == "for":
                return speaker if word in _OWN else other
            break
        before = word
    given = False
    for word in reversed(tokens(text[start : value.start])):
        if word in _OWN or word in _OTHERS:
            return speaker if (word in _OWN) != given else other
        given = given or word in _GIVING
    return None
