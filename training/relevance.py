"""Learn which turns answer a question: core/models/relevance.json.

People's questions about calls teach it, with the turns that show the answer, beside STAR's labels of what was asked for
or told and a third of QMSum's questions about meetings. The turns of a call compete: what is fitted is the probability
that the one that a conditional logit draws is one that answers. Figures are of calls that were left out, five folds.
FriendsQA takes no part.

Usage: python -m training.relevance --corpora DIRECTORY
"""

import argparse
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from core.answering.relevance import PATH
from core.answering.retrieve import signs
from training.cards import write_card
from training.corpora import FOLDS, source
from training.passage_questions import Question, of_qmsum, of_star
from training.people_questions import of_people

NAME = "relevance"
CORPORA = ("qmsum", "star", "multidogo", "persuasion_for_good", "casino")
SHARES = {"people": 0.7, "star": 0.15, "qmsum": 0.15}  # of the weight
EVERY = {"qmsum": 3}  # of a corpus' questions one in so many is taken
RIDGE = 5.0  # penalty of a squared weight of a standardized sign, where a question of people's counts 1
# Added to the weight of the hand-made search, which holds for more kinds of talk than the fit has seen: R@1 on people's
# questions is .01 less for it.
TRUST = 2.0
DIGITS = 4

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the signs of n turns (n, k), which of them answer (n,), its corpus and its call's fold."""

    corpus: str
    fold: int
    signs: Floats
    gold: NDArray[np.bool_]


def example(question: Question) -> tuple[list[str], Example]:
    """Return the names of the signs and a question with those of its turns."""
    plan, read = question.plan, question.transcript
    found = signs(read, plan.terms, plan.speaker, plan.words, plan.topic)
    gold = np.array([line.turn.index in question.gold for line in read.lines])
    fold = zlib.crc32(question.call.encode()) % FOLDS
    return list(found), Example(question.corpus, fold, np.column_stack(list(found.values())), gold)


def fitted(examples: Sequence[Example]) -> Floats:
    """Fit the turns' signs to which of them answer; return the weights of the signs as they are, (k,)."""
    signs_of_all = np.vstack([each.signs for each in examples])
    spread = signs_of_all.std(0) + 1e-6
    signs_of_all /= spread
    gold = np.concatenate([each.gold for each in examples]).astype(np.float64)
    numbers = np.array([len(each.gold) for each in examples])
    first = np.cumsum(numbers) - numbers
    of_corpus = Counter(each.corpus for each in examples)
    unit = of_corpus["people"] / SHARES["people"]
    weight = np.array([SHARES[each.corpus] * unit / of_corpus[each.corpus] for each in examples])

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = signs_of_all @ weights
        odds = np.exp(score - np.repeat(np.maximum.reduceat(score, first), numbers))
        of_all, of_gold = np.add.reduceat(odds, first), np.add.reduceat(odds * gold, first)
        pull = odds * (1 / np.repeat(of_all, numbers) - gold / np.repeat(of_gold, numbers))
        slope = signs_of_all.T @ (pull * np.repeat(weight, numbers)) + 2 * RIDGE * weights
        return float(weight @ np.log(of_all / of_gold) + RIDGE * weights @ weights), slope

    found = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    weights: Floats = found.x / spread
    return weights


def recalls(examples: Sequence[Example], scores: Sequence[Floats]) -> dict[str, float]:
    """Return the share of questions with an answering turn among the first 1, 3 and 5."""
    found: dict[str, list[bool]] = {}
    for each, score in zip(examples, scores, strict=True):
        order = np.argsort(-score, kind="stable")
        for depth in (1, 3, 5):
            found.setdefault(f"R@{depth}", []).append(bool(each.gold[order[:depth]].any()))
    return {name: round(float(np.mean(hits)), 3) for name, hits in found.items()}


def main() -> None:
    """Fit, measure on calls left out, and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    corpora = parser.parse_args().corpora
    questions = [
        each
        for of in (of_people, of_star, of_qmsum)
        for place, each in enumerate(each for each in of(corpora) if each.gold)
        if place % EVERY.get(each.corpus, 1) == 0
    ]
    names, examples = [], []
    for question in questions:
        names, one = example(question)
        examples.append(one)
    fused = names.index("fused")
    held: list[Floats] = [np.zeros(len(each.gold)) for each in examples]
    for fold in range(FOLDS):
        weights = fitted([each for each in examples if each.fold != fold])
        for place, each in enumerate(examples):
            if each.fold == fold:
                held[place] = each.signs @ weights + TRUST * each.signs[:, fused]
    measured: list[dict[str, Any]] = []
    for corpus in SHARES:
        of = [place for place, each in enumerate(examples) if each.corpus == corpus]
        own = [examples[place] for place in of]
        measured.append({
            "task": "a turn that answers", "corpus": corpus, "n": len(of), "how": "five folds by call",
            **recalls(own, [held[place] for place in of]),
            **{f"{name}_fused": value for name, value in recalls(own, [each.signs[:, fused] for each in own]).items()},
        })  # fmt: skip
    weights = fitted(examples)
    weights[fused] += TRUST
    told = {
        "weights": {name: round(float(weight), DIGITS) for name, weight in zip(names, weights, strict=True)},
    }
    PATH.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    write_card(
        NAME,
        what="How likely a turn is one that answers a question (conditional logit over signs of words, meaning, form"
        " and place), by which passages are ranked.",
        data=[source(corpora, name) for name in CORPORA],
        made_by="training/relevance.py; nothing is drawn at random",
        questions="training/people_questions.jsonl: by people who had seen no rule, with the turns that answer",
        measured=measured,
        limits="Typed dialogues of few tasks, of two sides; people's questions are of some hundred calls. The"
        " probability supposes that the call answers: whether it does is for core/models/answering.json to say.",
    )
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
