"""Facts are computed from a call's turns and times alone, and asked for in several wordings."""

from typing import Any

import pytest

from training.evaluate.calls import Asked, asked
from training.evaluate.facts import ERRORS, WORDINGS, facts, nouns_of, repeats


def a_call(*texts: str) -> Asked:
    """Make a call whose speakers take turns every ten seconds, the customer first."""
    turns: list[dict[str, Any]] = [
        {"speaker": ("customer", "bot")[at % 2], "timestamp": 10.0 * at, "text": text, "labels": {}}
        for at, text in enumerate(texts)
    ]
    return asked({"id": "own-1", "campaign": {"name": "Flights", "description": "Book flights."}, "turns": turns})


FLIGHT = a_call(
    "I need a flight to Boston.",
    "Which day suits you?",
    "Monday, and the flight should be cheap.",
    "I found a flight at noon.",
    "Thanks, I will take it.",
)


@pytest.mark.parametrize(
    ("kind", "truths"),
    [
        ("mentions", ["3"]),
        ("mentions by one side", ["1", "2"]),
        ("presence", ["Yes", "Yes"]),
        ("first mention", ["0:30", "0:00"]),
        ("last mention", ["0:30", "0:20"]),
        ("who was first", ["customer"]),
        ("said before", ["Monday, and the flight should be cheap."]),
        ("said after", ["Thanks, I will take it.", "Which day suits you?"]),
        ("first words", ["Which day suits you?", "I need a flight to Boston."]),
        ("last words", ["I found a flight at noon.", "Thanks, I will take it."]),
        ("turns", ["2", "3"]),
        ("all turns", ["5"]),
        ("questions", ["1", "0"]),
    ],
)
def test_what_is_true_of_a_call_is_read_off_its_turns(kind: str, truths: list[str]) -> None:
    assert [fact.truth for fact in facts(FLIGHT) if fact.kind == kind] == truths


def test_every_question_is_one_of_its_kinds_wordings() -> None:
    names = {"noun": "flight"}
    for fact in facts(FLIGHT):
        if fact.kind in ERRORS:
            continue
        forms = {
            form.format(**names, side=side, other=other)
            for form in WORDINGS[fact.kind]
            for side, other in (("bot", "customer"), ("customer", "bot"))
        }
        assert fact.question in forms


def test_there_are_at_least_four_wordings_of_a_kind_and_each_another() -> None:
    for wordings in WORDINGS.values():
        assert len(set(wordings)) == len(wordings) >= 4


def test_what_the_call_names_is_not_asked_for_as_absent() -> None:
    found = [fact.question for fact in facts(a_call("I want a refund for the oil.", "No.")) if fact.kind in ERRORS]
    assert found
    assert not any("refund" in question or "oil change" in question for question in found)


def test_a_noun_that_other_words_are_made_from_is_left_out() -> None:
    texts = ("I have a booking and a ticket.", "Shall I book the hotels?")
    assert nouns_of(a_call(*texts).call.turns) == ["ticket"]


@pytest.mark.parametrize(
    ("said", "repeated"),
    [('"Ok" - at 0:12', True), ('They said "sure ok" at 0:12', True), ("Okay - at 0:12", False)],
)
def test_a_short_turn_has_to_be_repeated_whole(said: str, repeated: bool) -> None:
    assert repeats(said, "Ok.") is repeated


def test_of_a_long_turn_five_words_in_their_order_do() -> None:
    turn = "I would like to see the house on Monday"
    assert repeats("like to see the house - the customer at 0:12", turn)
    assert not repeats("see the house on Sunday", turn)
