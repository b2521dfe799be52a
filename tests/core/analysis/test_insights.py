import pytest

from core.analysis.insights import Insights, insights
from core.analysis.measures import MEASURES
from core.analysis.scores import score_parts
from core.campaigns import Script
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading
from tests.core.analysis.test_scores import RUDE_CALL


def said(*lines: Line, script: Script | None = None) -> Insights:
    reading = a_reading(*lines, script=script)
    metrics = tuple(measure(reading) for measure in MEASURES)
    return insights(reading, metrics, score_parts(reading, metrics))


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


def test_a_complaint_is_quoted_where_it_was_made() -> None:
    areas = said(*RUDE_CALL).areas_for_improvement
    assert any("complained" in area and "ridiculous" in area and "turn 3" in area for area in areas)


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
