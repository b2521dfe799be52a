"""Answers to questions about calls: yes/no questions, the kind of a question, exact facts, and absent things.

Yes/no questions are STAR's questionnaire, answered by the people who talked: as asked (most questions have one usual
answer), and with as many yes as no of every question. Facts are computed from the turns of STAR's timed dialogues
alone; amounts, times, dates and numbers that were stated are those that SGD's turns are labelled with. Of a thing that
nobody mentions neither a yes nor a value may be said.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from core.answering.asked.detect import detect_type
from core.answering.asked.phrasing import phrase
from core.calls import Turn
from core.text import tokens
from core.wording import clock, moment, percent
from training.corpora import records
from training.evaluate.calls import Asked, asked, by_hash
from training.evaluate.protocol import RULES, Curve, Row, balanced_accuracy, ece, has, measured, over, share

CALLS_ASKED = 1000  # as the questionnaire asks them
CALLS_WITH_FACTS = 150
MOST_BALANCED = 60  # yes and no of one question
KINDS = {"star": "boolean", "boolq": "boolean", "friendsqa": "textual", "qmsum": "textual"}
NOUNS = (
    "hotel", "flight", "restaurant", "party", "appointment", "doctor", "weather", "venue", "ride", "taxi", "apartment",
    "balance", "meeting",
)  # fmt: skip
ABSENT = (
    "warranty", "mortgage", "refund", "insurance", "subscription", "newsletter", "router", "lawyer", "pension",
    "parking fee", "gym membership", "oil change", "tax return", "student loan", "solar panels",
)  # fmt: skip
YES_NO_OF_ABSENT = (
    "Did the customer ask about the {}?",
    "Did the bot mention the {}?",
    "Did the customer agree to the {}?",
    "Was the {} confirmed?",
    "Did the bot offer a {}?",
    "Is there a {}?",
)
VALUES_OF_ABSENT = (
    "How much does the {} cost?",
    "When is the {}?",
    "What did the customer say about the {}?",
    "Why did the customer cancel the {}?",
)
# Labelled values of a kind, and a question for each; asked only where all labels of the kind name one value.
VALUES = {
    "amounts": {
        "price": "What is the price?",
        "total_price": "What is the total price?",
        "ride_fare": "How much does the ride cost?",
        "fare": "What is the fare?",
        "rent": "How much is the rent?",
    },
    "times stated": {
        "show_time": "What time is the show?",
        "appointment_time": "What time is the appointment?",
        "outbound_departure_time": "What time does the flight leave?",
        "leaving_time": "What time does the bus leave?",
    },
    "dates stated": {
        "appointment_date": "On what date is the appointment?",
        "check_in_date": "On what date is the check-in?",
        "date_of_journey": "On what date is the journey?",
    },
    "numbers stated": {"phone_number": "What is the phone number?"},
}
CALLS_WITH_VALUES = 600
_GROUNDS = re.compile(r" [–—-] | \(")
_VERDICT = re.compile(r"(Yes|No)(?= [(–—-]|[,.;]|$)")

Said = tuple[str, str, str, float]  # call, what is true, what was said, confidence
Fact = tuple[str, str, bool]  # kind, call, right


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of answering."""
    if has(data, "star"):
        yield from _yes_no(data)
        yield from _facts(data)
    if has(data, "sgd"):
        yield from _values(data)
    yield from _kinds(data)


def curves(data: Path) -> Iterator[Curve]:
    """Yield the confidence of yes and no beside whether they were right."""
    if has(data, "star"):
        said = [each for each in questionnaire(data) if each[2]]
        yield Curve("yes/no answers, STAR", [truth == text for _, truth, text, _ in said], [each[3] for each in said])


@cache
def questionnaire(data: Path) -> tuple[Said, ...]:
    """Return what is said to STAR's questionnaire as asked; "" where it is neither yes nor no."""
    return tuple(
        (record["id"], "Yes" if item["answer"] else "No", *_verdict(ready, item["question"]))
        for record in by_hash(records(data, "star"))[:CALLS_ASKED]
        for ready in (asked(record),)
        for item in record.get("qa") or ()
    )


