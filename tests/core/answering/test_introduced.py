"""People by name: which side a question means where it names somebody who introduced themselves."""

import pytest

from core.answering.introduced import by_side
from tests.builders import bot, customer
from tests.core.answering.asking import ask

LAMPS = (
    customer("Hello, I need two lamps for the porch."),
    bot("Could I have your name, please?"),
    customer("Olive Banner"),
    bot("And who recommended us?"),
    customer("Hugo did."),
    bot("I am sorry, the lamps are sold out."),
    customer("That is terrible, I am fed up with this shop!"),
)


@pytest.mark.parametrize(
    ("question", "put"),
    [
        ("Did Olive's mood get worse?", "Did the customer's mood get worse?"),
        ("how did ms banner react?", "how did the customer react?"),
        ("Is her name Olive?", "Is her name Olive?"),
        ("Please mark the mood.", "Please mark the mood."),
        ("What did Mark say?", "What did the customer say?"),
    ],
)
def test_a_name_in_a_question_stands_for_its_side(question, put):
    assert by_side(question, {"olive": "customer", "banner": "customer", "mark": "customer"}) == put


def test_what_is_asked_of_a_person_by_name_is_asked_of_the_side_that_gave_it():
    assert ask("What did Olive want?", LAMPS).text.startswith("Hello, I need two lamps for the porch - the customer")
    assert ask("Was Olive pleased?", LAMPS).text.startswith("No (")


def test_a_name_that_somebody_else_bears_is_left():
    assert not ask("What did Hugo want?", LAMPS).text.startswith("Hello, I need two lamps")
