"""What has been looked up of one call's words: their grams and their vectors, each once.

Several heads read the same words: a turn of one sentence is also that sentence, and what the bot said is also what the
customer answers. One object goes along with the reading of a call and ends with it; it knows nothing of other calls.
"""

from collections.abc import Iterable

import numpy as np

from core.analysis.embedding import Vectors, embed_words, words_of
from core.analysis.ngrams import Grams, grams, joined, taken


class Lookups:
    """The grams and the vectors of what is said in one call. Linear in the words that it is asked for."""

    __slots__ = ("_gram_places", "_grams", "_text_places", "_vector_places", "_vectors")

    def __init__(self) -> None:
        self._gram_places: dict[tuple[str, ...], int] = {}
        self._grams: Grams | None = None
        self._text_places: dict[str, int] = {}  # several ways to write the same words
        self._vector_places: dict[tuple[str, ...], int] = {}
        self._vectors: Vectors | None = None

    def grams(self, turns: Iterable[tuple[str, ...]]) -> Grams:
        """Return the grams of turns (or sentences) given as normal words."""
        known, places = self._places_of_grams(turns)
        return taken(known, places)

    def vectors(self, texts: Iterable[str]) -> Vectors:
        """Return the vectors of texts, (n, 256), as core.analysis.embedding.embed does."""
        known, places = self._places_of_vectors(texts)
        return known[places]

    def look_up(self, turns: Iterable[tuple[str, ...]], texts: Iterable[str]) -> None:
        """Look up in one go what will be asked for bit by bit: most of the price is that of a go."""
        self._places_of_grams(turns)
        self._places_of_vectors(texts)

    def _places_of_grams(self, turns: Iterable[tuple[str, ...]]) -> tuple[Grams, list[int]]:
        places = self._gram_places
        before = len(places)
        wanted = [places.setdefault(words, len(places)) for words in turns]
        known = self._grams
        if known is None or len(places) > before:
            new = grams(list(places)[before:])
            known = self._grams = new if known is None else joined(known, new)
        return known, wanted

    def _places_of_vectors(self, texts: Iterable[str]) -> tuple[Vectors, list[int]]:
        of_text, places = self._text_places, self._vector_places
        before = len(places)
        wanted: list[int] = []
        for text in texts:
            place = of_text.get(text)
            if place is None:
                place = of_text[text] = places.setdefault(tuple(words_of(text)), len(places))
            wanted.append(place)
        known = self._vectors
        if known is None or len(places) > before:
            new = embed_words(list(places)[before:])
            known = self._vectors = new if known is None else np.concatenate((known, new))
        return known, wanted
