"""How a speaker feels in a turn, from weighted words and phrases.

A linear scorer: each word or phrase of the lexicon adds its weight, changed by what stands around it (negation,
intensifiers, contrast, question). Marks of exclamation and capitals count for nothing, since a transcript's
punctuation is the recogniser's, not the speaker's. What the lexicon holds and how it was fitted: its card.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from core.analysis.phrases import CLAUSE_MARKS, SENTENCE_MARKS, PhraseBook, normal_words, word_set

LEXICON_PATH: Final = Path(__file__).parents[1] / "models" / "sentiment_lexicon.json"

# Within this distance of zero a turn is neutral (chosen on the development corpora, see the card).
NEUTRAL_BAND: Final = 0.12

_NEGATION_REACH: Final = 4  # words
_NEGATORS: Final = word_set("not never no without neither nor hardly barely nothing nobody none")
_NOT_NEGATING_BEFORE: Final = word_set("only just wonder matter doubt to sooner")
_NEGATED_PRAISE: Final = -0.7  # "not great" is worse than neutral, not as bad as "terrible"
_NEGATED_BLAME: Final = -0.3  # "not terrible" is faint praise
_STRONGER: Final = word_set(
    "very really so extremely absolutely totally completely incredibly highly such truly super deeply especially "
    "particularly awfully terribly most"
)
_WEAKER: Final = word_set("somewhat slightly little bit partly fairly rather kinda sorta less")
_INTENSIFIERS: Final = MappingProxyType(dict.fromkeys(_STRONGER, 1.4) | dict.fromkeys(_WEAKER, 0.6))
_CONTRASTS: Final = word_set("but however though although yet")
_BEFORE_CONTRAST, _AFTER_CONTRAST = 0.5, 1.3
_IN_QUESTION: Final = 0.4  # "is it good?" asks for the feeling, it does not show it
_AUXILIARIES: Final = word_set("is are was were do does did can could will would should has have had may might must am")
_QUESTION_WORDS: Final = word_set("what which who whom whose where when why how")
_PRONOUNS: Final = word_set("i you he she it we they that this there")


@dataclass(frozen=True, slots=True)
class SentimentLexicon:
    """Weights of words and of phrases; positive is praise, negative blame, about −1..1 each."""

    words: MappingProxyType[str, float]
    phrases: PhraseBook[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Charge:
    """One charged word or phrase of a text: which, its weight, and the factor that its surroundings give it."""

    key: str
    weight: float
    factor: float
    fixed: bool


@lru_cache(maxsize=1)
def shipped_lexicon() -> SentimentLexicon:
    """Return the lexicon that ships with the product."""
    stored = json.loads(LEXICON_PATH.read_text(encoding="utf-8"))
    return lexicon(stored["words"], stored["phrases"])


def lexicon(words: dict[str, float], phrases: dict[str, float]) -> SentimentLexicon:
    """Return a lexicon of these words and phrase patterns (as PhraseBook takes them)."""
    book = PhraseBook({pattern: (pattern, weight) for pattern, weight in phrases.items()})
    return SentimentLexicon(MappingProxyType(words), book)


def turn_sentiment(text: str) -> float:
    """Return the feeling that a text shows, −1..1; 0 where no word of it is charged.

    >>> turn_sentiment("my card number is 5512")
    0.0
    """
    return words_sentiment(normal_words(text))


def words_sentiment(words: tuple[str, ...]) -> float:
    """Return the feeling that the normal words of a text show, −1..1."""
    total = sum(charge.weight * charge.factor for charge in charges(words, shipped_lexicon()))
    return round(float(total / (1.0 + total * total) ** 0.5), 4)


def charges(words: tuple[str, ...], with_lexicon: SentimentLexicon) -> tuple[Charge, ...]:
    """Return every charged word and phrase among the normal words of a text with its factor."""
    found: list[Charge] = []
    for start, end in _sentence_spans(words):
        found.extend(_sentence_charges(words[start:end], with_lexicon))
    return tuple(found)


def _sentence_spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, word in enumerate(words):
        if word in SENTENCE_MARKS:
            yield start, at + 1
            start = at + 1
    if start < len(words):
        yield start, len(words)


def _sentence_charges(words: Sequence[str], with_lexicon: SentimentLexicon) -> Iterator[Charge]:
    hits = _hits(words, with_lexicon)
    if not hits:
        return
    contrast = next((at for at, word in enumerate(words) if at > 1 and word in _CONTRASTS), None)
    asked = _is_question(words)
    for start, key, weight, is_phrase in hits:
        factor = 1.0
        if not is_phrase or weight > 0:
            factor *= _surroundings(words, start, praise=weight > 0)
        if contrast is not None:
            factor *= _BEFORE_CONTRAST if start < contrast else _AFTER_CONTRAST
        if asked and not (is_phrase and weight < 0):
            factor *= _IN_QUESTION
        yield Charge(key, weight, factor, is_phrase)


def _hits(words: Sequence[str], with_lexicon: SentimentLexicon) -> list[tuple[int, str, float, bool]]:
    """Return start, key and weight of the charged words and phrases; a phrase hides the words inside it."""
    hits: list[tuple[int, str, float, bool]] = []
    hidden = 0
    phrases = iter(with_lexicon.phrases.find(words))
    following = next(phrases, None)
    for at, word in enumerate(words):
        if following is not None and at == following[0]:
            _, hidden, (pattern, weight) = following
            if weight:
                hits.append((at, pattern, weight, True))
            following = next(phrases, None)
        if at >= hidden and (known := with_lexicon.words.get(word)) is not None:
            hits.append((at, word, known, False))
    return hits


def _surroundings(words: Sequence[str], at: int, *, praise: bool) -> float:
    """Return the factor that the words before position `at` give."""
    factor = 1.0
    for distance in range(1, _NEGATION_REACH + 1):
        before = at - distance
        if before < 0 or words[before] in CLAUSE_MARKS or words[before] in _CONTRASTS:
            break
        word = words[before]
        if distance <= 2 and word in _INTENSIFIERS:
            factor *= _INTENSIFIERS[word]
        if word in _NEGATORS and _negates(words, before, distance):
            return factor * (_NEGATED_PRAISE if praise else _NEGATED_BLAME)
    return factor


def _negates(words: Sequence[str], at: int, distance: int) -> bool:
    """Tell whether the negator at `at` reaches a word `distance` further on."""
    follower = words[at + 1]
    if follower in _NOT_NEGATING_BEFORE and distance > 1:
        return False
    if words[at] == "no":
        return distance <= 2 and follower not in _PRONOUNS  # "no" before a clause is an answer
    asks_back = words[at] == "not" and at > 0 and words[at - 1] in _AUXILIARIES and follower in _PRONOUNS
    return not asks_back


def _is_question(words: Sequence[str]) -> bool:
    if words[-1] == "?":
        return True
    first = words[0]
    return len(words) > 2 and (
        (first in _AUXILIARIES and words[1] in _PRONOUNS) or (first in _QUESTION_WORDS and words[1] in _AUXILIARIES)
    )
