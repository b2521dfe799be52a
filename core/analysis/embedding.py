"""What texts mean, as vectors: a static table of word pieces, distilled from a sentence encoder.

A text is cut into words, words into pieces out of a fixed vocabulary (WordPiece: greedily the longest; Wu et al.,
2016), and the pieces' rows are added up and scaled to length 1. How much a piece weighs is the length of its row, so
that "the" says little and "refund" much. Case, accents and punctuation count for nothing, since speech recognition
gives little of them. The cosine of two texts is the dot product of their vectors. How the table was made and how near
it comes to its teacher: training/static_embedding.py and the model's card.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 256
PATH: Final = Path(__file__).parents[1] / "models" / "static_embedding.npz"
VOCABULARY_PATH: Final = PATH.with_suffix(".json")

_WORD: Final = re.compile(r"[^\W_]+")
# The words of ASCII by table, in a third of the time.
_PLAIN: Final = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_LONGEST_WORD: Final = 100  # characters; what is longer is noise and means nothing
_INNER: Final = "##"  # before a piece that does not begin a word
_AT_ONCE: Final = 4096  # pieces whose rows are added up in one go, which bounds the memory
_KEPT_WORDS: Final = 1 << 15

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Table:
    """A row of whole numbers -127..127 for each of the m pieces, (m, 256), with the scale of each row, (m,)."""

    pieces: dict[str, int]
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]


@cache
def table() -> Table:
    """Return the table that ships with the product."""
    pieces = json.loads(VOCABULARY_PATH.read_text(encoding="utf-8"))["pieces"]
    with np.load(PATH) as arrays:
        return Table({piece: at for at, piece in enumerate(pieces)}, arrays["rows"], arrays["scales"])


def embed(texts: Sequence[str]) -> Vectors:
    """Return the vectors of texts, (n, 256), rows of length 1; a row of zeros where a text has no known piece.

    Linear in the characters of the texts.
    """
    return embed_words([words_of(text) for text in texts])


def embed_words(texts: Sequence[Sequence[str]]) -> Vectors:
    """Return the vectors of texts of which each is given as its words (words_of), (n, 256)."""
    found = np.zeros((len(texts), WIDTH), np.float32)
    for which, ids, starts in _portions(texts):
        places = np.array(ids, np.int64)
        rows = table().rows.take(places, axis=0).astype(np.float32)
        rows *= table().scales.take(places)[:, None]
        sums = np.add.reduceat(rows, starts, axis=0)
        sums /= np.maximum(np.sqrt(np.einsum("ij,ij->i", sums, sums)), np.float32(1e-12))[:, None]
        found[which] = sums
    return found


def words_of(text: str) -> list[str]:
    """Return the words that pieces are looked for in: lower case, without accents.

    >>> words_of("Don't charge the Café €50!")
    ['don', 't', 'charge', 'the', 'cafe', '50']
    """
    if text.isascii():
        return text.translate(_PLAIN).split()
    plain = (mark for mark in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(mark) != "Mn")
    return _WORD.findall("".join(plain))


def pieces_of(word: str) -> tuple[int, ...]:
    """Return the rows of a word's pieces, greedily the longest from the left; none where a rest is not known."""
    if len(word) > _LONGEST_WORD:
        return ()
    known = table().pieces
    found: list[int] = []
    begin = 0
    while begin < len(word):
        prefix = _INNER if begin else ""
        for end in range(len(word), begin, -1):
            row = known.get(prefix + word[begin:end])
            if row is not None:
                found.append(row)
                begin = end
                break
        else:
            return ()
    return tuple(found)


_kept_pieces_of = lru_cache(maxsize=_KEPT_WORDS)(pieces_of)


def _portions(texts: Sequence[Sequence[str]]) -> Iterator[tuple[list[int], list[int], list[int]]]:
    """Yield positions of texts that have pieces, the rows of all their pieces, and where each text's rows start."""
    whole = table().pieces.get
    which: list[int] = []
    ids: list[int] = []
    starts: list[int] = []
    for at, words in enumerate(texts):
        before = len(ids)
        rows = [whole(word) for word in words]  # most words are one piece
        if None in rows:
            for word in words:
                ids.extend(_kept_pieces_of(word))
        else:
            ids.extend(cast("list[int]", rows))
        if len(ids) > before:
            which.append(at)
            starts.append(before)
        if len(ids) >= _AT_ONCE:
            yield which, ids, starts
            which, ids, starts = [], [], []
    if ids:
        yield which, ids, starts
