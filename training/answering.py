"""Fit core/models/answering: how likely the passage that is quoted to a question is one that holds its answer.

On QMSum's questions about meetings, with no speakers' names, as calls have none: the signs of core.answering.confidence
for the best turn, and whether people marked that turn as evidence. Logistic regression; measured on meetings that were
left out of the fit, five folds.

Usage: python -m training.answering --corpora DIRECTORY
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from core.answering.confidence import PATH, Signs, signs_of
from core.answering.retrieve import rank
from core.answering.transcript import read_transcript
from core.answering.understand import understand
from training.cards import write_card
from training.corpora import FOLDS, fold_of, records, source
from training.evaluate.calls import asked
from training.evaluate.protocol import auc, ece

NAME = "answering"
STRENGTH = 1.0  # of the fit against its penalty
DIGITS = 6


def examples(corpora: Path) -> Iterator[tuple[Signs, bool, str]]:
    """Yield the signs of the best turn, whether it is evidence, and the meeting's id."""
    for record in records(corpora, "qmsum"):
        ready = asked(record)
        transcript = read_transcript(ready.call, ready.campaign, ready.analysis)
        for item in record["qa"]:
            plan = understand(item["question"] if item["question"].endswith("?") else f"{item['question']}?")
            ranked = rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)
            if not item.get("evidence_turn_spans") or not ranked:
                continue
            best = ranked[0][0]
            right = any(first <= best.turn.index <= last for first, last in item["evidence_turn_spans"])
            yield signs_of(plan, transcript, best, ranked), right, record["id"]


def fitted(signs: NDArray[np.float64], right: NDArray[np.bool_]) -> LogisticRegression:
    """Fit signs (n, 3) to whether the turn was right (n,)."""
    return LogisticRegression(C=STRENGTH).fit(signs, right)


def main() -> None:
    """Measure, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()
    found = list(examples(options.corpora))
    signs = np.array([astuple(each) for each, _, _ in found])
    right = np.array([each for _, each, _ in found])
    folds = np.array([fold_of(each) for _, _, each in found])
    held = np.zeros(len(found))
    for fold in range(FOLDS):
        held[folds == fold] = fitted(signs[folds != fold], right[folds != fold]).predict_proba(signs[folds == fold])[
            :, 1
        ]
    model = fitted(signs, right)
    weights = dict(zip(Signs.__slots__, (round(float(each), DIGITS) for each in model.coef_[0]), strict=True))
    told = {"bias": round(float(model.intercept_[0]), DIGITS), "weights": weights}
    PATH.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    about = {"task": "is the best turn evidence", "corpus": "qmsum", "how": "five folds by meeting", "n": len(found)}
    write_card(
        NAME,
        what="How likely the passage that is quoted to a question holds its answer"
        " (logistic regression on three signs).",
        data=[source(options.corpora, "qmsum")],
        made_by="training/answering.py; nothing is drawn at random",
        right=round(float(right.mean()), 3),
        measured=[
            about | {"measure": "AUC", "value": round(auc(right, held), 3), "baseline": None},
            about
            | {
                "measure": "expected calibration error, ten bins",
                "value": round(ece(right, held), 3),
                "baseline": None,
            },
        ],
        limits="Meetings of some hundred turns; in a short call the best turn is more often right than is said. It is"
        " of the place alone: the words that are cut out of a right turn may still be the wrong ones.",
    )
    print(told, auc(right, held), ece(right, held))


if __name__ == "__main__":
    main()
