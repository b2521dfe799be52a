"""The questionnaire in other words, and the mean over questions."""

import json

import numpy as np
import pytest

from training.evaluate.questionnaire import REWORDED, Said, mean_over_questions, with_both_answers


def said(question: str, truth: str, answer: str) -> Said:
    return Said("own-1", question, question, truth, answer, 0.5)


def test_each_question_is_put_in_three_other_words() -> None:
    reworded = json.loads(REWORDED.read_text(encoding="utf-8"))
    assert len(reworded) == 28
    for question, wordings in reworded.items():
        assert len({question, *wordings}) == 4


def test_every_question_counts_the_same_whatever_its_number_of_calls() -> None:
    often = [said("often", truth, truth) for truth in ("Yes", "No") for _ in range(50)]
    seldom = [said("seldom", "Yes", "No"), said("seldom", "No", "No")]
    found = often + seldom
    assert mean_over_questions(found)(np.arange(len(found))) == pytest.approx((1.0 + 0.5) / 2)


def test_neither_yes_nor_no_is_wrong() -> None:
    found = [said("one", "Yes", ""), said("one", "No", "No")]
    assert mean_over_questions(found)(np.arange(2)) == 0.5


def test_a_question_that_a_resample_lacks_is_left_out_of_its_mean() -> None:
    found = [said("one", "Yes", "Yes"), said("one", "No", "No"), said("other", "Yes", "No"), said("other", "No", "Yes")]
    assert mean_over_questions(found)(np.array([0, 1, 1])) == 1.0


def test_a_question_that_every_call_answers_alike_is_no_test_of_reading() -> None:
    found = [said("both", "Yes", ""), said("both", "No", ""), said("one", "Yes", "Yes")]
    assert {each.question for each in with_both_answers(found)} == {"both"}
