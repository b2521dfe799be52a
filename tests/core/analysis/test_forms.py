"""How the words of a turn are divided into sentences."""

from core.analysis.forms import sentences_of
from core.analysis.phrases import normal_words


def test_a_turn_is_divided_after_its_marks():
    assert sentences_of(normal_words("Hello. How much is it? Fine")) == [
        ("hello", "."),
        ("how", "much", "is", "it", "?"),
        ("fine",),
    ]


def test_marks_without_words_are_sentences_up_to_three():
    assert sentences_of(normal_words("Wait... what?!")) == [("wait", "."), (".",), (".",), ("what", "?"), ("!",)]
    assert len(sentences_of(normal_words("Well " + "!?" * 10_000 + " no."))) == 5
