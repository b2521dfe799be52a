"""Words and pairs of neighbouring words as numbers: the space that all trained heads share.

A turn becomes the ids of its words and word pairs ("1–2-grams") out of one vocabulary, each with its tf-idf value,
scaled to length 1. All turns of a call are looked up at once. The vocabulary was counted without labels
(training/ngrams.py); what a gram means, a head says (core.analysis.heads).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

VOCABULARY_PATH: Final = Path(__file__).parents[1] / "models" / "ngrams.json"
ARRAYS_PATH: Final = VOCABULARY_PATH.with_suffix(".npz")

START: Final = "^"  # before the first word, so that no turn is empty and "no" first differs from "no" within
NUMBER: Final = "0"  # any number
_LEFT_OUT: Final = frozenset(".,;:%£€")


@dataclass(frozen=True, slots=True)
class Grams:
    """The grams of n turns in compressed rows: turn i has `ids[starts[i]:starts[i + 1]]` with their `values`.

    Values of a turn have length 1 (an id that comes twice has its value twice). No turn is without grams.
    """

    ids: NDArray[np.int32]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of turns."""
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Ids of words, then of pairs: pair i of `pairs` (sorted keys: first · number of words + second) follows them."""

    words: dict[str, int]
    pairs: NDArray[np.int64]
    idf: NDArray[np.float32]

    def __len__(self) -> int:
        """Return the number of grams."""
        return len(self.idf)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships with the product."""
    words = json.loads(VOCABULARY_PATH.read_text(encoding="utf-8"))["words"]
    with np.load(ARRAYS_PATH) as arrays:
        return Vocabulary({word: at for at, word in enumerate(words)}, arrays["pairs"], arrays["idf"])


def gram_words(words: Iterable[str]) -> list[str]:
    """Return the words that grams are made of: marks but ?, ! and $ left out, numbers made one.

    >>> gram_words(("i", "want", "2", ",", "please", "!"))
    ['^', 'i', 'want', '0', 'please', '!']
    """
    return [START, *(NUMBER if word[:1].isdigit() else word for word in words if word and word not in _LEFT_OUT)]


def grams(turns: Sequence[tuple[str, ...]], within: Vocabulary | None = None) -> Grams:
    """Return the grams of turns given as normal words. Linear in the words."""
    known = within or vocabulary()
    ids: list[int] = []
    ends: list[int] = []
    find = known.words.get
    for words in turns:
        ids.extend([find(word, -1) for word in gram_words(words)])
        ends.append(len(ids))
    return _with_values(_with_pairs(np.array(ids, np.int64), np.array(ends, np.int64), known), known)


def _with_pairs(
    words: NDArray[np.int64], ends: NDArray[np.int64], known: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ids of words and pairs, and the turn of each, ordered by turn; unknown ones are left out."""
    turn = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    keys = words[:-1] * len(known.words) + words[1:]
    fits = (turn[:-1] == turn[1:]) & (words[:-1] >= 0) & (words[1:] >= 0)
    keys, of_pair = keys[fits], turn[:-1][fits]
    if len(keys) and len(known.pairs):
        place = np.minimum(np.searchsorted(known.pairs, keys), len(known.pairs) - 1)
        found = known.pairs[place] == keys
        pairs, of_pair = place[found] + len(known.words), of_pair[found]
    else:
        pairs, of_pair = keys[:0], of_pair[:0]
    single = words >= 0
    ids = np.concatenate([words[single], pairs])
    of_gram = np.concatenate([turn[single], of_pair])
    order = np.argsort(of_gram, kind="stable")
    return ids[order], of_gram[order]


def _with_values(found: tuple[NDArray[np.int64], NDArray[np.int64]], known: Vocabulary) -> Grams:
    ids, turn = found
    starts = np.searchsorted(turn, np.arange(int(turn[-1]) + 2 if len(turn) else 1))
    values: NDArray[np.float64] = known.idf[ids].astype(np.float64)
    if len(values):
        values = values / np.sqrt(np.add.reduceat(values * values, starts[:-1]))[turn]
    return Grams(ids.astype(np.int32), values.astype(np.float32), starts.astype(np.int64))
