"""What it costs to answer more, and the picture of it."""

import numpy as np
import pytest

from training.evaluate.risk_coverage import RiskCurve, aurc, draw, risk_at, risks


def test_the_surest_answers_come_first():
    right, sure = [1, 0, 1, 1], [0.9, 0.1, 0.8, 0.7]
    assert risks(right, sure).tolist() == [0, 0, 0, 0.25]
    assert aurc(right, sure) == pytest.approx(0.0625)
    assert aurc(right, sure) < aurc(right, [1 - each for each in sure])


def test_an_order_that_says_nothing_has_the_same_risk_everywhere():
    assert np.allclose(risks([1, 0, 0, 1], [0.5] * 4), 0.5)


def test_the_risk_at_a_coverage_is_of_that_share_of_the_surest():
    right, sure = [1] * 5 + [0] * 5, np.linspace(1, 0, 10)
    assert risk_at(0.5, right, sure) == 0
    assert risk_at(0.7, right, sure) == pytest.approx(2 / 7)
    assert risk_at(1.0, right, sure) == 0.5


@pytest.mark.slow
def test_a_curve_is_drawn_the_same_each_time(tmp_path):
    pytest.importorskip("matplotlib")
    curve = RiskCurve("passages, qmsum", [True, False, True], [0.9, 0.2, 0.5], 0.3)
    (path,) = draw([curve], tmp_path)
    first = path.read_bytes()
    assert path.name == "risk-coverage-passages-qmsum.svg"
    assert b"share answered" in first or b"<path" in first
    draw([curve], tmp_path)
    assert path.read_bytes() == first
