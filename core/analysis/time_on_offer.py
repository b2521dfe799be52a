"""Q004: the percentage of call time that was spent on the main offer.

Every second of the call belongs to one part. `closing`: the slots of the Closing. `main_offer`: the Offer presentation,
and those questions and answers that are about the campaign's topic. `additional_queries`: the other questions and
answers, and talk that leaves the topic. The silence before the first turn and the Opening lead up to something, and
count to the part that follows them; a call that never gets beyond its Opening spent no time on the offer, and its
Opening counts to `closing`.
"""

import math
from typing import Final

from core.analysis.evidence import quote
from core.analysis.reading import Reading, TurnReading
from core.analysis.relevance import ON_TOPIC
from core.reports import Metric
from core.wording import percent

QUESTION: Final = "What percentage of call time was spent on the main offer?"
MAIN, ADDITIONAL, CLOSING = "main_offer", "additional_queries", "closing"
_QUOTES: Final = 3


def part_of(turn: TurnReading) -> str | None:
    """Return the part of the call that a turn's slot belongs to; None for the Opening, which joins what follows."""
    if turn.segment == "Closing":
        return CLOSING
    if turn.segment == "Opening":
        return None
    if turn.segment == "Offer presentation":
        return MAIN
    return MAIN if turn.relevance >= ON_TOPIC else ADDITIONAL


def time_on_offer(reading: Reading) -> Metric:
    """Answer Q004: the main offer's share of the call, in whole percent, and the seconds of each part."""
    parts: dict[str, list[float]] = {MAIN: [], ADDITIONAL: [], CLOSING: []}
    turns = reading.turns
    named = [part_of(turn) for turn in turns]
    first = next((part for part in named if part is not None), CLOSING)
    parts[first].append(reading.dialogue.lead_in_s)
    for turn, part in zip(turns, named, strict=True):
        parts[part or first].append(turn.utterance.slot_s)
    sums = {name: math.fsum(slots) for name, slots in parts.items()}
    total = math.fsum(sums.values())
    share = sums[MAIN] / total if total else 0.0
    longest = sorted(
        (turn for turn, part in zip(turns, named, strict=True) if part == MAIN),
        key=lambda turn: (-turn.relevance * turn.utterance.slot_s, turn.utterance.index),
    )
    return Metric(
        question_id="Q004",
        question=QUESTION,
        answer=percent(share),
        answer_type="numeric",
        confidence=_confidence(reading, share),
        evidence=tuple(quote(turn) for turn in sorted(longest[:_QUOTES], key=lambda turn: turn.utterance.start_s)),
        time_breakdown={**sums, "total": total},
    )


def _confidence(reading: Reading, share: float) -> float:
    """Return how sure the attribution is: surer the fewer seconds lie near the border of the topic, 0.5..0.95."""
    if not reading.dialogue.duration_s:
        return 0.5
    unsure = math.fsum(
        turn.utterance.slot_s
        for turn in reading.turns
        if turn.segment in ("Offer presentation", "Q&A") and abs(turn.relevance - ON_TOPIC) < ON_TOPIC / 2
    )
    sure = 0.95 - 0.45 * unsure / reading.dialogue.duration_s
    return round(sure - (0.2 if reading.dialogue.warnings else 0.0), 3) if sure > 0.7 else 0.5
