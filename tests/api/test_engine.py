"""What the service tells of its analysis."""

import json
from pathlib import Path

from core.analysis.engine import ENGINE
from tests.api.partner import Partner

ACCURACY = Path(__file__).parents[2] / "core" / "models" / "accuracy.json"


def test_the_engine_tells_every_model_with_its_card(partner: Partner) -> None:
    told = partner.get("/analysis/engine").get_json()
    assert {model["name"]: model["sha256"] for model in told["models"]} == ENGINE.models
    assert all(model["card"]["data"] for model in told["models"])


def test_the_engine_tells_what_was_measured_as_it_was_written_down(partner: Partner) -> None:
    rows = partner.get("/analysis/engine").get_json()["accuracy"]
    assert rows == json.loads(ACCURACY.read_text(encoding="utf-8"))["rows"]
    assert rows


def test_a_measured_figure_is_told_with_its_number_interval_and_how(partner: Partner) -> None:
    for row in partner.get("/analysis/engine").get_json()["accuracy"]:
        assert row["n"] > 0
        assert row["low"] <= row["value"] <= row["high"]
        assert row["how"]
        assert ("baseline" in row) == ("baseline_name" in row)
        if "target" in row:
            reaches = row["value"] <= row["target"] if row["lower_is_better"] else row["value"] >= row["target"]
            assert row["reached"] is reaches
