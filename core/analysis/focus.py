"""Q001: whether the call was focused on the campaign topic.

Only talk that has a topic counts: greetings, thanks and farewells are neither on the topic nor off it. Of the rest the
measure weighs by talk time how relevant it was, how much of what the campaign names came up all along, and how long the
call departed: a departure is a run of turns off the topic with something to say of its own. How much each of these
weighs was learned (training/campaign_focus.py).
"""

import math
from dataclasses import dataclass
from typing import Final

from core.analysis.background import specificity
from core.analysis.campaign_fit import logistic
from core.analysis.evidence import quote
from core.analysis.reading import Reading, TurnReading
from core.analysis.relevance import ON_TOPIC, Topic, campaign_topic
from core.reports import Metric

QUESTION: Final = "Was the call focused on the campaign topic?"
_QUOTES: Final = 3
_COURTESIES: Final = frozenset({"greeting", "thanks", "closing"})
_LEAST_WEIGHT: Final = 1.0  # specific words without which a turn has no topic of its own
_LEAST_DEPARTURE: Final = 2  # turns
_PARTS: Final = 3  # of a call, in each of which a campaign that is kept to should be named
# What tells that a call keeps to its campaign (`keeping`), and whether it speaks for that or against.
KEEPS: Final = (("relevance", 1), ("coverage", 1), ("departures", -1))
_DOUBT: Final = 0.03  # always left: a topic may go by other names, and its words may mean something else
_NOTHING_SAID: Final = 0.45  # the chance of a call without a word of business


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
    """Return the runs of at least two turns off the topic, in the order of time.

    A departure begins and ends with a turn that says something; "Sounds fine" before it still answers what came before.
    """
    found: list[Departure] = []
    run: list[int] = []
    weights: dict[int, float] = {}  # of the turns in runs
    for position, turn in enumerate((*reading.turns, None)):
        if turn is not None and turn.segment == "Q&A" and turn.relevance < ON_TOPIC:
            run.append(position)
            weights[position] = math.fsum(map(specificity, dict.fromkeys(turn.stems)))
            continue
        telling = [at for at in run if weights[at] >= _LEAST_WEIGHT]
        if telling:
            first, last = telling[0], telling[-1]
            held = range(first, last + 1)
            if len(held) >= _LEAST_DEPARTURE and math.fsum(weights[at] for at in held) >= len(held) * _LEAST_WEIGHT:
                slots = math.fsum(reading.turns[at].utterance.slot_s for at in held)
                found.append(Departure(first, last, slots))
        run = []
    return tuple(found)


def focus(reading: Reading) -> Metric:
    """Answer Q001 with a confidence, and the turns that tell most: on the topic for Yes, the departures for No."""
    topical = [turn for turn in reading.turns if has_topic(turn)]
    away = departures(reading)
    chance = _chance(reading, away)
    yes = chance >= 0.5
    stated = campaign_topic(reading.campaign.brief)
    telling = _telling(topical, stated) if yes else _strays(reading, topical, away, stated)
    return Metric(
        question_id="Q001",
        question=QUESTION,
        answer="Yes" if yes else "No",
        answer_type="boolean",
        confidence=round(max(chance, 1.0 - chance), 3),
        evidence=tuple(quote(turn) for turn in telling),
    )


def _chance(reading: Reading, away: tuple[Departure, ...]) -> float:
    """Return the probability that the call was focused, by what was learned of `keeping` (core.analysis.campaign_fit).

    The model's card says how often the answer is right. Some doubt is always left.
    """
    values = keeping(reading, away)
    if not values:
        return _NOTHING_SAID
    if not campaign_topic(reading.campaign.brief).is_stated:
        return 0.3 + 0.4 * values["relevance"]  # of the call's own topic: little is certain without a campaign's words
    return min(1.0 - _DOUBT, max(_DOUBT, logistic("call", values)))


def keeping(reading: Reading, away: tuple[Departure, ...] | None = None) -> dict[str, float]:
    """Return what tells that a call keeps to its campaign, each in 0..1; nothing where no business was talked.

    `relevance` is that of the turns, weighted by seconds of speech; `coverage` how much of what the campaign names
    comes up in each third of that speech; `departures` the share of the call's time that they take. How well a call
    fits the campaign by what it begins with is no help here: calls that leave it begin on it too.
    """
    topical = [turn for turn in reading.turns if has_topic(turn)]
    time = math.fsum(turn.utterance.speech_s for turn in topical)
    if time <= 0:
        return {}
    stated = campaign_topic(reading.campaign.brief)
    heard = [0.0] * _PARTS
    before = 0.0
    for turn in topical:
        part = min(_PARTS - 1, int(before / time * _PARTS))
        heard[part] = max(heard[part], stated.relevance(turn.stems))
        before += turn.utterance.speech_s
    gone_s = math.fsum(departure.slot_s for departure in (departures(reading) if away is None else away))
    return {
        "relevance": math.fsum(turn.relevance * turn.utterance.speech_s for turn in topical) / time,
        "coverage": math.fsum(heard) / _PARTS,
        "departures": min(1.0, gone_s / reading.dialogue.duration_s) if reading.dialogue.duration_s else 0.0,
    }


def _telling(topical: list[TurnReading], stated: Topic) -> list[TurnReading]:
    """Return the turns on the topic that say most of what the campaign says, in the order of time."""
    on_topic = [turn for turn in topical if turn.relevance >= ON_TOPIC]
    ranked = sorted(on_topic, key=lambda turn: (-stated.relevance(turn.stems), -turn.relevance, turn.utterance.index))
    return _in_order(ranked[:_QUOTES])


def _strays(
    reading: Reading, topical: list[TurnReading], away: tuple[Departure, ...], stated: Topic
) -> list[TurnReading]:
    """Return the turn of each of the longest departures that says most of something else, in the order of time."""
    longest = sorted(away, key=lambda departure: (-departure.slot_s, departure.first))[:_QUOTES]
    runs = [reading.turns[departure.first : departure.last + 1] for departure in longest]
    if len(runs) == 1:
        return _in_order(sorted(runs[0], key=lambda turn: (-_news(turn, stated), turn.utterance.index))[:_QUOTES])
    if runs:
        return _in_order([min(run, key=lambda turn: (-_news(turn, stated), turn.utterance.index)) for run in runs])
    least = sorted(topical, key=lambda turn: (turn.relevance, -_news(turn, stated), turn.utterance.index))
    return _in_order(least[:_QUOTES])


def _news(turn: TurnReading, stated: Topic) -> float:
    """Return how much a turn says that the campaign does not: the specificity of its other stems."""
    return sum(specificity(stem) for stem in dict.fromkeys(turn.stems) if stem not in stated.weights)


def _in_order(turns: list[TurnReading]) -> list[TurnReading]:
    return sorted(turns, key=lambda turn: (turn.utterance.start_s, turn.utterance.index))
