"""Means, shares and distributions of many calls."""

import pytest

from core.analysis.measures import MEASURES
from core.analysis.pipeline import analyse
from core.analysis.questions import QUESTIONS
from core.analytics import (
    GroupMoments,
    Mean,
    mean_of,
    moments_of,
    number_of,
    question_statistics,
    rate_of,
    score_statistics,
    together,
    trend_of,
    weeks_of,
)
from core.statistics.intervals import mean_interval
from core.statistics.moments import NONE, Moments
from core.wording import clock, percent
from tests.builders import a_call, a_campaign


def a_day(day: str, *scores: float) -> GroupMoments:
    values = {score: scores.count(score) for score in scores}
    return GroupMoments(
        day, len(scores), 1, {"overall_quality_score": moments_of(values)}, {"interested": (1, len(scores))}
    )


def test_questions_are_those_of_a_report() -> None:
    metrics = analyse(a_call(), a_campaign()).metrics
    assert {metric.question_id: metric.question for metric in metrics} == QUESTIONS
    assert len(MEASURES) == len(QUESTIONS)


def test_days_together_are_what_their_calls_are() -> None:
    whole = together("all", [a_day("2024-03-01", 1.0, 2.0), a_day("2024-03-02"), a_day("2024-03-03", 6.0)])
    assert (whole.judged, whole.not_judged, whole.rates["interested"]) == (3, 3, (3, 3))
    score = whole.scores["overall_quality_score"]
    assert (score.n, score.mean, score.variance) == pytest.approx((3, 3.0, 7.0))


def test_weeks_begin_on_monday_and_gaps_stay_gaps() -> None:
    days = [a_day(day, 1.0) for day in ("2024-02-26", "2024-03-03", "2024-03-04", "2024-12-30", "2025-01-05")]
    assert [(week.group, week.judged) for week in weeks_of(days)] == [
        ("2024-02-26", 2),
        ("2024-03-04", 1),
        ("2024-12-30", 2),
    ]


@pytest.mark.parametrize(("last", "groups"), [("2024-03-30", ["2024-01-01", "2024-03-30"]), ("2024-03-31", None)])
def test_a_trend_of_more_than_90_days_goes_by_weeks(last: str, groups: list[str] | None) -> None:
    found = [each.group for each in trend_of([a_day("2024-01-01", 1.0), a_day(last, 1.0)])]
    assert found == (groups or ["2024-01-01", "2024-03-25"])
    assert trend_of([]) == []


def test_a_mean_of_one_call_has_no_interval_and_of_none_there_is_none() -> None:
    assert mean_of(Moments(1, 5.0, 0.0)) == Mean(1, 5.0, None, None)
    assert mean_of(NONE) is None
    interval = mean_interval(4, 5.0, 2.0)
    assert interval is not None
    assert mean_of(Moments(4, 5.0, 12.0)) == Mean(4, 5.0, *interval)


def test_a_rate_of_no_call_has_no_share() -> None:
    found = rate_of("interested", 0, 0)
    assert (found.share, found.low, found.high) == (None, None, None)


def test_a_full_score_is_in_the_last_bin() -> None:
    found = score_statistics("overall_quality_score", {10.0: 2, 9.0: 1, 0.99: 1, 1.0: 1})
    assert found.histogram == (1, 1, 0, 0, 0, 0, 0, 0, 0, 3)
    assert found.quantiles is not None
    assert found.quantiles.p50 == 9.0


def test_a_score_of_one_call_does_not_deviate() -> None:
    found = score_statistics("overall_quality_score", {5.0: 1})
    assert found.standard_deviation is None
    assert found.mean == Mean(1, 5.0, None, None)


@pytest.mark.parametrize("seconds", [0, 59, 60, 3600, 7325])
def test_spans_of_time_are_read_as_they_are_written(seconds: int) -> None:
    assert number_of(clock(seconds)) == seconds


def test_percentages_are_read_as_they_are_written() -> None:
    assert [number_of(percent(share)) for share in (0.0, 0.07, 1.0)] == [0, 7, 100]
    with pytest.raises(ValueError, match="no number"):
        number_of("Yes")


def test_ends_of_ranges_belong_to_the_range_that_they_begin() -> None:
    found = question_statistics("Q004", "?", {"0%": 1, "19%": 1, "20%": 1, "80%": 1, "100%": 1}, 0.5)
    assert [answer.count for answer in found.answers] == [2, 1, 0, 0, 2]
    assert found.mean is not None
    assert found.mean.mean == pytest.approx(43.8)
    assert [
        answer.count for answer in question_statistics("Q011", "?", {"1s": 3, "2s": 1, "1m 0s": 1}, 0.5).answers
    ] == [
        3,
        1,
        0,
        0,
        1,
    ]


def test_answers_that_are_words_are_told_by_how_many_there_are() -> None:
    found = question_statistics("Q002", "?", {"Neutral": 2, "Positive": 5, "Mixed": 2}, 0.5)
    assert [(answer.answer, answer.count) for answer in found.answers] == [
        ("Positive", 5),
        ("Mixed", 2),
        ("Neutral", 2),
    ]
    assert found.mean is None
    assert question_statistics("Q002", "?", {}, None).answers == ()
    assert question_statistics("Q004", "?", {}, None).answers == ()
