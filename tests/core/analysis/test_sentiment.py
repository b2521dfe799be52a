import pytest

from core.analysis.sentiment import NEUTRAL_BAND, turn_sentiment


@pytest.mark.parametrize(
    "text",
    [
        "That sounds great!",
        "that sounds great",
        "I am very happy with it",
        "what a wonderful idea, I love it",
        "thank you so much, you were really helpful",
    ],
)
def test_praise_is_positive_with_and_without_punctuation(text: str) -> None:
    assert turn_sentiment(text) >= NEUTRAL_BAND


@pytest.mark.parametrize(
    "text",
    [
        "This is a waste of my time.",
        "i am not happy with this",
        "you are useless",
        "stop calling me",
        "thanks for nothing",
    ],
)
def test_blame_is_negative(text: str) -> None:
    assert turn_sentiment(text) <= -NEUTRAL_BAND


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "I lost my card and need help please",
        "what is the interest rate",
        "children are dying in war and poverty",
        "is it free",
        "I have a problem with my insurance claim",
        "Yes. Number 5512.",
        "thank you, bye",
    ],
)
def test_the_topic_of_a_call_and_mere_courtesy_are_no_feeling(text: str) -> None:
    assert abs(turn_sentiment(text)) < NEUTRAL_BAND


def test_exclamation_marks_and_capitals_change_nothing() -> None:
    assert turn_sentiment("IT IS GREAT!!!") == turn_sentiment("it is great")


def test_what_follows_but_outweighs_what_comes_before_it() -> None:
    assert turn_sentiment("it sounds great but it is too expensive") < 0
    assert turn_sentiment("it is too expensive but it sounds great") > turn_sentiment(
        "it sounds great but it is too expensive"
    )


def test_an_intensifier_strengthens() -> None:
    assert turn_sentiment("extremely annoying") < turn_sentiment("annoying") < turn_sentiment("slightly annoying")


def test_a_negated_clause_does_not_reach_beyond_its_mark() -> None:
    assert turn_sentiment("No, it is great") > NEUTRAL_BAND


def test_sentiment_stays_within_bounds_for_any_amount_of_feeling() -> None:
    assert -1.0 <= turn_sentiment("terrible " * 5000) < -0.9
    assert 0.9 < turn_sentiment("wonderful " * 5000) <= 1.0


@pytest.mark.parametrize("text", ["I'm so sorry to hear that.", "that is sad", "That is heartbreaking."])
def test_sympathy_is_no_negative_feeling_towards_the_call(text: str) -> None:
    assert turn_sentiment(text) > -NEUTRAL_BAND


def test_who_cannot_wait_longer_is_not_pleased() -> None:
    assert turn_sentiment("I can't wait!") > 0 >= turn_sentiment("I can't wait longer than ten minutes")
