"""What is looked up once is what is looked up each time."""

import numpy as np

from core.analysis.embedding import embed
from core.analysis.lookups import Lookups
from core.analysis.ngrams import Grams, grams

TEXTS = ("would you like it", "hello there", "would you like it", "", "hello 7 zzyzx there")


def listed(found: Grams) -> tuple[list[int], list[float], list[int]]:
    return found.ids.tolist(), found.values.tolist(), found.starts.tolist()


def test_the_grams_of_a_call_are_those_of_each_turn_whatever_was_looked_up_before() -> None:
    turns = [tuple(text.split()) for text in TEXTS]
    known = Lookups()
    for asked in (turns[1:3], turns, turns[::-1], []):
        assert listed(known.grams(asked)) == listed(grams(asked))


def test_the_vectors_of_a_call_are_those_of_each_text_whatever_was_looked_up_before() -> None:
    known = Lookups()
    for asked in (TEXTS[1:3], TEXTS, TEXTS[::-1], ()):
        assert np.array_equal(known.vectors(asked), embed(asked))
