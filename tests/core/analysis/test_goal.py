import pytest

from core.analysis.goal import goal_reached, reported
from core.analysis.phrases import normal_words
from tests.builders import Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

OFFER = bot("We have a fibre plan for 30 dollars a month. Would you like to order it?")
TABLE = customer("I need a table for two tomorrow.")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("Your table is booked for eight.", "done"),
        ("great i have gone ahead and booked the cab for you", "done"),
        ("Booking confirmed, enjoy!", "done"),
        ("Your payment went through.", "done"),
        ("I'm sorry, but I could not complete the payment.", "not done"),
        ("unfortunately your request was not successful", "not done"),
        ("There is no table available at eight, shall I try nine?", "not done"),
        ("That flight is sold out.", "not done"),
        ("Shall I book it for you?", None),
        ("Once your order is confirmed you will get a mail.", None),
        ("Please confirm: the room is booked for two nights.", None),
        ("If there is nothing else, have a nice day.", None),
        ("We have a fibre plan for 30 dollars.", None),
    ],
)
def test_the_bot_says_of_a_transaction_that_it_is_done_or_not(said: str, outcome: str | None) -> None:
    assert reported(normal_words(said)) == outcome


@pytest.mark.parametrize(
    ("lines", "answer", "status"),
    [
        ((TABLE, bot("For what time?"), customer("Eight."), bot("Your table is booked.")), "Yes", "met"),
        ((TABLE, bot("Sorry, there is no table available."), customer("Pity, bye.")), "No", "missed"),
        (
            (
                TABLE,
                bot("There is no table available at eight."),
                customer("At nine then."),
                bot("Your table is booked."),
            ),
            "Yes",
            "met",
        ),
        ((OFFER, customer("Yes, sign me up."), bot("Thank you, goodbye.")), "Yes", "met"),
        ((OFFER, customer("No thanks, not interested."), bot("Goodbye.")), "No", "missed"),
        ((OFFER, customer("Hm."), bot("Goodbye.")), "No", "missed"),
        (
            (bot("Hello."), customer("Hello."), bot("Nice weather."), customer("Yes.")),
            "Not applicable",
            "no_opportunity",
        ),
    ],
)
def test_the_last_word_on_the_matter_decides(lines: tuple[Line, ...], answer: str, status: str) -> None:
    metric = goal_reached(a_reading(*lines))
    assert (metric.answer, metric.status) == (answer, status)
    assert metric.answer_type == ("boolean" if status != "no_opportunity" else "categorical")


def test_to_stop_playing_does_not_undo_what_was_reached() -> None:
    lines = (
        customer("Can you tell me a fact about snails?"),
        bot("A snail takes 33 hours to crawl one mile. Would you like to continue?"),
        customer("No, that is enough."),
    )
    assert goal_reached(a_reading(*lines)).answer == "Yes"


def test_the_evidence_is_the_deciding_sentence() -> None:
    metric = goal_reached(a_reading(TABLE, bot("One moment. Your table is booked. Anything else?"), customer("No.")))
    assert [(item.turn, item.quote) for item in metric.evidence] == [(1, "Your table is booked.")]


def test_a_customer_who_did_not_want_to_has_reached_nothing_by_asking() -> None:
    metric = goal_reached(
        a_reading(
            bot("We have a new fibre internet plan."),
            customer("Is a router included?"),
            bot("Yes, a router is included."),
            customer("I am not sure that I can afford it."),
            bot("It saves money in the long run."),
            customer("It is too expensive for me, I doubt it."),
        )
    )
    assert metric.answer == "No"
    assert [item.turn for item in metric.evidence] == [5]
