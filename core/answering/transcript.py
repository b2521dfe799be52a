"""The call as questions are asked of it: its turns in the order of time, with words, stems and a place in time."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from core.analysis.phrases import normal_words
from core.calls import Call, Speaker, Turn
from core.campaigns import Campaign
from core.preprocessing.dialogue import place_in_time
from core.reports import Act, Analysis
from core.text import content_stems

_HOUR = re.compile(r"(\d)\s?([apAP])\.?[mM]\b\.?")


@dataclass(frozen=True, slots=True)
class Line:
    """One turn: `position` in the order of time, `slot_s` until the next turn, `words` with marks, `acts` read."""

    position: int
    turn: Turn
    start_s: float
    slot_s: float
    words: tuple[str, ...]
    stems: tuple[str, ...]
    acts: tuple[Act, ...]
    sentiment: float
    segment: str

    @property
    def speaker(self) -> Speaker:
        """Name the side that speaks."""
        return self.turn.speaker

    @property
    def asks(self) -> bool:
        """Tell whether the turn asks something."""
        return "question" in self.acts or "?" in self.words


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that an answer may rest on.

    `lines` is never empty; `frequency` counts the turns that have a stem; `campaign_stems` are those of the campaign's
    brief.
    """

    call: Call
    campaign: Campaign
    analysis: Analysis
    lines: tuple[Line, ...]
    frequency: Counter[str]
    campaign_stems: frozenset[str]
    by_index: Mapping[int, Line]

    def line_of(self, turn: int) -> Line:
        """Return the line of a turn, by its index as sent."""
        return self.by_index[turn]

    def weight(self, stem: str) -> float:
        """Return how much a stem tells in this call (inverse document frequency, > 0; largest where it is absent)."""
        return log(1 + (len(self.lines) - self.frequency[stem] + 0.5) / (self.frequency[stem] + 0.5))

    def before(self, line: Line) -> Line | None:
        """Return the turn before, or None."""
        return self.lines[line.position - 1] if line.position else None

    def after(self, line: Line) -> Line | None:
        """Return the turn after, or None."""
        return self.lines[line.position + 1] if line.position + 1 < len(self.lines) else None

    def is_general(self, topic: Sequence[str]) -> bool:
        """Tell whether a topic names nothing besides what the campaign is about."""
        return self.campaign_stems.issuperset(topic)

    def particular(self, topic: Sequence[str]) -> tuple[str, ...]:
        """Return the stems of a topic that the campaign does not name anyway; all of them where it names them all."""
        known = self.campaign_stems
        return tuple(item for item in topic if item not in known) or tuple(topic)

    def of(self, speaker: Speaker | None) -> tuple[Line, ...]:
        """Return the turns of one side (None: all)."""
        return tuple(line for line in self.lines if speaker in (None, line.speaker))


def joined_hours(text: str) -> str:
    """Write "6 pm" and "6 p.m." as "6pm", so that hours match however they are spelt."""
    return _HOUR.sub(r"\1\2m", text)


def read_transcript(call: Call, campaign: Campaign, analysis: Analysis) -> Transcript:
    """Read a call for questions; linear in its characters."""
    placement = place_in_time(call.turns, call.duration_s)
    found = {turn.turn: turn for turn in analysis.turns}
    lines: list[Line] = []
    frequency: Counter[str] = Counter()
    for position, (sent, start_s, slot_s) in enumerate(
        zip(placement.order, placement.starts_s, placement.slots_s, strict=True)
    ):
        turn = call.turns[sent]
        stems = content_stems(joined_hours(turn.text))
        frequency.update(set(stems))
        known = found.get(turn.index)
        lines.append(
            Line(
                position=position,
                turn=turn,
                start_s=start_s,
                slot_s=slot_s,
                words=tuple(word for word in normal_words(turn.text) if word),
                stems=stems,
                acts=known.acts if known else (),
                sentiment=known.sentiment if known else 0.0,
                segment=known.segment if known else "",
            )
        )
    brief = campaign.brief
    about = frozenset(content_stems(" ".join((brief.name, brief.offer or "", brief.description or ""))))
    by_index = {line.turn.index: line for line in lines}
    return Transcript(call, campaign, analysis, tuple(lines), frequency, about, by_index)
