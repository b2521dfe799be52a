"""What charged words and phrases say of the feeling in a turn.

Three lists weigh words from different sides: this product's own (what words mean in a call, with phrases), VADER's and
the opinion lexicon of Hu and Liu. Each charged word adds its weight, changed by what stands around it (negation,
intensifiers, contrast, question). Marks of exclamation and capitals count for nothing, since a transcript's punctuation
is the recogniser's, not the speaker's. The sums are values for the trained head of core.analysis.sentiment, which
weighs the lists against each other and against the words of the turn. What the lists hold: their card.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.phrases import CLAUSE_MARKS, SENTENCE_MARKS, PhraseBook, word_set

LEXICON_PATH: Final = Path(__file__).parents[1] / "models" / "sentiment_lexicon.json"
WIDTH: Final = 9  # values of a turn: for each list the praise, the blame and their difference

_LISTS: Final = 3
_UNCHARGED: Final = (0.0,) * WIDTH
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

Weights = tuple[float, float, float]  # by this product's own list, VADER's, the opinion lexicon's; 0 where not in it


@dataclass(frozen=True, slots=True)
class SentimentLexicon:
    """Weights of words in each list, and of phrases in the first; positive is praise, negative blame, about −1..1."""

    words: MappingProxyType[str, Weights]
    phrases: PhraseBook[float]


@cache
def shipped_lexicon() -> SentimentLexicon:
    """Return the lexicon that ships with the product."""
    stored = json.loads(LEXICON_PATH.read_text(encoding="utf-8"))
    words: dict[str, Weights] = {word: (own, vader, opinion) for word, (own, vader, opinion) in stored["words"].items()}
    return SentimentLexicon(MappingProxyType(words), PhraseBook(stored["phrases"]))


def lexicon_values(turns: Sequence[tuple[str, ...]]) -> NDArray[np.float32]:
    """Return what the lists say of turns given as normal words: (n, WIDTH), values −1..1. Linear in the words."""
    return np.array([charge(words) for words in turns], np.float32).reshape(-1, WIDTH)


def charge(words: tuple[str, ...]) -> tuple[float, ...]:
    """Return what the lists say of one turn: WIDTH values, −1..1."""
    sums = _sums(words, shipped_lexicon())
    if sums is None:
        return _UNCHARGED
    return tuple(value for praise, blame in sums for value in _squashed(praise, blame))


def _squashed(praise: float, blame: float) -> tuple[float, float, float]:
    total = praise - blame
    return praise / (1.0 + praise), blame / (1.0 + blame), total / (1.0 + total * total) ** 0.5


def _sums(words: tuple[str, ...], known: SentimentLexicon) -> list[tuple[float, float]] | None:
    """Return praise and blame (both ≥ 0) by each list; None where nothing is charged."""
    praise, blame = [0.0] * _LISTS, [0.0] * _LISTS
    charged = False
    for start, end in _sentence_spans(words):
        for weights, factor in _charges(words[start:end], known):
            charged = True
            for at, weight in enumerate(weights):
                if (charge := weight * factor) > 0:
                    praise[at] += charge
                else:
                    blame[at] -= charge
    return list(zip(praise, blame, strict=True)) if charged else None


def _sentence_spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, word in enumerate(words):
        if word in SENTENCE_MARKS:
            yield start, at + 1
            start = at + 1
    if start < len(words):
        yield start, len(words)


def _charges(words: Sequence[str], known: SentimentLexicon) -> Iterator[tuple[Weights, float]]:
    """Yield the weights of each charged word and phrase of a sentence, and the factor of its surroundings."""
    hits = _hits(words, known)
    if not hits:
        return
    contrast = next((at for at, word in enumerate(words) if at > 1 and word in _CONTRASTS), None)
    asked = _is_question(words)
    for start, weights, is_phrase in hits:
        praise = next(weight for weight in weights if weight) > 0
        factor = 1.0
        if not is_phrase or praise:
            factor *= _surroundings(words, start, praise=praise)
        if contrast is not None:
            factor *= _BEFORE_CONTRAST if start < contrast else _AFTER_CONTRAST
        if asked and not (is_phrase and not praise):
            factor *= _IN_QUESTION
        yield weights, factor


def _hits(words: Sequence[str], known: SentimentLexicon) -> list[tuple[int, Weights, bool]]:
    """Return start and weights of the charged words and phrases; a phrase hides the own weights of its words."""
    hits: list[tuple[int, Weights, bool]] = []
    hidden = 0
    phrases = known.phrases.find(words)
    following = next(phrases, None)
    for at, word in enumerate(words):
        if following is not None and at == following[0]:
            _, hidden, weight = following
            if weight:
                hits.append((at, (weight, 0.0, 0.0), True))
            following = next(phrases, None)
        weights = known.words.get(word)
        if weights is None:
            continue
        if at >= hidden:
            hits.append((at, weights, False))
        elif weights[1] or weights[2]:
            hits.append((at, (0.0, weights[1], weights[2]), False))
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
