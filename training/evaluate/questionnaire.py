"""STAR's questionnaire, answered by the people who talked: yes/no questions as asked, balanced, and in other words.

Most of its 28 questions have one usual answer, so that each question's usual answer reaches a good score without
reading a word. Hence three more ways of asking: as many yes as no of every question; every question counting the same,
whatever its number of calls; and in other words (star_reworded.json, written before any answer to them was seen and not
changed since). The latter tell of unseen questions only as long as nobody mends a rule with these wordings in view.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.corpora import records
from training.evaluate.answer_text import verdict
from training.evaluate.calls import asked, by_hash
from training.evaluate.protocol import (
    RULES,
    Curve,
    Row,
    Statistic,
    balanced_accuracy,
    ece,
    measured,
    over,
    share,
)

CALLS_ASKED = 1000  # as the questionnaire asks them
MOST_BALANCED = 60  # yes and no of one question
REWORDED = Path(__file__).with_name("star_reworded.json")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to one question of one call: "Yes", "No", or "" for neither; `truth` is "Yes" or "No"."""

    call: str
    question: str  # in the questionnaire's own words
    wording: str
    truth: str
    said: str
    confidence: float


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of the questionnaire."""
    yield from _as_asked(data)
    own, reworded = balanced(data)
    for task, found, target in (
        ("yes/no questions, as many yes as no", _evenly(own), 0.65),
        ("yes/no questions in other words, as many yes as no", _evenly(reworded), 0.65),
    ):
        yield measured(
            task, "star", "balanced accuracy", [each.call for each in found],
            over(balanced_accuracy, [each.truth for each in found], [each.said for each in found]), how=RULES,
            target=target, baseline_name="usual answer", baseline=0.5,
        )  # fmt: skip
    for task, found in (
        ("yes/no questions, each counting the same", own),
        ("yes/no questions in other words, each counting the same", reworded),
    ):
        both = with_both_answers(found)
        yield measured(
            task, "star", "mean balanced accuracy", [each.call for each in both], mean_over_questions(both), how=RULES,
            baseline_name="usual answer", baseline=0.5,
        )  # fmt: skip
    yield measured(
        "yes/no questions in other words", "star", "share left without a yes or no", [each.call for each in reworded],
        share([not each.said for each in reworded]), how=RULES, lower_is_better=True,
    )  # fmt: skip


def curves(data: Path) -> Iterator[Curve]:
    """Yield the confidence of yes and no beside whether they were right."""
    told = [each for each in as_asked(data) if each.said]
    truth = [each.truth == each.said for each in told]
    yield Curve("yes/no answers, STAR", truth, [each.confidence for each in told])


def notes(data: Path) -> str:
    """Return a table of the questions: how many of each truth were found, asked as they are and in other words."""
    own, reworded = balanced(data)
    lines = [
        "| question of STAR | yes found | no found | left open | in other words: yes found | no found | left open |",
        "|---|---|---|---|---|---|---|",
    ]
    for question in sorted({each.question for each in own}):
        cells = [
            cell
            for found in (own, reworded)
            for of in ([each for each in found if each.question == question],)
            for cell in (_found(of, "Yes"), _found(of, "No"), f"{np.mean([not each.said for each in of]):.2f}")
        ]
        lines.append(f"| {question} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


@cache
def as_asked(data: Path) -> tuple[Said, ...]:
    """Return what is said to the questionnaire as it is."""
    return tuple(
        _ask(ready, item, item["question"])
        for record in by_hash(records(data, "star"))[:CALLS_ASKED]
        for ready in (asked(record),)
        for item in record.get("qa") or ()
    )


@cache
def balanced(data: Path) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Return what is said to at most 60 calls of either truth of every question: as it is, and in three other words."""
    reworded: dict[str, list[str]] = json.loads(REWORDED.read_text(encoding="utf-8"))
    left = dict.fromkeys(((question, truth) for question in reworded for truth in (True, False)), MOST_BALANCED)
    own: list[Said] = []
    other: list[Said] = []
    for record in by_hash(records(data, "star")):
        items = [item for item in record.get("qa") or () if left.get((item["question"], item["answer"]))]
        if not items:
            continue
        ready = asked(record)
        for item in items:
            left[item["question"], item["answer"]] -= 1
            own.append(_ask(ready, item, item["question"]))
            other += [_ask(ready, item, wording) for wording in reworded[item["question"]]]
    return tuple(own), tuple(other)


def _ask(ready: Any, item: dict[str, Any], wording: str) -> Said:
    truth = "Yes" if item["answer"] else "No"
    return Said(ready.call.call_id, item["question"], wording, truth, *verdict(ready, wording))


def _as_asked(data: Path) -> Iterator[Row]:
    found = as_asked(data)
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records(data, "star"):
        for item in record.get("qa") or ():
            usual[item["question"]]["Yes" if item["answer"] else "No"] += 1
    calls, truth = [each.call for each in found], [each.truth for each in found]
    plain = [usual[each.question].most_common(1)[0][0] for each in found]
    yield measured(
        "yes/no questions, as asked", "star", "balanced accuracy", calls,
        over(balanced_accuracy, truth, [each.said for each in found]), how=RULES, target=0.80,
        baseline_name="each question's usual answer", baseline=balanced_accuracy(truth, plain),
    )  # fmt: skip
    yield measured(
        "yes/no questions, as asked", "star", "share left without a yes or no", calls,
        share([not each.said for each in found]), how=RULES, lower_is_better=True,
    )  # fmt: skip
    told = [each for each in found if each.said]
    yield measured(
        "yes/no questions, confidence", "star", "ECE", [each.call for each in told],
        over(ece, [each.truth == each.said for each in told], [each.confidence for each in told]), how=RULES,
        target=0.05, lower_is_better=True,
    )  # fmt: skip


def _evenly(found: Sequence[Said]) -> list[Said]:
    """Return as many yes as no of every wording, the first of each."""
    by_wording: dict[tuple[str, str], dict[str, list[Said]]] = defaultdict(lambda: {"Yes": [], "No": []})
    for each in found:
        by_wording[each.question, each.wording][each.truth].append(each)
    return [
        each
        for of in by_wording.values()
        for number in (min(len(of["Yes"]), len(of["No"])),)
        for each in of["Yes"][:number] + of["No"][:number]
    ]


def with_both_answers(found: Sequence[Said]) -> list[Said]:
    """Return what was said to questions that some calls answer with yes and some with no."""
    truths = {(each.question, each.truth) for each in found}
    return [each for each in found if {(each.question, "Yes"), (each.question, "No")} <= truths]


def mean_over_questions(found: Sequence[Said]) -> Statistic:
    """Return the mean over the questions of their balanced accuracy; a truth that a resample lacks is left out."""
    of = {question: place for place, question in enumerate(sorted({each.question for each in found}))}
    cells = np.array([2 * of[each.question] + (each.truth == "Yes") for each in found])
    right = np.array([each.truth == each.said for each in found], np.float64)

    def statistic(at: NDArray[np.int64]) -> float:
        number = np.bincount(cells[at], minlength=2 * len(of)).astype(np.float64)
        number[number == 0] = np.nan
        shares = np.bincount(cells[at], right[at], 2 * len(of)) / number
        drawn = shares.reshape(-1, 2)
        return float(np.nanmean(np.nanmean(drawn[~np.isnan(drawn).all(axis=1)], axis=1)))

    return statistic


def _found(of: Sequence[Said], truth: str) -> str:
    right = [each.said == truth for each in of if each.truth == truth]
    return f"{sum(right)} of {len(right)}" if right else ""
