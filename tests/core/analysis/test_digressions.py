"""Asides: what the customer announces as something else."""

import pytest

from core.analysis.pipeline import analyse
from tests.builders import a_call, a_campaign, bot, customer

OFFER = [
    bot("Hello, this is Ava from Brightline. Am I speaking with Ms. Lee?"),
    customer("Yes, this is she."),
    bot("We have a new fibre internet plan for 30 dollars a month. Would you like to hear more?"),
    customer("Yes, does the fibre plan come with a router?"),
    bot("Yes, a router is included in the fibre internet plan."),
]
REST = [
    customer("Great, then sign me up for the fibre plan."),
    bot("I have ordered the fibre internet plan for you. Goodbye!"),
]


@pytest.mark.parametrize(
    "aside", ["By the way, my dog chased the postman through the garden.", "Another thing, can you wake my neighbour?"]
)
def test_an_announced_aside_is_off_the_topic_with_its_reply(aside: str) -> None:
    turns = [*OFFER, customer(aside), bot("Oh dear, I hope that the postman is well."), *REST]
    analysis = analyse(a_call(turns), a_campaign())
    assert [turn.topic_relevance < 0.6 for turn in analysis.turns[5:7]] == [True, True]
    assert (analysis.metric("Q004").time_breakdown or {})["additional_queries"] > 0


def test_an_aside_about_the_topic_is_none() -> None:
    turns = [*OFFER, customer("By the way, is the fibre internet plan fast?"), bot("Yes, the fibre plan is."), *REST]
    analysis = analyse(a_call(turns), a_campaign())
    assert all(turn.topic_relevance >= 0.6 for turn in analysis.turns[5:7])


def test_saying_who_is_calling_is_the_opening() -> None:
    analysis = analyse(a_call([*OFFER, *REST]), a_campaign())
    assert [turn.segment for turn in analysis.turns[:3]] == ["Opening", "Opening", "Offer presentation"]
