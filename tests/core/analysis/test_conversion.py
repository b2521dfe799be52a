import pytest

from core.analysis.conversion import LEAST_WHEN_DONE, bounded, stated_amounts
from core.analysis.interest import interest
from core.reports import Metric
from tests.builders import Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

OFFER = bot("We have a new fibre internet plan for 30 dollars a month. Would you like it?")


def answered(*lines: Line) -> Metric:
    return interest(a_reading(OFFER, *lines))


def chance(metric: Metric) -> float:
    assert metric.conversion_probability is not None
    return metric.conversion_probability


@pytest.mark.parametrize("text", ["No, thank you.", "I am not interested, but I love the work you do, it is great."])
def test_who_is_not_interested_does_not_convert_more_likely_than_not(text: str) -> None:
    found = answered(customer(text), bot("Goodbye."))
    assert found.answer == "Not interested"
    assert chance(found) < 0.5


def test_a_deed_that_the_bot_reports_done_is_done() -> None:
    found = answered(customer("Yes, book it please."), bot("Your plan is booked."))
    assert (found.answer, chance(found) >= LEAST_WHEN_DONE) == ("Interested", True)


def test_who_promises_is_likelier_to_convert_than_who_refuses() -> None:
    promised = answered(customer("Yes, sign me up, I will take it."), bot("Thank you."))
    refused = answered(customer("No, I do not want it."), bot("Thank you."))
    assert chance(promised) > chance(refused)


def test_a_bound_keeps_the_order_of_calls() -> None:
    low, high = (bounded(estimated, (), interested=False) for estimated in (0.6, 0.9))
    assert 0.4 < low < high < 0.5
    assert bounded(0.3, (), interested=False) == 0.3
    assert bounded(0.9, (), interested=None) == 0.9


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("i can give 50 cents", [0.5]),
        ("$ 2 then", [2.0]),
        ("call me at 5", []),
        ("0 dollars", [0.0]),
        ("$ 1,000", [1000.0]),
    ],
)
def test_only_money_is_an_amount(text: str, amounts: list[float]) -> None:
    assert stated_amounts(tuple(text.split())) == amounts
