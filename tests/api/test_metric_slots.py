"""Processes that share a folder of metrics: nothing is lost when one dies, and nothing piles up."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from api.launcher_uwsgi import PROJECT
from api.metric_slots import FOLDER, PROCESS
from tests.api.scrapes import Samples, samples

pytestmark = pytest.mark.slow

# Counts three times, once of them in a process that it has forked; then waits to be killed.
PROGRAM = """
import os, sys
from api.metric_slots import share_metrics
share_metrics()
from prometheus_client import Counter, Gauge
done, in_hand = Counter("done", "-"), Gauge("in_hand", "-", multiprocess_mode="livesum")
for _ in range(2):
    done.inc()
    in_hand.inc()
if not (child := os.fork()):
    done.inc()
    in_hand.inc()
    os._exit(0)
os.waitpid(child, 0)
print("counted", flush=True)
sys.stdin.read()
"""


def test_who_follows_a_killed_process_counts_on_and_has_nothing_in_hand(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"  # is made
    for number in range(1, 4):
        one, other = counting(folder), counting(folder)
        told = told_by(folder)
        assert told["done_total", frozenset()] == 6 * number
        # What a forked one had in hand is there until somebody has its slot; here nobody takes the second's.
        assert told["in_hand", frozenset()] >= 4
        for process in (one, other):
            process.send_signal(signal.SIGKILL)
            process.communicate()
    assert {path.name for path in folder.glob("*.lock")} <= {f"test-{number}.lock" for number in range(1, 4)}


def test_without_a_folder_metrics_are_kept_in_memory(tmp_path: Path) -> None:
    process = counting(None)
    process.communicate("")
    assert process.returncode == 0


def counting(folder: Path | None) -> "subprocess.Popen[str]":
    environment = {name: text for name, text in os.environ.items() if name != FOLDER}
    if folder is not None:
        environment |= {FOLDER: str(folder), PROCESS: "test"}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def told_by(folder: Path) -> Samples:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))
    return samples(generate_latest(registry).decode())
