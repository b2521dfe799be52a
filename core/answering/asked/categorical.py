"""What a question for one of a few classes asks for."""

import re
from typing import Final

from core.answering.asked import forms, verbs
from core.answering.asked.graded import MOOD
from core.answering.asked.value_kinds import value_kind
from core.answering.plan import Operator

_REACTION: Final = re.compile(
    r"\b(?:customer|caller|client|user|donor|guest|patient|buyer)'s (?:reaction|response|behaviou?r)\b"
)


def of_categorical(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    """Return the operator and the aspect of a question for one of a few classes."""
    if forms.WHO.search(words) or forms.TALKED_MORE.search(words):
        return "who", "more" if forms.TALKED_MORE.search(words) else ""
    if forms.INTEREST.search(words) or re.search(r"\binterest\w*\b", words):
        return "interest", ""
    if re.search(r"\b(?:resolved|unresolved|answered|unanswered)\b", words):
        return "requests", "resolved"
    if re.search(r"\b(?:accept\w*|declin\w*|reject\w*|refus\w*|agree\w*)\b", words) and not re.search(
        rf"\b{verbs.MOOD}\b", words
    ):
        return "stance", "choice"
    if re.search(
        r"\b(?:polite|rude|formal|informal|friendly|helpful|professional|calm|patient)\b", words
    ) and forms.BOT_SUBJECT.search(words):
        return "score", "conduct"
    if _REACTION.search(words):
        return "sentiment", ""
    if forms.SCORE.search(words) or (forms.BOT_SUBJECT.search(words) and not re.search(rf"\b{verbs.MOOD}\b", words)):
        return "score", ""
    if re.search(
        r"\b(?:trend|trajectory|rising|falling|increas\w+|decreas\w+|improv\w+|wors\w+|develop\w*|chang\w+"
        r"|evolv\w*|over time)\b",
        words,
    ):
        return "sentiment", "trend"
    if set(topic) - forms.MOOD_WORDS and not MOOD.search(words):
        kind = value_kind(words) if " or " not in words else ""
        return ("stated", kind) if kind else ("passage", "")
    return "sentiment", ""
