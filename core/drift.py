"""How far a new analysis of the same calls differs from the one before: flipped answers, moved scores."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from core.reports import Analysis, ScoreName

_DIGITS = 4
# Added to each share's count, so that an empty one has a logarithm and a few calls say little (Krichevsky-Trofimov).
_PSEUDO_COUNT = 0.5


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a report says, as far as it is compared: its answers by question and its scores."""

    answers: Mapping[str, str]
    scores: Mapping[ScoreName, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What two analyses say of one call."""

    before: Verdicts
    after: Verdicts


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The 5th, 25th, 50th, 75th and 95th percentile, by linear interpolation."""

    p5: float
    p25: float
    p50: float
    p75: float
    p95: float


@dataclass(frozen=True, slots=True)
class AnswerFlip:
    """So many calls whose answer to a question was one and became another."""

    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class AnswerFlips:
    """What became of the answers to one question, over the calls that have one before and after."""

    question_id: str
    compared_count: int
    flips: tuple[AnswerFlip, ...]


@dataclass(frozen=True, slots=True)
class ScoreShift:
    """The distribution of a score before and after, of its differences, and the population stability index."""

    score: ScoreName
    before: Quantiles
    after: Quantiles
    shift: Quantiles
    psi: float


@dataclass(frozen=True, slots=True)
class ReanalysisChanges:
    """What a new analysis says differently. Calls without a report before or after cannot be compared."""

    compared_count: int
    changed_count: int
    answers: tuple[AnswerFlips, ...]
    scores: tuple[ScoreShift, ...]


def verdicts_of(analysis: Analysis) -> Verdicts:
    """Return what is compared of an analysis."""
    return Verdicts(
        {metric.question_id: metric.answer for metric in analysis.metrics},
        {score: getattr(analysis, score) for score in get_args(ScoreName)},
    )


def changes_of(outcomes: Iterable[Outcome]) -> ReanalysisChanges:
    """Return what the new analysis of these calls says differently.

    Questions are in the order of their ids, an answer's flips by how many there are; scores are missing where no call
    could be compared. The calls are read once and not kept.
    """
    compared = changed = 0
    pairs: dict[str, Counter[tuple[str, str]]] = {}
    scores = {score: (array("d"), array("d")) for score in get_args(ScoreName)}
    for outcome in outcomes:
        before, after = outcome.before, outcome.after
        compared += 1
        changed += before != after
        for question in before.answers.keys() & after.answers.keys():
            pairs.setdefault(question, Counter())[before.answers[question], after.answers[question]] += 1
        for score, (earlier, later) in scores.items():
            earlier.append(before.scores[score])
            later.append(after.scores[score])
    return ReanalysisChanges(
        compared_count=compared,
        changed_count=changed,
        answers=tuple(_flips(question, pairs[question]) for question in sorted(pairs)),
        scores=tuple(_shift(score, np.array(b), np.array(a)) for score, (b, a) in scores.items()) if compared else (),
    )


def stability_index(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return the population stability index of two non-empty samples: 0 for equal ones, the more the more they differ.

    Its shares are the tenths of `before`, fewer where those coincide; a value on a boundary belongs to the share below.
    Where a whole tenth is the least value, what is less than that has a share of its own. Half an observation is added
    to each share of both.
    """
    edges = np.unique(np.quantile(before, np.arange(1, 10) / 10))
    if edges[0] == before.min():
        edges = np.insert(edges, 0, np.nextafter(edges[0], -np.inf))
    expected, actual = (_shares(edges, sample) for sample in (before, after))
    return float(np.sum((actual - expected) * np.log(actual / expected)))


def _shares(edges: NDArray[np.float64], sample: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.bincount(np.searchsorted(edges, sample), minlength=edges.size + 1) + _PSEUDO_COUNT
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _flips(question_id: str, pairs: Counter[tuple[str, str]]) -> AnswerFlips:
    flips = [AnswerFlip(before, after, count) for (before, after), count in pairs.items() if before != after]
    return AnswerFlips(
        question_id,
        compared_count=pairs.total(),
        flips=tuple(sorted(flips, key=lambda flip: (-flip.count, flip.before, flip.after))),
    )


def _shift(score: ScoreName, before: NDArray[np.float64], after: NDArray[np.float64]) -> ScoreShift:
    return ScoreShift(
        score,
        before=quantiles_of(before),
        after=quantiles_of(after),
        shift=quantiles_of(after - before),
        psi=round(stability_index(before, after), _DIGITS),
    )


def quantiles_of(sample: NDArray[np.float64]) -> Quantiles:
    """Return the quantiles of a sample that is not empty, to four digits."""
    return Quantiles(*(round(float(value), _DIGITS) for value in np.quantile(sample, (0.05, 0.25, 0.5, 0.75, 0.95))))
