import math

import pytest

from core.analysis.pipeline import read
from core.analysis.time_on_offer import time_on_offer
from core.preprocessing import prepare
from core.wording import clock_breakdown
from tests.builders import Line, a_call, a_campaign, bot, customer
from tests.core.analysis.reading_builders import a_reading


def measured(*lines: Line, duration_s: float):
    return time_on_offer(read(prepare(a_call(lines, duration_s=duration_s)), a_campaign()))


def test_every_second_belongs_to_one_part() -> None:
    metric = measured(
        bot("Hello, this is Ava.", at=2),
        customer("Hi.", at=5),
        bot("We have a fibre internet plan with a router for 30 dollars.", at=10),
        customer("Sounds good, I'll take the internet plan.", at=40),
        bot("Thank you, goodbye!", at=50),
        customer("Bye.", at=55),
        duration_s=60,
    )
    assert metric.time_breakdown == {"main_offer": 50, "additional_queries": 0, "closing": 10, "total": 60}
    assert metric.answer == "83%"
    assert metric.answer_type == "numeric"


def test_time_on_other_matters_is_no_time_on_the_offer() -> None:
    metric = measured(
        bot("We have a fibre internet plan with a router.", at=0),
        customer("Listen, my cat Whiskers swallowed a needle yesterday.", at=20),
        bot("Poor Whiskers! Did the veterinarian operate on the cat?", at=40),
        customer("The veterinarian removed the needle, Whiskers scratched the nurse.", at=60),
        bot("Would you like the fibre internet plan with the router?", at=80),
        duration_s=100,
    )
    assert metric.time_breakdown is not None
    assert metric.time_breakdown["additional_queries"] == 60
    assert metric.answer == "40%"


def test_a_question_about_the_offer_is_time_on_the_offer() -> None:
    metric = measured(
        bot("We have a fibre internet plan with a router.", at=0),
        customer("How fast is the fibre internet?", at=10),
        bot("The fibre plan has a gigabit.", at=20),
        duration_s=30,
    )
    assert metric.answer == "100%"


def test_a_call_that_never_gets_beyond_its_opening_spends_no_time_on_the_offer() -> None:
    metric = measured(bot("Hello?", at=0), customer("Hello?", at=5), bot("Hello?", at=10), duration_s=15)
    assert metric.answer == "0%"


@pytest.mark.parametrize("repeats", [1, 7, 40])
def test_the_printed_parts_sum_to_the_printed_total(repeats: int) -> None:
    lines = [bot("We have a fibre plan."), customer("My uncle sings opera in Vienna."), bot("Bye!")] * repeats
    metric = time_on_offer(a_reading(*lines))
    assert metric.time_breakdown is not None
    parts = [seconds for name, seconds in metric.time_breakdown.items() if name != "total"]
    assert math.fsum(parts) == metric.time_breakdown["total"]

    def to_seconds(printed: str) -> int:
        return sum(int(part[:-1]) * {"h": 3600, "m": 60, "s": 1}[part[-1]] for part in printed.split())

    printed = {name: to_seconds(value) for name, value in clock_breakdown(metric.time_breakdown).items()}
    assert printed.pop("total") == sum(printed.values())
