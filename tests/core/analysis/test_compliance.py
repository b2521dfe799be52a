import pytest

from core.analysis.compliance import compliance
from core.campaigns import Script
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

SOME = (customer("Who?"), bot("We have a fibre plan."), customer("I see."))


def moments(*lines: Line, script: Script | None = None) -> dict[str, str | None]:
    return {detail.what: detail.status for detail in compliance(a_reading(*lines, script=script)).details or ()}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Hello, this is Ava from Brightline.", "met"),
        ("hi my name is ava", "met"),
        ("Thank you for calling Brightline, how can I help?", "met"),
        ("Good morning, I'm calling on behalf of the red cross.", "met"),
        ("I am your virtual assistant.", "met"),
        ("This is Ava.", "met"),
        ("Hello, how are you?", "missed"),
        ("This is a very good offer from us.", "missed"),
    ],
)
def test_the_bot_has_to_say_who_is_speaking(said: str, status: str) -> None:
    assert moments(bot(said), *SOME)["identification"] == status


def test_a_recording_notice_is_due_where_the_script_says_so() -> None:
    script = Script(required=("this call is recorded",))
    assert moments(*SMALL_TALK)["recording_notice"] == "no_opportunity"
    assert moments(*SMALL_TALK, script=script)["recording_notice"] == "missed"
    assert moments(bot("This call may be monitored."), *SOME)["recording_notice"] == "met"


@pytest.mark.parametrize(
    ("wish", "reply", "status"),
    [
        ("Please take me off your list.", "Of course, I have removed your number.", "met"),
        ("don't call me again", "we will not call you again", "met"),
        ("Stop calling me!", "We have a fibre plan for 30 dollars.", "missed"),
        ("Don't call me stupid.", "Sorry.", "no_opportunity"),
        ("Can I get this out of my system?", "Sorry.", "no_opportunity"),
        ("I will think about it.", "Thank you.", "no_opportunity"),
    ],
)
def test_an_opt_out_has_to_be_honoured(wish: str, reply: str, status: str) -> None:
    assert moments(SMALL_TALK[0], customer(wish), bot(reply), customer("Bye."))["opt_out"] == status


def test_one_missed_moment_is_a_no_and_moments_that_did_not_arise_are_none() -> None:
    assert compliance(a_reading(*SMALL_TALK)).answer == "Yes"
    missed = compliance(a_reading(bot("Hello, how are you?"), *SOME))
    assert (missed.answer, missed.status) == ("No", "missed")
