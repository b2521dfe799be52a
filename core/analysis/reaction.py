"""How the customer's sentences take what the bot proposes: for it, against it, or neither.

A trained head (core/models/reaction.*) reads each sentence with the bot's words before it. Words that belong to the
campaigns of its training data are left out, so that what counts is how people take an offer, whatever it is.
"""

from typing import Final

import numpy as np

from core.analysis.act_features import RULES
from core.analysis.embedding import Vectors
from core.analysis.heads import Features, Values, load_head
from core.analysis.ngrams import Grams

NAME: Final = "reaction"
LABELS: Final = ("neither", "for", "against")
EMBEDDING: Final = "embedding"


def reactions(sentences: Grams, before: Grams, meaning: Vectors, rules: Values) -> Values:
    """Return the probabilities of LABELS for n sentences of the customer, (n, 3).

    `sentences` and `rules` are their grams and rule features, `meaning` the vectors of their words, and `before` the
    grams of the bot's turn before each.
    """
    if not len(sentences):
        return np.zeros((0, len(LABELS)), np.float32)
    return load_head(NAME).probabilities(Features(sentences, before, {RULES: rules, EMBEDDING: meaning}))
