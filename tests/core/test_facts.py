"""What lists and analytics know of a call."""

from dataclasses import replace
from typing import Any

import pytest

from core.analysis.measures import MEASURES
from core.analysis.pipeline import analyse
from core.facts import QUESTION_IDS, CallFacts, facts_of
from core.reports import Analysis, Metric, Report, TurnAnalysis
from tests.builders import SMALL_TALK, SOME_DAY, SOME_ID, Line, a_call, a_campaign, bot, customer


def facts(analysis: Analysis | None = None, turns: tuple[Line, ...] = SMALL_TALK, **details: Any) -> CallFacts:
    call = a_call(turns, **details)
    analysis = analysis or analyse(call, a_campaign())
    return facts_of(call, SOME_ID, Report(SOME_ID, SOME_DAY, 1.0, call.call_id, call.campaign_ref, analysis))


def with_metric(question_id: str, **changes: Any) -> Analysis:
    """Return an analysis of small talk with other words on one question."""
    analysis = analyse(a_call(), a_campaign())
    found: list[Metric] = [
        replace(metric, **changes) if metric.question_id == question_id else metric for metric in analysis.metrics
    ]
    return replace(analysis, metrics=tuple(found))


def felt(*sentiments: float) -> float | None:
    """Return how far the mood falls over turns of the customer, between which the bot is furious."""
    turns = tuple(line for _ in sentiments for line in (bot("Well?"), customer("Well.")))
    feelings = [feeling for sentiment in sentiments for feeling in (-1.0, sentiment)]
    analysis = analyse(a_call(), a_campaign())
    found = tuple(TurnAnalysis(index, feeling, (), "Q&A", 0.5) for index, feeling in enumerate(feelings))
    return facts(replace(analysis, turns=found), turns).mood_drop


def test_all_questions_of_a_report_are_known() -> None:
    call = a_call()
    assert tuple(metric.question_id for metric in analyse(call, a_campaign()).metrics) == QUESTION_IDS
    assert len(MEASURES) == len(QUESTION_IDS)


def test_answers_are_those_of_the_report_where_the_question_arises() -> None:
    analysis = analyse(a_call(), a_campaign())
    found = facts(analysis)
    assert found.judged
    assert found.overall_quality_score == analysis.overall_quality_score
    for metric in analysis.metrics:
        if metric.status == "no_opportunity":
            assert metric.question_id not in found.answers
        else:
            assert found.answers[metric.question_id] == metric.answer
            assert found.confidences[metric.question_id] == metric.confidence
    assert found.answers.keys() == found.confidences.keys()
    assert "Q009" not in found.answers  # a campaign without a script
    assert found.sentiment == found.answers["Q002"].lower()
    assert found.mean_confidence == pytest.approx(sum(metric.confidence for metric in analysis.metrics[:5]) / 5)


def test_a_call_that_cannot_be_judged_claims_nothing() -> None:
    found = facts(turns=(bot("Hello?"),), metadata={"campaign_segment": "new"})
    assert not found.judged
    assert found.status_reason
    assert found.segment == "new"
    assert CallFacts(SOME_ID, "Ava", "new", "", SOME_DAY, found.status_reason) == found


@pytest.mark.parametrize(
    ("question_id", "changes", "fact", "value"),
    [
        ("Q005", {"answer": "Interested"}, "interested", True),
        ("Q005", {"answer": "Undecided"}, "interested", False),
        ("Q005", {"status": "no_opportunity"}, "interested", None),
        ("Q006", {"answer": "Yes", "status": "met"}, "goal_reached", True),
        ("Q006", {"answer": "No", "status": "missed"}, "goal_reached", False),
        ("Q006", {"status": "no_opportunity"}, "goal_reached", None),
        ("Q003", {"requests": None, "new_requests": ("a", "b")}, "request_count", 2),
        ("Q003", {"new_requests": None}, "request_count", None),
        ("Q003", {"unresolved_count": 3}, "unresolved_count", 3),
        ("Q004", {"time_breakdown": {"main_offer": 3.0, "closing": 1.0, "total": 4.0}}, "main_offer_share", 0.75),
        ("Q004", {"time_breakdown": {"main_offer": 0.0, "closing": 0.0, "total": 0.0}}, "main_offer_share", None),
    ],
)
def test_what_a_question_says_becomes_a_fact(
    question_id: str, changes: dict[str, Any], fact: str, value: object
) -> None:
    assert getattr(facts(with_metric(question_id, **changes)), fact) == value


@pytest.mark.parametrize(
    ("value", "kept"), [("new", "new"), ("x" * 300, "x" * 200), (7, ""), (None, ""), ({"a": 1}, "")]
)
def test_a_segment_is_a_text_of_at_most_200_characters(value: object, kept: str) -> None:
    found = facts(metadata={"campaign_segment": value, "interaction_outcome": value})
    assert (found.segment, found.outcome) == (kept, kept)


def test_the_mood_falls_from_any_moment_to_a_later_one() -> None:
    assert felt(0.0, 0.0, 0.0) == 0.0
    assert felt(-1.0, 0.0, 1.0) == 0.0
    # Of means of up to three turns: .9, .9, .9, .4, −.1, −.6.
    assert felt(0.9, 0.9, 0.9, -0.6, -0.6, -0.6) == pytest.approx(1.5)
    assert felt(0.0, 0.0, -0.9, 0.0, 0.0, 0.0) == pytest.approx(0.3)
    assert felt(0.5) == 0.0


def test_a_customer_who_says_nothing_has_no_mood() -> None:
    analysis = replace(analyse(a_call(), a_campaign()), turns=(TurnAnalysis(0, 0.5, (), "Opening", 0.5),))
    assert facts(analysis, (bot("Hello?"),)).mood_drop is None
