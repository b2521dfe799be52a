"""Values that were stated, against what corpora label: an answer has to hold the value before its grounds.

SGD's and NLU++'s slots, MultiDoGO's slots of what customers say without punctuation, and the deal that CaSiNo's
partners submit and accept. Asked only where the labels of a kind name one value, so that the answer is settled.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from training.corpora import LICENCES, records
from training.evaluate.answer_text import close, denies, head, number_said
from training.evaluate.calls import asked, by_hash, one_of
from training.evaluate.facts import Fact, exact, failures, invented
from training.evaluate.protocol import RULES, Row, has, measured, share

# Labelled values of a kind, and a question for each; asked only where all labels of the kind name one value.
OF_SGD = {
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
OF_MULTIDOGO: Mapping[str, Sequence[str]] = {
    "name": ("What is the customer's name?", "Which name did the customer give?", "What is the caller called?"),
    "email_address": ("What is the customer's email address?", "Which e-mail did the customer give?"),
    "phone_number": ("What is the customer's phone number?", "What number can the customer be reached at?"),
    "phonenumber": ("What is the customer's phone number?", "What number can the customer be reached at?"),
    "booking_confirmation_number": ("What is the booking confirmation number?", "Which confirmation number was given?"),
    "current_city": ("Which city does the customer live in?", "What city did the customer name?"),
    "current_zipcode": ("What is the customer's zip code?", "Which zip code was given?"),
    "policyid": ("What is the policy number?", "Which policy number did the customer give?"),
    "claimid": ("What is the claim number?", "Which claim number did the customer give?"),
    "car_year": ("What year is the customer's car from?", "How old is the car, by its year?"),
    "car_brand": ("What make is the customer's car?", "Which brand of car does the customer drive?"),
    "car_model": ("What model is the customer's car?", "Which car model did the customer name?"),
    "transferamount": ("How much does the customer want to transfer?", "What amount is to be transferred?"),
    "charge_amount": ("How much was charged?", "What is the amount of the disputed charge?"),
    "drink_item": ("Which drink did the customer order?", "What did the customer want to drink?"),
    "payment_type": ("How does the customer want to pay?", "Which way of paying did the customer choose?"),
    "size": ("What size did the customer want?", "Which size was ordered?"),
    "seat_type": ("What kind of seat does the customer want?", "Which seat did the customer ask for?"),
    "software_name": ("Which software does the customer have trouble with?", "What program is it about?"),
}
KINDS_OF_SLOTS: Mapping[str, Sequence[str]] = {
    "amounts said": ("transferamount", "charge_amount", "amount_of_money"),
    "numbers said": (
        "phone_number", "phonenumber", "booking_confirmation_number", "current_zipcode", "policyid", "claimid",
        "car_year",
    ),
    "numbers of people and rooms said": ("people", "rooms", "adults", "kids"),
    "names said": (
        "name", "person_name", "company_name", "current_city", "car_brand", "car_model", "software_name",
        "email_address",
    ),
    "choices said": ("drink_item", "payment_type", "size", "seat_type"),
    "times said": ("time", "time_from", "time_to"),
    "dates said": ("date", "date_from", "date_to"),
}  # fmt: skip
_KIND = {slot: kind for kind, slots in KINDS_OF_SLOTS.items() for slot in slots}
OF_A_DEAL = (
    "How many packages of {item} did the {side} get?",
    "How many packages of {item} does the {side} end up with?",
    "How much of the {item} went to the {side} in the final deal?",
    "What number of {item} packages did the two agree on for the {side}?",
)
COUNTED = ("people", "rooms", "adults", "kids")
OF_SLOTS = Path(__file__).with_name("nlupp_questions.json")
CALLS_WITH_VALUES = 600
VALUES_OF_A_SLOT = 25
DEALS = 120
UTTERANCES_WITHOUT = 300
WORDS_BESIDE_A_VALUE = 8


def rows(data: Path) -> Iterator[Row]:
    """Yield how often a value that was stated is the answer."""
    for corpus, found in values(data).items():
        yield from exact(corpus, [fact for fact in found if fact.kind != "invented"])
        yield from invented(corpus, found)
    if has(data, "casino"):
        yield from _of_deals(data)


def notes(data: Path) -> str:
    """Return the first failures of each kind; of corpora alone whose words may be repeated."""
    return failures([fact for corpus, found in values(data).items() if corpus in LICENCES for fact in found])


@cache
def values(data: Path) -> dict[str, tuple[Fact, ...]]:
    """Return what was said to the questions about labelled values, for each corpus that is there."""
    return {corpus: values_of(data, corpus) for corpus in ("sgd", "multidogo", "nlupp") if has(data, corpus)}


@cache
def values_of(data: Path, corpus: str) -> tuple[Fact, ...]:
    """Return what was said to the questions about the labelled values of one corpus: sgd, multidogo or nlupp."""
    readers: Mapping[str, Callable[[Path], Iterator[Fact]]] = {
        "sgd": _of_sgd,
        "multidogo": _of_multidogo,
        "nlupp": _of_nlupp,
    }
    return tuple(readers[corpus](data))


def _of_sgd(data: Path) -> Iterator[Fact]:
    for record in by_hash(records(data, "sgd"))[:CALLS_WITH_VALUES]:
        for kind, question, value in labelled_values(record):
            said = asked(record).ask(question).text
            yield Fact(kind, record["id"], question, value, said, close(value) in close(head(said)))


def labelled_values(record: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, question and value of what the bot says once and for all in a dialogue of SGD."""
    stated: dict[str, set[str]] = defaultdict(set)
    for turn in record["turns"]:
        for _, act, slot, said in turn["labels"]["acts"]:
            if act in ("INFORM", "CONFIRM", "OFFER", "SELECT") and said:
                stated[slot] |= {value for value in said if close(value) in close(turn["text"])}
    for kind, questions in OF_SGD.items():
        of_kind = {value for slot in questions for value in stated.get(slot, ())}
        for slot, question in questions.items():
            if len(of_kind) == 1 and stated.get(slot):
                yield kind, question, next(iter(of_kind))
                break


