"""The call after preprocessing: cleaned turns in the order of time, with durations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.calls import Speaker


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn, cleaned and placed in time.

    `index` is the turn's position in the transcript as sent, so that evidence can point back at it. `start_s` is
    its start, `slot_s` the time until the next turn starts (the last one: until the call ends), `speech_s` the part
    of the slot that the words fill; all in seconds, ≥ 0. `raw` is verbatim, `text` is cleaned.

    Turns of one speaker that follow each other may be joined to one utterance (core.preprocessing.speakers): its
    `index` and start are those of the first, and `parts` are the turns. An utterance of one turn has no parts.
    """

    index: int
    speaker: Speaker
    start_s: float
    slot_s: float
    speech_s: float
    raw: str
    text: str
    parts: tuple["Part", ...] = ()

    @property
    def turns(self) -> tuple["Part", ...]:
        """Return the turns as they were sent, in the order of time, with their places; at least one."""
        return self.parts or (Part(0, self),)

    @property
    def sent(self) -> tuple["Utterance", ...]:
        """Return the turns as they were sent, in the order of time; at least one."""
        return tuple(part.turn for part in self.parts) if self.parts else (self,)

    def turn_at(self, offset: int) -> "Utterance":
        """Return the turn that holds the character of `raw` at this offset."""
        return next(part.turn for part in reversed(self.parts) if part.offset <= offset) if self.parts else self


@dataclass(frozen=True, slots=True)
class Part:
    """A turn of a joined utterance: its words are `raw[offset:offset + len(turn.raw)]` of the whole."""

    offset: int
    turn: Utterance


@dataclass(frozen=True, slots=True)
class CallContext:
    """What is known of a call besides its words."""

    call_id: str
    bot_name: str
    started_at: datetime
    duration_s: float
    turn_count: int
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A call ready to be analysed: utterances in temporal order (stable for ties), never empty.

    `duration_s` is the call's length for all shares: the slots, and the silence before the first turn
    (`lead_in_s`), sum to it. `warnings` name what was odd about the times.
    """

    utterances: tuple[Utterance, ...]
    duration_s: float
    lead_in_s: float
    context: CallContext
    warnings: tuple[str, ...] = ()
