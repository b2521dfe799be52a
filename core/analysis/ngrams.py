"""Words and pairs of neighbouring words as numbers: the space that all trained heads share.

A turn becomes the ids of its words and word pairs ("1–2-grams") out of one vocabulary, each with its tf-idf value,
scaled to length 1. All turns of a call are looked up at once. The vocabulary was counted without labels
(training/ngrams.py); what a gram means, a head says (core.analysis.heads).
"""

import json
from collections.abc import Mapping, Sequence
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
LEFT_OUT: Final = frozenset(".,;:%£€")
_UNKNOWN, _SKIPPED = -1, -2  # as ids: a word that divides a pair, and a mark that does not


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

    words: Mapping[str, int]
    pairs: NDArray[np.int64]
    idf: NDArray[np.float32]
    ids: "_Ids"

    def __len__(self) -> int:
        """Return the number of grams."""
        return len(self.idf)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships with the product."""
    words = json.loads(VOCABULARY_PATH.read_text(encoding="utf-8"))["words"]
    with np.load(ARRAYS_PATH) as arrays:
        known = {word: at for at, word in enumerate(words)}
        return Vocabulary(known, arrays["pairs"], arrays["idf"], _Ids(known | dict.fromkeys((*LEFT_OUT, ""), _SKIPPED)))


class _Ids(dict[str, int]):
    """The ids of words as they are said, so that one look-up does for each: all numbers are one word."""

    def __missing__(self, word: str) -> int:
        return self[NUMBER] if word[:1].isdigit() else _UNKNOWN


def grams(turns: Sequence[tuple[str, ...]]) -> Grams:
    """Return the grams of turns given as normal words. Linear in the words."""
    known = vocabulary()
    start, find = known.words[START], known.ids.__getitem__
    ids: list[int] = []
    ends: list[int] = []
    for words in turns:
        ids.append(start)
        ids.extend(map(find, words))
        ends.append(len(ids))
    return _with_values(_with_pairs(np.array(ids, np.int64), np.array(ends, np.int64), known), len(turns), known)


def joined(some: Grams, others: Grams) -> Grams:
    """Return the grams of some turns and then of others."""
    return Grams(
        np.concatenate((some.ids, others.ids)),
        np.concatenate((some.values, others.values)),
        np.concatenate((some.starts, others.starts[1:] + some.starts[-1])),
    )


def taken(of: Grams, places: Sequence[int]) -> Grams:
    """Return the grams of the turns at these places, in their order."""
    rows = np.array(places, np.int64)
    begin = of.starts[rows]
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(of.starts[rows + 1] - begin, out=starts[1:])
    ids = np.arange(starts[-1])
    ids += np.repeat(begin - starts[:-1], starts[1:] - starts[:-1])
    return Grams(of.ids[ids], of.values[ids], starts)


def _with_pairs(
    words: NDArray[np.int64], ends: NDArray[np.int64], known: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ids of words and pairs, and the turn of each, ordered by turn; unknown ones are left out."""
    lengths = ends.copy()
    lengths[1:] -= ends[:-1]
    turn = np.arange(len(ends)).repeat(lengths)
    said = (words != _SKIPPED).nonzero()[0]
    words, turn = words[said], turn[said]
    single = (words >= 0).nonzero()[0]
    first, second = words[:-1], words[1:]
    keys = first * len(known.words) + second
    place = known.pairs.searchsorted(keys)
    place[place == len(known.pairs)] = 0
    # A key of an unknown word could be that of another pair; the first word of a turn is START.
    fits = (known.pairs[place] == keys) & (first >= 0) & (second >= 0) & (turn[:-1] == turn[1:])
    pair = fits.nonzero()[0]
    ids = np.concatenate((words[single], place[pair] + len(known.words)))
    of_gram = np.concatenate((turn[single], turn[pair]))
    order = of_gram.argsort(kind="stable")
    return ids[order], of_gram[order]


def _with_values(found: tuple[NDArray[np.int64], NDArray[np.int64]], turns: int, known: Vocabulary) -> Grams:
    ids, turn = found
    starts = turn.searchsorted(np.arange(turns + 1))
    values: NDArray[np.float64] = known.idf[ids].astype(np.float64)
    if len(values):
        values /= np.sqrt(np.add.reduceat(values * values, starts[:-1]))[turn]
    return Grams(ids.astype(np.int32), values.astype(np.float32), starts)
