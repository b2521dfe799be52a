"""What was measured, written for people and for the product."""

import json

import pytest

from core.analysis.engine import ENGINE
from core.analysis.heads import MODELS
from training.evaluate.protocol import Row
from training.evaluate.table import document, in_order, markdown, plain, summary

TOPIC = Row("topic", "sgd", "R@1", 900, 0.41234, 0.38, 0.44, "BM25", 0.284, 0.4, "shipped")
ERRORS = Row("absent", "star", "share of wrong yes", 90, 0.06, 0.04, 0.08, None, None, 0.05, "rules", True)
PLAIN = Row("topic", "qmsum", "R@1", 30, 0.2, 0.1, 0.3, None, None, None, "shipped")


def test_rows_are_ordered_and_none_is_there_twice() -> None:
    assert in_order([TOPIC, ERRORS, PLAIN]) == [ERRORS, PLAIN, TOPIC]
    with pytest.raises(ValueError, match="twice"):
        in_order([TOPIC, ERRORS, TOPIC])


def test_what_is_not_known_is_left_out_of_the_document() -> None:
    told = json.loads(document([TOPIC, PLAIN], [], models={}))
    plain_row, topic = told["rows"]
    assert topic["baseline"] == 0.284
    assert topic["reached"] is True
    assert {"baseline", "baseline_name", "target", "reached"}.isdisjoint(plain_row)


def test_the_order_of_measuring_does_not_change_the_document() -> None:
    assert document([TOPIC, ERRORS], [PLAIN]) == document([ERRORS, TOPIC], [PLAIN])


def test_the_table_tells_baseline_interval_and_target() -> None:
    assert "| topic | sgd | 900 | R@1 | BM25 0.284 | 0.412 | 0.380–0.440 | ≥ 0.4 | yes | shipped |" in markdown([TOPIC])
    assert "≤ 0.05" in plain([ERRORS])


def test_the_summary_names_what_was_missed_and_what_was_not_there() -> None:
    told = summary([TOPIC, ERRORS, PLAIN], {"no such corpus here": ["meld"], "failed": []})
    assert told.startswith("1 of 2 targets reached.")
    assert "missed: absent, star" in told
    assert "no such corpus here: meld" in told
    assert "failed" not in told


def test_the_published_figures_are_of_the_shipped_models() -> None:
    told = json.loads((MODELS / "accuracy.json").read_text(encoding="utf-8"))
    assert told["models"] == dict(ENGINE.models), "the models have changed since: run `make evaluate`"
