"""Who is meant by the words of a question, and what it is about."""

import pytest

from core.answering.vocabulary import speaker_asked_about, topic_words
from core.calls import Speaker


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("did the woman want a refund", "customer"),
        ("why would the donor not give more", "customer"),
        ("was the passenger in a hurry", "customer"),
        ("which number did the cardholder give", "customer"),
        ("was the man's order complete", "customer"),
        ("did the rep offer the lady a discount", "bot"),
        ("what did the fundraiser ask for", "bot"),
        ("was a man mentioned", None),
        ("how long did it last", None),
    ],
)
def test_a_question_names_a_side_in_many_words(words: str, speaker: Speaker | None) -> None:
    assert speaker_asked_about(words, "") == speaker


def test_a_name_of_the_bot_is_the_bot() -> None:
    assert speaker_asked_about("did ava mention the price", "Ava") == "bot"


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("did the customer know the man", ("man",)),
        ("did the woman order pizza", ("order", "pizza")),
        ("did the customer mention a woman", ("woman",)),
        ("did he ask for a human", ("human",)),
        ("did the bot offer the gentleman a loan", ("loan",)),
    ],
)
def test_somebody_else_is_what_a_question_is_about_and_a_side_is_not(words: str, topic: tuple[str, ...]) -> None:
    assert topic_words(words.split()) == topic
