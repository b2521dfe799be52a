import pytest

from tests.builders import Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

OPENING, OFFER, ASKING, CLOSING = "Opening", "Offer presentation", "Q&A", "Closing"


def segments(*lines: Line, **about) -> list[str]:
    return [turn.segment for turn in a_reading(*lines, **about).turns]


def test_an_outbound_call_opens_offers_answers_and_closes() -> None:
    assert segments(
        bot("Hello, this is Ava from Brightline. How are you?"),
        customer("Hi, fine thanks."),
        bot("We have a new fibre internet plan for 30 dollars a month."),
        customer("Does it come with a router?"),
        bot("Yes, a router is included in the plan."),
        customer("Great, sign me up."),
        bot("Is there anything else I can do for you?"),
        customer("No, thank you."),
        bot("Have a nice day, goodbye!"),
    ) == [OPENING, OPENING, OFFER, ASKING, ASKING, OFFER, CLOSING, CLOSING, CLOSING]


def test_an_inbound_call_is_business_from_the_request_on() -> None:
    assert segments(
        bot("Thank you for calling Table Finder. How may I help you?"),
        customer("I'm looking for a cheap restaurant in the centre."),
        bot("What food would you like?"),
        customer("Italian."),
        bot("Roma is a cheap Italian restaurant in the centre."),
        customer("What is the phone number?"),
        bot("The phone number of the restaurant is 01223 355 166."),
        customer("Thank you, goodbye."),
        name="Restaurant line",
        description="Help callers find a restaurant and book a table.",
        keywords=("restaurant", "food", "table"),
        offer=None,
    ) == [OPENING, OFFER, OFFER, OFFER, OFFER, ASKING, ASKING, CLOSING]


def test_a_call_that_starts_with_business_has_no_opening() -> None:
    assert segments(customer("I want to order the fibre internet plan."), bot("Sure, which address?"))[0] == OFFER


def test_an_offer_of_more_help_in_the_middle_closes_nothing() -> None:
    found = segments(
        customer("I want the fibre internet plan."),
        bot("Your fibre plan is ordered. Anything else?"),
        customer("Yes, I also need a second router for the internet upstairs."),
        bot("A second router is in the mail, the fibre internet reaches upstairs."),
        customer("Thanks, bye."),
    )
    assert found[1] != CLOSING
    assert found[-1] == CLOSING


def test_a_refusal_of_the_offer_is_no_closing() -> None:
    found = segments(
        bot("Would you like the fibre internet plan with a router?"), customer("No, thanks."), bot("Okay, goodbye.")
    )
    assert found == [OFFER, OFFER, CLOSING]


def test_talk_that_leaves_the_topic_is_no_offer_presentation() -> None:
    found = segments(
        bot("We have a fibre internet plan with a router."),
        customer("My grandson Tommy is getting married in Scotland."),
        bot("Scotland is lovely for a wedding, congratulations to Tommy."),
        customer("The wedding cake weighs forty pounds."),
        bot("So, would you like the fibre internet plan?"),
    )
    assert found == [OFFER, ASKING, ASKING, ASKING, OFFER]


@pytest.mark.parametrize(
    "lines",
    [
        [bot("Hello")],
        [customer("Bye")],
        [bot("Hello"), customer("Hello"), bot("Bye"), customer("Bye")],
        [bot("👍")] * 30,
    ],
)
def test_opening_comes_first_and_closing_last_whatever_is_said(lines: list[Line]) -> None:
    found = segments(*lines)
    assert found == sorted(found, key=lambda segment: {OPENING: 0, CLOSING: 2}.get(segment, 1))