def _verdict(ready: Asked, question: str) -> tuple[str, float]:
    answer = ready.ask(question)
    found = _VERDICT.match(answer.text)
    return (found[1] if found else "", answer.confidence)


def _yes_no(data: Path) -> Iterator[Row]:
    dialogues = by_hash(records(data, "star"))
    usual: dict[str, Counter[bool]] = defaultdict(Counter)
    for record in dialogues:
        for item in record.get("qa") or ():
            usual[item["question"]][item["answer"]] += 1
    said = questionnaire(data)
    plain = [
        "Yes" if usual[item["question"]].most_common(1)[0][0] else "No"
        for record in dialogues[:CALLS_ASKED]
        for item in record.get("qa") or ()
    ]
    truth = [each[1] for each in said]
    yield measured(
        "yes/no questions, as asked", "star", "balanced accuracy", [each[0] for each in said],
        over(balanced_accuracy, truth, [each[2] for each in said]), how=RULES, target=0.80,
        baseline_name="each question's usual answer", baseline=balanced_accuracy(truth, plain),
    )  # fmt: skip
    yield measured(
        "yes/no questions, as asked", "star", "share left without a yes or no", [each[0] for each in said],
        share([not each[2] for each in said]), how=RULES, lower_is_better=True,
    )  # fmt: skip
    told = [each for each in said if each[2]]
    yield measured(
        "yes/no questions, confidence", "star", "ECE", [each[0] for each in told],
        over(ece, [each[1] == each[2] for each in told], [each[3] for each in told]), how=RULES, target=0.05,
        lower_is_better=True,
    )  # fmt: skip
    kept = list(_balanced(data))
    yield measured(
        "yes/no questions, as many yes as no", "star", "balanced accuracy", [each[0] for each in kept],
        over(balanced_accuracy, [each[1] for each in kept], [each[2] for each in kept]), how=RULES, target=0.65,
        baseline_name="usual answer", baseline=0.5,
    )  # fmt: skip


