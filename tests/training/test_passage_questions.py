"""Questions that a call answers, and such as it cannot."""

from tests.builders import bot, customer
from tests.core.answering.test_retrieve import transcript
from training.passage_questions import with_a_strange_word

READ = transcript(
    bot("What day would you like the party to be?"),
    customer("On Friday, at the North Heights venue."),
    bot("The party is booked."),
)


def test_the_word_that_tells_most_is_changed_for_one_that_nobody_says():
    assert with_a_strange_word("Which venue did the customer choose?", "What was the cable's colour?", READ) == (
        "Which cable's did the customer choose?"
    )


def test_nothing_is_changed_where_the_other_question_has_no_strange_word():
    assert with_a_strange_word("Which venue did the customer choose?", "What day was the party?", READ) == ""


def test_nothing_is_changed_where_the_question_has_no_word_of_the_call():
    assert with_a_strange_word("Which doctor did the customer choose?", "What was the cable?", READ) == ""
