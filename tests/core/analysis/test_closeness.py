"""Turns are compared with what a campaign means, and with what other trades mean."""

import numpy as np
import pytest

from core.analysis.closeness import closeness, common_direction, direction_of
from core.analysis.embedding import WIDTH, embed

TAXI = direction_of("book a taxi ride")


def test_a_turn_on_the_campaign_is_near_and_one_of_another_trade_strays() -> None:
    close = closeness(TAXI, embed(["Can a driver pick me up at the station?", "My tooth hurts when I chew.", "Okay."]))
    assert close.near[0] > close.near[1] + 0.2
    assert close.strays[0] > -0.1
    assert close.strays[1] < -0.3
    assert all(-1.0 <= value <= 1.0 for value in close.near)
    assert all(-2.0 <= value <= 0.0 for value in close.strays)


def test_no_turns_have_no_closeness() -> None:
    assert closeness(TAXI, embed([])) == closeness(TAXI, np.zeros((0, WIDTH), np.float32))
    assert closeness(TAXI, embed([])).near == ()


def test_the_common_direction_is_that_of_the_turns_that_weigh() -> None:
    turns = embed(["I lost my credit card.", "Nice weather."])
    assert common_direction(turns, [1.0, 0.0]) == pytest.approx(turns[0], abs=1e-6)
    assert not common_direction(turns, [0.0, 0.0]).any()
