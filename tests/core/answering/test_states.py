"""How content somebody was, with the call as a whole or with a thing, and how an offer was taken."""

import pytest

from tests.builders import bot, customer
from tests.core.answering.asking import ask

ASKED = (customer("I need a copy of my invoice."), bot("One moment. I have sent it to you."))
ROOMS = (
    bot("The attic room has a view, the cellar room is larger."),
    customer("I hate the cellar, it smells awful."),
    bot("Then take the attic. Will you book it today?"),
    customer("Yes, I will book the attic. It is a wonderful room."),
    bot("Done."),
)


@pytest.mark.parametrize(
    ("parting", "verdict"),
    [
        ("Perfect, thank you so much, goodbye.", "Yes ("),
        ("ok that was really useful", "Yes ("),
        ("Thanks, bye.", "Yes ("),
        ("You wasted my time, this is ridiculous.", "No ("),
    ],
)
def test_how_content_a_customer_was_is_told_by_the_parting_words(parting, verdict):
    assert ask("Was the customer satisfied with the service?", (*ASKED, customer(parting))).text.startswith(verdict)


def test_a_wish_for_a_good_day_is_no_praise():
    failed = (customer("I need a copy of my invoice."), bot("I am sorry, I could not find it."))
    assert "great day" not in ask("Was the customer satisfied?", (*failed, customer("Have a great day."))).text


def test_who_is_sorry_and_asks_for_help_is_not_angry():
    turns = (customer("I am sorry, I have lost my invoice, please help me."), bot("Gladly."), customer("Thank you."))
    assert ask("Does the customer come across as angry?", turns).text.startswith("No (")


@pytest.mark.parametrize(("room", "mood"), [("cellar", "Negative"), ("attic", "Positive")])
def test_the_attitude_to_a_thing_is_that_of_the_words_about_it(room, mood):
    answer = ask(f"What was his attitude towards the {room}: positive, neutral or negative?", ROOMS)
    assert answer.text.startswith(f"{mood} - ")


def test_how_an_offer_was_taken_is_told_by_the_interest_in_it():
    answer = ask("How did the customer take the offer, well or badly?", ROOMS)
    assert answer.text.startswith("Well - positive: the customer was interested")


def test_who_was_upset_by_the_bot_is_the_customer():
    turns = (customer("I need my invoice."), bot("Find it yourself!"), customer("That is unacceptable, stop shouting!"))
    answer = ask("Was the customer upset by the bot?", turns)
    assert answer.text.startswith("Yes (the customer showed it")


def test_who_is_in_a_hurry_is_impatient():
    turns = (customer("I need my invoice, please be quick, I am in a hurry."), bot("Here it is."), customer("Fine."))
    assert ask("Was the customer impatient?", turns).text.startswith("Yes (")


def test_who_is_called_by_no_word_for_a_side_is_the_customer():
    turns = (*ASKED, customer("Perfect, thank you so much."))
    assert ask("Was the gardener satisfied?", turns).text.startswith("Yes (")


def test_how_one_of_several_offers_was_taken_is_not_told_by_the_interest_in_the_end():
    answer = ask("How did the customer take the first offer, well or badly?", ROOMS)
    assert "interested" not in answer.text
