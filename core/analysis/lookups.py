"""What has been looked up of one call's words: their grams and their vectors, each once.

Several heads read the same words: a turn of one sentence is also that sentence, and what the bot said is also what the
customer answers. One object goes along with the reading of a call and ends with it; it knows nothing of other calls.
"""

from collections.abc import Sequence

import numpy as np

from core.analysis.embedding import Vectors, embed_words, words_of
from core.analysis.ngrams import Grams, grams, joined, taken


class Lookups:
    """The grams and the vectors of what is said in one call. Linear in the words that it is asked for."""

    __slots__ = ("_gram_places", "_grams", "_vector_places", "_vectors")

    def __init__(self) -> None:
        self._gram_places: dict[tuple[str, ...], int] = {}
        self._grams = grams(())
        self._vector_places: dict[tuple[str, ...], int] = {}
        self._vectors = embed_words(())

    def grams(self, turns: Sequence[tuple[str, ...]]) -> Grams:
        """Return the grams of turns (or sentences) given as normal words."""
        places = self._gram_places
        before = len(places)
        wanted = [places.setdefault(words, len(places)) for words in turns]
        if len(places) > before:
            self._grams = joined(self._grams, grams(list(places)[before:]))
        return taken(self._grams, wanted)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, (n, 256), as core.analysis.embedding.embed does."""
        places = self._vector_places
        before = len(places)
        wanted = [places.setdefault(tuple(words_of(text)), len(places)) for text in texts]
        if len(places) > before:
            self._vectors = np.concatenate((self._vectors, embed_words(list(places)[before:])))
        return self._vectors[wanted]
