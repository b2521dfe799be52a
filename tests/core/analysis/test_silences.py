import pytest

from core.analysis.balance import balance
from core.analysis.silences import silences
from tests.builders import SMALL_TALK, bot, customer
from tests.core.analysis.reading_builders import a_reading

HOLD = (
    bot("Hello, how can I help?", at=0),
    customer("What is my balance?", at=3),
    bot("One moment please.", at=6),
    bot("It is 300 dollars.", at=36),
    customer("Thanks.", at=39),
)


def test_a_hold_is_told_with_its_length() -> None:
    metric = silences(a_reading(*HOLD))
    assert metric.details is not None
    assert [(detail.what, detail.evidence and detail.evidence.quote) for detail in metric.details] == [
        ("hold", "One moment please.")
    ]
    assert int(metric.answer.rstrip("s")) == pytest.approx(28, abs=2)
    assert metric.evidence[0].turn == 2


def test_a_silence_without_a_word_on_it_is_a_silence() -> None:
    lines = (bot("Hello.", at=0), customer("Hi, what is it about?", at=2), bot("A fibre plan.", at=20))
    details = silences(a_reading(*lines)).details
    assert details is not None
    assert [detail.what for detail in details] == ["silence"]


def test_where_nobody_is_silent_no_words_are_quoted_for_it() -> None:
    metric = silences(a_reading(*(bot("We have a very good plan for you.", at=at) for at in range(4))))
    assert (metric.answer, metric.evidence) == ("0s", ())


def test_without_times_there_is_no_silence_to_measure() -> None:
    lines = [bot("Hello.", at=0), customer("Hi.", at=0), bot("We have a plan.", at=0)]
    assert silences(a_reading(*lines)).status == "no_opportunity"


def test_the_balance_is_the_share_of_the_talk() -> None:
    reading = a_reading(*SMALL_TALK)
    metric = balance(reading)
    assert metric.answer == f"{round(100 * reading.talk_time.bot_share)}%"
    assert metric.time_breakdown is not None
    assert metric.time_breakdown["bot"] > metric.time_breakdown["customer"] > 0


def test_one_side_alone_has_no_balance() -> None:
    assert balance(a_reading(bot("Hello?"), bot("Goodbye."))).status == "no_opportunity"
