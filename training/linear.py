"""Train heads with scikit-learn, on the same features that the product computes.

A head is trained on a choice of blocks and written as the arrays that core.analysis.heads reads. Weights are rounded to
half precision before they are measured or checked: what is published is what is shipped.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from core.analysis.heads import GRAMS, MODELS, PREVIOUS_GRAMS, Features, Head, Values
from core.analysis.ngrams import Grams, vocabulary

Words = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Recipe:
    """How a head is trained: its labels, kind, blocks, and the inverse strength C of the ridge.

    `scales` multiply dense blocks before training, which sets how freely they are used beside the grams.
    """

    labels: tuple[str, ...]
    kind: Literal["softmax", "sigmoid"]
    blocks: tuple[str, ...]
    strength: float = 4.0
    scales: Mapping[str, float] = field(default_factory=dict)
    class_weight: str | None = None


def rows_of(of: Grams) -> csr_matrix:
    """Return grams as a sparse matrix (n, size of the vocabulary)."""
    found = csr_matrix((of.values, of.ids, of.starts), shape=(len(of), len(vocabulary())), copy=True)
    found.sum_duplicates()
    return found


def matrix(features: Features, recipe: Recipe) -> csr_matrix:
    """Return the blocks of a recipe side by side (n, width)."""
    parts: list[Any] = []
    for block in recipe.blocks:
        if block == GRAMS:
            parts.append(rows_of(features.grams))
        elif block == PREVIOUS_GRAMS and features.previous_grams is not None:
            parts.append(rows_of(features.previous_grams))
        else:
            parts.append(csr_matrix(features.dense[block] * recipe.scales.get(block, 1.0)))
    return hstack(parts, format="csr")


def fit(features: Features, labels: NDArray[Any], recipe: Recipe, weights: NDArray[np.float64] | None = None) -> Head:
    """Return the head that a recipe makes of examples, uncalibrated."""
    x = matrix(features, recipe)
    targets = [labels] if recipe.kind == "softmax" else [labels[:, at] for at in range(len(recipe.labels))]
    columns: list[NDArray[np.float64]] = []
    biases: list[float] = []
    for target in targets:
        model = LogisticRegression(
            C=recipe.strength, max_iter=300, tol=1e-4, class_weight=recipe.class_weight, random_state=0
        )
        model.fit(x, target, sample_weight=weights)
        columns += list(model.coef_)
        biases += list(model.intercept_)
    if recipe.kind == "softmax" and len(recipe.labels) == 2:  # scikit-learn gives one column for two classes
        columns, biases = [-columns[0] / 2, columns[0] / 2], [-biases[0] / 2, biases[0] / 2]
    coefficients = np.array(columns).T
    blocks: dict[str, Values] = {}
    at = 0
    for block in recipe.blocks:
        is_sparse = block in (GRAMS, PREVIOUS_GRAMS)
        width = len(vocabulary()) if is_sparse else features.dense[block].shape[1]
        part = coefficients[at : at + width] * (1.0 if is_sparse else recipe.scales.get(block, 1.0))
        blocks[block] = part.astype(np.float16).astype(np.float32)
        at += width
    size = len(recipe.labels)
    ones, zeros = np.ones(size, np.float32), np.zeros(size, np.float32)
    return Head(recipe.labels, recipe.kind, blocks, np.array(biases, np.float32), ones, zeros)


def taken(features: Features, which: NDArray[np.bool_]) -> Features:
    """Return the features of some of the examples."""

    def part(of: Grams) -> Grams:
        chosen = rows_of(of)[which]
        chosen.sort_indices()
        return Grams(chosen.indices.astype(np.int32), chosen.data.astype(np.float32), chosen.indptr.astype(np.int64))

    before = None if features.previous_grams is None else part(features.previous_grams)
    return Features(part(features.grams), before, {name: block[which] for name, block in features.dense.items()})


def temperature(logits: NDArray[np.float32], labels: NDArray[Any]) -> float:
    """Return the factor on softmax logits that makes their probabilities most likely (Guo et al., 2017)."""
    best, least = 1.0, np.inf
    for factor in np.geomspace(0.2, 5.0, 121):
        scaled = logits * factor
        top = scaled.max(axis=1)
        loss = float(
            np.mean(np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top - scaled[np.arange(len(labels)), labels])
        )
        if loss < least:
            best, least = float(factor), loss
    return best


def export(name: str, head: Head, checks: Sequence[Mapping[str, Any]] = (), **more: Any) -> None:
    """Write a head into core/models; its card is written after it (training.cards.write_card).

    `checks` are examples with the probabilities that the trainer gives them, for a test of the run-time side.
    """
    np.savez_compressed(
        MODELS / f"{name}.npz",
        bias=head.bias.astype(np.float32),
        **{block: weights.astype(np.float16) for block, weights in head.blocks.items()},
    )
    about = {
        "labels": list(head.labels),
        "kind": head.kind,
        "blocks": list(head.blocks),
        "scale": [round(float(value), 4) for value in head.scale],
        "shift": [round(float(value), 4) for value in head.shift],
        **more,
        "checks": list(checks),
    }
    text = json.dumps(about, indent=1, ensure_ascii=False)
    (MODELS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
