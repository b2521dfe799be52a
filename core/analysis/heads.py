"""Trained heads: linear functions of what is known of turns, kept as arrays.

A head adds up linear blocks (the grams of a turn, those of the turn before it, and dense values such as its embedding
or its charged words) and a bias, which gives one logit for each of its labels; a calibration turns logits into
probabilities. Heads are trained in training/ with scikit-learn, and tests hold that both sides give the same output.
Each head is `NAME.npz` (weights) with `NAME.json` (labels, kind, calibration) and a card in core/models.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.analysis.ngrams import Grams

MODELS: Final = Path(__file__).parents[1] / "models"
GRAMS: Final = "grams"
PREVIOUS_GRAMS: Final = "previous_grams"
_FARTHEST: Final = 60.0  # logit beyond which a probability is 0 or 1 and its exponential overflows

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """What heads know of n turns: their grams, the grams of what came before each, and dense blocks of n rows."""

    grams: Grams
    previous_grams: Grams | None = None
    dense: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """A trained linear function to k labels.

    `kind` says whether the labels exclude each other ("softmax") or not ("sigmoid"). A calibrated logit is
    `scale` times the logit plus `shift` (Platt, 1999), label by label.
    """

    labels: tuple[str, ...]
    kind: Literal["softmax", "sigmoid"]
    blocks: Mapping[str, Values]
    bias: Values
    scale: Values
    shift: Values

    def logits(self, features: Features) -> Values:
        """Return the logits, (n, k). Raises KeyError where a block of the head is missing from the features."""
        total = np.repeat(self.bias[None, :], len(features.grams), axis=0)
        for name, weights in self.blocks.items():
            if name == GRAMS:
                total += gathered(features.grams, weights)
            elif name == PREVIOUS_GRAMS:
                if features.previous_grams is None:
                    raise KeyError(name)
                total += gathered(features.previous_grams, weights)
            else:
                total += features.dense[name] @ weights
        return total

    def probabilities(self, features: Features) -> Values:
        """Return the calibrated probabilities, (n, k)."""
        return self.calibrated(self.logits(features))

    def calibrated(self, logits: Values) -> Values:
        """Return the probabilities that logits (n, k) stand for."""
        logits = logits * self.scale + self.shift
        if self.kind == "sigmoid":
            return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -_FARTHEST, _FARTHEST))), np.float32)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def gathered(of: Grams, weights: Values) -> Values:
    """Return the sum of the rows of `weights` that the grams of each turn name, times their values: (n, k)."""
    if not len(of):
        return np.zeros((0, weights.shape[1]), np.float32)
    found: Values = np.add.reduceat(weights[of.ids] * of.values[:, None], of.starts[:-1], axis=0)
    return found


@cache
def load_head(name: str) -> Head:
    """Return a head that ships with the product; raise FileNotFoundError where there is none of that name."""
    about = json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))
    with np.load(MODELS / f"{name}.npz") as arrays:
        return Head(
            labels=tuple(about["labels"]),
            kind=about["kind"],
            blocks={block: arrays[block].astype(np.float32) for block in about["blocks"]},
            bias=arrays["bias"].astype(np.float32),
            scale=np.array(about["scale"], np.float32),
            shift=np.array(about["shift"], np.float32),
        )
