"""Make core/models/sentiment: the head that says how a turn feels.

Softmax regression with a ridge over the grams of a turn, the sums of the word lists and the static embedding. It learns
from labelled sentences, each of them once as it stands and once without punctuation. Sentences of opinions weigh as
much for each label; plain business of service calls is neutral and weighs little, lest the head learn to tell corpora
apart rather than feelings. A head of the word lists alone is mixed in, which carries over to other talk better than
words do. Both are linear, so that their mixture is one head. Nothing random.

Usage: python -m training.sentiment --corpora DIRECTORY
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from threadpoolctl import threadpool_limits

from core.analysis.embedding import embed
from core.analysis.heads import GRAMS, Head
from core.analysis.ngrams import grams
from core.analysis.phrases import CLAUSE_MARKS, normal_words
from core.analysis.sentiment import EMBEDDING, LENGTH, LEXICON, length_values, sentiment_features
from core.analysis.sentiment_lexicon import lexicon_values
from training.cards import write_card
from training.corpora import fold_of, source
from training.linear import export, rows_of, temperature
from training.sentiment_data import (
    LABELS,
    OPINIONS,
    TRAINED_ON,
    labelled,
)

BLOCKS = (GRAMS, LEXICON, EMBEDDING)
SCALES = {LEXICON: 1.5, EMBEDDING: 0.5}  # how freely the dense blocks are used beside the grams
STRENGTH = 0.3  # inverse strength of the ridge
BUSINESS = 0.05  # weight of all plain business, of that of all opinions
STEPS = 120
LISTS_ALONE = 0.15  # share of the head of the word lists alone
TILT = (0.4, 0.0, 0.2)  # on the logits, see as_shipped
PER_DOUBLING = 0.2  # on the neutral logit, each time that a turn's length doubles
LEVEL_LENGTH = 3.3  # doublings of the length at which nothing is added: ten words

CHECKED = (
    "That is really great, thank you so much!",
    "this is a waste of my time",
    "I lost my card and need a new one, please.",
    "is it any good?",
    "well",
    "",
)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Sentences:
    """n sentences as a head knows them, as they stand and without punctuation; with what they should be said to be.

    `targets` (n, 3) are the chances of each label; `weights` (n,) how much each counts.
    """

    grams: tuple[csr_matrix, csr_matrix]
    dense: tuple[dict[str, Floats], dict[str, Floats]]
    targets: Floats
    weights: Floats


def sentences_of(texts: Sequence[str], targets: Floats, weights: Floats) -> Sentences:
    """Return sentences as a head knows them."""
    words = [normal_words(text) for text in texts]
    bare = [tuple(word for word in said if word not in CLAUSE_MARKS) for said in words]
    meaning = embed(texts)
    return Sentences(
        (rows_of(grams(words)), rows_of(grams(bare))),
        (
            {LEXICON: lexicon_values(words), EMBEDDING: meaning, LENGTH: length_values(words)},
            {LEXICON: lexicon_values(bare), EMBEDDING: meaning, LENGTH: length_values(bare)},
        ),
        targets,
        weights,
    )


@dataclass(frozen=True)
class Corpus:
    """The labelled sentences of one corpus with their dialogues' folds."""

    known: Sentences
    labels: NDArray[np.int64]
    folds: NDArray[np.int64]
    dialogues: Sequence[str]
    texts: Sequence[str]


@cache
def corpus(corpora: Path, name: str) -> Corpus:
    """Return the labelled sentences of a corpus."""
    found = list(labelled(corpora, name))
    texts = [one.text for one in found]
    labels = np.array([one.label for one in found])
    ones = np.ones(len(found), np.float32)
    return Corpus(
        sentences_of(texts, np.eye(len(LABELS), dtype=np.float32)[labels], ones),
        labels,
        np.array([fold_of(one.dialogue) for one in found]),
        [one.dialogue for one in found],
        texts,
    )


Keep = Callable[[str, Corpus], NDArray[np.bool_]]


