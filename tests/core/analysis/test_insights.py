import pytest

from core.analysis.insights import Insights, insights
from core.analysis.measures import MEASURES
from core.campaigns import Script
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading
from tests.core.analysis.test_scores import RUDE_CALL


def said(*lines: Line, script: Script | None = None) -> Insights:
    reading = a_reading(*lines, script=script)
    metrics = tuple(measure(reading) for measure in MEASURES)
    return insights(reading, metrics)


def test_an_open_question_is_an_area_that_names_turn_time_and_words() -> None:
    found = said(*RUDE_CALL)
    (area,) = [area for area in found.areas_for_improvement if "upload speed" in area]
    assert "“What is the upload speed?”" in area
    assert "turn 1 at 0:0" in area
    assert "not resolved" in area


def test_an_answered_question_is_a_strength_and_no_area() -> None:
    found = said(*SMALL_TALK)
    assert any(
        "answered the customer's question “Does it come with a router?”" in strength for strength in found.strengths
    )
    assert not any("router" in area for area in found.areas_for_improvement)


def test_of_many_that_were_settled_a_dozen_turns_are_named() -> None:
    asked = [customer(f"What is the price of plan {number}?") for number in range(20)]
    answered = [bot(f"The price of plan {number} is {number + 10} dollars.") for number in range(20)]
    lines = [line for pair in zip(asked, answered, strict=True) for line in pair]
    (settled,) = [strength for strength in said(*lines).strengths if "settled" in strength]
    assert settled.startswith("The bot settled 20 ")
    assert settled.endswith("(turns 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 and 9 more).")


def test_annoyance_is_quoted_from_where_it_began() -> None:
    areas = said(*RUDE_CALL).areas_for_improvement
    assert any("frustrated or annoyed" in area and "ridiculous" in area and "turn 3" in area for area in areas)


def test_no_area_no_recommendation() -> None:
    found = said(*SMALL_TALK)
    assert bool(found.recommendations) == bool(found.areas_for_improvement)
    assert len(found.recommendations) <= len(found.areas_for_improvement)


def test_calls_that_differ_get_insights_that_differ() -> None:
    assert not set(said(*SMALL_TALK).strengths) & set(said(*RUDE_CALL).strengths)
    assert said(*RUDE_CALL).areas_for_improvement != said(*SMALL_TALK).areas_for_improvement


def test_a_broken_script_brings_advice_that_names_the_phrases() -> None:
    found = said(*SMALL_TALK, script=Script(required=("this call is recorded",)))
    assert any("“this call is recorded”" in advice for advice in found.recommendations)


def test_a_call_of_one_turn_is_survived() -> None:
    assert isinstance(said(customer("Hello?")), Insights)
    assert isinstance(said(bot("Hello?")), Insights)


def test_only_what_is_beyond_doubt_is_called_settled_or_open() -> None:
    found = said(bot("We have a plan."), customer("Is the router any good?"), bot("Many people like our plan."))
    assert not any("router" in sentence for sentence in (*found.strengths, *found.areas_for_improvement))


def replies_after(bot_s: float, customer_s: float) -> tuple[Line, ...]:
    lines: list[Line] = []
    clock = 0.0
    for number in range(6):
        lines += [bot(f"Is it plan {number}?", at=clock), customer("It may be.", at=clock + customer_s)]
        clock += customer_s + bot_s
    return tuple(lines)


def test_slow_replies_are_named_where_the_times_leave_no_doubt() -> None:
    (area,) = [area for area in said(*replies_after(40.0, 3.0)).areas_for_improvement if "waited" in area]
    assert "about" in area
    assert "estimated from turn times" in area


@pytest.mark.parametrize(("bot_s", "customer_s"), [(8.0, 3.0), (40.0, 40.0)])
def test_usual_gaps_and_typed_chats_say_nothing_of_slow_replies(bot_s: float, customer_s: float) -> None:
    assert not any("waited" in area for area in said(*replies_after(bot_s, customer_s)).areas_for_improvement)


def test_a_complaint_that_the_bot_takes_up_brings_no_advice() -> None:
    complaint = customer("This is annoying.")
    heeded = said(bot("We have a plan."), complaint, bot("I am sorry to hear that."), customer("Fine."), bot("Bye."))
    ignored = said(bot("We have a plan."), complaint, bot("It has a router."), customer("Fine."), bot("Bye."))
    assert not any("take up a complaint" in advice for advice in heeded.recommendations)
    assert any("take up a complaint" in advice for advice in ignored.recommendations)


ANNOYED = (bot("Hello"), customer("You are not listening, this is ridiculous!"), bot("The price is 30 dollars."))


def test_a_customer_who_was_annoyed_is_not_praised_as_positive() -> None:
    found = said(*ANNOYED, customer("Great, wonderful, I love it!"), bot("Bye."), customer("Perfect, excellent!"))
    assert any("frustrated or annoyed" in area for area in found.areas_for_improvement)
    assert not any("positive" in strength for strength in found.strengths)


def test_an_annoyed_turn_that_the_bot_passes_over_brings_advice() -> None:
    assert any("take up a complaint such as that of turn 1" in advice for advice in said(*ANNOYED).recommendations)


def test_a_reported_success_is_a_strength_with_the_words_that_report_it() -> None:
    found = said(customer("Please book a table."), bot("Your table is booked for seven."), customer("Thank you."))
    assert "The goal of the call was reached: the bot said “Your table is booked for seven” (turn 1" in " ".join(
        found.strengths
    )


def test_a_reported_failure_is_an_area() -> None:
    found = said(customer("Please book a table."), bot("I could not book the table."), customer("What a pity."))
    assert any("The goal of the call was not reached" in area for area in found.areas_for_improvement)
    assert not any("The goal of the call was reached" in strength for strength in found.strengths)


def test_who_asks_not_to_be_called_is_told_as_honoured_or_not() -> None:
    asked = customer("Please take me off your list and do not call me again.")
    ignored = said(bot("Hello, this is Ann."), asked, bot("The plan costs 30 dollars."))
    honoured = said(bot("Hello, this is Ann."), asked, bot("I have taken you off our list."))
    assert any("not to be called" in area for area in ignored.areas_for_improvement)
    assert any("not to be called" in strength for strength in honoured.strengths)
