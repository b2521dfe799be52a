"""How sure a quoted passage is."""

import math

import numpy as np
import pytest

from core.answering import confidence
from core.answering.confidence import Signs, confidence_of, signs_of
from core.answering.retrieve import rank
from core.answering.understand import understand
from tests.builders import bot, customer
from tests.core.answering.test_retrieve import transcript

TURNS = (
    bot("The garden fence is made of oak."),
    customer("I like oak, and it is raining here."),
    bot("The gate is made of steel."),
)


def signs(question: str) -> Signs:
    read, plan = transcript(*TURNS), understand(question)
    ranked = rank(read, plan.terms, plan.speaker, plan.words, plan.topic)
    return signs_of(plan, read, ranked[0][0], ranked)


def test_the_signs_tell_how_much_is_covered_and_how_far_ahead_the_best_turn_is():
    sure, vague = signs("What is the garden fence made of?"), signs("Which garden unicorn has a purple horn?")
    assert sure.covered == pytest.approx(1)
    assert 0 < vague.covered < sure.covered
    assert 0 <= sure.margin <= 1
    assert 0 < sure.cosine <= 1


def test_confidence_is_a_probability_that_rises_with_every_sign():
    low = confidence_of(Signs(0.0, 0.0, 0.0))
    assert 0 < low < 0.5
    for better in (Signs(1.0, 0.0, 0.0), Signs(0.0, 1.0, 0.0), Signs(0.0, 0.0, 1.0)):
        assert low < confidence_of(better) < 1


@pytest.mark.slow
def test_confidence_is_what_the_trainers_regression_gives(monkeypatch):
    linear = pytest.importorskip("sklearn.linear_model")
    chance = np.random.default_rng(7)
    seen = chance.random((200, 3))
    model = linear.LogisticRegression().fit(seen, seen.sum(axis=1) + chance.random(200) > 2)
    monkeypatch.setattr(confidence, "_model", lambda: (float(model.intercept_[0]), tuple(model.coef_[0])))
    ours = [confidence_of(Signs(*row)) for row in seen]
    assert np.allclose(ours, model.predict_proba(seen)[:, 1], atol=1e-9)


def test_the_shipped_weights_are_read():
    bias, weights = confidence._model()
    assert confidence_of(Signs(0.5, 0.2, 0.4)) == pytest.approx(
        1 / (1 + math.exp(-(bias + weights[0] * 0.5 + weights[1] * 0.2 + weights[2] * 0.4)))
    )
