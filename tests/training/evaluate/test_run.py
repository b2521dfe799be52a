"""The whole of it, on a few dialogues of each corpus."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled conversations are not here")
def test_a_sample_is_measured_and_written_apart_from_what_is_published() -> None:
    published = (ROOT / "core" / "models" / "accuracy.json").read_bytes()
    command = [sys.executable, "-m", "training.evaluate", "--data", str(DATA), "--sample", "6"]
    run = subprocess.run(
        [*command, "--only", "interest,perturbation"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stderr
    assert "targets reached" in run.stdout
    rows = json.loads((ROOT / "build" / "accuracy-sample.json").read_text(encoding="utf-8"))["rows"]
    assert {row["corpus"] for row in rows} == {"sgd", "five corpora"}
    assert (ROOT / "core" / "models" / "accuracy.json").read_bytes() == published
    assert "perturbation" in (ROOT / "build" / "evaluation.md").read_text(encoding="utf-8")


def test_a_task_that_is_none_is_told() -> None:
    command = [sys.executable, "-m", "training.evaluate", "--data", str(ROOT), "--only", "weather"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 2
    assert "weather: none of" in run.stderr
