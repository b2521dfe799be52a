"""The README tells what was measured, and nothing else."""

import json

import pytest

from core.analysis.engine import ACCURACY, MODELS
from training.evaluate.readme import BEGIN, END, HEADLINES, README, table, with_table

VALUES = {"n": 11083, "value": 0.5123, "low": 0.5, "high": 0.52, "baseline": 0.407, "baseline_name": "VADER"}
ROWS = [dict(zip(("task", "corpus", "measure"), headline, strict=True)) | VALUES for headline in HEADLINES]


def test_the_readme_has_the_table_of_what_was_measured() -> None:
    rows = json.loads((MODELS / ACCURACY).read_text(encoding="utf-8"))["rows"]
    readme = README.read_text(encoding="utf-8")
    assert with_table(readme, rows) == readme


def test_a_row_tells_result_interval_and_baseline() -> None:
    task, corpus, measure = HEADLINES[0]
    assert table(ROWS).splitlines()[2] == (
        f"| {task} | {corpus} (11,083) | {measure} | 0.512 (0.5–0.52) | 0.407 VADER |"
    )


def test_headlines_alone_are_told_and_none_may_be_missing() -> None:
    assert table([*ROWS, ROWS[0] | {"task": "another"}]) == table(ROWS)
    with pytest.raises(KeyError):
        table(ROWS[1:])


def test_a_table_is_replaced_between_its_marks_alone() -> None:
    text = with_table(f"before\n{BEGIN}old\n{END}after\n", ROWS)
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert with_table(text, ROWS) == text


def test_a_readme_without_a_place_for_the_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no place"):
        with_table("# README\n", ROWS)
