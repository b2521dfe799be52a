"""Where the bot repeats itself: the same words again at once, or a round of turns that it goes through again.

Words that may come as often as they are needed are left out: courtesies, offers of more help, and the news that
something has or has not been done. A quiz that says "correct!" after each answer repeats nothing either: something new
comes between.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.goal import reported
from core.analysis.phrases import words_only
from core.analysis.reading import TurnReading
from core.analysis.reply_phrases import SUCCEEDING
from core.analysis.stance import GOING_ON

_FEWEST_WORDS: Final = 4  # shorter turns may well come twice
_LONGEST_ROUND: Final = 3  # turns of the bot
_OFTEN: Final = 4  # times that the same words come, from which they are a loop wherever they stand
_ASKING: Final = frozenset({"question", "request"})
_COURTESIES: Final = frozenset({"greeting", "thanks", "closing"})


@dataclass(frozen=True, slots=True)
class Repetition:
    """A turn of the bot that says what it said before; in a loop where it comes a third time or within a round."""

    turn: TurnReading
    loops: bool


def repetitions(turns: Sequence[TurnReading]) -> tuple[Repetition, ...]:
    """Return the repetitions among the bot's turns, given in the order of time. Linear in the turns."""
    said = [words_only(turn.words) for turn in turns]
    found: list[Repetition] = []
    in_all = Counter(said)
    times: Counter[tuple[str, ...]] = Counter()
    for place, turn in enumerate(turns):
        if in_all[said[place]] == 1 or len(said[place]) < _FEWEST_WORDS or _may_recur(turn):
            continue
        at_once = place >= 1 and said[place] == said[place - 1]
        times[said[place]] += 1
        third = (at_once and place >= 2 and said[place] == said[place - 2]) or (
            times[said[place]] >= _OFTEN and not GOING_ON.any_in(turn.words)
        )
        rounds = any(
            place > period and said[place] == said[place - period] and said[place - 1] == said[place - 1 - period]
            for period in range(2, _LONGEST_ROUND + 1)
        )
        if at_once or rounds or third:
            found.append(Repetition(turn, third or rounds))
    return tuple(found)


def repeats_on_request(turn: TurnReading, before: TurnReading | None) -> bool:
    """Tell whether the bot says a thing again because the customer, just before, asked for it."""
    asked = before is not None and before.utterance.speaker == "customer" and not _ASKING.isdisjoint(before.acts)
    return asked and "question" not in turn.acts


def _may_recur(turn: TurnReading) -> bool:
    if turn.prompt.asks_for_more or not _COURTESIES.isdisjoint(turn.acts) or SUCCEEDING.any_in(turn.words):
        return True
    return any(reported(sentence.words) is not None for sentence in turn.sentences)
