"""What the product's answers put forward as their confidence, and whether they were right, on permissive corpora.

STAR's questionnaire as asked and once in other words, facts that the turns of its dialogues settle, values that
MultiDoGO's customers and NLU++'s speakers stated, passages for questions whose turns are known, and questions of
people who had seen no rule, of those that no rule was written with. These are the likest to what will be asked and the
fewest: they weigh more each.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.answering.answer import answer_plan
from core.answering.confidence import family_of, operator_of
from core.answering.replies import abstains
from training.corpora import records
from training.evaluate.answer_text import verdict
from training.evaluate.calls import Asked, asked, by_hash
from training.evaluate.facts import Fact, facts
from training.evaluate.questionnaire import REWORDED
from training.evaluate.stated import values_of
from training.passage_questions import Question
from training.people_questions import asked_by_people, holds

CALLS_ASKED = 500  # of the questionnaire
CALLS_WITH_FACTS = 60
PEOPLE = "people"
MOST_OF_A_QUESTION = 20  # answers that all answers to the same question count for
SHARE_OF_PEOPLE = 1 / 2  # of the weight of each family of operators
MOST_OF_A_PERSON = 60.0  # answers that one of people's counts for at most
# How right readers found answers (a half one counts half) that hold the key of their question, and those that do not:
# of 142 that were told to two hundred such questions.
RIGHT_WITH_KEY, RIGHT_WITHOUT = 0.83, 0.08


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer other than "not stated": the confidence that it put forward, and how likely it was right, both 0..1.

    `family` and `operator` are as core.answering.confidence names them; `weight` is what it counts beside the others.
    """

    family: str
    operator: str
    corpus: str
    call: str
    question: str
    put: float
    right: float
    weight: float = 1.0


def outcomes(corpora: Path, questions: Sequence[Question]) -> list[Outcome]:
    """Ask all questions, `questions` as they are; the confidences are as the shipped calibration has them."""
    found = [
        *_of_questionnaire(corpora),
        *_of_facts(corpora),
        *_of_values(corpora),
        *_of_people(corpora),
        *_of_passages(questions),
    ]
    return weighed(found)


def weighed(found: Sequence[Outcome]) -> list[Outcome]:
    """Return outcomes with their weights: no question is worth too many, and people's their share of each family."""
    asked_so_often = Counter((each.corpus, each.question) for each in found)
    own = [
        replace(each, weight=min(1.0, MOST_OF_A_QUESTION / asked_so_often[each.corpus, each.question]))
        for each in found
    ]
    of_people, of_others = defaultdict[str, float](float), defaultdict[str, float](float)
    for each in own:
        (of_people if each.corpus == PEOPLE else of_others)[each.family] += each.weight
    ratio = SHARE_OF_PEOPLE / (1 - SHARE_OF_PEOPLE)
    return [
        replace(each, weight=min(MOST_OF_A_PERSON, max(1.0, ratio * of_others[each.family] / of_people[each.family])))
        if each.corpus == PEOPLE
        else each
        for each in own
    ]


def _outcome(corpus: str, ready: Asked, question: str, right: float) -> Iterator[Outcome]:
    answer = ready.ask(question)
    if not abstains(answer):
        plan = ready.plan(question)
        yield Outcome(
            family_of(plan), operator_of(plan), corpus, ready.call.call_id, question, answer.confidence, right
        )


def _of_questionnaire(corpora: Path) -> Iterator[Outcome]:
    reworded: Mapping[str, Sequence[str]] = json.loads(REWORDED.read_text(encoding="utf-8"))
    for record in by_hash(records(corpora, "star"))[:CALLS_ASKED]:
        ready = asked(record)
        for place, item in enumerate(record.get("qa") or ()):
            others = reworded.get(item["question"], ())
            for wording in (item["question"], *others[place % 3 :][:1]):
                said, _ = verdict(ready, wording)
                if said:
                    yield from _outcome("star", ready, wording, said == ("Yes" if item["answer"] else "No"))


def _of_facts(corpora: Path) -> Iterator[Outcome]:
    for record in by_hash(records(corpora, "star"))[:CALLS_WITH_FACTS]:
        ready = asked(record)
        for fact in facts(ready):
            yield from _outcome("star", ready, fact.question, fact.right)


def _of_values(corpora: Path) -> Iterator[Outcome]:
    for corpus in ("multidogo", "nlupp"):
        by_call: dict[str, list[Fact]] = defaultdict(list)
        for fact in values_of(corpora, corpus):
            by_call[fact.call].append(fact)
        for record in records(corpora, corpus):
            if found := by_call.get(record["id"]):
                ready = asked(record)
                for fact in found:
                    yield from _outcome(corpus, ready, fact.question, fact.right)


def _of_people(corpora: Path) -> Iterator[Outcome]:
    for ready, item in asked_by_people(corpora):
        if item["read"]:
            continue
        held = holds(ready.ask(item["question"]).text, item["key"])
        right = RIGHT_WITH_KEY if held else RIGHT_WITHOUT
        yield from _outcome(PEOPLE, ready, item["question"], right)


def _of_passages(questions: Sequence[Question]) -> Iterator[Outcome]:
    """Yield whether the first turn of a quoted passage is one that answers; a fourth of the unanswerable are kept."""
    for place, question in enumerate(questions):
        if family_of(question.plan) != "quoted":
            continue
        answer = answer_plan(question.plan, question.transcript)
        if answer.evidence and not abstains(answer) and (question.gold or place % 4 == 0):
            right = answer.evidence[0].turn in question.gold
            operator = operator_of(question.plan)
            yield Outcome(
                "quoted", operator, question.corpus, question.call, question.plan.words, answer.confidence, right
            )
