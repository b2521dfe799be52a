"""Make core/models/conversion.npz, .json and their card: whether the customer of a call really converted.

Corpus: Persuasion for Good (Apache-2.0), whose customers really donated or did not. A logistic regression on the grams
of the customer's words, of the last ones, and on counts; every call comes twice, whole
and without the words of the donation campaign. Measured by
five folds by dialogue; the regression's own probabilities are as they should be, and need no calibration of their own.

Usage: python -m training.conversion --corpora DIRECTORY
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.analysis.conversion import COUNTS, LATE_WORDS, NAME, bounded, conversion_features, customer_words
from core.analysis.heads import GRAMS, PREVIOUS_GRAMS, Features, Head
from core.analysis.interest import answer_of
from core.analysis.ngrams import grams
from core.analysis.pipeline import read
from core.analysis.stance import Signal, level
from core.preprocessing import DEFAULT_FILLERS, prepare
from training.act_examples import both, campaign_grams, without
from training.cards import write_card
from training.corpora import FOLDS, fold_of, records, source
from training.evaluate.calls import call_of, campaign_of
from training.evaluate.protocol import auc, ece
from training.linear import Recipe, export, fit, taken

BLOCKS = (GRAMS, PREVIOUS_GRAMS, COUNTS)
STRENGTH = 2.0
CHECKS, CHECKED_WORDS = 4, 150  # calls that are written down to check the run-time side, and words of each
COUNTS_SCALE = 0.25  # counts are few and strong: without this they would push the words aside


@dataclass(frozen=True)
class Calls:
    """Calls with their features, signals, whether the customer converted, and the last words of the first few."""

    ids: list[str]
    converted: NDArray[np.bool_]
    signals: list[tuple[Signal, ...]]
    features: Features
    words: list[tuple[str, ...]]

    def folds(self) -> NDArray[np.int64]:
        """Return the fold of each call."""
        return np.array([fold_of(name) for name in self.ids])

    def interest(self) -> NDArray[np.float64]:
        """Return the level of interest of each call, 0..1."""
        return np.array([1.0 / (1.0 + np.exp(-level(found))) for found in self.signals])


def calls(corpora: Path) -> Calls:
    """Read the calls."""
    ids, converted, both = [], [], []
    for record in records(corpora, "persuasion_for_good"):
        reading = read(prepare(call_of(record), DEFAULT_FILLERS), campaign_of(record))
        ids.append(record["id"])
        converted.append(bool(record["labels"]["donated"]))
        both.append((reading, reading.signals))
    features = conversion_features(both)
    words = [customer_words(reading)[-CHECKED_WORDS:] for reading, _ in both[:CHECKS]]
    return Calls(ids, np.array(converted), [found for _, found in both], features, words)


def trained(of: Calls, own: NDArray[np.bool_], inside: NDArray[np.bool_], blocks: tuple[str, ...] = BLOCKS) -> Head:
    """Return the head trained on the calls inside, each twice: whole, and without the campaign's `own` grams."""
    late = of.features.previous_grams
    known = Features(
        both(of.features.grams, without(of.features.grams, own)),
        None if late is None else both(late, without(late, own)),
        {name: np.concatenate([block, block]) for name, block in of.features.dense.items()},
    )
    twice = np.tile(inside, 2)
    recipe = Recipe(("converted",), "sigmoid", blocks, strength=STRENGTH, scales={COUNTS: COUNTS_SCALE})
    return fit(taken(known, twice), np.tile(of.converted, 2)[twice, None], recipe, np.full(int(twice.sum()), 0.5))


def held(of: Calls, own: NDArray[np.bool_], blocks: tuple[str, ...] = BLOCKS) -> NDArray[np.float64]:
    """Return the probability of each call by a head trained without its fold, bounded as the product bounds it."""
    folds = of.folds()
    found = np.zeros(len(of.ids))
    for fold in range(FOLDS):
        outside = folds == fold
        head = trained(of, own, ~outside, blocks)
        found[outside] = head.probabilities(taken(of.features, outside))[:, 0]
    return bounded_all(of, found)


def bounded_all(of: Calls, estimated: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bound the probabilities of calls as the product does."""
    said = {"Interested": True, "Not interested": False, "Undecided": None}
    return np.array(
        [
            bounded(float(chance), found, interested=said[answer_of(float(shown))])
            for chance, found, shown in zip(estimated, of.signals, of.interest(), strict=True)
        ]
    )


def main() -> None:
    """Measure, train and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()
    of, own = calls(options.corpora), campaign_grams(options.corpora)
    chances = held(of, own)
    everything = np.ones(len(of.ids), bool)
    head = trained(of, own, everything)
    short = [
        Features(grams([words]), grams([words[-LATE_WORDS:]]), {COUNTS: of.features.dense[COUNTS][at : at + 1]})
        for at, words in enumerate(of.words[:CHECKS])
    ]
    export(
        NAME,
        head,
        [
            {
                "words": " ".join(words),
                "counts": [round(float(value), 6) for value in features.dense[COUNTS][0]],
                "probability": round(float(head.probabilities(features)[0, 0]), 5),
            }
            for words, features in zip(of.words, short, strict=False)
        ],
    )
    about = {
        "task": "did the customer donate",
        "corpus": "persuasion_for_good",
        "how": "five folds by dialogue",
        "n": len(of.ids),
    }
    write_card(
        NAME,
        what="Whether the customer really converts (logistic regression on the customer's words and counted signals).",
        data=[source(options.corpora, "persuasion_for_good")],
        made_by="training/conversion.py; nothing is drawn at random",
        converted=round(float(of.converted.mean()), 3),
        measured=[
            about
            | {
                "measure": "AUC",
                "value": round(auc(of.converted, chances), 3),
                "baseline": {
                    "name": "interest_level alone, not fitted",
                    "value": round(auc(of.converted, of.interest()), 3),
                },
            },
            about
            | {
                "measure": "expected calibration error, ten bins",
                "value": round(ece(of.converted, chances), 3),
                "baseline": None,
            },
        ],
        limits="One campaign, a charity appeal in written chat, where half of all donate. The height of the probability"
        " holds for such appeals only; elsewhere trust the order. Strength and scale were chosen on the same folds.",
    )
    print(auc(of.converted, chances), ece(of.converted, chances), auc(of.converted, of.interest()))


if __name__ == "__main__":
    main()
