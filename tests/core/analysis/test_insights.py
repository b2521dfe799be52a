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
        "“Does it come with a router?”" in strength and "was resolved" in strength for strength in found.strengths
    )
    assert not any("router" in area for area in found.areas_for_improvement)


def test_a_complaint_is_quoted_where_it_was_made() -> None:
    areas = said(*RUDE_CALL).areas_for_improvement
    assert any("complained in 1 turn" in area and "ridiculous" in area and "turn 3" in area for area in areas)


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
