"""Questions with the answer yes or no: what is denied, wished for, said to be so, ordered, got, settled or needed."""

import pytest

from tests.builders import Line, bot, customer
from tests.core.answering.asking import ask

APPEAL = (
    bot("Hello. Have you heard of the Harbour Fund?"),
    customer("Never heard of it. What do they do?"),
    bot("They repair boats for fishing families. Would you like to donate today?"),
    customer("I would like to volunteer, but have not had the time."),
    bot("Could you give five dollars?"),
    customer("I will give two dollars. Is that okay?"),
    bot("Could you raise it to four dollars? A little more would go a long way."),
    customer("No, two is all I can afford."),
)
ORDER = (
    bot("Welcome to the Corner Grill. What can I get you?"),
    customer("2 chicken wraps and one medium coke please"),
    customer("1 apple pie"),
    bot("Anything else?"),
    customer("please cancel the apple pie"),
)
TABLE = (
    customer("Please get me into the Blue Door at six."),
    bot("I am sorry, the restaurant is not able to accommodate you at six."),
    customer("And at eight?"),
    bot("Excellent, your reservation at the Blue Door is confirmed."),
    customer("I also need a flight to Oslo."),
    bot("Sorry, that flight is not available any more."),
)


@pytest.mark.parametrize(
    ("question", "turns", "told"),
    [
        # The last word counts, of the matter that is asked about.
        ("Did she finally get a table?", TABLE, "Yes ("),
        ("Did the customer get a table at the restaurant?", TABLE, "Yes ("),
        ("Did she get a seat on the plane?", TABLE, "No ("),
        ("The bot found her a flight, didn't it?", TABLE, "No ("),
        # What is ordered may be named by its class, by an amount alone, and may be taken back.
        ("Did the customer order a drink?", ORDER, "Yes ("),
        ("Did the customer order a wrap?", ORDER, "Yes ("),
        ("Did the customer order the apple pie in the end?", ORDER, "No ("),
        ("Did the customer order a salad?", ORDER, "No ("),
        # A wish is not what is so.
        ("Does the customer volunteer?", APPEAL, "No ("),
        # Whether they knew of it before.
        ("Had the customer heard of the fund before?", APPEAL, "No ("),
        ("So the customer did not know the fund before?", APPEAL, "Yes (the customer did not know the fund before; "),
        # Giving anything, and giving more.
        ("Did the customer give something in the end?", APPEAL, "Yes ("),
        ("Did the customer agree to give more?", APPEAL, "No ("),
    ],
)
def test_yes_and_no_are_by_the_words_that_settle_the_matter(question, turns, told):
    assert ask(question, turns).text.startswith(told)


CARD = (
    customer("My card is gone, quick, I am in a hurry!"),
    bot("Could you tell me the code of the card?"),
    customer("I do not remember the code."),
    bot("Unfortunately I cannot block the card without it."),
    customer("That is odd. Nah, wait, the code is 4711."),
    bot("Thank you. The card was successfully blocked. There is no charge for that."),
    customer("Great, that works."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was the customer unable to give the code when the bot asked for it?", "Yes ("),
        ("Was the customer able to tell the code in the end?", "Yes ("),
        ("Was the card blocked?", "Yes ("),
        ("Was it settled in the end?", "Yes ("),
        ("Was there a problem with the card at first?", "Yes ("),
        ("Did the bot say that there is a charge?", "No ("),
        ("Did the bot say that there is no charge?", "Yes ("),
        ("Did the bot say that the card is blue?", "No ("),
        ("Was the customer told that there is no charge?", "Yes ("),
        ("Was the customer in a hurry?", "Yes ("),
        ("Was the customer surprised?", "Yes ("),
        ("Was the customer unsure about the code?", "Yes ("),
        ("Was the customer unsure about the charge?", "No ("),
        ("Was the bot pushy?", "No ("),
        ("Was the customer happy with the mortgage?", "Not stated"),
    ],
)
def test_what_one_could_do_was_told_and_felt_is_read_from_the_turns_on_it(question, told):
    assert ask(question, CARD).text.startswith(told)


def test_the_bot_that_asks_again_after_a_no_presses():
    assert ask("Was the bot pushy?", APPEAL).text.startswith("Yes (")


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        ("Did the customer need water?", "Nah, I am good on water.", "No ("),
        ("Did the customer need water?", "I need two packs of water.", "Yes ("),
        ("Did the customer need water?", "The water is cold there.", "Not stated"),
        ("Is the customer healthy?", "Thank you for respecting my health.", "Not stated"),
    ],
)
def test_that_a_thing_is_spoken_of_does_not_say_that_it_is_so(question, said, told):
    turns: tuple[Line, ...] = (bot("Which supplies shall we share?"), customer(said))
    assert ask(question, turns).text.startswith(told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Didn't the bot block the card?", "Yes ("),
        ("Did the bot fail to block the card?", "No (the bot did not fail to block the card; "),
        ("Was the card not blocked?", "No (the card was blocked; "),
        ("The customer did not remember the code, right?", "Yes (the customer did not remember the code; "),
    ],
)
def test_a_question_that_denies_is_answered_with_what_is_so(question, told):
    assert ask(question, CARD).text.startswith(told)


def test_a_booking_is_no_cancellation():
    turns = (customer("I need an appointment on Friday."), bot("Great, your appointment is booked for Friday!"))
    assert ask("Did the customer cancel the appointment?", turns).text.startswith("No (")
    turns += (customer("Sorry, please cancel the appointment."), bot("The appointment has been cancelled."))
    assert ask("Did the customer cancel the appointment?", turns).text.startswith("Yes (")


NEWS = (
    bot("Have you ever heard of the Harbour Gym?"),
    customer("No, I have not. What is it?"),
    bot("Could you tell me your account number?"),
    customer("I can't recall it, sorry."),
    bot("Please describe what happened."),
    customer("There were 3 payments from my account."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was the customer hearing about the gym for the first time?", "Yes ("),
        ("Was the gym new to the customer?", "Yes ("),
        ("Had the customer heard of the gym before?", "No ("),
        ("Was the customer able to supply the account number?", "No ("),
    ],
)
def test_news_is_what_was_not_known_and_a_number_is_more_than_what_it_is_of(question, told):
    assert ask(question, NEWS).text.startswith(told)
