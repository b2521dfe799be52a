"""What every evaluation shares: the row of the table, percentile bootstrap by dialogue, and the usual measures.

A module of this package offers `rows(data) -> Iterator[Row]`, where `data` has one folder a corpus. It leaves out a
corpus that `has(data, corpus)` says is not there. Predictions for a corpus file that a model was trained on come from
cross-validation grouped by dialogue; those for any other file come from the shipped model. `how(data, corpus, ...)`
tells which, and its words go into the row.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.analysis.heads import MODELS
from training.corpora import corpus_file, fingerprint

RESAMPLES = 1000
SEED = 20240601
CROSS_VALIDATED = "5 folds by dialogue"
SHIPPED = "shipped model, not trained on it"
RULES = "nothing trained on it"

Statistic = Callable[[NDArray[np.int64]], float]


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure: n examples, a 95 % interval, a baseline on the same examples, and how it was measured.

    `low` and `high` are the interval's ends; the baseline and the target are None where there is none.
    """

    task: str
    corpus: str
    measure: str
    n: int
    value: float
    low: float
    high: float
    baseline_name: str | None
    baseline: float | None
    target: float | None
    how: str
    lower_is_better: bool = False

    @property
    def reached(self) -> bool | None:
        """Tell whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.lower_is_better else self.value >= self.target


@dataclass(frozen=True, slots=True)
class Curve:
    """Probabilities that the product or a held-out model gave (n,), and whether each came true (n,), for a diagram."""

    name: str
    truth: Sequence[float]
    probabilities: Sequence[float]


def bootstrap(
    groups: Sequence[Any], statistic: Statistic, seed: int = SEED, resamples: int = RESAMPLES
) -> tuple[float, float, float]:
    """Return the statistic of all n examples and its 95 % interval by percentile bootstrap over groups.

    `groups` (n,) name the dialogue of each example; whole dialogues are drawn with replacement (Efron, 1979).
    `statistic` takes numbers of examples, repeats included, and gives a value; NaN resamples are left out. Where no
    resample moves a share from 0 or 1, the interval ends 3 / groups away (Hanley and Lippman-Hand, 1983).

    >>> value, low, high = bootstrap([1, 1, 2, 3], lambda at: float(np.array([0, 1, 1, 1])[at].mean()))
    >>> low <= value <= high
    True
    """
    _, group_of = np.unique(np.asarray(groups).astype(str), return_inverse=True)
    order = np.argsort(group_of, kind="stable")
    sizes = np.bincount(group_of)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    chance = np.random.default_rng(seed)
    found = np.empty(resamples)
    for turn in range(resamples):
        drawn = chance.integers(len(sizes), size=len(sizes))
        lengths = sizes[drawn]
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found[turn] = statistic(order[np.repeat(starts[drawn], lengths) + offsets])
    low, high = np.nanpercentile(found, [2.5, 97.5])
    value = statistic(np.arange(len(group_of)))
    if low == high and value in (0.0, 1.0):
        reach = min(1.0, 3.0 / len(sizes))
        low, high = max(0.0, value - reach), min(1.0, value + reach)
    return value, float(low), float(high)


def measured(
    task: str,
    corpus: str,
    measure: str,
    groups: Sequence[Any],
    statistic: Statistic,
    *,
    how: str,
    baseline_name: str | None = None,
    baseline: float | None = None,
    target: float | None = None,
    lower_is_better: bool = False,
) -> Row:
    """Return the row of a statistic over examples whose dialogues `groups` (n,) name; figures to four decimals."""
    value, low, high = (round(figure, 4) for figure in bootstrap(groups, statistic))
    known = None if baseline is None else round(float(baseline), 4)
    return Row(task, corpus, measure, len(groups), value, low, high, baseline_name, known, target, how, lower_is_better)


def share(hits: ArrayLike) -> Statistic:
    """Return the statistic that is the share of hits among examples."""
    found = np.asarray(hits, np.float64)
    return lambda at: float(found[at].mean())


def over(measure: Callable[[Any, Any], float], truth: ArrayLike, said: ArrayLike) -> Statistic:
    """Return the statistic that is a measure of `said` (n,) against `truth` (n,); labels may be of any kind.

    >>> over(macro_f1, ["yes", "no"], ["yes", "yes"])(np.arange(2))
    0.3333333333333333
    """
    right, given = np.asarray(truth), np.asarray(said)
    if right.dtype.kind not in "fiub" or given.dtype.kind not in "fiub":  # numbers are compared faster than words
        _, codes = np.unique(np.concatenate([right.astype(str), given.astype(str)]), return_inverse=True)
        right, given = codes[: len(right)], codes[len(right) :]
    return lambda at: measure(right[at], given[at])


def macro_f1(truth: ArrayLike, said: ArrayLike) -> float:
    """Return the mean over the labels of `truth` (n,) of the F1 of `said` (n,).

    >>> macro_f1(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    0.7333333333333334
    """
    right, given = np.asarray(truth), np.asarray(said)
    return float(np.mean([f1(right == label, given == label) for label in np.unique(right)]))


def f1(truth: ArrayLike, said: ArrayLike) -> float:
    """Return the F1 of `said` (n,) for the examples that `truth` (n,) marks; 0 where neither marks any."""
    right, given = np.asarray(truth, bool), np.asarray(said, bool)
    marked = int(right.sum() + given.sum())
    return 2.0 * int((right & given).sum()) / marked if marked else 0.0


def balanced_accuracy(truth: ArrayLike, said: ArrayLike) -> float:
    """Return the mean over the labels of `truth` (n,) of the share of them that `said` (n,) repeats."""
    right, given = np.asarray(truth), np.asarray(said)
    return float(np.mean([np.mean(given[right == label] == label) for label in np.unique(right)]))


def auc(truth: ArrayLike, scores: ArrayLike) -> float:
    """Return the area under the ROC curve, ties counting half; NaN where all examples are of one kind.

    >>> auc([0, 0, 1, 1], [0.1, 0.4, 0.4, 0.8])
    0.875
    """
    right = np.asarray(truth, bool)
    _, rank, ties = np.unique(np.asarray(scores, np.float64), return_inverse=True, return_counts=True)
    middles = np.cumsum(ties) - (ties - 1) / 2
    positive, negative = int(right.sum()), int((~right).sum())
    if not positive or not negative:
        return float("nan")
    above = float(middles[rank][right].sum()) - positive * (positive + 1) / 2
    return above / (positive * negative)


def ece(truth: ArrayLike, probabilities: ArrayLike, bins: int = 10) -> float:
    """Return the expected calibration error over equally filled bins (Naeini et al., 2015, with equal masses).

    `truth` (n,) is 0 or 1 and `probabilities` (n,) are of it being 1. Equal masses keep bins from being empty.
    """
    right, given = np.asarray(truth, np.float64), np.asarray(probabilities, np.float64)
    order = np.argsort(given, kind="stable")
    gaps = [abs(float((right[part] - given[part]).sum())) for part in np.array_split(order, bins)]
    return sum(gaps) / len(order)


def has(data: Path, corpus: str) -> bool:
    """Tell whether the folder holds a file of a corpus."""
    return corpus_file(data, corpus) is not None


def trained_on(data: Path, corpus: str, models: Sequence[str]) -> bool:
    """Tell whether the card of one of `models` (all cards: none named) names this very file as training data."""
    digest = fingerprint(data, corpus)
    named = set(models)
    return any(digest in files for model, files in _training_files().items() if model in named or not named)


def how(data: Path, corpus: str, *models: str) -> str:
    """Say how predictions for a corpus must be made: CROSS_VALIDATED where a model was trained on it, or SHIPPED."""
    return CROSS_VALIDATED if trained_on(data, corpus, models) else SHIPPED


@cache
def _training_files() -> dict[str, frozenset[str]]:
    """Map the name of each model to the fingerprints of the files that it was trained on."""
    cards = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(MODELS.glob("*.card.json")))
    return {
        card["name"]: frozenset(part["sha256"] for part in card.get("data", ()) if "sha256" in part) for card in cards
    }
