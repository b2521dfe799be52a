"""Sentiment of turns: in the domain of the training, on talk never trained on, and with a whole corpus left out.

A label is what the product says: the side of a turn's feeling beyond the neutral band (core.analysis.sentiment.side).
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.analysis.heads import GRAMS, Head, load_head
from core.analysis.sentiment import EMBEDDING, LEXICON, feelings_of, sides_of
from training.corpora import FOLDS
from training.evaluate.protocol import CROSS_VALIDATED, SHIPPED, Row, how, macro_f1, measured, over
from training.evaluate.protocol import has as has_file
from training.sentiment import Corpus, as_shipped, but_corpus, but_fold, corpus, logits_of, trained
from training.sentiment_data import NEUTRAL, TRAINED_ON

TASK = "sentiment of a turn"
MEASURE = "macro-F1 of negative, neutral, positive"
TARGETS = {"goemotions": 0.70, "meld": 0.50}
TARGET_UNSEEN = 0.54
MEASURED = ("goemotions", "product_reviews", "meld", "topical_chat")
UNSEEN = ("goemotions", "product_reviews", "meld")  # those that the target was set on
LEFT_OUT = ("goemotions", "product_reviews")  # each in turn, of what the head learns from
VADER_BAND = 0.05  # as its authors advise
PARTS: dict[str, tuple[str, ...]] = {
    "word lists": (LEXICON,),
    "n-grams": (GRAMS,),
    "static embedding": (EMBEDDING,),
    "n-grams + word lists": (GRAMS, LEXICON),
    "n-grams + static embedding": (GRAMS, EMBEDDING),
    "n-grams + word lists + static embedding": (GRAMS, LEXICON, EMBEDDING),
}

Said = NDArray[np.int64]


def rows(data: Path) -> Iterator[Row]:
    """Yield how well labels agree with people's, with and without punctuation, corpus by corpus."""
    found = [name for name in MEASURED if has_file(data, name)]
    for name in found:
        yield _row(data, name, said(data, name), how(data, name, "sentiment"), TARGETS.get(name))
        if name in TARGETS:
            bare = said(data, name, without_marks=True)
            yield _row(data, name, bare, how(data, name, "sentiment"), None, ", without punctuation")
    if all(name in found and how(data, name, "sentiment") == CROSS_VALIDATED for name in LEFT_OUT):
        yield from _unseen(data, [name for name in MEASURED if name in found])


def ablation(data: Path) -> Iterator[Row]:
    """Yield what the parts of the head give by themselves and together: where it learned, and where it did not."""
    if not all(has_file(data, name) for name in TRAINED_ON):
        return
    for parts, blocks in PARTS.items():
        head = trained(data, but_fold(0), blocks)
        for name in MEASURED:
            if has_file(data, name):
                of = corpus(data, name)
                which = of.folds == 0 if name in TRAINED_ON else np.ones(len(of.labels), bool)
                yield _row(data, name, _labels(head, of, which), f"{parts}; trained without fold 0", None, which=which)


def _unseen(data: Path, found: Sequence[str]) -> Iterator[Row]:
    """Yield the corpora of opinions judged by heads that never saw them, and the mean over those of the target."""
    without = {name: unseen(data, name) for name in found}
    for name in found:
        if name in LEFT_OUT:
            yield _row(data, name, without[name], "head trained without this corpus", None)
    if not set(UNSEEN) <= set(found):
        return
    owner = np.concatenate([np.full(len(without[name]), at) for at, name in enumerate(UNSEEN)])
    truth = np.concatenate([corpus(data, name).labels for name in UNSEEN])
    judged = np.concatenate([without[name] for name in UNSEEN])
    vader = None if vader_judge() is None else np.concatenate([vader_said(data, name) for name in UNSEEN])

    def mean(given: Said, at: NDArray[np.int64]) -> float:
        return float(
            np.mean([macro_f1(truth[at][owner[at] == one], given[at][owner[at] == one]) for one in range(len(UNSEEN))])
        )

    yield measured(
        f"{TASK}, unseen domain",
        ", ".join(UNSEEN),
        f"mean of {MEASURE}",
        [f"{name} {dialogue}" for name in UNSEEN for dialogue in corpus(data, name).dialogues],
        partial(mean, judged),
        how="each corpus by a head trained without it",
        baseline_name=None if vader is None else "VADER 3.3.2",
        baseline=None if vader is None else mean(vader, np.arange(len(truth))),
        target=TARGET_UNSEEN,
    )


def _row(
    data: Path,
    name: str,
    labels: Said,
    by: str,
    target: float | None,
    about: str = "",
    which: NDArray[np.bool_] | None = None,
) -> Row:
    of = corpus(data, name)
    kept = np.ones(len(of.labels), bool) if which is None else which
    truth = of.labels[kept]
    vader = None if vader_judge() is None else macro_f1(truth, vader_said(data, name)[kept])
    return measured(
        TASK + about,
        name,
        MEASURE,
        [dialogue for dialogue, is_kept in zip(of.dialogues, kept, strict=True) if is_kept],
        over(macro_f1, truth, labels),
        how=by,
        baseline_name=None if vader is None else "VADER 3.3.2",
        baseline=vader,
        target=target,
    )


@cache
def said(data: Path, name: str, *, without_marks: bool = False) -> Said:
    """Return the labels (n,) of a corpus: by folds where the head was trained on it, else by the shipped head."""
    of = corpus(data, name)
    if how(data, name, "sentiment") == SHIPPED:
        return _labels(load_head("sentiment"), of, np.ones(len(of.labels), bool), without_marks=without_marks)
    found = np.full(len(of.labels), NEUTRAL)
    for fold in range(FOLDS):
        outside = of.folds == fold
        found[outside] = _labels(_without_fold(data, fold), of, outside, without_marks=without_marks)
    return found


@cache
def unseen(data: Path, name: str) -> Said:
    """Return the labels (n,) of a corpus by a head that was trained without it."""
    if name not in TRAINED_ON:
        return said(data, name)
    of = corpus(data, name)
    return _labels(trained(data, but_corpus(name)), of, np.ones(len(of.labels), bool))


@cache
def _without_fold(data: Path, fold: int) -> Head:
    return trained(data, but_fold(fold))


def _labels(head: Head, of: Corpus, which: NDArray[np.bool_], *, without_marks: bool = False) -> Said:
    judge = head if head is load_head("sentiment") else as_shipped(head)
    logits = logits_of(judge, of.known, which, int(without_marks))
    return sides_of(feelings_of(judge.calibrated(logits))) + NEUTRAL


@cache
def vader_said(data: Path, name: str) -> Said:
    """Return the labels (n,) that VADER gives to a corpus."""
    judge = vader_judge()
    if judge is None:
        raise ModuleNotFoundError("vaderSentiment")
    return np.array([judge(text) for text in corpus(data, name).texts]) + NEUTRAL


@cache
def vader_judge() -> Callable[[str], int] | None:
    """Return VADER as a judge of texts, −1, 0 or 1; None where its package is not installed."""
    if importlib.util.find_spec("vaderSentiment") is None:
        return None
    analyzer: Any = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()

    def judge(text: str) -> int:
        score = analyzer.polarity_scores(text)["compound"]
        return int(score >= VADER_BAND) - int(score <= -VADER_BAND)

    return judge
