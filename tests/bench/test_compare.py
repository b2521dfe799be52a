from pathlib import Path

import pytest

from tests.bench.compare import compare, report
from tests.bench.figures import Figure, at_least
from tests.bench.results import Circumstances, Outcome, Results

HERE = Circumstances(2, "CPU", 4096, "3.11.9", "18.6", "abc", "2026-01-01T00:00:00+00:00", False)


def a_figure(*rounds: float, name: str = "time", more_is_better: bool = False) -> Figure:
    return Figure("http", name, "ms", rounds, more_is_better=more_is_better)


def a_run(*figures: Figure) -> Results:
    return Results(HERE, (Outcome("http", 1.0, figures),))


def judged(before: Figure, after: Figure) -> str:
    (change,) = compare(a_run(before), a_run(after)).changes
    return change.judgement


def test_ranges_that_overlap_are_noise() -> None:
    assert judged(a_figure(1, 2, 3, 4, 5), a_figure(5, 6, 7, 8, 9)) == "within noise"


def test_ranges_apart_are_a_change_for_better_or_worse() -> None:
    slow, fast = (5, 6, 7, 8, 9), (1, 2, 3, 4, 4.9)
    assert judged(a_figure(*slow), a_figure(*fast)) == "better"
    assert judged(a_figure(*fast), a_figure(*slow)) == "worse"
    assert judged(a_figure(*fast, more_is_better=True), a_figure(*slow, more_is_better=True)) == "better"


def test_a_goal_of_at_least_has_more_be_better() -> None:
    few, many = (Figure("http", "calls", "×", rounds, at_least(2)) for rounds in ((1.0,) * 5, (3.0,) * 5))
    assert judged(few, many) == "better"


def test_few_rounds_prove_nothing() -> None:
    assert judged(a_figure(1, 1, 1), a_figure(9, 9, 9, 9, 9)) == "too few rounds"


def test_changes_come_first_and_the_largest_of_them_on_top() -> None:
    before = a_run(
        a_figure(1, 1, 1, 99, name="noisy"), a_figure(*[10] * 4, name="less"), a_figure(*[10] * 4, name="far less")
    )
    after = a_run(
        a_figure(1, 50, 50, 50, name="noisy"), a_figure(*[8] * 4, name="less"), a_figure(*[1] * 4, name="far less")
    )
    assert [each.before.name for each in compare(before, after).changes] == ["far less", "less", "noisy"]


def test_a_figure_that_was_nothing_can_be_compared() -> None:
    told = report(a_run(a_figure(0, 0, 0, 0)), a_run(a_figure(1, 1, 1, 1)))
    assert "+inf %" in told


def test_figures_of_one_run_only_are_told() -> None:
    comparison = compare(a_run(a_figure(1, name="old")), a_run(a_figure(1, name="new")))
    assert not comparison.changes
    assert [each.name for each in (*comparison.only_before, *comparison.only_after)] == ["old", "new"]


def test_another_machine_is_told() -> None:
    elsewhere = Results(Circumstances(8, *("CPU", 4096, "3.11.9", "18.6", "abc", "now"), False), ())
    assert "different machines" in report(a_run(a_figure(1)), elsewhere)


@pytest.mark.parametrize("failure", [None, "Traceback"])
def test_what_is_written_is_read_again(tmp_path: Path, failure: str | None) -> None:
    figures = (a_figure(1, 2), Figure("http", "ratio", "×", (3.0,), at_least(2)))
    results = Results(HERE, (Outcome("http", 1.5, figures, failure),))
    results.write(tmp_path / "deeper" / "bench.json")
    assert Results.read(tmp_path / "deeper" / "bench.json") == results
