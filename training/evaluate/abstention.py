"""When passages are told and when it is said that a call does not state it: risk, coverage and the chosen threshold.

Of the questions a fifth cannot be answered in their call (training/passage_questions.py). On the corpora that the
threshold was chosen on, the confidence is that of a fit without the question's topic; on FriendsQA, whose unanswerable
questions are those about another scene, it is the shipped model's.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.answering.confidence import confidence_of, least_confidence
from core.answering.passages import weighed_passage
from training.answering import CORPORA_OF_PASSAGES, passages
from training.corpora import records
from training.evaluate.calls import asked, by_hash
from training.evaluate.protocol import SHIPPED, Row, has, measured, over, share
from training.evaluate.risk_coverage import COVERAGES, RiskCurve, aurc, risk_at

LEAST_FOR_FOLDS = 200  # questions
SHARE = 4  # as many answerable questions to one that cannot be answered
BY_TOPIC = "5 folds by topic"


@dataclass(frozen=True, slots=True)
class Told:
    """A question: how sure its best passage was, whether that is right, and whether the call answers it at all."""

    call: str
    sure: float
    right: bool
    answerable: bool


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of risk and coverage, and of what the threshold lets through."""
    for corpus, found in measured_corpora(data):
        how = BY_TOPIC if corpus in CORPORA_OF_PASSAGES else SHIPPED
        task = "passages, a fifth of the questions unanswerable"
        calls, right, sure = (
            [each.call for each in found],
            [each.right for each in found],
            [each.sure for each in found],
        )
        always = 1 - sum(right) / len(right)
        yield measured(
            task, corpus, "AURC", calls, over(aurc, right, sure), how=how, baseline_name="no order", baseline=always,
            lower_is_better=True,
        )  # fmt: skip
        for coverage in COVERAGES:
            yield measured(
                task, corpus, f"risk at {coverage:.0%} coverage", calls,
                over(lambda truth, said, at=coverage: risk_at(at, truth, said), right, sure), how=how,
                baseline_name="no order", baseline=always, lower_is_better=True,
            )  # fmt: skip
        told = [each for each in found if each.sure >= least_confidence()]
        yield measured(
            f"passages told from {least_confidence():.2f} on", corpus, "risk", [each.call for each in told],
            share([not each.right for each in told]), how=how, baseline_name="all told", baseline=always,
            lower_is_better=True,
        )  # fmt: skip
        for can, measure in ((True, "share of answerable questions told"), (False, "share of unanswerable ones told")):
            of = [each for each in found if each.answerable == can]
            yield measured(
                f"passages told from {least_confidence():.2f} on", corpus, measure, [each.call for each in of],
                share([each.sure >= least_confidence() for each in of]), how=how, lower_is_better=not can,
            )  # fmt: skip


def risks(data: Path) -> Iterator[RiskCurve]:
    """Yield the risk–coverage curve of each corpus."""
    for corpus, found in measured_corpora(data):
        yield RiskCurve(
            f"passages, {corpus}", [each.right for each in found], [each.sure for each in found], least_confidence()
        )


@cache
def measured_corpora(data: Path) -> tuple[tuple[str, tuple[Told, ...]], ...]:
    """Return what would be told to the questions of each corpus that is there."""
    found: dict[str, list[Told]] = defaultdict(list)
    questions = [each for name, of in CORPORA_OF_PASSAGES.items() if has(data, name) for each in of(data)]
    if len(questions) >= LEAST_FOR_FOLDS:
        weighed = passages(questions)
        held = dict(
            zip(weighed.place.tolist(), zip(weighed.held().tolist(), weighed.right.tolist(), strict=True), strict=True)
        )
        for place, question in enumerate(questions):
            sure, right = held.get(place, (0.0, False))
            found[question.corpus].append(Told(question.call, sure, right, bool(question.gold)))
    if has(data, "friendsqa"):
        found["friendsqa"] = _of_friendsqa(data)
    return tuple((corpus, tuple(_mixed(told))) for corpus, told in found.items())


def _of_friendsqa(data: Path) -> list[Told]:
    scenes = [record for record in by_hash(records(data, "friendsqa")) if record["qa"]]
    told: list[Told] = []
    for place, record in enumerate(scenes):
        ready = asked(record)
        read = ready.transcript()
        other = scenes[(place + 1) % len(scenes)]
        own = [(item["question"], {each["turn"] for each in item["answers"]}) for item in record["qa"]]
        for question, gold in (*own, *((item["question"], set[int]()) for item in other["qa"])):
            weighed = weighed_passage(ready.plan(question), read)
            if weighed is None:
                told.append(Told(record["id"], 0.0, False, bool(gold)))
            else:
                sure, right = confidence_of(weighed.signs), not gold.isdisjoint(weighed.turns)
                told.append(Told(record["id"], sure, right, bool(gold)))
    return told


def _mixed(found: Sequence[Told]) -> Iterator[Told]:
    """Yield all answerable questions and a fourth as many that are not, evenly from all calls."""
    answerable = [each for each in found if each.answerable]
    others = sorted(
        (each for each in found if not each.answerable),
        key=lambda each: zlib.crc32(f"{each.call} {each.sure}".encode()),
    )
    yield from answerable
    yield from others[: len(answerable) // SHARE]
