"""Answers in the words of the choice that a question leaves: "Was the atmosphere friendly, neutral or tense?"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.analysis.sentiment_lexicon import shipped_lexicon
from core.answering.cues import Polarity
from core.answering.vocabulary import word_set
from core.answers import Answer

_MIDDLE: Final = word_set(
    "neutral mixed indifferent average middling okay ok so-so fair balanced detached lukewarm businesslike impassive"
)
_PRAISE: Final = word_set(
    "professional well cordial formal civil casual composed competent considerate attentive accommodating"
)
_BLAME: Final = word_set("heated icy frosty aloof brusque poorly badly clumsy incompetent dismissive inattentive")
_DEGREES: Final = word_set("more rather very quite somewhat fairly a bit just only either was it he she they was")
_DENYING: Final = re.compile(r"(?:un|im|dis)(?=\w{4})")
_LABELS: Final[dict[str, Polarity]] = {
    "positive": 1, "high": 1, "yes": 1, "negative": -1, "low": -1, "no": -1, "neutral": 0, "mixed": 0, "medium": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """A word that a question offers as its answer, and on which side it stands: praise 1, blame -1, else 0."""

    word: str
    polarity: Polarity


def options_of(words: str) -> tuple[Option, ...]:
    """Return the words of praise and blame between which a question leaves the choice; () where it leaves none.

    >>> [option.word for option in options_of("was the bot polite neutral or rude")]
    ['polite', 'neutral', 'rude']
    """
    told = words.split()
    if "or" not in told:
        return ()
    at = len(told) - 1 - told[::-1].index("or")
    found = [*list(_charged(told[at - 1 :: -1] if at else ()))[::-1], *list(_charged(told[at + 1 :]))[:1]]
    return tuple(found) if len({option.polarity for option in found}) > 1 else ()


def _charged(words: Sequence[str]) -> Iterator[Option]:
    """Yield the words up to the first that is neither of praise or blame nor in the middle."""
    for word in words:
        polarity = _polarity(word)
        if polarity is not None:
            yield Option(word, polarity)
        elif word not in _DEGREES:
            return


def _polarity(word: str) -> Polarity | None:
    if word in _MIDDLE:
        return 0
    if word in _PRAISE or word in _BLAME:
        return 1 if word in _PRAISE else -1
    known = shipped_lexicon().words
    weights = known.get(word) or known.get(word.removesuffix("ly")) or known.get(word.removesuffix("ily") + "y")
    if weights is not None and (total := sum(weights)):
        return 1 if total > 0 else -1
    if _DENYING.match(word) and (opposite := _polarity(_DENYING.sub("", word, count=1))):
        return -1 if opposite > 0 else 1
    return None


def chosen(options: Sequence[Option], polarity: Polarity, leaning: float = 0.0) -> Option | None:
    """Return the option of a polarity; where none is in the middle, the one to which the rest leans (0: praise)."""
    if not polarity and not any(option.polarity == 0 for option in options):
        polarity = -1 if leaning < 0 else 1
    return next((option for option in options if option.polarity == polarity), None)


def in_options(words: str, answer: Answer, leaning: float = 0.0) -> Answer:
    """Put an answer that begins with a label ("Positive - …") in a word that the question offers for it."""
    label, _, rest = answer.text.partition(" - ")
    told = words.split()
    polarity = _LABELS.get(label.lower())
    if polarity is None or label.lower() in told:
        return answer
    option = chosen(options_of(words), polarity, leaning)
    if option is None:
        return answer
    return replace(answer, text=f"{option.word.capitalize()} - {label.lower()}: {rest}")
