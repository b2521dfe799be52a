"""Fit core/models/answering: when a passage is told, and how likely any answer is right.

First the logistic regression over core.answering.confidence's signs, on questions of which a fifth (by weight) cannot
be answered in their call: is the turn that would be told one that answers? And the least probability at which a passage
is told, by what it is worth: a right one 1, none 0, a wrong one -1/2. Then, with passages answered by that, the points
of each family of operators between what its operators put forward and the share that was right. Figures are of
dialogues (passages: topics) that were left out, five folds.

Usage: python -m training.answering --corpora DIRECTORY
"""

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from core.answering import confidence
from core.answering.confidence import PATH, Signs
from core.answering.passages import weighed_passage
from training.cards import write_card
from training.corpora import FOLDS, source
from training.evaluate.protocol import auc, ece
from training.outcomes import PEOPLE, Outcome, outcomes
from training.passage_questions import Question, of_qmsum, of_star
from training.people_questions import of_people

NAME = "answering"
CORPORA = ("qmsum", "star", "multidogo", "nlupp", "persuasion_for_good", "casino")
CORPORA_OF_PASSAGES = {"qmsum": of_qmsum, "star": of_star, "people": of_people}
STRENGTH = 1.0  # of the fit against its penalty
UNANSWERABLE = 0.2  # share of the weight
WRONG = -0.5  # what a wrong passage is worth, where a right one is worth 1 and none 0
POINTS = 6  # of a family's calibration at most
LEAST_OF_A_POINT = 40  # outcomes; this and the next two
LEAST_OF_A_FAMILY = 60
LEAST_OF_AN_OPERATOR = 150
DIGITS = 4

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Passages:
    """What would be told to n questions: signs (n, 4), whether it is right, can be answered, and its weight (n,).

    `fold` is the fold of each one's topic, `corpus` where it is from, and `place` its place among the questions asked,
    of which those are left out that no passage is found for.
    """

    signs: Floats
    right: Flags
    answerable: Flags
    weight: Floats
    fold: NDArray[np.int64]
    corpus: NDArray[np.str_]
    place: NDArray[np.int64]

    def held(self) -> Floats:
        """Return the probability for each that the turn is right, (n,), from a fit without its fold."""
        found = np.zeros(len(self.right))
        for fold in range(FOLDS):
            out = self.fold == fold
            found[out] = self.fitted(~out).predict_proba(self.signs[out])[:, 1]
        return found

    def fitted(self, part: Flags) -> LogisticRegression:
        """Fit the signs of a part (n,) to whether the turn was right."""
        return LogisticRegression(C=STRENGTH).fit(self.signs[part], self.right[part], self.weight[part])


def passages(questions: Sequence[Question]) -> Passages:
    """Weigh the passage for each question that one is found for; corpora count the same."""
    weighed = [weighed_passage(question.plan, question.transcript) for question in questions]
    found = [(place, each) for place, each in enumerate(weighed) if each is not None]
    rows = [
        (questions[place], astuple(each.signs), not questions[place].gold.isdisjoint(each.turns))
        for place, each in found
    ]
    answerable = np.array([bool(question.gold) for question, _, _ in rows])
    corpus = np.array([question.corpus for question, _, _ in rows])
    weight = np.zeros(len(rows))
    for name in sorted(set(corpus.tolist())):
        for can, part in ((True, 1 - UNANSWERABLE), (False, UNANSWERABLE)):
            of = (corpus == name) & (answerable == can)
            weight[of] = part / max(1, int(of.sum()))
    return Passages(
        signs=np.array([signs for _, signs, _ in rows]),
        right=np.array([right for _, _, right in rows]),
        answerable=answerable,
        weight=weight * len(rows) / weight.sum(),
        fold=np.array([zlib.crc32(question.topic.encode()) % FOLDS for question, _, _ in rows]),
        corpus=corpus,
        place=np.array([place for place, _ in found]),
    )


def least_of(found: Passages, held: Floats) -> float:
    """Return the probability (n,) from which on passages are told that is worth most, in steps of .01."""
    worth = np.where(found.right, 1.0, WRONG) * found.weight
    steps = np.arange(1, 100) / 100
    return float(steps[np.argmax([worth[held >= step].sum() for step in steps])])