def _of_multidogo(data: Path) -> Iterator[Fact]:
    left = dict.fromkeys(OF_MULTIDOGO, VALUES_OF_A_SLOT)
    for record in by_hash(records(data, "multidogo")):
        if not any(left.values()):
            break
        wanted = [(slot, value) for slot, value in tagged_values(record).items() if left.get(slot)]
        if not wanted:
            continue
        ready = asked(record)
        for slot, value in wanted:
            left[slot] -= 1
            question = one_of(OF_MULTIDOGO[slot], record["id"] + slot)
            said = ready.ask(question).text
            yield Fact(_KIND[slot], record["id"], question, value, said, is_value(said, value))


def tagged_values(record: dict[str, Any]) -> dict[str, str]:
    """Return the value of each slot of a dialogue of MultiDoGO that has one value in it, in one piece.

    Only those of turns with two other words or more: the bot's questions are missing, so that a name alone is no name.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for turn in record["turns"]:
        words, tags = turn["text"].split(), turn["labels"]["slots"].split()
        if len(words) != len(tags):
            continue
        plain = tags.count("O")
        at = 0
        while at < len(words):
            end = at + 1
            while end < len(words) and tags[end] == tags[at]:
                end += 1
            found[tags[at]].add(" ".join(words[at:end]) if plain >= 2 else "")
            at = end
    return {slot: "".join(said) for slot, said in found.items() if len(said) == 1 and "" not in said}


def _of_nlupp(data: Path) -> Iterator[Fact]:
    questions: dict[str, list[str]] = json.loads(OF_SLOTS.read_text(encoding="utf-8"))["slots"]
    left = dict.fromkeys(questions, VALUES_OF_A_SLOT)
    for record in by_hash(records(data, "nlupp")):
        slots = record["turns"][0]["labels"]["slots"]
        for slot, value in slots.items():
            alike = {other.partition("_")[0] for other in slots if other != slot}
            if not left.get(slot) or slot.partition("_")[0] in alike:  # a date and a date_to: which is asked for?
                continue
            if slot in COUNTED and number_said(value) is None:  # "my wife and I", "a room"
                continue
            left[slot] -= 1
            question = one_of(questions[slot], record["id"])
            said = asked(record).ask(question).text
            right = number_said(said) == number_said(value) if slot in COUNTED else is_value(said, value)
            yield Fact(_KIND[slot], record["id"], question, value, said, right)
    yield from _absent_of_nlupp(data, questions)


def _absent_of_nlupp(data: Path, questions: Mapping[str, Sequence[str]]) -> Iterator[Fact]:
    """Ask utterances for a value that they do not hold, nor one of its like (a time where a date is stated)."""
    for record in by_hash(records(data, "nlupp"))[:UTTERANCES_WITHOUT]:
        present = {_family(slot) for slot in record["turns"][0]["labels"]["slots"]}
        absent = [slot for slot in questions if _family(slot) not in present]
        if absent:
            slot = one_of(absent, record["id"])
            question = one_of(questions[slot], record["id"] + slot)
            said = asked(record).ask(question).text
            yield Fact("invented", record["id"], question, "Not stated", said, denies(said))


def _family(slot: str) -> str:
    """Return the kind of a slot, one for all times and dates, for all numbers and for all names."""
    if slot in (*COUNTED, "number", "amount_of_money"):
        return "number"
    return {"date": "time", "company": "name", "person": "name"}.get(slot.partition("_")[0], slot.partition("_")[0])


def is_value(said: str, value: str) -> bool:
    """Tell whether an answer is a value: it holds it before its grounds, with at most eight words beside it.

    >>> is_value("ravi - the customer at 0:12", "ravi"), is_value("Not stated in this call.", "ravi")
    (True, False)
    """
    told = head(said)
    found = close(re.sub(r"[^\w\s]", "", value)) in close(re.sub(r"[^\w\s]", "", told))
    return found and len(told.split()) <= len(value.split()) + WORDS_BESIDE_A_VALUE


def _of_deals(data: Path) -> Iterator[Row]:
    """Yield how often the packages of a deal are right, in deals that are not just the usual one."""
    found: list[Fact] = []
    usual: Counter[str] = Counter()
    for record in by_hash(records(data, "casino")):
        deal = final_deal(record)
        usual.update(number for of in deal.values() for number in of.values())
        if not deal or len({fact.call for fact in found}) >= DEALS:
            continue
        ready = asked(record | {"turns": [turn for turn in record["turns"] if not turn["labels"].get("deal_action")]})
        side = one_of(("bot", "customer"), record["id"])
        for item, number in deal[side].items():
            question = one_of(OF_A_DEAL, record["id"] + item).format(item=item.lower(), side=side)
            said = ready.ask(question).text
            found.append(Fact("packages", record["id"], question, number, said, number_said(said) == int(number)))
    calls = [fact.call for fact in found]
    told = [fact for fact in found if not denies(fact.said) or number_said(fact.said) is not None]
    yield measured(
        "packages of the final deal", "casino", "accuracy", calls, share([fact.right for fact in found]), how=RULES,
        baseline_name="usual number", baseline=max(usual.values()) / usual.total(),
    )  # fmt: skip
    yield measured(
        "packages of the final deal, where a number is told", "casino", "accuracy", [fact.call for fact in told],
        share([fact.right for fact in told]), how=RULES,
    )  # fmt: skip


def final_deal(record: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return how many packages of each item each side of CaSiNo got in the deal that was accepted; {} without one."""
    deal: dict[str, dict[str, str]] = {}
    for turn in record["turns"]:
        action = turn["labels"].get("deal_action")
        if action == "Submit-Deal":
            other = "bot" if turn["speaker"] == "customer" else "customer"
            task = turn["labels"]["task_data"]
            deal = {turn["speaker"]: task["issue2youget"], other: task["issue2theyget"]}
        elif action in ("Reject-Deal", "Walk-Away"):
            deal = {}
    return deal
