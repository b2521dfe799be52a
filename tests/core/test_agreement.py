"""Who agrees with whom."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from core.agreement import MOST_COMPARED, Agreement, agreement_of
from core.reviews import ReviewedAnswer, ReviewedCall
from tests.builders import SOME_DAY, SOME_ID


def reviewed(
    call: int, answer: str, machine: str, *, by: str = "ann", question: str = "Q001", at: datetime = SOME_DAY
) -> ReviewedCall:
    return ReviewedCall(UUID(int=call), by, f"id of {by}", at, (ReviewedAnswer(question, answer, machine),))


def test_the_machine_is_compared_with_each_reviewer_by_question() -> None:
    said = [("Yes", "Yes")] * 20 + [("No", "No")] * 15 + [("Yes", "No")] * 5 + [("No", "Yes")] * 10
    found = agreement_of(SOME_ID, [reviewed(call, *each) for call, each in enumerate(said)])
    (question,) = found.machine
    expected = cohens_kappa([[20, 5], [10, 15]])
    assert (question.question_id, question.n, question.agreed_count, question.agreement) == ("Q001", 50, 35, 0.7)
    assert question.kappa == pytest.approx(0.4)
    assert (question.kappa_low, question.kappa_high) == pytest.approx((expected.kappa_low, expected.kappa_upp))
    assert question.low < 0.7 < question.high
    assert found.reviewed_count == 50
    assert [(each.reviewer, each.questions) for each in found.reviewers] == [("ann", (question,))]
    assert found.pairs == ()


def test_a_call_that_several_have_reviewed_counts_once_by_the_newest_review() -> None:
    later = SOME_DAY + timedelta(hours=1)
    found = agreement_of(
        SOME_ID, [reviewed(1, "No", "Yes", by="bo", at=later), reviewed(1, "Yes", "Yes"), reviewed(2, "Yes", "Yes")]
    )
    assert [(each.n, each.agreed_count) for each in found.machine] == [(2, 1)]
    assert found.reviewed_count == 2
    assert [(each.reviewer, each.questions[0].n) for each in found.reviewers] == [("ann", 2), ("bo", 1)]


def test_a_review_that_corrects_one_answer_leaves_the_others_of_its_reviewer() -> None:
    later = SOME_DAY + timedelta(hours=1)
    found = agreement_of(
        SOME_ID,
        [
            reviewed(1, "Yes", "Yes", at=later),
            reviewed(1, "Mixed", "Mixed", question="Q002"),
            reviewed(1, "No", "Yes"),
            reviewed(1, "Mixed", "Mixed", by="bo", question="Q002"),
            reviewed(1, "Yes", "Yes", by="bo"),
        ],
    )
    for questions in (found.reviewers[0].questions, found.pairs[0].questions):
        assert [(each.question_id, each.n, each.agreed_count) for each in questions] == [("Q001", 1, 1), ("Q002", 1, 1)]


def test_reviewers_are_compared_on_the_calls_and_questions_that_both_have_answered() -> None:
    found = agreement_of(
        SOME_ID,
        [
            reviewed(1, "Yes", "Yes"),
            reviewed(2, "Yes", "Yes"),
            reviewed(3, "No", "Yes"),
            reviewed(1, "Yes", "No", by="bo"),
            reviewed(2, "No", "No", by="bo"),
            reviewed(3, "Mixed", "Mixed", by="bo", question="Q002"),
            reviewed(4, "Yes", "Yes", by="cy"),
        ],
    )
    (pair,) = found.pairs
    assert pair.reviewers == ("ann", "bo")
    assert [(each.question_id, each.n, each.agreed_count) for each in pair.questions] == [("Q001", 2, 1)]


def test_those_who_have_answered_most_are_compared_with_each_other() -> None:
    reviews = [
        reviewed(call, "Yes", "Yes", by=f"r{by:02}") for by in range(MOST_COMPARED + 2) for call in range(by + 1)
    ]
    found = agreement_of(SOME_ID, reviews)
    assert len(found.reviewers) == MOST_COMPARED + 2
    assert len(found.pairs) == MOST_COMPARED * (MOST_COMPARED - 1) / 2
    assert not {"r00", "r01"} & {name for pair in found.pairs for name in pair.reviewers}


def test_reviewers_of_one_name_are_told_apart() -> None:
    one, other = (
        reviewed(1, "Yes", "Yes"),
        ReviewedCall(UUID(int=1), "ann", "another", SOME_DAY, (ReviewedAnswer("Q001", "No", "Yes"),)),
    )
    found = agreement_of(SOME_ID, [one, other])
    assert [each.reviewer for each in found.reviewers] == ["ann", "ann"]
    assert found.pairs[0].questions[0].agreed_count == 0


def test_numbers_agree_within_a_range() -> None:
    found = agreement_of(
        SOME_ID,
        [
            reviewed(1, "72%", "61%", question="Q004"),
            reviewed(2, "59%", "61%", question="Q004"),
            reviewed(3, "Not applicable", "4s", question="Q011"),
        ],
    )
    assert [(each.question_id, each.n, each.agreed_count) for each in found.machine] == [("Q004", 2, 1), ("Q011", 1, 0)]


def test_agreement_beyond_chance_is_not_told_of_answers_that_are_all_the_same() -> None:
    found = agreement_of(SOME_ID, [reviewed(call, "Yes", "Yes") for call in range(3)])
    (question,) = found.machine
    assert question == Agreement("Q001", 3, 3, 1.0, question.low, 1.0)
    assert question.low < 0.5


def test_without_reviews_there_is_nothing_to_tell() -> None:
    found = agreement_of(SOME_ID, [])
    assert (found.reviewed_count, found.machine, found.reviewers, found.pairs) == (0, (), (), ())
