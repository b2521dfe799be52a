import pytest

from core.analysis.new_requests import new_requests
from tests.builders import bot, customer
from tests.core.analysis.reading_builders import a_reading

OFFER = bot("We have a new fibre internet plan for 30 dollars a month. Would you like it?")


def test_a_question_of_the_customer_is_new_and_quoted_verbatim() -> None:
    metric = new_requests(a_reading(OFFER, customer("Hm. Is a router included?"), bot("Yes, it is included.")))
    assert (metric.answer, metric.new_requests, metric.unresolved_count) == ("Yes", ("Is a router included?",), 0)
    assert [item.quote for item in metric.evidence] == ["Is a router included?"]


def test_taking_up_the_offer_is_no_new_request() -> None:
    metric = new_requests(a_reading(OFFER, customer("Yes, please sign me up."), bot("Done, thank you.")))
    assert (metric.answer, metric.new_requests, metric.unresolved_count) == ("No", (), 0)


def test_a_request_for_something_else_is_new() -> None:
    metric = new_requests(
        a_reading(
            OFFER, customer("Not now. Can you change my postal address?"), bot("I am not able to help with that.")
        )
    )
    assert metric.new_requests == ("Can you change my postal address?",)
    assert metric.unresolved_count == 1


def test_what_was_put_off_counts_as_unresolved() -> None:
    metric = new_requests(
        a_reading(OFFER, customer("What is the upload speed?"), bot("A colleague will call you back."))
    )
    assert metric.unresolved_count == 1


@pytest.mark.parametrize(
    "text",
    ["And can I cancel the fibre plan early without a penalty?", "Is the price really fixed?", "What does it cost?"],
)
def test_every_question_is_new_also_about_the_offer(text: str) -> None:
    assert new_requests(a_reading(OFFER, customer(text), bot("Yes."))).new_requests == (text,)


def test_a_redirection_elsewhere_counts_as_unresolved() -> None:
    metric = new_requests(
        a_reading(OFFER, customer("Can you change my address?"), bot("Please use the app or call the branch for that."))
    )
    assert metric.unresolved_count == 1


def test_each_request_is_told_with_its_outcome_and_the_words_that_settle_it() -> None:
    metric = new_requests(
        a_reading(
            OFFER,
            customer("Is a router included?"),
            bot("Yes, the router is included."),
            customer("Can you change my postal address?"),
            bot("I am sorry, I cannot change your address."),
        )
    )
    told = [
        (each.kind, each.outcome, each.request.turn, each.reply and each.reply.quote) for each in metric.requests or ()
    ]
    assert told == [
        ("question", "resolved", 1, "Yes, the router is included."),
        ("request", "unresolved", 3, "I am sorry, I cannot change your address."),
    ]


def test_a_request_after_which_the_bot_is_silent_has_no_reply() -> None:
    (raised,) = new_requests(a_reading(OFFER, customer("Can you change my postal address?"))).requests or ()
    assert (raised.outcome, raised.reply) == ("unresolved", None)


def test_the_main_business_is_told_too_but_is_not_new() -> None:
    metric = new_requests(
        a_reading(
            customer("Can you sign me up for the fibre internet plan?"),
            bot("One moment."),
        )
    )
    assert metric.new_requests == ()
    assert [(each.new, each.outcome) for each in metric.requests or ()] == [(False, "unclear")]
