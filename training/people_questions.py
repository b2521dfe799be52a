"""Questions that people who had seen no rule put to 160 real calls: people_questions.jsonl.

Each has its dialogue, the answer that its author expects, the turns that show it, and key strings that a right answer
holds (`key`, of which "|" parts those that will do for each other). `read` tells that rules were
written with the question at hand. What is published of such questions is measured on others
(training/evaluate/judged.py).
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.answering.transcript import Transcript
from training.evaluate.calls import Asked
from training.evaluate.judged import dialogues
from training.passage_questions import Question

QUESTIONS = Path(__file__).with_suffix(".jsonl")
_AT_THE_BEGINNING = ("yes", "no", "not stated")  # keys that an answer has to begin with


def holds(text: str, keys: Sequence[str]) -> bool:
    """Tell whether an answer's text holds every key; case does not matter.

    >>> holds("Yes (the customer at 0:42)", ["yes"]), holds("$2 - the customer at 0:07", ["2 dollars|$2"])
    (True, True)
    """
    said = text.lower()
    return all(
        any(said.startswith(each) if each in _AT_THE_BEGINNING else each in said for each in key.lower().split("|"))
        for key in keys
    )


def asked_by_people(corpora: Path) -> Iterator[tuple[Asked, dict[str, Any]]]:
    """Yield the questions whose answers are certain, each with its call."""
    with QUESTIONS.open(encoding="utf-8") as lines:
        questions = [item for item in map(json.loads, lines) if item["certain"]]
    calls = dialogues(corpora, {item["dialogue"] for item in questions})
    for item in questions:
        if item["dialogue"] in calls:
            yield calls[item["dialogue"]], item


def of_people(corpora: Path) -> Iterator[Question]:
    """Yield the same as questions whose turns are known: none where the call does not tell."""
    read: dict[str, Transcript] = {}
    for ready, item in asked_by_people(corpora):
        if not item["turns"] and item["kind"] != "absent":
            continue
        call = ready.call.call_id
        if call not in read:
            read[call] = ready.transcript()
        gold = frozenset[int]() if item["kind"] == "absent" else frozenset(item["turns"])
        yield Question("people", call, call, ready.plan(item["question"]), read[call], gold)
