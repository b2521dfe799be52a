"""Typing errors in the words by which a question is understood."""

import pytest

from core.answering.asked.spelling import respell
from core.answering.understand import understand


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("did teh custmer agre", "did the customer agree"),
        ("how mnay times", "how many times"),
        ("wehn does he want the dilivery", "when does he want the delivery"),
        ("dose the bot anser", "does the bot answer"),
    ],
)
def test_misspelt_words_that_decide_are_set_right(typed, meant):
    assert respell(tuple(typed.split())) == tuple(meant.split())


@pytest.mark.parametrize(
    "said", ["was a fare quoted from the form", "the refusal cost a cot", "which dose did she take", "politer than ava"]
)
def test_words_that_are_no_errors_stay(said):
    assert respell(tuple(said.split())) == tuple(said.split())


def test_a_question_with_errors_is_read_like_one_without():
    assert understand("did teh custmer agre to the renewal").in_short() == (
        understand("Did the customer agree to the renewal?").in_short()
    )
