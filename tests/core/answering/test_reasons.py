"""Why: in the words of the side whose deed it is."""

import pytest

from tests.builders import bot, customer
from tests.core.answering.asking import ask

SHARES = (
    bot("Which of the supplies do you need most?"),
    customer("I need most of the blankets. My daughter gets cold very easily."),
    bot("I would like the lamps. I am going to a valley that has no light at night."),
    customer("Why is the stove important for you?"),
    bot("We cook for twenty people every day."),
    customer("Fine. I need some rope to fasten the tent."),
)
FLIGHT = (
    customer("I want to report a fault with my account."),
    bot("Could I have your name, please?"),
    customer("Ann Lee. And I need a flight to Rome."),
    bot("I am sorry, but your request was unsuccessful."),
    customer("Why was the flight not booked?"),
    bot("The airline has closed that route for the winter."),
)
APPEAL = (
    bot("Would you like to donate to the harbour?"),
    customer("At this time my finances don't really allow me to do that."),
    bot("Even one dollar helps. Could you spare it?"),
    customer("Okay, I will donate one dollar."),
    bot("Are you sure you don't want to donate more?"),
    customer("Unfortunately, it is all I can afford."),
)


@pytest.mark.parametrize(
    ("question", "turns", "told", "side"),
    [
        ("Why did the customer need the blankets?", SHARES, "My daughter gets cold very easily", "the customer"),
        ("Why was the customer so keen on blankets?", SHARES, "My daughter gets cold very easily", "the customer"),
        ("What excuse did the bot give for needing the lamps?", SHARES, "I am going to a valley", "the bot"),
        ("Why was the stove so important to the bot?", SHARES, "We cook for twenty people every day", "the bot"),
        ("What did the customer need the rope for?", SHARES, "I need some rope to fasten the tent", "the customer"),
        ("Why did the booking not go through?", FLIGHT, "The airline has closed that route", "the bot"),
        ("Why did this person get in touch?", FLIGHT, "I want to report a fault with my account", "the customer"),
        ("Why did the customer decline at first?", APPEAL, "At this time my finances", "the customer"),
        ("Why wouldn't the customer give more?", APPEAL, "Unfortunately, it is all I can afford", "the customer"),
        ("What was holding the customer back?", APPEAL, "At this time my finances", "the customer"),
    ],
)
def test_a_reason_is_told_by_the_side_whose_deed_it_is(question, turns, told, side):
    text = ask(question, turns).text
    assert text.startswith(told)
    assert f" - {side} at " in text


@pytest.mark.parametrize(
    "question",
    [
        "Why did the customer want the lamps?",
        "Why did the bot need the tickets?",
        "Why did the customer refuse a loan?",
    ],
)
def test_no_reason_is_made_up_for_what_a_side_did_not_do(question):
    assert ask(question, SHARES).text.startswith("Not stated")


@pytest.mark.parametrize(
    ("question", "turns", "told"),
    [
        ("Did the bot say why the flight was not booked?", FLIGHT, "Yes (The airline has closed that route"),
        ("Did the customer give a reason for needing the blankets?", SHARES, "Yes (My daughter gets cold"),
        ("Did the customer say why the lamps were needed?", SHARES, "No ("),
    ],
)
def test_whether_a_reason_was_given_is_answered_with_it(question, turns, told):
    assert ask(question, turns).text.startswith(told)


SURGERY = (
    customer("Hello, I want to see the doctor."),
    bot("Could I have your name, please?"),
    customer("Ann. I have had a terrible headache since Monday. I came by bus as my car was stolen."),
    bot("How about a walk in the park first?"),
    customer("It is too cold for a walk."),
    bot("Would you like to join our gym?"),
    customer("I am not ready to join. I would like to read the reviews before deciding."),
    bot("You could join for free."),
    customer("Sorry, not now."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is wrong with the patient?", "I have had a terrible headache since Monday"),
        ("Why did the customer come by bus?", "As my car was stolen"),
        ("Why was the walk ruled out?", "It is too cold for a walk"),
        (
            "What held the customer back at first?",
            "I am not ready to join. I would like to read the reviews before deciding",
        ),
    ],
)
def test_troubles_excess_and_what_is_to_come_first_are_reasons(question, told):
    assert ask(question, SURGERY).text.startswith(told)


def test_what_is_wrong_with_a_thing_that_was_not_spoken_of_is_not_stated():
    assert ask("What is wrong with the boiler?", SURGERY).text.startswith("Not stated")


def test_an_appeal_is_refused_for_what_was_given_already():
    turns = (
        bot("Would you like to pledge some of your payment?"),
        customer("Maybe later. I already give to my church."),
        bot("Even a small sum is taken off your pay."),
        customer("Sorry, but not now."),
    )
    assert ask("Why did he turn the appeal down?", turns).text.startswith("I already give to my church")


PLANS = (
    bot("On which day shall the dinner be?"),
    customer("Monday at seven, please."),
    bot("How many guests will come?"),
    customer("Oh dear, Mark will be away on Monday! Let's try Wednesday."),
    bot("Would you like to sit in the garden?"),
    customer("It has been storming all day, so we will stay inside."),
    bot("Shall I order the fish?"),
    customer("I forgot that Ann is ill when she eats fish. Do you have rice?"),
    bot("Yes. Could I have your number, please?"),
    customer("I lost the card that I wrote it on."),
    bot("Then I will send a letter."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why was Monday no good for Mark?", "Mark will be away on Monday"),
        ("Why don't they sit in the garden?", "It has been storming all day"),
        ("What made her turn down the fish?", "I forgot that Ann is ill when she eats fish"),
        ("How come the caller could not tell the number?", "I lost the card"),
    ],
)
def test_a_plain_statement_is_a_reason_without_a_because(question, told):
    assert told in ask(question, PLANS).text


@pytest.mark.parametrize("question", ["Why was the parcel late?", "Why did the customer sell the house?"])
def test_no_reason_is_told_for_what_nobody_speaks_of(question):
    assert ask(question, PLANS).text.startswith("Not stated")


def test_a_reason_of_two_sentences_is_told_whole():
    turns = (
        bot("Which of the supplies do you need?"),
        customer("My tent is old and thin. We will be somewhere cold, so the firewood matters most. And you?"),
        bot("Water, I think."),
    )
    told = "My tent is old and thin. We will be somewhere cold, so the firewood matters most - the customer"
    assert ask("Why did the customer prioritise firewood?", turns).text.startswith(told)


def test_a_reply_to_why_is_surer_than_other_words_on_the_matter():
    turns = (
        customer("The parcel did not arrive. I am not at home in the mornings."),
        bot("Your parcel is late, I am sorry."),
        customer("Why is the parcel late?"),
        bot("The bridge was closed."),
    )
    assert ask("Why was the parcel late?", turns).text.startswith("The bridge was closed")
