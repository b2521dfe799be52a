import json

import pytest

from core.analysis.annoyance import turn_probabilities
from core.analysis.frustration import frustration
from core.analysis.heads import MODELS
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

ANNOYED = (
    bot("Can I have your account number?"),
    customer("It is 4711."),
    bot("Can I have your account number?"),
    customer("I already told you, are you even listening?"),
    bot("I am sorry, I do not understand."),
    customer("This is ridiculous. Let me speak to a person."),
)


def test_an_annoyed_customer_is_found_with_the_turn_where_it_began() -> None:
    metric = frustration(a_reading(*ANNOYED))
    assert metric.answer == "Yes"
    assert metric.details is not None
    assert [(detail.what, detail.evidence and detail.evidence.turn) for detail in metric.details] == [
        ("harsh_words", 3),
        ("harsh_words", 5),
    ]
    assert metric.evidence[0].quote == "I already told you, are you even listening?"


@pytest.mark.parametrize(
    "lines",
    [
        SMALL_TALK,
        (bot("Is it raining?"), customer("No, not at all, thank you.")),
        (bot("Which part of town?"), customer("i dont care"), bot("Which food?"), customer("dont care")),
    ],
)
def test_a_calm_customer_is_not_annoyed(lines: tuple[Line, ...]) -> None:
    metric = frustration(a_reading(*lines))
    assert (metric.answer, metric.details) == ("No", ())
    assert metric.confidence > 0.8


def test_a_call_without_a_word_of_the_customer_gives_no_opportunity() -> None:
    metric = frustration(a_reading(bot("Hello?"), bot("Are you there?")))
    assert (metric.answer, metric.answer_type, metric.status) == ("Not applicable", "categorical", "no_opportunity")


def test_the_words_of_the_head_mean_what_the_trainer_found() -> None:
    checks = json.loads((MODELS / "annoyance.json").read_text(encoding="utf-8"))["checks"]
    assert len(checks) >= 5
    found = turn_probabilities([tuple(check["words"].split()) for check in checks])
    assert found == pytest.approx([check["probability"] for check in checks], abs=1e-4)


def test_more_annoyed_words_are_more_annoyed() -> None:
    calm, cross = turn_probabilities([("thank", "you", "very", "much"), ("what", "a", "stupid", "answer", "!")])
    assert cross > 10 * calm
