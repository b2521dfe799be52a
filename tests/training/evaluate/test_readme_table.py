"""The README tells what was measured, and nothing else."""

import json

import pytest

from core.analysis.engine import ACCURACY, MODELS
from training.evaluate.readme import BEGIN, END, README, table, with_table

ROW = {
    "task": "turn sentiment", "corpus": "meld", "n": 11083, "measure": "macro-F1", "value": 0.5123, "low": 0.5,
    "high": 0.52, "baseline": 0.407, "baseline_name": "VADER", "target": 0.5, "reached": True,
}  # fmt: skip


def test_the_readme_has_the_table_of_what_was_measured() -> None:
    rows = json.loads((MODELS / ACCURACY).read_text(encoding="utf-8"))["rows"]
    readme = README.read_text(encoding="utf-8")
    assert with_table(readme, rows) == readme


def test_a_row_tells_result_interval_baseline_and_target() -> None:
    assert table([ROW]).splitlines()[-1] == (
        "| turn sentiment | meld (11,083) | macro-F1 | 0.512 (0.5–0.52) | 0.407 VADER | ≥ 0.5 |"
    )


def test_a_missed_target_stands_out_and_what_has_no_target_stays_out() -> None:
    assert "**0.512 (0.5–0.52)**" in table([ROW | {"reached": False}])
    assert len(table([{key: value for key, value in ROW.items() if key != "target"}]).splitlines()) == 2


def test_a_table_is_replaced_between_its_marks_alone() -> None:
    text = with_table(f"before\n{BEGIN}old\n{END}after\n", [ROW])
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert with_table(text, [ROW]) == text


def test_a_readme_without_a_place_for_the_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no place"):
        with_table("# README\n", [ROW])