def _balanced(data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield call, truth and verdict for as many yes as no of every question."""
    by_question: dict[tuple[str, bool], list[dict[str, Any]]] = defaultdict(list)
    for record in by_hash(records(data, "star")):
        for item in record.get("qa") or ():
            by_question[item["question"], item["answer"]].append(record)
    for question in sorted({question for question, _ in by_question}):
        both = min(len(by_question[question, True]), len(by_question[question, False]), MOST_BALANCED)
        for truth in (True, False):
            for record in by_question[question, truth][:both]:
                yield record["id"], "Yes" if truth else "No", _verdict(asked(record), question)[0]


def _kinds(data: Path) -> Iterator[Row]:
    """Yield how often the kind of a question is found, where a corpus settles it."""
    for corpus, kind in KINDS.items():
        if not has(data, corpus):
            continue
        found = {item["question"] for record in records(data, corpus) for item in record.get("qa") or ()}
        questions = sorted(text if text.endswith("?") else f"{text}?" for text in found)
        hits = [detect_type(phrase(text)) == kind for text in questions]
        yield measured(f"question type, {kind}", corpus, "accuracy", questions, share(hits), how=RULES, target=0.95)


def _facts(data: Path) -> Iterator[Row]:
    """Yield the rows of exact facts and of absent things."""
    found = [fact for record in by_hash(records(data, "star"))[:CALLS_WITH_FACTS] for fact in facts(asked(record))]
    errors = {"wrong yes": "share of wrong yes", "invented": "share of invented values"}
    for kind, measure in errors.items():
        of = [fact for fact in found if fact[0] == kind]
        yield measured(
            "absent things", "star", measure, [call for _, call, _ in of], share([not right for _, _, right in of]),
            how=RULES, target=0.05, lower_is_better=True,
        )  # fmt: skip
    exact = [fact for fact in found if fact[0] not in errors]
    yield measured(
        "exact facts", "star", "accuracy", [call for _, call, _ in exact], share([right for _, _, right in exact]),
        how=RULES, target=0.85,
    )  # fmt: skip
    for kind in sorted({kind for kind, _, _ in exact}):
        of = [fact for fact in exact if fact[0] == kind]
        hits = share([right for _, _, right in of])
        yield measured(f"exact facts: {kind}", "star", "accuracy", [call for _, call, _ in of], hits, how=RULES)


def facts(ready: Asked) -> Iterator[Fact]:
    """Ask a call for facts that its turns settle, and for things that nobody mentions."""
    call = ready.call
    said = [(turn, tokens(turn.text)) for turn in call.turns]
    words = {word for _, spoken in said for word in spoken}
    for noun in NOUNS:
        if noun in words:
            yield from _of_noun(ready, said, noun)
    bot_turns = sum(turn.speaker == "bot" for turn in call.turns)
    for kind, question, beginning in (
        ("turns", "How many turns did the bot have?", f"{bot_turns} "),
        ("duration", "How long did the call last?", f"{clock(call.duration_s)} "),
        (
            "share of talk",
            "What share of the talk was the customer's?",
            f"{percent(ready.analysis.talk_time.customer_share)} ",
        ),
    ):
        yield kind, call.call_id, ready.ask(question).text.startswith(beginning)
    for thing in ABSENT:
        if words.isdisjoint(thing.split()):
            for form in YES_NO_OF_ABSENT:
                yield "wrong yes", call.call_id, not ready.ask(form.format(thing)).text.startswith("Yes")
            for form in VALUES_OF_ABSENT:
                yield "invented", call.call_id, ready.ask(form.format(thing)).text.startswith("Not stated")


def _of_noun(ready: Asked, said: Sequence[tuple[Turn, tuple[str, ...]]], noun: str) -> Iterator[Fact]:
    """Ask how often, when first and whether a noun was said."""
    forms = re.compile(rf"{noun}(?:'s|s)?$")
    number = sum(forms.match(word) is not None for _, spoken in said for word in spoken)
    unit = "time" if number == 1 else "times"
    answer = ready.ask(f"How often was the {noun} mentioned?")
    yield "mentions", ready.call.call_id, answer.text.startswith(f"{number} {unit} ")
    for speaker in ("bot", "customer"):
        turns = [turn for turn, spoken in said if turn.speaker == speaker and any(map(forms.match, spoken))]
        answer = ready.ask(f"Did the {speaker} mention the {noun}?")
        yield "presence", ready.call.call_id, answer.text.startswith("Yes" if turns else "No ")
        if turns:
            answer = ready.ask(f"When did the {speaker} first mention the {noun}?")
            yield "first mention", ready.call.call_id, answer.text.startswith(f"At {moment(turns[0].timestamp_s)} ")


def _values(data: Path) -> Iterator[Row]:
    """Yield how often a value that was stated is the answer: it has to stand before the answer's grounds."""
    found: list[Fact] = []
    for record in by_hash(records(data, "sgd"))[:CALLS_WITH_VALUES]:
        ready = None
        for kind, question, value in labelled_values(record):
            ready = ready or asked(record)
            head = _GROUNDS.split(ready.ask(question).text, maxsplit=1)[0]
            found.append((kind, record["id"], _close(value) in _close(head)))
    for kind in sorted({kind for kind, _, _ in found}):
        of = [fact for fact in found if fact[0] == kind]
        hits = share([right for _, _, right in of])
        yield measured(f"exact facts: {kind}", "sgd", "accuracy", [call for _, call, _ in of], hits, how=RULES)
    if found:
        hits = share([right for _, _, right in found])
        calls = [call for _, call, _ in found]
        yield measured("exact facts", "sgd", "accuracy", calls, hits, how=RULES, target=0.85)


def labelled_values(record: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, question and value of what the bot says once and for all in a dialogue of SGD."""
    stated: dict[str, set[str]] = defaultdict(set)
    for turn in record["turns"]:
        for _, act, slot, values in turn["labels"]["acts"]:
            if act in ("INFORM", "CONFIRM", "OFFER", "SELECT") and values:
                stated[slot] |= {value for value in values if _close(value) in _close(turn["text"])}
    for kind, questions in VALUES.items():
        of_kind = {value for slot in questions for value in stated.get(slot, ())}
        for slot, question in questions.items():
            if len(of_kind) == 1 and stated.get(slot):
                yield kind, question, next(iter(of_kind))
                break


def _close(text: str) -> str:
    return "".join(text.lower().split())
