"""Questions of what a side wanted and knew, of what both agreed on, and of things that another of a set excludes."""

import pytest

from core.analysis.pipeline import analyse
from core.answering.contrary import alternatives_to
from core.answering.presence import absence
from core.answering.transcript import read_transcript
from core.answering.understand import understand
from tests.builders import a_call, a_campaign, bot, customer
from tests.core.answering.asking import ask

GARAGE = (
    bot("Hill Garage, how can I help?"),
    customer("I would like a service for my van, and I don't want the winter tyres."),
    bot("Do you know when the last service was?"),
    customer("Sorry, I can't remember. How long will the service take?"),
    bot("I am not sure how long the service takes. Should we wash the van too?"),
    customer("Yes please. I would not mind a wash. I can come on Tuesday and pay by card."),
    bot("Is there anything else I can do for you?"),
    customer("Could you also send the bill to my office?"),
    bot("Of course. Anything else?"),
    customer("No, that's all."),
)
BARGAIN = (
    bot("I propose that you take the two chairs and I keep the lamp. Would you agree?"),
    customer("No thanks, I need the lamp."),
    bot("Then you take the lamp, and I take both chairs. Is that okay?"),
    customer("Yes, that works for me. It is a deal."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Did the customer want a service?", "Yes ("),
        ("Did the customer want winter tyres?", "No ("),
        ("Did the customer want a loan car?", "No (the customer never asked for "),
        ("Did the customer want the van washed?", "Yes ("),
        # A reply to "anything else?" tells it, the last one where it is asked of the end.
        ("Did the customer want anything else?", "Yes ("),
        ("Did the customer need anything else in the end?", "No ("),
        # Who cannot say does not know, nor does who asks.
        ("Did the customer remember when the last service was?", "No ("),
        ("Did the bot know how long the service takes?", "No ("),
        # Another day, another way to pay.
        ("Did the customer agree to come on Friday?", "No (not that one; "),
        ("Did the customer pay cash?", "No (not that one; "),
    ],
)
def test_wishes_and_knowledge_are_read_from_requests_and_replies(question, told):
    assert ask(question, GARAGE).text.startswith(told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Did they make a deal in the end?", "Yes ("),
        ("Was a deal agreed in the end?", "Yes ("),
        ("Was the first offer accepted?", "No ("),
    ],
)
def test_what_two_agree_on_is_settled_by_either(question, told):
    assert ask(question, BARGAIN).text.startswith(told)


def test_alternatives_exclude_each_other_unless_both_are_said():
    assert alternatives_to("friday", {"tuesday", "wash"}) == {"tuesday"}
    assert not alternatives_to("friday", {"tuesday", "friday"})
    assert not alternatives_to("lamp", {"tuesday"})


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Did the customer give ten dollars?", "Yes ("),
        ("Does the customer give to other charities?", "Yes ("),
        ("Did the customer offer anything in the end?", "Yes ("),
    ],
)
def test_what_a_customer_gives_is_told_by_the_customer(question, told):
    turns = (
        bot("Would you like to help our museum today?"),
        customer("I give to other charities. How much do you need?"),
        bot("I am sorry to hear that. Any amount is fine."),
        customer("I will give 10 dollars then."),
        bot("Your gift has been noted."),
    )
    assert ask(question, turns).text.startswith(told)


def test_the_nearer_a_turn_comes_in_meaning_the_less_sure_an_absence_is():
    call = a_call((bot("Which seat would you like?"), customer("Any place by the windows will do, thanks.")))
    transcript = read_transcript(call, a_campaign(), analyse(call, a_campaign()))
    near, far = (
        absence(understand(f"Did the customer mention {thing}?"), transcript) for thing in ("a view", "an invoice")
    )
    assert 0.0 < near < far


WALK = (
    bot("Do you need parking for your visit?"),
    customer("No, I do not. I walk for an hour every single morning, it keeps me healthy."),
    bot("Lovely. Are you married, if I may ask?"),
    customer("No, I am unmarried, and no I want the quiet room."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # By the reply to the nearest question, by what the nearest turn says, and by its no.
        ("Will she require a parking spot?", "No ("),
        ("Does the customer take walks in the morning?", "Yes ("),
        ("Is the customer married?", "No ("),
        # A "no" before "I want" turns down something else.
        ("Did the customer want the quiet room?", "Yes ("),
        # What is near in meaning to nothing is not made up.
        ("Is the pool heated in winter?", "Not stated"),
    ],
)
def test_what_no_rule_knows_is_told_by_the_turn_that_comes_nearest(question, told):
    assert ask(question, WALK).text.startswith(told)
