"""How likely an answer is right: of a quoted passage from what speaks for its turn, of any answer from its operator.

A passage has a logistic regression over the signs below, fitted on questions about meetings and calls, of which some
cannot be answered there; under a least probability it is not told. What an operator puts forward is an order rather
than a probability: it is mapped to the share of such answers that were right, by straight lines between a few points
that never fall, for each operator that many answers were judged of, and for each family of the others (binned isotonic
regression; after Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass probability estimates",
2002). All of it is made by training/answering.py and told by the model's card.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from core.answering.plan import Operator, Plan
from core.answering.replies import abstains
from core.answering.retrieve import coverage, kin_of, rank
from core.answering.transcript import Line, Transcript
from core.answers import Answer

PATH: Final = Path(__file__).parents[1] / "models" / "answering.json"
_DIGITS: Final = 3
_FEWEST_TURNS: Final = 10  # of the calls that the signs were weighed on, about
_HEARD: Final[frozenset[Operator]] = frozenset(("mention", "ask", "stated"))
_COUNTED: Final[frozenset[Operator]] = frozenset(("count", "when", "share", "duration", "around", "compare", "who"))


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for the best turn, each about 0..1.

    `covered` is the share of the topic's weight in it and the turns next to it, `unsaid` the share that nobody says in
    the whole call, `cosine` how near its meaning is to the question's, a reply's read with what it replies to,
    `likely` its probability to be the one that answers among the call's turns, and `brevity` 1 / ln of their number,
    as the best of few turns is more often right.
    """

    covered: float
    unsaid: float
    cosine: float
    likely: float
    brevity: float


def signs_of(plan: Plan, transcript: Transcript, best: Line) -> Signs:
    """Return the signs for the turn that comes nearest to a question."""
    topic = plan.topic or plan.terms
    ranked = rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)
    around = transcript.lines[max(0, best.position - 1) : best.position + 2]
    return Signs(
        covered=coverage(transcript, topic, [item for line in around for item in line.stems]),
        unsaid=_unsaid(transcript, topic),
        cosine=max(0.0, transcript.cosines_in_place(plan.words)[best.position]),
        likely=next((score for line, score in ranked if line.position == best.position), 0.0),
        brevity=1.0 / math.log(max(_FEWEST_TURNS, len(transcript.lines))),
    )


def _unsaid(transcript: Transcript, topic: Sequence[str]) -> float:
    """Return the share of a topic's weight that falls to stems that neither they nor their kin are said, 0..1."""
    weights = {stem: transcript.weight(stem) for stem in topic}
    total = sum(weights.values())
    return sum(weights[stem] for stem in weights if not is_said(transcript, stem)) / total if total else 0.0


def is_said(transcript: Transcript, stem: str) -> bool:
    """Tell whether somebody says a word of this stem, or one of its kin."""
    said = transcript.frequency
    return bool(said[stem]) or any(said[kin] for kin in kin_of(stem))


def confidence_of(signs: Signs) -> float:
    """Return the probability that a turn with these signs holds the answer, 0..1."""
    told = _model()["passage"]
    score = sum(told["weights"][name] * sign for name, sign in zip(Signs.__slots__, astuple(signs), strict=True))
    return float(1.0 / (1.0 + math.exp(-told["bias"] - score)))


def least_confidence() -> float:
    """Return the probability under which no passage is told, 0..1."""
    return float(_model()["passage"]["least"])


def family_of(plan: Plan) -> str:
    """Name the operators whose confidence is calibrated together with that of a plan's.

    "heard" for what only has to be found in the call and "judged" for other questions with yes or no; "counted" for
    numbers, times, orders and sides; "stated" for values; "quoted" for passages; "told" for what else takes words.
    What a check of the report says is "reported": as sure as the report is.
    """
    if plan.operator == "check":
        return "reported"
    if plan.type == "boolean":
        return "heard" if plan.operator in _HEARD else "judged"
    if plan.operator in _COUNTED:
        return "counted"
    return {"stated": "stated", "passage": "quoted"}.get(plan.operator, "told")


def operator_of(plan: Plan) -> str:
    """Name a plan's operator within its family: it is calibrated apart where enough answers of it were judged.

    >>> operator_of(Plan("boolean", "mention"))
    'heard: mention'
    """
    return f"{family_of(plan)}: {plan.operator}"


def calibrated(plan: Plan, answer: Answer) -> Answer:
    """Return an answer with the share of such answers that are right as its confidence; "not stated" keeps its own."""
    known: Mapping[str, Mapping[str, Sequence[float]]] = _model()["calibration"]
    points = known.get(operator_of(plan)) or known.get(family_of(plan))
    if points is None or abstains(answer):
        return answer
    sure = float(np.interp(answer.confidence, points["put"], points["right"]))
    return replace(answer, confidence=round(sure, _DIGITS))


@cache
def _model() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return told
