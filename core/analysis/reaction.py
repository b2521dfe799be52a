"""How the customer's sentences take what the bot proposes: for it, against it, or neither.

A trained head (core/models/reaction.*) reads each sentence with the bot's words before it. Words that belong to the
campaigns of its training data are left out, so that what counts is how people take an offer, whatever it is.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.analysis.act_features import RULES
from core.analysis.embedding import embed
from core.analysis.heads import Features, Values, load_head
from core.analysis.ngrams import Grams, grams

NAME: Final = "reaction"
LABELS: Final = ("neither", "for", "against")
EMBEDDING: Final = "embedding"


def reactions(sentences: Grams, texts: Sequence[str], before: Sequence[tuple[str, ...]], rules: Values) -> Values:
    """Return the probabilities of LABELS for n sentences of the customer, (n, 3).

    `sentences` and `rules` are their grams and rule features, `texts` their words as one text, `before` the normal
    words of the bot's turn before each.
    """
    if not texts:
        return np.zeros((0, len(LABELS)), np.float32)
    dense = {RULES: rules, EMBEDDING: embed(texts)}
    return load_head(NAME).probabilities(Features(sentences, repeated(before), dense))


def repeated(turns: Sequence[tuple[str, ...]]) -> Grams:
    """Return the grams of turns of which neighbours are often the same; each is looked up once."""
    number: dict[tuple[str, ...], int] = {}
    order = np.array([number.setdefault(turn, len(number)) for turn in turns], np.int64)
    once = grams(list(number))
    lengths = np.diff(once.starts)[order]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    places = np.arange(starts[-1]) - np.repeat(starts[:-1] - once.starts[order], lengths)
    return Grams(once.ids[places], once.values[places], starts)
