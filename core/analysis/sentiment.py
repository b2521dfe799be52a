"""How a speaker feels in a turn: a trained head over its words, meaning, length and the word lists.

The head (training/sentiment.py) gives each turn chances of being negative, neutral and positive. The feeling has the
sign of the likelier side; its strength is the square of that side's chance against neutral, so that doubtful turns
count little. What a call is about ("I lost my card") is mostly no feeling, since the head was taught so by service
calls. Irony is out of reach, and so is whom a feeling is meant for. Whole calls are read at once: one row a turn.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.heads import Features, load_head
from core.analysis.lookups import Lookups
from core.analysis.phrases import normal_words
from core.analysis.sentiment_lexicon import lexicon_values
from core.reports import Mood

LEXICON: Final = "lexicon"
EMBEDDING: Final = "embedding"
LENGTH: Final = "length"

# Within this distance of zero a turn is neutral: at (1/2)² neither neutral nor the side is likelier.
NEUTRAL_BAND: Final = 0.25

_FULL_LENGTH: Final = 40  # words of a turn above which more of them change nothing
_LONG: Final = 100  # words of a turn above which each counts once, lest one that is said over and over outweigh all

Rows = NDArray[np.float32]


def turn_sentiments(
    words: Sequence[tuple[str, ...]],
    texts: Sequence[str],
    lookups: Lookups | None = None,
    charges: Sequence[tuple[float, ...]] | None = None,
) -> tuple[float, ...]:
    """Return the feeling of each of n turns, −1..1; 0 for a turn without words. Linear in the words.

    `words` are the turns' normal words and `texts` what was said; `lookups` are those of their call and `charges` what
    the word lists say of each turn, where they are at hand.
    """
    chances = load_head("sentiment").probabilities(sentiment_features(words, texts, lookups, charges))
    return tuple(
        feeling if any(word[:1].isalnum() for word in said) else 0.0
        for feeling, said in zip(feelings_of(chances).tolist(), words, strict=True)
    )


def feelings_of(chances: Rows) -> NDArray[np.float64]:
    """Return the feelings (n,), −1..1, that chances of negative, neutral and positive (n, 3) stand for."""
    negative, neutral, positive = (chances[:, at].astype(np.float64) for at in range(3))
    stronger = np.maximum(negative, positive)
    found: NDArray[np.float64] = np.sign(positive - negative) * (stronger / (stronger + neutral)) ** 2
    return found.round(4)


def sides_of(feelings: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return 1 for each positive feeling (n,), −1 for each negative and 0 within the neutral band."""
    found: NDArray[np.int64] = (np.sign(feelings) * (np.abs(feelings) >= NEUTRAL_BAND)).astype(np.int64)
    return found


def side_of(feeling: float) -> Mood:
    """Name the side of a feeling, −1..1: positive, neutral or negative.

    >>> side_of(0.4), side_of(-0.1)
    ('positive', 'neutral')
    """
    if abs(feeling) < NEUTRAL_BAND:
        return "neutral"
    return "positive" if feeling > 0 else "negative"


def turn_sentiment(text: str) -> float:
    """Return the feeling that one text shows, −1..1. For many texts turn_sentiments is faster.

    >>> abs(turn_sentiment("my card number is 5512")) < NEUTRAL_BAND
    True
    """
    return turn_sentiments((normal_words(text),), (text,))[0]


def sentiment_features(
    words: Sequence[tuple[str, ...]],
    texts: Sequence[str],
    lookups: Lookups | None = None,
    charges: Sequence[tuple[float, ...]] | None = None,
) -> Features:
    """Return what the head knows of turns."""
    known = lookups or Lookups()
    once = [tuple(dict.fromkeys(said)) if len(said) > _LONG else said for said in words]
    charged = lexicon_values(words) if charges is None else np.array(charges, np.float32)
    return Features(
        known.grams(once),
        dense={LEXICON: charged, EMBEDDING: known.vectors(texts), LENGTH: length_values(words)},
    )


def length_values(turns: Sequence[tuple[str, ...]]) -> Rows:
    """Return how often the length of turns given as normal words has doubled: (n, 1), values 0..log2(40)."""
    counts = [sum(word[:1].isalnum() for word in words) for words in turns]
    found: Rows = np.log2(np.clip(counts, 1, _FULL_LENGTH)).astype(np.float32).reshape(-1, 1)
    return found
