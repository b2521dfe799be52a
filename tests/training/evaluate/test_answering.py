"""Facts are asked for only where the labels settle them."""

from typing import Any

from training.evaluate.answering import ABSENT, YES_NO_OF_ABSENT, facts, labelled_values
from training.evaluate.calls import asked


def a_turn(speaker: str, text: str, *acts: tuple[str, str, list[str]]) -> dict[str, Any]:
    return {
        "speaker": speaker,
        "timestamp": None,
        "text": text,
        "labels": {"acts": [["Flights_1", *act] for act in acts]},
    }


def a_record(*turns: dict[str, Any]) -> dict[str, Any]:
    return {"id": "own-1", "campaign": {"name": "Flights", "description": "Book flights."}, "turns": list(turns)}


def test_a_value_that_is_stated_once_is_asked_for() -> None:
    record = a_record(a_turn("bot", "The fare is $ 120.", ("INFORM", "fare", ["$120"])))
    assert list(labelled_values(record)) == [("amounts", "What is the fare?", "$120")]


def test_nothing_is_asked_where_two_amounts_are_stated() -> None:
    record = a_record(
        a_turn("bot", "The fare is $120.", ("INFORM", "fare", ["$120"])),
        a_turn("bot", "The hotel is $90.", ("INFORM", "price", ["$90"])),
    )
    assert list(labelled_values(record)) == []


def test_a_label_that_is_not_in_the_words_is_no_statement() -> None:
    record = a_record(a_turn("bot", "It is a hundred and twenty dollars.", ("INFORM", "fare", ["$120"])))
    assert list(labelled_values(record)) == []


def test_a_call_is_asked_for_what_it_holds_and_for_what_it_does_not() -> None:
    turns = (
        a_turn("customer", "I need a flight to Boston."),
        a_turn("bot", "I found a flight at noon."),
        a_turn("customer", "Thanks, I will take that flight."),
    )
    found = list(facts(asked(a_record(*turns))))
    kinds = {kind for kind, _, _ in found}
    assert {"mentions", "presence", "first mention", "turns", "duration", "share of talk"} <= kinds
    assert sum(kind == "wrong yes" for kind, _, _ in found) == len(ABSENT) * len(YES_NO_OF_ABSENT)
    assert all(right for kind, _, right in found if kind not in ("wrong yes", "invented"))
