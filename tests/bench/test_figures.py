import doctest
import math

import pytest

from tests.bench import tables
from tests.bench.figures import Figure, Goal, at_least, at_most, interleaved, quotients


def a_figure(*rounds: float, goal: Goal | None = None) -> Figure:
    return Figure("http", "ratio", "×", rounds, goal)


@pytest.mark.parametrize(
    ("goal", "verdict"),
    [(at_least(2), "reached"), (at_least(2.1), "not reached"), (at_most(2), "reached"), (at_most(1.9), "not reached")],
)
def test_the_median_is_held_against_the_goal(goal: Goal, verdict: str) -> None:
    assert a_figure(1, 2, 99, goal=goal).verdict == verdict


def test_a_figure_without_a_goal_has_no_verdict() -> None:
    assert a_figure(1).verdict == ""


@pytest.mark.parametrize("rounds", [(), (1.0, math.nan), (math.inf,)])
def test_a_round_without_a_figure_is_an_error(rounds: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="no figure in every round"):
        a_figure(*rounds)


def test_ways_are_taken_in_turn_and_the_first_round_is_thrown_away() -> None:
    taken: list[str] = []

    def way(name: str) -> float:
        taken.append(name)
        return float(len(taken))

    found = interleaved({"one": lambda: way("one"), "other": lambda: way("other")}, rounds=2)
    assert taken == ["one", "other"] * 3
    assert found == {"one": (3.0, 5.0), "other": (4.0, 6.0)}
    assert quotients(found["one"], found["other"]) == (3 / 4, 5 / 6)


def test_a_table_tells_median_spread_goal_and_verdict() -> None:
    *_, row = tables.table([a_figure(1, 2, 1234.5, goal=at_least(1.5))]).splitlines()
    assert row.split() == ["ratio", "2×", "1–1,234", "≥", "1.5×", "reached"]


def test_the_examples_of_numbers_hold() -> None:
    assert doctest.testmod(tables).failed == 0
