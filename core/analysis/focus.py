"""Q001: whether the call was focused on the campaign topic.

Only talk that has a topic counts: greetings, thanks and farewells are neither on the topic nor off it. Of the rest the
measure weighs by talk time how relevant it was, how much of what the campaign names was mentioned, and how long the
call departed: a departure is a run of turns off the topic with something to say of its own.
"""

import math
from dataclasses import dataclass
from typing import Final

from core.analysis.background import specificity
from core.analysis.evidence import quote
from core.analysis.reading import Reading, TurnReading
from core.analysis.relevance import ON_TOPIC, campaign_topic
from core.reports import Metric

QUESTION: Final = "Was the call focused on the campaign topic?"
_QUOTES: Final = 3
_COURTESIES: Final = frozenset({"greeting", "thanks", "closing"})
_LEAST_WEIGHT: Final = 1.0  # specific words without which a turn has no topic of its own
_LEAST_DEPARTURE: Final = 2  # turns


@dataclass(frozen=True, slots=True)
class Departure:
    """A run of turns off the topic: positions in the order of time, both included, and its seconds."""

    first: int
    last: int
    slot_s: float


def has_topic(turn: TurnReading) -> bool:
    """Tell whether a turn says something that can be on or off a topic."""
    if turn.segment in ("Opening", "Closing"):
        return False
    return bool(turn.stems) and not (turn.acts and _COURTESIES.issuperset(turn.acts))


def departures(reading: Reading) -> tuple[Departure, ...]:
    """Return the runs of at least two turns off the topic, in the order of time."""
    found: list[Departure] = []
    run: list[int] = []
    for position, turn in enumerate((*reading.turns, None)):
        if turn is not None and turn.segment in ("Offer presentation", "Q&A") and turn.relevance < ON_TOPIC:
            run.append(position)
            continue
        held = [reading.turns[at] for at in run]
        weight = sum(specificity(stem) for said in held for stem in dict.fromkeys(said.stems))
        if len(run) >= _LEAST_DEPARTURE and weight >= len(run) * _LEAST_WEIGHT:
            found.append(Departure(run[0], run[-1], math.fsum(said.utterance.slot_s for said in held)))
        run = []
    return tuple(found)


def focus(reading: Reading) -> Metric:
    """Answer Q001 with a confidence, and the turns that tell most: on the topic for Yes, the departures for No."""
    topical = [turn for turn in reading.turns if has_topic(turn)]
    away = departures(reading)
    chance = _chance(reading, topical, away)
    yes = chance >= 0.5
    telling = _telling(topical) if yes else _strays(reading, topical, away)
    return Metric(
        question_id="Q001",
        question=QUESTION,
        answer="Yes" if yes else "No",
        answer_type="boolean",
        confidence=round(max(chance, 1.0 - chance), 3),
        evidence=tuple(quote(turn) for turn in telling),
    )


def _chance(reading: Reading, topical: list[TurnReading], away: tuple[Departure, ...]) -> float:
    """Return the probability that a listener says Yes."""
    time = math.fsum(turn.utterance.speech_s for turn in topical)
    if time <= 0:
        return 0.3
    relevance = math.fsum(turn.relevance * turn.utterance.speech_s for turn in topical) / time
    named = campaign_topic(reading.campaign.brief).weights
    said = {stem for turn in reading.turns for stem in turn.stems}
    coverage = sum(sorted((weight for stem, weight in named.items() if stem in said), reverse=True)[:3])
    return 1.0 / (1.0 + math.exp(-(8.0 * (relevance - 0.35) + 1.0 * (coverage - 1.0))))


def _telling(topical: list[TurnReading]) -> list[TurnReading]:
    best = sorted(topical, key=lambda turn: (-turn.relevance, -len(turn.stems), turn.utterance.index))[:_QUOTES]
    return sorted(best, key=lambda turn: turn.utterance.start_s)


def _strays(reading: Reading, topical: list[TurnReading], away: tuple[Departure, ...]) -> list[TurnReading]:
    longest = sorted(away, key=lambda departure: (-departure.slot_s, departure.first))[:_QUOTES]
    if longest:
        return [reading.turns[departure.first] for departure in sorted(longest, key=lambda d: d.first)]
    least = sorted(topical, key=lambda turn: (turn.relevance, -len(turn.stems), turn.utterance.index))[:_QUOTES]
    return sorted(least, key=lambda turn: turn.utterance.start_s)
