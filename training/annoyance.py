"""Make core/models/annoyance.npz, .json and their card: how annoyed a customer's turn is, and a call's customer.

Corpora: GoEmotions (single comments labelled anger or annoyance) and STAR (calls labelled as annoyed or not, without
the turns). The turns of STAR's other calls are examples of calm; of an annoyed call the few turns that the head finds
strongest are taken as annoyed, and the head is trained again (multiple-instance learning, Andrews et al., 2003). A
logistic regression over a call's turns follows. All of it is measured by five folds over STAR's dialogues.

Usage: python -m training.annoyance --corpora DIRECTORY
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from core.analysis.annoyance import NAME, call_features, without_indifference
from core.analysis.heads import Features, Head
from core.analysis.ngrams import grams
from core.analysis.phrases import normal_words
from core.analysis.pipeline import read
from core.analysis.reading import TurnReading
from core.preprocessing import DEFAULT_FILLERS, prepare
from training.cards import write_card
from training.corpora import FOLDS, fold_of, records, source
from training.evaluate.calls import call_of, campaign_of
from training.evaluate.protocol import auc, balanced_accuracy, ece, f1
from training.linear import Recipe, export, fit, taken

ANNOYED = frozenset({"anger", "annoyance"})
RECIPE = Recipe((NAME,), "sigmoid", ("grams",), strength=3.0)
ROUNDS = 3
STRONGEST = 2  # turns of an annoyed call that are taken as annoyed, at most
TURNS_EACH = 2.5  # one for so many of its turns
WEIGHT = 3.0  # of such a turn in training


@dataclass(frozen=True)
class Calls:
    """STAR: the customer's turns of each call, and whether the customer was annoyed."""

    ids: list[str]
    customers: list[list[TurnReading]]
    annoyed: NDArray[np.bool_]
    tasks: list[str]

    def call_of_turn(self) -> NDArray[np.int64]:
        """Return the number of each turn's call."""
        return np.repeat(np.arange(len(self.ids)), [len(turns) for turns in self.customers])

    def words(self) -> list[tuple[str, ...]]:
        """Return the normal words of all turns."""
        return [without_indifference(turn.words) for turns in self.customers for turn in turns]


def calls(corpora: Path) -> Calls:
    """Read the calls of STAR whose label is known and whose customer speaks."""
    ids, customers, annoyed, tasks = [], [], [], []
    for record in records(corpora, "star"):
        label = record["labels"]["customer_annoyed"]
        reading = read(prepare(call_of(record), DEFAULT_FILLERS), campaign_of(record))
        turns = [turn for turn in reading.turns if turn.utterance.speaker == "customer" and turn.words]
        if label is not None and turns:
            ids.append(record["id"])
            customers.append(turns)
            annoyed.append(bool(label))
            tasks.append(" ".join(sorted(record["labels"]["capability_tasks"])))
    return Calls(ids, customers, np.array(annoyed), tasks)


def comments(corpora: Path) -> tuple[list[tuple[str, ...]], NDArray[np.int64]]:
    """Read GoEmotions: normal words, and 1 where anger or annoyance was found."""
    turns = [turn for record in records(corpora, "goemotions") for turn in record["turns"]]
    labels = [not ANNOYED.isdisjoint(turn["labels"]["emotions"]) for turn in turns]
    return [normal_words(turn["text"]) for turn in turns], np.array(labels, np.int64)


