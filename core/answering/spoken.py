"""What the turns of a call say as vectors and marks, made once for all questions: words, sentences, numbers, names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from core.analysis.embedding import embed, embed_words, words_of

NUMBERS: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|thousand|half"
)
_NUMBER: Final = re.compile(rf"\b(?:{NUMBERS})\b|\d", re.IGNORECASE)
_REASON: Final = re.compile(
    r"\b(?:because|cause|since|so that|as|due|in order|need|have to|can't|cannot|unable|want)\b", re.IGNORECASE
)
_DENIAL: Final = re.compile(
    r"\b(?:not|no|never|none|nothing|sorry|unfortunately|cannot|without)\b|n't\b", re.IGNORECASE
)
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+|(?:my|his|her) name|^[A-Z][a-z]+(?: [A-Z][a-z]+)?\.?$")
_VERDICT: Final = re.compile(r"\s*(?:yes|yeah|yep|sure|ok|okay|no|nope|not)\b", re.IGNORECASE)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Saying(Protocol):
    """A turn by its words (with marks between them) and its sentences."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return the plain words."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the sentences, verbatim."""

    @property
    def is_one_sentence(self) -> bool:
        """Tell whether the turn means what its only sentence does."""


@dataclass(frozen=True)
class Spoken:
    """What n turns say: a vector for each of their m words, (m, 256), and s sentences, (s, 256).

    `words` and `sentences` are the rows of all turns one after the other, `first_word` and `first_sentence` (n,) where
    each turn's begin; a turn without words or sentences has one row of zeros. The flags (n,) tell what a turn has, and
    are read of its text when they are asked for.
    """

    word_vectors: NDArray[np.float32]
    words: NDArray[np.int64]
    first_word: NDArray[np.int64]
    sentences: NDArray[np.float32]
    first_sentence: NDArray[np.int64]
    texts: tuple[str, ...]

    @cached_property
    def numbers(self) -> Flags:
        """Tell which turns have a number."""
        return _having(_NUMBER, self.texts)

    @cached_property
    def reasons(self) -> Flags:
        """Tell which turns have a word that a reason is told with."""
        return _having(_REASON, self.texts)

    @cached_property
    def denials(self) -> Flags:
        """Tell which turns deny something."""
        return _having(_DENIAL, self.texts)

    @cached_property
    def names(self) -> Flags:
        """Tell which turns have what may be a name."""
        return _having(_NAME, self.texts)

    @cached_property
    def verdicts(self) -> Flags:
        """Tell which turns begin with a yes or no."""
        return np.array([_VERDICT.match(text) is not None for text in self.texts])

    def likeness(self, words: Sequence[str]) -> Floats:
        """Return how near the nearest word of each turn comes in meaning to each of k words, (n, k), -1..1."""
        near = embed(words) @ self.word_vectors.T
        found: Floats = np.maximum.reduceat(near[:, self.words], self.first_word, axis=1).T.astype(np.float64)
        return found

    def nearest_sentences(self, words: str) -> Floats:
        """Return how near the nearest sentence of each turn comes in meaning to some words, (n,), -1..1."""
        near = self.sentences @ embed([words])[0]
        found: Floats = np.maximum.reduceat(near, self.first_sentence).astype(np.float64)
        return found


def read_spoken(turns: Sequence[Saying], vectors: NDArray[np.float32]) -> Spoken:
    """Read what n turns say, at least one, given what each means, (n, 256). Linear in their characters."""
    places: dict[str, int] = {"": 0}
    words: list[int] = []
    first_word: list[int] = []
    of_several: list[str] = []  # sentences; what a turn of one sentence means is known already
    rows: list[int] = []
    first_sentence: list[int] = []
    for at, turn in enumerate(turns):
        own = [word for word in dict.fromkeys(turn.words) if word.isalnum()] or [""]
        first_word.append(len(words))
        words.extend(places.setdefault(word, len(places)) for word in own)
        first_sentence.append(len(rows))
        if turn.is_one_sentence:
            rows.append(at)
        else:
            rows.extend(range(len(turns) + len(of_several), len(turns) + len(of_several) + len(turn.texts)))
            of_several.extend(turn.texts)
    return Spoken(
        word_vectors=embed_words([[word] if word.isascii() else words_of(word) for word in places]),
        words=np.array(words),
        first_word=np.array(first_word),
        sentences=np.concatenate((vectors, embed(of_several)))[rows],
        first_sentence=np.array(first_sentence),
        texts=tuple(" ".join(turn.texts) for turn in turns),
    )


def _having(pattern: re.Pattern[str], texts: Sequence[str]) -> Flags:
    return np.array([pattern.search(text) is not None for text in texts])
