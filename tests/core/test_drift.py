"""What a new analysis says differently, checked against numbers that were worked out by hand or by another library."""

import statistics
from math import log

import numpy as np
import pytest

from core.drift import AnswerFlip, Outcome, Quantiles, Verdicts, changes_of, stability_index


def verdicts(answers: dict[str, str], overall: float = 5.0) -> Verdicts:
    return Verdicts(
        answers,
        {"overall_quality_score": overall, "bot_performance_score": 6.0, "customer_engagement_score": 7.0},
    )


def test_flips_are_counted_by_question_and_pair_and_the_frequent_ones_come_first() -> None:
    answers = [("Yes", "No"), ("Yes", "No"), ("No", "Yes"), ("Yes", "Yes"), ("Mixed", "No")]
    changes = changes_of(Outcome(verdicts({"Q001": before}), verdicts({"Q001": after})) for before, after in answers)
    (question,) = changes.answers
    assert (question.question_id, question.compared_count) == ("Q001", 5)
    assert question.flips == (AnswerFlip("Yes", "No", 2), AnswerFlip("Mixed", "No", 1), AnswerFlip("No", "Yes", 1))
    assert (changes.compared_count, changes.changed_count) == (5, 4)


def test_a_question_is_compared_over_the_calls_that_have_it_before_and_after() -> None:
    old, new = verdicts({"Q002": "Yes", "Q001": "Yes"}), verdicts({"Q002": "No", "Q003": "Yes"})
    changes = changes_of([Outcome(old, new), Outcome(new, old), Outcome(old, old)])
    assert [(each.question_id, each.compared_count) for each in changes.answers] == [("Q001", 1), ("Q002", 3)]
    assert changes.changed_count == 2


def test_a_call_is_changed_by_a_score_alone() -> None:
    changes = changes_of([Outcome(verdicts({}, 5.0), verdicts({}, 5.1)), Outcome(verdicts({}), verdicts({}))])
    assert (changes.compared_count, changes.changed_count, changes.answers) == (2, 1, ())


def test_of_no_call_there_is_nothing_to_tell() -> None:
    changes = changes_of([])
    assert (changes.compared_count, changes.changed_count, changes.answers, changes.scores) == (0, 0, (), ())


def test_quantiles_are_those_of_the_standard_library() -> None:
    rng = np.random.default_rng(6)
    before, after = rng.uniform(0, 10, 137), rng.uniform(0, 10, 137)
    changes = changes_of(
        Outcome(verdicts({}, float(old)), verdicts({}, float(new))) for old, new in zip(before, after, strict=True)
    )
    (overall,) = [each for each in changes.scores if each.score == "overall_quality_score"]
    for found, sample in ((overall.before, before), (overall.after, after), (overall.shift, after - before)):
        cuts = statistics.quantiles(sample.tolist(), n=100, method="inclusive")
        expected = [cuts[percent - 1] for percent in (5, 25, 50, 75, 95)]
        assert [found.p5, found.p25, found.p50, found.p75, found.p95] == pytest.approx(expected, abs=5e-5)


def test_quantiles_of_one_call_are_its_score() -> None:
    (overall, *_) = [each for each in changes_of([Outcome(verdicts({}, 4.0), verdicts({}, 6.5))]).scores if each.psi]
    assert overall.before == Quantiles(4.0, 4.0, 4.0, 4.0, 4.0)
    assert overall.shift == Quantiles(2.5, 2.5, 2.5, 2.5, 2.5)


def test_the_stability_index_is_that_of_the_worked_example() -> None:
    # Tenths of 1..10: boundaries 1.9, 2.8 … 9.1, one value in each. After: three up to 1.9, none in the next two, one
    # in each of the others. With half an observation more in each, of 15 in all: 1.5 before, and 3.5, 0.5, 0.5 after.
    before = np.arange(1.0, 11.0)
    after = np.array([1.0, 1.5, 1.9, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])
    by_hand = (3.5 - 1.5) / 15 * log(3.5 / 1.5) + 2 * (0.5 - 1.5) / 15 * log(0.5 / 1.5)
    assert by_hand == pytest.approx(0.25945, abs=5e-6)
    assert stability_index(before, after) == pytest.approx(by_hand)


def test_the_stability_index_goes_by_the_usual_marks() -> None:
    # Of normal distributions with one spread the index tends to the square of the distance in that spread.
    rng = np.random.default_rng(7)
    before = rng.normal(5, 1, 50_000)
    same, moved, another = (rng.normal(5 + shift, 1, 50_000) for shift in (0, 0.4, 1))
    assert stability_index(before, before) == 0
    assert stability_index(before, same) < 0.01
    assert stability_index(before, moved) == pytest.approx(0.16, abs=0.02)
    assert stability_index(before, another) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(("after", "differs"), [(5.0, False), (9.0, True), (0.0, True)])
@pytest.mark.parametrize("calls", [1, 20])
def test_the_stability_index_sees_a_move_where_all_tenths_coincide(calls: int, after: float, differs: bool) -> None:
    index = stability_index(np.full(calls, 5.0), np.full(calls, after))
    assert np.isfinite(index)
    assert (index > 0.25) == differs
