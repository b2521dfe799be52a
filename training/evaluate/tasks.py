"""What is measured: each task is a module of this package.

A module offers `rows(data)`, an iterator of Row; and where it has them `curves(data)` of Curve for reliability
diagrams, `risks(data)` of RiskCurve, `ablation(data)` of Row whose `how` names the parts that were left to a head, and
`notes(data)`, Markdown that tells more (such as the failures). Each of these is one piece of work, which may run beside
the others.
"""

import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

TASKS = (
    "sentiment",
    "acts",
    "retrieval",
    "abstention",
    "answering",
    "topic",
    "conduct",
    "interest",
    "question_types",
    "perturbation",
)  # fmt: skip - the slowest first
KINDS = ("rows", "ablation", "curves", "risks", "notes")


def pieces(tasks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of work, (task, kind), that tasks consist of; raise ValueError for a task that is none."""
    for task in tasks:
        if task not in TASKS:
            raise ValueError(f"{task} is none of {', '.join(TASKS)}")
        module = import_module(f"training.evaluate.{task}")
        yield from ((task, kind) for kind in KINDS if hasattr(module, kind))


def timed(task: str, kind: str, data: Path) -> tuple[Any, float]:
    """Do one piece of work; return what it gave (a list of rows or curves, or Markdown) and the seconds it took."""
    begun = time.monotonic()
    found = getattr(import_module(f"training.evaluate.{task}"), kind)(data)
    return found if isinstance(found, str) else list(found), time.monotonic() - begun
