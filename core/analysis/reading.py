"""A call as it has been read: what every measure works on. Nothing is computed here.

`turns` are in the order of time (as `dialogue.utterances`); `utterance.index` is the turn's position in the transcript
as sent, which is what evidence names. A measure that needs neighbours walks `turns` by position, never by index.

How a reading comes about (core.analysis.pipeline): the dialogue is prepared; `hear(dialogue)` and
`turn_sentiments(words, texts)` read what each turn does and how it feels; core.analysis.relevance and
core.analysis.phases add topic and phase; `customer_requests(turns, lookups)` finds what the customer asked for,
given those TurnReadings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.analysis.lookups import Lookups
from core.analysis.prompts import Prompt
from core.campaigns import Campaign
from core.dialogues import Dialogue, Utterance
from core.reports import Act, Segment, TalkTime

if TYPE_CHECKING:  # requests are found in TurnReadings, and so their module imports this one
    from core.analysis.requests import Request
    from core.analysis.stance import Signal


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a turn: `text` is `utterance.raw[start:end]`, verbatim; `words` and `stems` are made of it."""

    start: int
    end: int
    text: str
    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnReading:
    """One utterance with everything that was read from it.

    `sentiment` is in −1..1, `relevance` (to the campaign's topic) in 0..1; `stems` are the content stems of the cleaned
    text, in order; `sentences` are those of the raw text (none where the turn says nothing once cleaned). `words` are
    the normal words of the cleaned text, and `prompt` is what they ask of the customer (nothing, in a customer's turn).
    `reaction` is how the customer takes what the bot proposed, −1 (against) to 1 (for); 0 for the bot.
    """

    utterance: Utterance
    sentiment: float
    acts: tuple[Act, ...]
    relevance: float
    segment: Segment
    stems: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    words: tuple[str, ...]
    prompt: Prompt
    reaction: float = 0.0


@dataclass(frozen=True)  # without slots: half the measures ask for `by_index`, which is kept
class Reading:
    """The whole call as read. `turns` is never empty; each may join several turns of one speaker as they were sent.

    `lookups` is what was looked up of the words on the way, for measures that look up more of them.
    """

    dialogue: Dialogue
    campaign: Campaign
    turns: tuple[TurnReading, ...]
    talk_time: TalkTime
    requests: tuple[Request, ...]
    signals: tuple[Signal, ...]
    lookups: Lookups

    @cached_property
    def by_index(self) -> Mapping[int, TurnReading]:
        """Map the index of each turn as sent to the reading that holds it."""
        return {sent.index: turn for turn in self.turns for sent in turn.utterance.sent}