def calm_weights(star: Calls, inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return a weight for the turns of each call, such that each task has the same share of annoyed calls.

    Some tasks were given to people told to be annoyed: without this the head would learn the task's words.
    """
    tasks = np.array(star.tasks)
    overall = star.annoyed[inside].mean()
    weights = np.ones(len(tasks))
    for task in np.unique(tasks):
        of_task = (tasks == task) & inside
        if of_task.any():
            weights[tasks == task] = max(star.annoyed[of_task].mean() / overall, 0.25)
    return weights


def trained(features: Features, labels: NDArray[np.int64], star: Calls, inside: NDArray[np.bool_]) -> Head:
    """Return the head that comments and those calls of STAR make; `features` are of the comments, then of all turns."""
    of_turn = star.call_of_turn()
    number = len(labels)
    everything = np.concatenate([np.ones(number, bool), inside[of_turn]])
    head = fit(taken(features, everything & (np.arange(len(everything)) < number)), labels[:, None], RECIPE)
    calm = inside[of_turn] & ~star.annoyed[of_turn]
    of_calm = calm_weights(star, inside)[of_turn]
    for _ in range(ROUNDS):
        logits = head.logits(features)[number:, 0]
        strong = np.zeros(len(of_turn), bool)
        for call in np.flatnonzero(inside & star.annoyed):
            places = np.flatnonzero(of_turn == call)
            most = max(1, min(STRONGEST, round(len(places) / TURNS_EACH)))
            strong[places[np.argsort(-logits[places], kind="stable")[:most]]] = True
        used = np.concatenate([np.ones(number, bool), calm | strong])
        target = np.concatenate([labels, strong[calm | strong].astype(np.int64)])
        weights = np.concatenate([np.ones(number), np.where(strong, WEIGHT, of_calm)[calm | strong]])
        head = fit(taken(features, used), target[:, None], RECIPE, weights)
    return head


def call_rows(head: Head, features: Features, star: Calls, number: int) -> tuple[list[str], NDArray[np.float64]]:
    """Return the names and values of the features of every call."""
    found = head.probabilities(features)[number:, 0]
    rows: list[dict[str, float]] = []
    at = 0
    for turns in star.customers:
        rows.append(call_features(found[at : at + len(turns)].tolist(), turns))
        at += len(turns)
    return list(rows[0]), np.array([list(row.values()) for row in rows])


def regression(rows: NDArray[np.float64], annoyed: NDArray[np.bool_]) -> LogisticRegression:
    """Fit the regression over calls."""
    return LogisticRegression(C=1.0, random_state=0).fit(rows, annoyed)


def best_threshold(annoyed: NDArray[np.bool_], chances: NDArray[np.float64]) -> float:
    """Return the probability from which calling a customer annoyed has the highest F1."""
    candidates = np.unique(np.round(chances, 3))
    return float(max(candidates, key=lambda least: (f1(annoyed, chances >= least), least)))


@dataclass(frozen=True)
class Held:
    """STAR's calls by heads that were trained without them: rows of the regression, and what it makes of them.

    `chances` and `passes` come from regressions, and thresholds, that were fitted without the call's fold; `strongest`
    is the highest probability of a turn.
    """

    names: list[str]
    rows: NDArray[np.float64]
    chances: NDArray[np.float64]
    passes: NDArray[np.bool_]
    strongest: NDArray[np.float64]


def out_of_fold(star: Calls, features: Features, labels: NDArray[np.int64]) -> Held:
    """Return what is known of each call without its fold; `features` are of the comments, then of all turns."""
    folds = np.array([fold_of(name) for name in star.ids])
    names: list[str] = []
    rows, strongest = np.zeros((len(star.ids), 0)), np.zeros(len(star.ids))
    of_turn = star.call_of_turn()
    for fold in range(FOLDS):
        head = trained(features, labels, star, folds != fold)
        names, found = call_rows(head, features, star, len(labels))
        rows = rows if rows.size else np.zeros_like(found)
        rows[folds == fold] = found[folds == fold]
        turns = head.probabilities(features)[len(labels) :, 0]
        np.maximum.at(strongest, of_turn[folds[of_turn] == fold], turns[folds[of_turn] == fold])
    chances, passes = np.zeros(len(star.ids)), np.zeros(len(star.ids), bool)
    for fold in range(FOLDS):
        inside = folds != fold
        known = regression(rows[inside], star.annoyed[inside]).predict_proba(rows)[:, 1]
        chances[~inside] = known[~inside]
        passes[~inside] = known[~inside] >= best_threshold(star.annoyed[inside], known[inside])
    return Held(names, rows, chances, passes, strongest)


def main() -> None:
    """Measure, train and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()
    star, (words, labels) = calls(options.corpora), comments(options.corpora)
    features = Features(grams([*words, *star.words()]))
    held = out_of_fold(star, features, labels)
    head = trained(features, labels, star, np.ones(len(star.ids), bool))
    model = regression(held.rows, star.annoyed)
    threshold = best_threshold(star.annoyed, held.chances)
    checked = [star.words()[at] for at in range(0, 400, 57)]
    export(
        NAME,
        head,
        [
            {"words": " ".join(turn), "probability": round(float(chance), 5)}
            for turn, chance in zip(checked, head.probabilities(Features(grams(checked)))[:, 0], strict=True)
        ],
        call={
            "weights": {name: round(float(value), 4) for name, value in zip(held.names, model.coef_[0], strict=True)},
            "intercept": round(float(model.intercept_[0]), 4),
            "threshold": round(threshold, 3),
        },
    )
    write_card(
        NAME,
        what="How annoyed a customer's turn is (logistic regression on words and word pairs), and the customer of a"
        " call (logistic regression on the turns' mean and the number of turns with sharp words).",
        data=[source(options.corpora, corpus) for corpus in ("goemotions", "star")],
        made_by="training/annoyance.py; nothing is drawn at random",
        measured=[
            figure(star, "AUC", auc(star.annoyed, held.chances)),
            figure(star, "F1", f1(star.annoyed, held.passes)),
            figure(star, "balanced accuracy", balanced_accuracy(star.annoyed, held.passes)),
            figure(star, "expected calibration error", ece(star.annoyed, held.chances)),
        ],
        limits="STAR is typed, its annoyance is rare (4 %) and half of it was acted on instruction; which turns show it"
        " was not labelled. Irritation that only the voice carries is not seen.",
    )


def figure(star: Calls, measure: str, value: float) -> dict[str, Any]:
    """Return what the card says of one figure."""
    return {
        "task": "was the customer annoyed",
        "corpus": "star",
        "n": len(star.ids),
        "positive": int(star.annoyed.sum()),
        "how": "five folds by dialogue",
        "measure": measure,
        "value": round(value, 3),
    }


if __name__ == "__main__":
    main()
