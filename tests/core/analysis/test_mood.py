import pytest

from core.analysis.mood import customer_sentiment, sentiment_trend
from core.reports import SegmentSentiment
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

NEXT = bot("The plan is 30 dollars a month. Shall I go on?")


def talk(*texts: str) -> list[Line]:
    return [line for text in texts for line in (NEXT, customer(text))]


GOOD, BAD, PLAIN = "That is really great, I love it.", "This is awful, I am very annoyed.", "My name is Smith."


@pytest.mark.parametrize(
    ("texts", "answer", "trends"),
    [
        ((GOOD, PLAIN, GOOD), "Positive", {"positive_stable", "positive_increasing", "positive_decreasing"}),
        ((BAD, PLAIN, BAD), "Negative", {"negative_stable", "negative_increasing", "negative_decreasing"}),
        ((PLAIN, PLAIN), "Neutral", {"neutral"}),
        ((GOOD, BAD), "Mixed", {"mixed"}),
    ],
)
def test_answer_score_and_trend_agree(texts: tuple[str, ...], answer: str, trends: set[str]) -> None:
    reading = a_reading(*talk(*texts))
    metric = customer_sentiment(reading)
    assert metric.answer == answer
    assert sentiment_trend(reading) in trends
    assert metric.sentiment_score is not None
    if answer == "Positive":
        assert metric.sentiment_score > 0
    if answer == "Negative":
        assert metric.sentiment_score < 0


def test_feeling_that_grows_and_fades_shows_in_the_trend() -> None:
    assert sentiment_trend(a_reading(*talk(PLAIN, PLAIN, GOOD, GOOD))) == "positive_increasing"
    assert sentiment_trend(a_reading(*talk(GOOD, GOOD, PLAIN, PLAIN))) == "positive_decreasing"
    assert sentiment_trend(a_reading(*talk(GOOD, GOOD, GOOD))) == "positive_stable"


def test_the_evidence_is_the_charged_sentence_and_not_the_turn() -> None:
    metric = customer_sentiment(a_reading(*talk("My name is Smith. That is really great!")))
    assert [item.quote for item in metric.evidence] == ["That is really great!"]


def test_the_trajectory_has_the_phases_in_which_the_customer_speaks() -> None:
    reading = a_reading(NEXT, customer(GOOD))
    spoken = {turn.segment for turn in reading.turns if turn.utterance.speaker == "customer"}
    assert {item.segment for item in customer_sentiment(reading).sentiment_trajectory} == spoken


def test_a_silent_customer_has_no_feeling_and_no_confidence() -> None:
    metric = customer_sentiment(a_reading(NEXT))
    assert (metric.answer, metric.sentiment_score, metric.confidence) == ("Neutral", 0.0, 0.0)
    assert metric.sentiment_trajectory == ()


def test_the_bots_feeling_does_not_count() -> None:
    assert customer_sentiment(a_reading(bot("Wonderful, amazing, great!"), customer(PLAIN))).answer == "Neutral"


def test_a_question_after_a_feeling_shows_none() -> None:
    assert customer_sentiment(a_reading(NEXT, customer("Is the router any good?"))).evidence == ()


@pytest.mark.parametrize("courtesy", ["Thank you, bye.", "I am so sorry to hear that."])
def test_courtesy_and_sympathy_alone_make_no_mood(courtesy: str) -> None:
    metric = customer_sentiment(a_reading(*talk(PLAIN, PLAIN, courtesy)))
    assert metric.answer == "Neutral"
    assert metric.evidence == ()


@pytest.mark.parametrize("answer", ["No.", "I don't care.", "no not really"])
def test_a_bare_answer_shows_no_displeasure(answer: str) -> None:
    assert customer_sentiment(a_reading(*talk(PLAIN, answer, answer))).answer == "Neutral"


def test_a_closing_of_thanks_is_a_positive_phase() -> None:
    metric = customer_sentiment(
        a_reading(*SMALL_TALK[:6], bot("You will get an email. Goodbye!"), customer("Thank you so much, goodbye!"))
    )
    assert metric.sentiment_trajectory[-1] == SegmentSentiment("Closing", "positive")
