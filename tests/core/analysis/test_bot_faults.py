import pytest

from core.analysis.bot_faults import bot_faults
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

PRICE = customer("How much does the router cost?")


def kinds(*lines: Line) -> list[tuple[str, int]]:
    details = bot_faults(a_reading(*lines)).details or ()
    return [(detail.what, detail.evidence.turn) for detail in details if detail.evidence is not None]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            (bot("What is your date of birth?"), customer("May the first."), bot("What is your date of birth?")),
            [("repetition", 2)],
        ),
        (
            (
                PRICE,
                bot("Our offices are in the old town."),
                customer("But how much does the router cost?"),
                bot("Free."),
            ),
            [("no_answer", 1)],
        ),
        (
            (customer("drinks and snacks"), bot("What kind of venue?"), customer("drinks and snacks"), bot("A pub.")),
            [("no_answer", 1)],
        ),
        ((PRICE, bot("I am sorry, I cannot help you with that."), customer("Fine.")), [("cannot_help", 1)]),
        (
            (
                PRICE,
                bot("The router is included in the plan."),
                customer("Really?"),
                bot("The router is not included in the plan."),
            ),
            [("contradiction", 3)],
        ),
    ],
)
def test_a_fault_is_found_with_its_kind_and_turn(lines: tuple[Line, ...], found: list[tuple[str, int]]) -> None:
    assert kinds(*lines) == found


def test_a_bot_that_goes_round_is_in_a_loop() -> None:
    round_ = (
        bot("Please say your account number."),
        customer("4711"),
        bot("Is it a private account?"),
        customer("Yes."),
    )
    assert ("loop", 6) in kinds(*round_, *round_)


@pytest.mark.parametrize(
    "lines",
    [
        SMALL_TALK,
        (PRICE, bot("The router costs 30 dollars."), customer("How much does the router cost?"), bot("30 dollars.")),
        (bot("Thank you for calling."), customer("Bye."), bot("Thank you for calling.")),
        (
            bot("At eight?"),
            customer("That works for me."),
            bot("For two?"),
            customer("That works for me."),
            bot("Fine."),
        ),
        (
            customer("A table at eight?"),
            bot("There is no table available then."),
            customer("At nine?"),
            bot("There is no table available then."),
        ),
    ],
    ids=["a good call", "answered before", "courtesy", "agreeing twice", "news that is the same"],
)
def test_what_is_no_fault(lines: tuple[Line, ...]) -> None:
    metric = bot_faults(a_reading(*lines))
    assert (metric.answer, metric.status, metric.details) == ("No", "met", ())


def test_a_call_without_the_bot_gives_no_opportunity() -> None:
    assert bot_faults(a_reading(customer("Hello?"), customer("Is anybody there?"))).status == "no_opportunity"


def test_what_the_customer_asked_for_again_may_be_said_again() -> None:
    number = bot("Their phone number is 555 0100, and they are in the centre.")
    metric = bot_faults(a_reading(number, customer("What is the phone number?"), number))
    assert metric.answer == "No"


def test_words_that_come_again_and_again_are_a_loop_wherever_they_stand() -> None:
    asking = bot("What part of town do you have in mind?")
    answers = [customer(f"The {place} please.") for place in ("north", "centre", "west", "south")]
    others = [bot(f"Sorry, nothing is open in {place}.") for place in ("Arbury", "Girton", "Histon", "Milton")]
    noted = [customer(f"I see, {number}.") for number in ("one", "two", "three", "four")]
    lines = [line for each in zip(answers, others, noted, strict=True) for line in (asking, *each)]
    assert "loop" in [detail.what for detail in bot_faults(a_reading(*lines)).details or ()]