def points(put: Floats, right: Floats, weight: Floats) -> dict[str, list[float]]:
    """Return the points of a calibration that never falls: means of what was put (n,) and the shares right, smoothed.

    Equal values stay together; a share counts one right and one wrong more than there were. `weight` (n,) is what each
    counts in both.
    """
    most = max(1, min(POINTS, len(put) // LEAST_OF_A_POINT))
    edges = np.unique(np.quantile(put, np.linspace(0, 1, most + 1)[1:-1])) if most > 1 else np.array([])
    which = np.searchsorted(edges, put, side="left")
    bins = [which == number for number in np.unique(which)]
    means = np.array([np.average(put[of], weights=weight[of]) for of in bins])
    sizes = np.array([weight[of].sum() for of in bins])
    shares = np.array([(weight[of] @ right[of] + 1) / (weight[of].sum() + 2) for of in bins])
    rising = IsotonicRegression().fit_transform(means, shares, sample_weight=sizes)
    return {
        "put": [round(float(each), DIGITS) for each in means],
        "right": [round(float(each), DIGITS) for each in rising],
    }


def calibrations(found: Sequence[Outcome]) -> Iterator[tuple[str, dict[str, list[float]], dict[str, Any]]]:
    """Yield each family's and operator's points, and what they are worth on dialogues that were left out.

    Left out are those with too few outcomes; operators need more than families.
    """
    by_name: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        if outcome.family != "reported":
            by_name[outcome.family].append(outcome)
            by_name[outcome.operator].append(outcome)
    for name, of in sorted(by_name.items()):
        if len(of) < (LEAST_OF_AN_OPERATOR if ":" in name else LEAST_OF_A_FAMILY):
            continue
        put, right = np.array([each.put for each in of]), np.array([each.right for each in of])
        weight = np.array([each.weight for each in of])
        fold = np.array([zlib.crc32(each.call.encode()) % FOLDS for each in of])
        held = np.zeros(len(of))
        for number in range(FOLDS):
            made = points(put[fold != number], right[fold != number], weight[fold != number])
            held[fold == number] = np.interp(put[fold == number], made["put"], made["right"])
        about = {
            "family": name, "n": len(of), "right": round(float(right.mean()), 3),
            "ece_before": round(ece(right, put), 3), "ece": round(ece(right, held), 3),
            "auc": round(auc(right > 0.5, put), 3), "corpora": sorted({each.corpus for each in of}),
            **_of_people(of, held),
        }  # fmt: skip
        yield name, points(put, right, weight), about


def _of_people(found: Sequence[Outcome], held: Floats) -> dict[str, Any]:
    """Return what people's questions alone make of calibrated confidences (n,)."""
    theirs = np.array([each.corpus == PEOPLE for each in found])
    if not theirs.any():
        return {}
    right = np.array([each.right for each in found])[theirs]
    return {
        "n_people": int(theirs.sum()), "right_people": round(float(right.mean()), 3),
        "ece_people": round(ece(right, held[theirs]), 3),
    }  # fmt: skip


def _write(told: dict[str, Any]) -> None:
    PATH.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    confidence._model.cache_clear()


def main() -> None:
    """Measure, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    corpora = parser.parse_args().corpora
    questions = [question for of in CORPORA_OF_PASSAGES.values() for question in of(corpora)]
    found = passages(questions)
    held = found.held()
    model = found.fitted(np.ones(len(held), bool))
    weights = dict(zip(Signs.__slots__, (round(float(each), DIGITS) for each in model.coef_[0]), strict=True))
    passage = {
        "bias": round(float(model.intercept_[0]), DIGITS), "weights": weights, "least": least_of(found, held)
    }  # fmt: skip
    _write({"passage": passage, "calibration": {}})
    fits = list(calibrations(outcomes(corpora, questions)))
    _write({"passage": passage, "calibration": {family: made for family, made, _ in fits}})
    of_passages = [
        {
            "task": "is the turn one that answers", "corpus": name, "n": int(of.sum()), "how": "five folds by topic",
            "auc": round(auc(found.right[of], held[of]), 3),
            "auc_can_be_answered": round(auc(found.answerable[of], held[of]), 3),
            "told_of_answerable": round(float((held >= passage["least"])[of & found.answerable].mean()), 3),
            "told_of_unanswerable": round(float((held >= passage["least"])[of & ~found.answerable].mean()), 3),
        }
        for name in sorted(set(found.corpus.tolist()))
        for of in (found.corpus == name,)
    ]  # fmt: skip
    write_card(
        NAME,
        what="How likely a quoted passage holds the answer to a question (logistic regression over four signs), from"
        " which probability on one is told, and for each family of operators what its confidence is worth (points"
        " between which to draw a line).",
        data=[source(corpora, name) for name in CORPORA],
        made_by="training/answering.py; nothing is drawn at random",
        cost=f"a right passage is worth 1, none 0, a wrong one {WRONG}; a fifth of the weight cannot be answered",
        measured=[*of_passages, *(about for _, _, about in fits)],
        limits="Typed dialogues of few tasks, single utterances, and meetings. The probability of a passage is of its"
        " place: the words that are cut out of a right turn may still be the wrong ones. The confidence of a family is"
        " that of the questions it was fitted on: questions in other words are answered less well.",
    )
    print(json.dumps([passage, *of_passages, *(about for _, _, about in fits)], indent=1))


if __name__ == "__main__":
    main()