def everything(name: str, of: Corpus) -> NDArray[np.bool_]:
    """Keep all sentences."""
    return np.ones(len(of.labels), bool)


def trained(corpora: Path, keep: Keep = everything, blocks: Sequence[str] = BLOCKS) -> Head:
    """Return the head that learns from the sentences that `keep` leaves of each corpus, not yet calibrated."""
    opinions = [(of := corpus(corpora, name), keep(name, of)) for name in OPINIONS]
    business = [(of := corpus(corpora, name), keep(name, of)) for name in TRAINED_ON if name not in OPINIONS]
    counts = np.sum([np.bincount(of.labels[which], minlength=len(LABELS)) for of, which in opinions], axis=0)
    each = counts.sum() / len(LABELS) / counts
    plain = BUSINESS * counts.sum() / sum(int(which.sum()) for _, which in business)
    parts = [(of.known, which, each[of.labels].astype(np.float32)) for of, which in opinions]
    parts += [(of.known, which, np.full(len(of.labels), plain, np.float32)) for of, which in business]
    head = _fitted(parts, blocks)
    if LEXICON not in blocks or len(blocks) == 1:
        return _rounded(head)
    return _rounded(_mixed(head, _fitted(parts, (LEXICON,)), LISTS_ALONE))


def _mixed(head: Head, other: Head, share: float) -> Head:
    """Return the head whose logits are the weighted mean of two heads' logits."""
    both = {block: weights * (1 - share) for block, weights in head.blocks.items()}
    for block, weights in other.blocks.items():
        both[block] = both[block] + weights * share
    return replace(head, blocks=both, bias=head.bias * (1 - share) + other.bias * share)


def _rounded(head: Head) -> Head:
    """Return a head with weights in half precision, as they ship."""
    blocks = {block: weights.astype(np.float16).astype(np.float32) for block, weights in head.blocks.items()}
    return replace(head, blocks=blocks)


def _fitted(parts: Sequence[tuple[Sentences, NDArray[np.bool_], Floats]], blocks: Sequence[str]) -> Head:
    """Return the head of least cross-entropy plus ridge, by L-BFGS."""
    dense_blocks = [block for block in blocks if block != GRAMS]
    rows, dense, targets, weights = [], [], [], []
    for of, which, each in parts:
        for copy in (0, 1):
            rows.append(of.grams[copy][which])
            known = [of.dense[copy][block][which] * SCALES[block] for block in dense_blocks]
            dense.append(np.hstack([np.zeros((int(which.sum()), 0), np.float32), *known]))
            targets.append(of.targets[which])
            weights.append(each[which] / 2)
    sparse: csr_matrix = vstack(rows, format="csr").astype(np.float32)
    found: Floats = _minimum(
        sparse if GRAMS in blocks else sparse[:, :0],
        np.ascontiguousarray(np.vstack(dense), np.float32),
        np.vstack(targets),
        np.concatenate(weights),
    ).astype(np.float32)
    at = sparse.shape[1] if GRAMS in blocks else 0
    weights_of: dict[str, Floats] = {GRAMS: found[:at]} if GRAMS in blocks else {}
    for block in dense_blocks:
        width = parts[0][0].dense[0][block].shape[1]
        weights_of[block] = found[at : at + width] * SCALES[block]
        at += width
    size = len(LABELS)
    ones, zeros = np.ones(size, np.float32), np.zeros(size, np.float32)
    return Head(LABELS, "softmax", weights_of, found[-1], ones, zeros)


