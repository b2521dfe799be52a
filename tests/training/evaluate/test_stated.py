"""Values are asked for only where the labels settle them."""

import json
from typing import Any

import pytest

from training.evaluate.stated import (
    KINDS_OF_SLOTS,
    OF_MULTIDOGO,
    OF_SLOTS,
    final_deal,
    is_value,
    labelled_values,
    tagged_values,
)


def a_turn(speaker: str, text: str, *acts: tuple[str, str, list[str]]) -> dict[str, Any]:
    return {"speaker": speaker, "text": text, "labels": {"acts": [["Flights_1", *act] for act in acts]}}


def a_record(*turns: dict[str, Any]) -> dict[str, Any]:
    return {"id": "own-1", "turns": list(turns)}


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


def a_tagged_turn(text: str, tags: str) -> dict[str, Any]:
    return {"speaker": "customer", "text": text, "labels": {"slots": tags}}


def test_neighbouring_words_of_one_tag_are_one_value() -> None:
    record = a_record(a_tagged_turn("my name is mary ann", "O O O name name"))
    assert tagged_values(record)["name"] == "mary ann"


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(a_tagged_turn("no my name is eve", "O O O O name"), id="another value"),
        pytest.param(a_tagged_turn("eve", "name"), id="one without a word that says what it is"),
    ],
)
def test_no_tagged_value_is_settled_beside(second: dict[str, Any]) -> None:
    assert "name" not in tagged_values(a_record(a_tagged_turn("my name is ann", "O O O name"), second))


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ('$4.50 - the bot at 0:12: "It is $4.50."', True),
        ('$5 - the bot at 0:12: "Not $4.50 any more."', False),
        ("well I was told that it would be something like $4.50 or more - the customer at 0:12", False),
    ],
)
def test_a_value_stands_before_the_grounds_and_nearly_alone(said: str, right: bool) -> None:
    assert is_value(said, "$4.50") is right


def a_deal(speaker: str, action: str, own: str = "", other: str = "") -> dict[str, Any]:
    task = {"issue2youget": {"Water": own}, "issue2theyget": {"Water": other}}
    return {"speaker": speaker, "text": action, "labels": {"deal_action": action, "task_data": task}}


def test_the_deal_is_the_last_that_was_not_rejected() -> None:
    record = a_record(
        a_deal("bot", "Submit-Deal", "3", "0"),
        a_deal("customer", "Reject-Deal"),
        a_deal("customer", "Submit-Deal", "1", "2"),
        a_deal("bot", "Accept-Deal"),
    )
    assert final_deal(record) == {"customer": {"Water": "1"}, "bot": {"Water": "2"}}


def test_who_walks_away_has_no_deal() -> None:
    assert final_deal(a_record(a_deal("bot", "Submit-Deal", "3", "0"), a_deal("customer", "Walk-Away"))) == {}


def test_every_slot_that_is_asked_for_is_of_one_kind() -> None:
    slots = [slot for of_kind in KINDS_OF_SLOTS.values() for slot in of_kind]
    assert sorted(slots) == sorted([*OF_MULTIDOGO, *json.loads(OF_SLOTS.read_text(encoding="utf-8"))["slots"]])
