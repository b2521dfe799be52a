import json
from typing import Any

import numpy as np
import pytest

from core.analysis.heads import MODELS, load_head
from core.analysis.phrases import normal_words
from core.analysis.sentiment import (
    NEUTRAL_BAND,
    feelings_of,
    length_values,
    sentiment_features,
    sides_of,
    turn_sentiment,
    turn_sentiments,
)
from core.analysis.sentiment_lexicon import WIDTH, lexicon_values

CHECKS = json.loads((MODELS / "sentiment.json").read_text(encoding="utf-8"))["checks"]


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
    ],
)
def test_blame_is_negative(text: str) -> None:
    assert turn_sentiment(text) <= -NEUTRAL_BAND


@pytest.mark.parametrize(
    "text",
    [
        "I lost my card and need help please",
        "what is the interest rate",
        "is it free",
        "I have a problem with my insurance claim",
        "Yes. Number 5512.",
    ],
)
def test_the_topic_of_a_call_is_no_feeling(text: str) -> None:
    assert abs(turn_sentiment(text)) < NEUTRAL_BAND


def test_capitals_change_nothing() -> None:
    assert turn_sentiment("IT IS GREAT!") == turn_sentiment("it is great!")


def test_what_follows_but_outweighs_what_comes_before_it() -> None:
    assert turn_sentiment("it sounds great but it is too expensive") < turn_sentiment(
        "it is too expensive but it sounds great"
    )


def test_an_intensifier_strengthens() -> None:
    assert turn_sentiment("extremely annoying") < turn_sentiment("annoying") < turn_sentiment("slightly annoying")


def test_a_negated_clause_does_not_reach_beyond_its_mark() -> None:
    assert turn_sentiment("No, it is great") > NEUTRAL_BAND


def test_sentiment_stays_within_bounds_for_any_amount_of_feeling() -> None:
    assert -1.0 <= turn_sentiment("This is terrible. " * 2000) < -0.5
    assert 0.5 < turn_sentiment("That is wonderful. " * 2000) <= 1.0


def test_who_cannot_wait_longer_is_not_pleased() -> None:
    assert turn_sentiment("I can't wait!") > 0 >= turn_sentiment("I can't wait longer than ten minutes")


def test_a_call_read_at_once_feels_as_its_turns_do_one_by_one() -> None:
    texts = ("I love it.", "", "?!", "that is really annoying", "my number is 12")
    together = turn_sentiments([normal_words(text) for text in texts], texts)
    assert list(together) == pytest.approx([turn_sentiment(text) for text in texts], abs=2e-4)
    assert together[1:3] == (0.0, 0.0)


@pytest.mark.parametrize("check", CHECKS, ids=[check["text"] for check in CHECKS])
def test_the_product_computes_what_the_trainer_did(check: dict[str, Any]) -> None:
    text = check["text"]
    chances = load_head("sentiment").probabilities(sentiment_features([normal_words(text)], [text]))
    assert chances[0].tolist() == pytest.approx(check["probabilities"], abs=1e-4)


def test_the_side_of_a_feeling_is_the_likeliest_label() -> None:
    chances = np.array([[0.5, 0.3, 0.2], [0.3, 0.5, 0.2], [0.2, 0.3, 0.5], [0.0, 1.0, 0.0]], np.float32)
    assert sides_of(feelings_of(chances)).tolist() == [-1, 0, 1, 0]


def test_the_word_lists_hear_negation_contrast_and_questions() -> None:
    great, not_great, is_great = lexicon_values(
        [tuple(text.split()) for text in ("it is great", "it is not great", "is it great ?")]
    )
    assert great[2] > is_great[2] > 0 > not_great[2]
    assert lexicon_values([("my", "card")]).tolist() == [[0.0] * WIDTH]


def test_the_length_of_a_turn_is_counted_in_doublings_of_its_words_without_marks() -> None:
    turns = [(), ("yes", "."), ("send", "it", ",", "to", "me", "!"), ("word",) * 40, ("word",) * 400]
    assert length_values(turns)[:, 0].tolist() == pytest.approx([0.0, 0.0, 2.0, np.log2(40), np.log2(40)])


def test_a_bare_contraction_is_read() -> None:
    assert turn_sentiment("n't bad at all") > turn_sentiment("bad")
