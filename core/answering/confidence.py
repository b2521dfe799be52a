"""How sure a quoted passage is: the probability that its turn is one that holds the answer.

A logistic over three signs, fitted on QMSum's questions about meetings (training/answering.py, the model's card). It
says how likely the place is right, not how well the stretch was cut out of it.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Final

from core.answering.plan import Plan
from core.answering.retrieve import coverage
from core.answering.transcript import Line, Transcript

PATH: Final = Path(__file__).parents[1] / "models" / "answering.json"


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for the best turn, each about 0..1.

    `covered` is the share of the topic's weight in it and the turns next to it, `margin` how far its score is above the
    next one's, `cosine` how near its meaning is to the question's.
    """

    covered: float
    margin: float
    cosine: float


def signs_of(plan: Plan, transcript: Transcript, best: Line, ranked: Sequence[tuple[Line, float]]) -> Signs:
    """Return the signs for a turn out of a ranking, which is not empty."""
    around = transcript.lines[max(0, best.position - 1) : best.position + 2]
    covered = coverage(transcript, plan.topic or plan.terms, [item for line in around for item in line.stems])
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    margin = max(0.0, (ranked[0][1] - runner_up) / ranked[0][1])
    return Signs(covered, margin, max(0.0, transcript.cosines(plan.words)[best.position]))


def confidence_of(signs: Signs) -> float:
    """Return the probability that a turn with these signs holds the answer, 0..1."""
    bias, weights = _model()
    return 1.0 / (1.0 + math.exp(-bias - sum(each * sign for each, sign in zip(weights, astuple(signs), strict=True))))


@cache
def _model() -> tuple[float, tuple[float, ...]]:
    told = json.loads(PATH.read_text(encoding="utf-8"))
    return float(told["bias"]), tuple(float(told["weights"][name]) for name in Signs.__slots__)
