"""How sure an answer is."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.answering import confidence
from core.answering.confidence import (
    Signs,
    calibrated,
    confidence_of,
    family_of,
    least_confidence,
    signs_of,
)
from core.answering.plan import Plan
from core.answering.retrieve import rank
from core.answering.understand import understand
from core.answers import Answer
from tests.builders import bot, customer
from tests.core.answering.asking import ask
from tests.core.answering.test_retrieve import transcript

TURNS = (
    bot("The garden fence is made of oak."),
    customer("I like oak, and it is raining here."),
    bot("The gate is made of steel."),
    *(customer("I see.") for _ in range(17)),
)
NOTHING = Signs(covered=0.0, unsaid=0.0, cosine=0.0, likely=0.0, brevity=0.2)


def signs(question: str) -> Signs:
    read, plan = transcript(*TURNS), understand(question)
    ranked = rank(read, plan.terms, plan.speaker, plan.words, plan.topic)
    return signs_of(plan, read, ranked[0][0])


def test_the_signs_tell_how_much_is_covered_and_how_near_it_comes_in_meaning():
    sure, vague = signs("What is the garden fence made of?"), signs("Which garden unicorn has a purple horn?")
    assert sure.covered == pytest.approx(1)
    assert 0 < vague.covered < sure.covered
    assert vague.cosine < sure.cosine <= 1
    assert sure.brevity == pytest.approx(1 / math.log(20))


def test_what_nobody_says_is_told_apart_from_what_is_said_in_a_kin_word():
    assert signs("What is the garden fence made of?").unsaid == 0
    assert signs("Which garden unicorn has a purple horn?").unsaid > 0.5
    assert signs("Which garden fences did it rain on?").unsaid == 0


def test_confidence_rises_with_what_is_covered_and_meant_and_falls_with_what_nobody_says():
    low = confidence_of(NOTHING)
    assert 0 < low < least_confidence()
    for sign in ("covered", "cosine"):
        assert low < confidence_of(replace(NOTHING, **{sign: 1.0})) < 1
    assert confidence_of(replace(NOTHING, unsaid=1.0)) < low


def test_a_question_that_the_call_cannot_answer_is_told_so_or_answered_with_doubt_where_a_turn_shares_a_word():
    assert ask("Which unicorn of the garden has a purple horn and golden hooves?", TURNS).confidence < 0.55
    assert ask("Which unicorn has a purple horn?", TURNS).text.startswith("Not stated")
    assert "oak" in ask("What is the garden fence made of?", TURNS).text


def test_the_name_of_what_nobody_speaks_of_is_not_stated_though_another_name_is():
    turns = (
        bot("Could I get your name, please?"),
        customer("Susan."),
        bot("What is your dog's name?"),
        customer("Rex."),
    )
    assert ask("What is the name of the dentist?", turns).text.startswith("Not stated")
    assert "Rex" in ask("What is the name of the dog?", turns).text


@pytest.mark.slow
def test_confidence_is_what_the_trainers_regression_gives(monkeypatch):
    linear = pytest.importorskip("sklearn.linear_model")
    chance = np.random.default_rng(7)
    seen = chance.random((200, 5))
    model = linear.LogisticRegression().fit(seen, seen.sum(axis=1) + chance.random(200) > 2.5)
    weights = dict(zip(Signs.__slots__, map(float, model.coef_[0]), strict=True))
    told = {"passage": {"bias": float(model.intercept_[0]), "weights": weights}}
    monkeypatch.setattr(confidence, "_model", lambda: told)
    ours = [confidence_of(Signs(*row)) for row in seen]
    assert np.allclose(ours, model.predict_proba(seen)[:, 1], atol=1e-9)


def test_every_family_is_calibrated_by_points_that_never_fall():
    calibration = confidence._model()["calibration"]
    families = {name.partition(":")[0] for name in calibration}
    assert families - {"told"} == {"heard", "judged", "counted", "stated", "quoted"}
    for points in calibration.values():
        assert points["put"] == sorted(points["put"])
        assert points["right"] == sorted(points["right"])
        assert 0 < points["right"][0] <= points["right"][-1] < 1


def test_a_confidence_is_read_off_between_the_points_of_its_family(monkeypatch):
    told = {"calibration": {"counted": {"put": [0.2, 0.6], "right": [0.5, 0.9]}}}
    monkeypatch.setattr(confidence, "_model", lambda: told)
    plan = Plan("numeric", "count")
    assert family_of(plan) == "counted"
    put = [Answer("numeric", "3 times", each, ()) for each in (0.1, 0.2, 0.4, 0.9)]
    assert [calibrated(plan, each).confidence for each in put] == [0.5, 0.5, 0.7, 0.9]
    assert calibrated(Plan("textual", "summary"), put[0]) == put[0]


def test_an_operator_with_points_of_its_own_is_read_by_them(monkeypatch):
    family, operator = {"put": [0.5], "right": [0.7]}, {"put": [0.5], "right": [0.9]}
    monkeypatch.setattr(confidence, "_model", lambda: {"calibration": {"judged": family, "judged: deed": operator}})
    answer = Answer("boolean", "Yes (it was)", 0.6, ())
    assert calibrated(Plan("boolean", "deed"), answer).confidence == 0.9
    assert calibrated(Plan("boolean", "state"), answer).confidence == 0.7


def test_the_confidence_of_no_answer_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(confidence, "_model", lambda: {"calibration": {"counted": {"put": [0.2], "right": [0.9]}}})
    answer = Answer("numeric", "Not stated in this call", 0.1, ())
    assert calibrated(Plan("numeric", "count"), answer) == answer