def _minimum(sparse: csr_matrix, dense: Floats, targets: Floats, weights: Floats) -> NDArray[np.float64]:
    """Return the weights (width + 1, 3) with the bias last, that the ridge leaves out."""
    columns, width = sparse.shape[1], sparse.shape[1] + dense.shape[1]
    across = sparse.T.tocsr()
    by = weights[:, None]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        exact = flat.reshape(width + 1, -1)
        now = exact.astype(np.float32)
        logits = sparse @ now[:columns] + dense @ now[columns:-1] + now[-1]
        top = logits.max(axis=1, keepdims=True)
        powers = np.exp(logits - top)
        sums = powers.sum(axis=1, keepdims=True)
        value = float((by * targets * (top + np.log(sums) - logits)).sum(dtype=np.float64))
        rest = (powers / sums - targets) * by
        slope = np.vstack([across @ rest, dense.T @ rest, rest.sum(axis=0, keepdims=True)]).astype(np.float64)
        ridge = exact.copy()
        ridge[-1] = 0.0
        return STRENGTH * value + 0.5 * float((ridge**2).sum()), (STRENGTH * slope + ridge).ravel()

    start = np.zeros((width + 1) * len(LABELS))
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "ftol": 1e-7})
    return np.asarray(done.x).reshape(width + 1, -1)


def as_shipped(head: Head, scale: float = 1.0) -> Head:
    """Return a head tilted, also by the length of a turn, its logits then multiplied by a scale.

    Cross-entropy alone finds too few sides in unknown talk. The longer a turn, the more words push it off neutral:
    long ones are called so too seldom, and short ones of unknown talk too often. What is added was chosen on heads
    that goemotions, product_reviews or persuasion_for_good was left out of, as far as the figure on goemotions allows.
    """
    scales = np.full(len(head.labels), scale, np.float32).round(4)
    by_length = np.array([[0.0, PER_DOUBLING, 0.0]], np.float16).astype(np.float32)
    tilt = np.array(TILT, np.float32) - LEVEL_LENGTH * by_length[0]
    return replace(head, blocks={**head.blocks, LENGTH: by_length}, scale=scales, shift=(tilt * scales).round(4))


def logits_of(head: Head, of: Sentences, which: NDArray[np.bool_], copy: int = 0) -> Floats:
    """Return a head's logits of some sentences, (m, 3), before calibration; `copy` 1 is without punctuation."""
    total = np.repeat(head.bias[None, :], int(which.sum()), axis=0)
    for block, weights in head.blocks.items():
        values = of.grams[copy] if block == GRAMS else of.dense[copy][block]
        total = total + values[which] @ weights
    return np.asarray(total, np.float32)


def but_fold(fold: int) -> Keep:
    """Keep all sentences but those of one fold."""
    return lambda name, of: of.folds != fold


def but_corpus(left_out: str) -> Keep:
    """Keep all sentences but those of one corpus."""
    return lambda name, of: np.full(len(of.labels), name != left_out)


@threadpool_limits.wrap(limits=1)  # sums in one order: the same bits every time
def main() -> None:
    """Train, calibrate on a fold that was left out, and write the head with its card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    corpora: Path = parser.parse_args().corpora
    partly = trained(corpora, but_fold(0))
    seen = [(of := corpus(corpora, name), of.folds == 0) for name in OPINIONS]
    scale = temperature(
        np.vstack([logits_of(partly, of.known, which) for of, which in seen]),
        np.concatenate([of.labels[which] for of, which in seen]),
    )
    head = as_shipped(trained(corpora), scale)
    chances = head.probabilities(sentiment_features([normal_words(text) for text in CHECKED], CHECKED))
    export(
        "sentiment",
        head,
        [
            {"text": text, "probabilities": [round(float(value), 5) for value in row]}
            for text, row in zip(CHECKED, chances, strict=True)
        ],
    )
    write_card(
        "sentiment",
        what="A softmax head over grams, lists, static embedding, length: is a turn negative, neutral or positive?",
        data=[source(corpora, name) for name in sorted(TRAINED_ON)],
        made_by="training/sentiment.py; no random numbers",
        sentences={name: len(corpus(corpora, name).labels) for name in TRAINED_ON},
        lists_alone=LISTS_ALONE,
        tilt=list(TILT),
        neutral_per_doubling_of_length=PER_DOUBLING,
        limits="It reads neither irony, nor whom a feeling is meant for, nor what a turn means only in its context;"
        " English only. Of feelings that nobody names it finds few, negative ones above all. On talk unlike what it"
        " learned from, the word lists carry it.",
    )


if __name__ == "__main__":
    main()
