"""What the trained judge says where no rule knows the words of a question."""

import json
import math
from dataclasses import replace

import pytest

from core.answering.likely import PATH, Signs, probability, signs_of, supported
from core.answering.replies import not_stated
from core.answering.understand import understand
from core.answers import Answer
from tests.builders import bot, customer
from tests.core.answering.test_retrieve import transcript

RIDE = (
    bot("Hello, how can I help?"),
    customer("I need a cab from the station to the museum."),
    bot("A driver can take you there for 12 dollars. Shall I book the cab?"),
    customer("Yes, please."),
    bot("Your cab has been booked, the driver arrives in five minutes."),
    customer("Great, thank you."),
)
FAILED = (*RIDE[:4], bot("I'm sorry, I was unable to book the cab."), customer("Oh no."))
NOTHING = Signs(**dict.fromkeys(Signs.__slots__, 0.0))


def signs(question: str, *turns) -> Signs:
    found = signs_of(understand(question), transcript(*turns))
    assert found is not None
    return found[0]


def judged(question: str, *turns) -> Answer:
    plan, read = understand(question), transcript(*turns)
    return supported(plan, read, not_stated(plan, read))


def test_the_probability_is_the_logistic_function_of_the_weighed_signs():
    model = json.loads(PATH.read_text())
    assert set(model["weights"]) == set(Signs.__slots__)
    assert probability(NOTHING) == pytest.approx(1 / (1 + math.exp(-model["bias"])))
    for sign in ("said", "near_side", "done", "near_success"):
        assert probability(NOTHING) < probability(replace(NOTHING, **{sign: 1.0})) < 1
    assert probability(replace(NOTHING, denied=1.0)) < probability(NOTHING)


def test_words_that_mean_nearly_the_same_cover_a_question_in_part():
    same, kin, other = (signs(f"Did the customer get a {word}?", *RIDE).said for word in ("cab", "taxi", "violin"))
    assert same == pytest.approx(1)
    assert other < kin < same


def test_the_bots_last_reports_tell_success_from_failure():
    question = "Does the caller have transport now?"
    assert signs(question, *RIDE).ended_well == 1
    assert signs(question, *FAILED).ended_well == -1
    assert probability(signs(question, *FAILED)) < probability(signs(question, *RIDE))


def test_a_question_in_unknown_words_is_answered_by_the_nearest_turn():
    answer = judged("Was a taxi driver arranged for the passenger?", *RIDE)
    assert answer.text.startswith("Yes (most likely, by the bot at ")
    assert answer.evidence[0].quote in " ".join(turn.text for turn in RIDE)
    assert 0.5 < answer.confidence < 1


def test_what_is_far_from_the_call_is_not_done_and_what_holds_outside_of_it_stays_open():
    assert judged("Was the violin repaired?", *RIDE).text.startswith("No (nothing in the call shows it")
    assert judged("Is the museum older than the opera house in Vienna?", *RIDE).text.startswith("Not stated")


@pytest.mark.parametrize("text", ["Yes (the bot at 0:08)", 'No (the customer at 0:05: "No.")', "Positive - by words"])
def test_an_answer_that_rests_on_a_turn_is_kept(text: str):
    plan, read = understand("Was a taxi driver arranged for the passenger?"), transcript(*RIDE)
    answer = replace(not_stated(plan, read), text=text)
    assert supported(plan, read, answer) is answer


def test_a_question_for_a_value_and_one_without_words_of_content_are_kept():
    for question in ("What did the taxi cost?", "Did they?"):
        plan, read = understand(question), transcript(*RIDE)
        answer = not_stated(plan, read)
        assert supported(plan, read, answer) is answer
