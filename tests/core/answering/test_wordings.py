"""Ways in which calls say what is asked for: prompts, shares, units, names with a description, reasons, times."""

import pytest

from tests.builders import Line, bot, customer
from tests.core.answering.asking import ask

HELLO = (bot("Hello, this is Ava from Brightline."), customer("Hello there, I have a moment."))
BYE = (bot("Thank you for your time, goodbye."), customer("Goodbye then."))


@pytest.mark.parametrize(
    ("question", "turns", "told"),
    [
        (
            "What rank did the customer give?",
            (bot("Please provide your rank."), customer("Sergeant")),
            "Sergeant - the customer",
        ),
        (
            "What colour is the second tile?",
            (bot("Please state the color of the second tile."), customer("Dark green")),
            "Dark green - the customer",
        ),
        (
            "What share of the funds goes to administration?",
            (bot("We are 40 years old. Only 5% of the funds is for admin costs."),),
            "5% - the bot",
        ),
        (
            "How much water does the customer get?",
            (customer("I take 3 food and 2 water."), bot("Fine, that costs 5 dollars.")),
            "2 - the customer",
        ),
        (
            "Is the fee deducted from the salary?",
            (bot("The fee will be deducted directly from your salary."),),
            "Yes (the bot",
        ),
        ("Is the car safe?", (bot("This car is not only safe but also cheap."),), "Yes (the bot"),
        (
            "Which films were recommended?",
            (
                customer("Which films can be recommended?"),
                bot("Where do you live?"),
                customer("In Leeds."),
                bot("I have these for you:\nGreen Hills, Long Way Home"),
            ),
            "Green Hills; Long Way Home - named by the bot",
        ),
        (
            "Who painted the old bridge in Leeds?",
            (customer("Ann Bell: My uncle Joe Fox painted it, the bridge."),),
            "Joe Fox - the customer",
        ),
        ("How far is the station?", (bot("The station is 12 miles from the hotel."),), "12 miles - the bot"),
        (
            "Which restaurant did the bot suggest?",
            (customer("I want a restaurant."), bot("Red Lantern, which is cheap, is a nice restaurant.")),
            "Red Lantern - the bot",
        ),
        (
            "Where does the train go?",
            (customer("I want to go from Leeds to York with the train."),),
            "York - the customer",
        ),
        (
            "Why did the customer have no time to cook?",
            (customer("I had no time to cook since my sister was ill. Because of that, I want a pizza."),),
            "Since my sister was ill - the customer",
        ),
        (
            "When did the bot say the driver would come?",
            (customer("When does he come?"), bot("The driver would come on Tuesday morning.")),
            "on Tuesday morning - the bot",
        ),
        (
            "When did Maria lose the keys?",
            (customer("Maria lost the keys last night at the gym."),),
            "last night - the customer",
        ),
    ],
)
def test_what_is_said_in_other_ways_is_found(question, turns: tuple[Line, ...], told):
    assert ask(question, (*HELLO, *turns, *BYE)).text.startswith(told)


@pytest.mark.parametrize(
    "question",
    ["When did the burglary happen?", "What was the reason for the burglary?", "Where did the burglar go?"],
)
def test_a_turn_on_the_matter_that_does_not_tell_it_is_no_answer(question):
    turns = (*HELLO, customer("I want to report a burglary."), bot("Please describe the burglar."), *BYE)
    assert ask(question, turns).text.startswith("Not stated")


def test_talk_on_the_phone_asks_for_no_number():
    turns = (*HELLO, bot("How did Maria sound on the phone?"), customer("She sounded tired on the phone."), *BYE)
    assert "tired" in ask("How did Maria sound on the phone?", turns).text
