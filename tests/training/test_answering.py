"""How the confidence of answers is fitted."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("sklearn")

from training.answering import Passages, calibrations, least_of, points
from training.outcomes import MOST_OF_A_QUESTION, PEOPLE, SHARE_OF_PEOPLE, Outcome, weighed


def test_points_rise_though_the_shares_do_not():
    put = np.repeat([0.2, 0.4, 0.6], 50)
    right = np.concatenate([np.arange(50) < 20, np.arange(50) < 10, np.arange(50) < 45])
    found = points(put, right, np.ones(len(put)))
    assert found["put"] == sorted(found["put"])
    assert found["right"] == sorted(found["right"])
    assert found["right"][-1] == pytest.approx(46 / 52, abs=1e-3)


def test_few_outcomes_have_one_point_and_are_never_certain():
    found = points(np.array([0.3, 0.5, 0.7]), np.array([True, True, True]), np.ones(3))
    assert found == {"put": [0.5], "right": [0.8]}


def test_passages_are_told_from_where_they_are_worth_more_than_none():
    right = np.array([False] * 10 + [True] * 10)
    blank = np.zeros(20)
    found = Passages(
        signs=blank[:, None], right=right, answerable=np.ones(20, bool), weight=np.ones(20), fold=blank.astype(int),
        corpus=blank.astype(str), place=np.arange(20),
    )  # fmt: skip
    held = np.array([0.1] * 10 + [0.6] * 10)
    assert 0.1 < least_of(found, held) <= 0.6


def outcomes(number: int, *, family: str = "told", corpus: str = "star", question: str = "") -> list[Outcome]:
    return [
        Outcome(family, f"{family}: list", corpus, f"call {each}", question or f"question {each}", 0.5, True)
        for each in range(number)
    ]


def test_each_family_is_measured_on_calls_that_were_left_out():
    half_right = [
        replace(each, put=0.9 if number % 2 else 0.8, right=number % 2 == 1)
        for number, each in enumerate(outcomes(400))
    ]
    (name, made, about), (operator, _, _) = calibrations(half_right)
    assert (name, operator) == ("told", "told: list")
    assert made["right"][0] < 0.05 < 0.95 < made["right"][-1]
    assert about["ece"] < 0.05 < about["ece_before"]


def test_few_outcomes_make_no_calibration_and_the_reports_own_are_left_out():
    assert list(calibrations(outcomes(20) + outcomes(400, family="reported"))) == []


def test_no_question_weighs_too_much_and_peoples_weigh_their_share():
    found = weighed([*outcomes(100, question="Why?"), *outcomes(20), *outcomes(4, corpus=PEOPLE)])
    assert sum(each.weight for each in found if each.question == "Why?") == pytest.approx(MOST_OF_A_QUESTION)
    of_people = sum(each.weight for each in found if each.corpus == PEOPLE)
    assert of_people == pytest.approx(SHARE_OF_PEOPLE * sum(each.weight for each in found))
