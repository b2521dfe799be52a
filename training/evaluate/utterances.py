"""NLU++: yes/no questions about a single utterance, from what its ontology lists.

The ontology's own sentences ("is the intent to ask about balance?") are no person's questions about a call, so each of
its intents has two of our own (nlupp_questions.json). Every utterance becomes a call of one turn. As many pairs with an
intent of the utterance as with another one of its domain are asked, at most 600 in all.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from core.text import content_stems
from training.corpora import records
from training.evaluate.answer_text import verdict
from training.evaluate.calls import asked, by_hash, one_of
from training.evaluate.protocol import RULES, Row, balanced_accuracy, measured, over, share
from training.evaluate.questionnaire import Said, mean_over_questions, with_both_answers

PAIRS = 600
QUESTIONS = Path(__file__).with_name("nlupp_questions.json")
NOT_OF_HOTELS = (
    "account", "appointment", "arrival", "balance", "business", "card", "cheque", "contactless", "credit", "current",
    "debit", "direct_debit", "fees_interests", "international", "loan", "mortgage", "overdraft", "pin", "savings",
    "standing_order", "transfer_payment_deposit", "withdrawal",
)  # fmt: skip
NOT_OF_BANKING = (
    "accesibility", "booking", "check_in", "check_out", "gym", "housekeeping", "parking", "pets", "restaurant",
    "room_ammenities", "room_service", "spa", "swimming_pool", "wifi",
)  # fmt: skip


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of questions about single utterances."""
    found, plain = said(data)
    calls, truth = [each.call for each in found], [each.truth for each in found]
    yield measured(
        "yes/no questions about one utterance", "nlupp", "balanced accuracy", calls,
        over(balanced_accuracy, truth, [each.said for each in found]), how=RULES,
        baseline_name="a word of the question was said", baseline=balanced_accuracy(truth, plain),
    )  # fmt: skip
    both = with_both_answers(found)
    yield measured(
        "yes/no questions about one utterance, each intent counting the same", "nlupp", "mean balanced accuracy",
        [each.call for each in both], mean_over_questions(both), how=RULES, baseline_name="usual answer", baseline=0.5,
    )  # fmt: skip
    yield measured(
        "yes/no questions about one utterance", "nlupp", "share left without a yes or no", calls,
        share([not each.said for each in found]), how=RULES, lower_is_better=True,
    )  # fmt: skip


def notes(data: Path) -> str:
    """Return a table of the intents: how many of each truth were found."""
    found, _ = said(data)
    lines = ["| intent of NLU++ | yes found | no found |", "|---|---|---|"]
    for intent in sorted({each.question for each in found}):
        cells = [
            f"{sum(hits)} of {len(hits)}"
            for truth in ("Yes", "No")
            for hits in ([each.said == truth for each in found if (each.question, each.truth) == (intent, truth)],)
        ]
        lines.append(f"| {intent} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


@cache
def said(data: Path) -> tuple[tuple[Said, ...], tuple[str, ...]]:
    """Return what is said to each pair of utterance and question, and what the words in common say."""
    wordings: dict[str, list[str]] = json.loads(QUESTIONS.read_text(encoding="utf-8"))["intents"]
    found: list[Said] = []
    plain: list[str] = []
    for record, intent, truth in pairs(by_hash(records(data, "nlupp")), wordings):
        question = one_of(wordings[intent], f"{record['id']} {intent}")
        found.append(Said(record["id"], intent, question, truth, *verdict(asked(record), question)))
        spoken = content_stems(record["turns"][0]["text"])
        plain.append("No" if set(spoken).isdisjoint(content_stems(question)) else "Yes")
    return tuple(found), tuple(plain)


def pairs(
    dialogues: Sequence[dict[str, Any]], wordings: Mapping[str, Sequence[str]]
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield utterance, intent and truth: one intent that it has, the scarcest first, and one that it has not."""
    number = dict.fromkeys(wordings, 0)
    asked_for = 0
    for record in dialogues:
        own = [intent for intent in record["turns"][0]["labels"]["intents"] if intent in wordings]
        if not own or asked_for >= PAIRS:
            continue
        closed = NOT_OF_HOTELS if record["labels"]["domain"] == "hotels" else NOT_OF_BANKING
        others = [intent for intent in wordings if intent not in own and intent not in closed]
        present = min(own, key=lambda intent: number[intent])
        number[present] += 1
        yield record, present, "Yes"
        yield record, one_of(others, record["id"]), "No"
        asked_for += 2
