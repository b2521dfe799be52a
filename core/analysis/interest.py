"""Q005: whether the customer was interested in proceeding, what was agreed, and how likely a conversion is.

Interest is what was said: promises, acceptances, questions and praise for it; refusals, objections and blame against
it; the last word on the matter counts most. In a call in which the customer asks for something (a booking, a report),
proceeding means to go on with it: to confirm or accept what the bot offers.
"""

import math
from collections.abc import Sequence
from typing import Final

from core.analysis.conversion import conversion_probability
from core.analysis.evidence import quote
from core.analysis.next_steps import next_steps
from core.analysis.reading import Reading
from core.analysis.stance import DECISIVE, WEIGHTS, Signal, level, sentence_of
from core.reports import Metric

QUESTION: Final = "Was the customer interested in proceeding?"

_INTERESTED, _NOT_INTERESTED = 0.62, 0.38
_SAID: Final = {"Interested": True, "Not interested": False, "Undecided": None}
_QUOTES: Final = 3
# What shows interest or its lack; a question or praise is a hint, and no evidence.
_EVIDENT: Final = DECISIVE | {"request", "objection"}


def interest(reading: Reading) -> Metric:
    """Answer Q005 with interest_level and conversion_probability in 0..1, evidence and the next steps as agreed."""
    found = reading.signals
    interested = interest_level(found)
    answer = answer_of(interested)
    return Metric(
        question_id="Q005",
        question=QUESTION,
        answer=answer,
        answer_type="categorical",
        confidence=_confidence(interested, found),
        evidence=tuple(quote(signal.turn, sentence_of(signal)) for signal in _telling(found, answer)),
        interest_level=round(interested, 3),
        next_steps=next_steps(reading, found),
        conversion_probability=round(conversion_probability(reading, found, interested=_SAID[answer]), 3),
    )


def interest_level(found: Sequence[Signal]) -> float:
    """Return how far the customer, by what was said, wanted to proceed: 0..1."""
    return 1.0 / (1.0 + math.exp(-level(found)))


def stated_interest(answer: str, interest_level: float) -> str:
    """Say the answer as part of a sentence.

    >>> stated_interest("Undecided", 0.5)
    'it is not clear whether the customer wanted to proceed (interest level 0.50)'
    """
    known = f"(interest level {interest_level:.2f})"
    if answer == "Undecided":
        return f"it is not clear whether the customer wanted to proceed {known}"
    return f"the customer was {answer.lower()} in proceeding {known}"


def answer_of(interest_level: float) -> str:
    """Return the answer that goes with a level in 0..1."""
    if interest_level >= _INTERESTED:
        return "Interested"
    return "Not interested" if interest_level <= _NOT_INTERESTED else "Undecided"


def _telling(found: Sequence[Signal], answer: str) -> list[Signal]:
    """Return the signals that the answer rests on: its own side, the decisive and the late ones first."""
    side = 0 if answer == "Undecided" else 1 if answer == "Interested" else -1
    fitting = [
        (at, signal) for at, signal in enumerate(found) if signal.kind in _EVIDENT and side * WEIGHTS[signal.kind] >= 0
    ]
    decisive = [entry for entry in fitting if entry[1].kind in DECISIVE]
    fitting = decisive if decisive and side else fitting
    chosen: dict[int, tuple[int, Signal]] = {}
    for at, signal in sorted(fitting, key=lambda entry: (-abs(WEIGHTS[entry[1].kind]), -entry[0])):
        if len(chosen) < _QUOTES and signal.turn.sentences:
            chosen.setdefault(signal.turn.utterance.index, (at, signal))
    return [signal for _, signal in sorted(chosen.values(), key=lambda entry: entry[0])]


def _confidence(interest_level: float, found: Sequence[Signal]) -> float:
    """Return how sure the answer is, 0.4..0.95: surer far from the next answer, less so with nothing decisive."""
    nearest = min(abs(interest_level - _INTERESTED), abs(interest_level - _NOT_INTERESTED))
    decided = any(signal.kind in DECISIVE for signal in found)
    if answer_of(interest_level) == "Undecided":
        return round(0.5 + 1.5 * nearest, 3)
    return round(min(0.95, (0.55 if decided else 0.45) + nearest), 3)
