"""Questions labelled with what they ask for, apart by author, and what is measured on them."""

from collections import Counter
from pathlib import Path

import pytest

from core.answering.understand import understand
from training.evaluate.question_types import OPERATORS, questions, right_operator, right_order, right_side, rows

TRAINED_ON = questions(1) + questions(2) + questions(3)
TEST = questions(4)


def test_the_questions_of_the_test_stand_nowhere_among_those_seen_in_development():
    seen = {each["question"].casefold() for each in TRAINED_ON}
    assert not seen & {each["question"].casefold() for each in TEST}
    assert len(TEST) >= 290
    assert len(TRAINED_ON) >= 400


@pytest.mark.parametrize("author", [1, 2, 3, 4])
def test_every_author_asks_for_all_kinds_of_answers_in_many_ways(author):
    asked = questions(author)
    assert Counter(each["type"] for each in asked).keys() == {"boolean", "categorical", "numeric", "textual"}
    assert len({each["family"] for each in asked}) >= 30
    assert len({each["question"] for each in asked}) == len(asked)
    assert {each["operator"] for each in asked} <= OPERATORS.keys()


def test_most_questions_seen_in_development_are_read_rightly():
    plans = [(each, understand(each["question"])) for each in TRAINED_ON]
    assert sum(plan.type == each["type"] for each, plan in plans) / len(plans) >= 0.97
    assert sum(right_side(each, plan) for each, plan in plans) / len(plans) >= 0.88
    assert sum(right_order(each, plan) for each, plan in plans) / len(plans) >= 0.95


def test_an_operator_is_right_where_it_answers_such_a_question():
    asked = {"operator": "how_long", "order": None, "speaker": None}
    assert right_operator(asked, understand("How long was the call?"))
    assert not right_operator(asked, understand("Why did the customer refuse?"))


def test_an_order_that_nobody_asked_for_is_wrong():
    assert right_order({"order": "after"}, understand("Did she agree after the fee was named?"))
    assert not right_order({"order": None}, understand("Did she agree after the fee was named?"))


def test_rows_tell_the_whole_and_its_parts():
    found = {row.measure: row for row in rows(Path())}
    whole = found["accuracy of the type"]
    assert whole.n == len(TEST) == sum(row.n for measure, row in found.items() if measure.startswith("recall"))
    assert whole.low <= whole.value <= whole.high
    assert whole.baseline is not None
    assert whole.value > whole.baseline
