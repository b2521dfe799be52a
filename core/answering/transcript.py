"""The call as questions are asked of it: its turns in the order of time, with words, stems and a place in time."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.embedding import embed
from core.analysis.phrases import normal_words, phrase_set
from core.answering.spoken import Spoken, read_spoken
from core.answering.vocabulary import word_set
from core.calls import Call, Speaker, Turn
from core.campaigns import Campaign
from core.preprocessing.dialogue import place_in_time
from core.reports import Act, Analysis
from core.text import content_stems, sentences

# "Ann Bell: I'll call him."
_NAMED_SPEAKER: Final = re.compile(r"\s*((?:(?:Dr|Mr|Mrs|Ms)\.? )?[A-Z][\w'’-]*(?: [A-Z][\w'’.-]*){0,3}) ?: +(?=\S)")
_PROMPT: Final = re.compile(
    r"\bplease (?:\w+ )?(?:provide|give|enter|specify|state|tell|confirm|spell|describe|say|share|name)\b(?! to\b)"
    r"|\byour (?:[\w'’]+ ){1,4}please(?: \W)*$"
)
_SUPPOSING: Final = word_set("if whether unless hope hopefully might maybe perhaps")
_UNSETTLED: Final = phrase_set("as long as", "not sure", "depends on", "wonder|wondering")
_HOUR: Final = re.compile(r"(\d)\s?([apAP])\.?[mM]\b\.?")


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of a turn: `text` is verbatim, `words` its plain words with marks, `stems` those of content."""

    text: str
    words: tuple[str, ...]
    stems: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Tell whether the sentence only supposes what it says: "if they do", "as long as", "not sure"."""
        return not _SUPPOSING.isdisjoint(self.words) or _UNSETTLED.any_in(self.words)

    @property
    def asks(self) -> bool:
        """Tell whether the sentence ends in a question mark."""
        return self.words[-1:] == ("?",)


@dataclass(frozen=True)
class Line:
    """One turn: `position` in the order of time, `slot_s` until the next turn, `acts` as the report has them.

    Its words are read when they are asked for, and once: half of all questions are answered from the report.
    """

    position: int
    turn: Turn
    start_s: float
    slot_s: float
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

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the plain words, with marks."""
        return normal_words(self.turn.text)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Return the stems of content, in order."""
        return content_stems(joined_hours(self.turn.text))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Return the sentences of the turn in order, the whole turn where it has none; read once."""
        return tuple(_part(text) for text in self.texts)

    @property
    def is_one_sentence(self) -> bool:
        """Tell whether a turn without its speaker's name is one sentence, or has none."""
        return len(self.texts) == 1 and not named_speaker(self.turn.text)[0]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return the sentences, verbatim, the whole turn where it has none."""
        text = self.turn.text
        return tuple(text[start:end] for start, end in sentences(text) or ((0, len(text)),))


@dataclass(frozen=True)
class Transcript:
    """All that an answer may rest on. `lines` is never empty."""

    call: Call
    campaign: Campaign
    analysis: Analysis
    lines: tuple[Line, ...]

    def line_of(self, turn: int) -> Line:
        """Return the line of a turn, by its index as sent."""
        return self._by_index[turn]

    @cached_property
    def _by_index(self) -> Mapping[int, Line]:
        return {line.turn.index: line for line in self.lines}

    @cached_property
    def frequency(self) -> Counter[str]:
        """Return in how many turns each stem comes; counted once."""
        return Counter(chain.from_iterable(set(line.stems) for line in self.lines))

    @cached_property
    def campaign_stems(self) -> frozenset[str]:
        """Return the stems of the campaign's brief."""
        brief = self.campaign.brief
        return frozenset(content_stems(" ".join((brief.name, brief.offer or "", brief.description or ""))))

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """Return what the turns mean without their speakers' names, (turns, 256), rows of length 1 or 0; made once."""
        return embed([named_speaker(line.turn.text)[1] for line in self.lines])

    @cached_property
    def rankings(self) -> dict[tuple[object, ...], tuple[tuple[Line, float], ...]]:
        """Return the rankings made so far, by what was looked for: several ways to answer look for the same."""
        return {}

    @cached_property
    def spoken(self) -> Spoken:
        """Return what the turns say as vectors and marks; read once."""
        return read_spoken(self.lines, self.vectors)

    def cosines(self, words: str) -> list[float]:
        """Return how near each turn's meaning comes to that of some words, -1..1; 0 where either has none."""
        found: list[float] = (self.vectors @ embed([words])[0]).tolist()
        return found

    @cached_property
    def _vectors_in_place(self) -> NDArray[np.float32]:
        """Return `vectors` (turns, 256), that of a reply averaged with that of its question and itself together."""
        found = self.vectors.copy()
        replies = [line.position for line in self.lines if self.replies(line)]
        both = self.vectors[replies] + self.vectors[[position - 1 for position in replies]]
        lengths = np.linalg.norm(both, axis=1, keepdims=True)
        found[replies] += both / np.maximum(lengths, np.float32(1e-12))
        found[replies] /= 2
        return found

    def cosines_in_place(self, words: str) -> list[float]:
        """Return the like of `cosines` for turns in their place: a reply is read with its question."""
        found: list[float] = (self._vectors_in_place @ embed([words])[0]).tolist()
        return found

    def weight(self, stem: str) -> float:
        """Return how much a stem tells in this call (inverse document frequency, > 0; largest where it is absent)."""
        return log(1 + (len(self.lines) - self.frequency[stem] + 0.5) / (self.frequency[stem] + 0.5))

    def before(self, line: Line) -> Line | None:
        """Return the turn before, or None."""
        return self.lines[line.position - 1] if line.position else None

    def after(self, line: Line) -> Line | None:
        """Return the turn after, or None."""
        return self.lines[line.position + 1] if line.position + 1 < len(self.lines) else None

    def replies(self, line: Line) -> bool:
        """Tell whether a turn follows a question or a prompt of the other side."""
        before = self.before(line)
        return before is not None and before.speaker != line.speaker and (before.asks or prompts_for(before))

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


def named_speaker(text: str) -> tuple[str, str]:
    """Return the name that opens a turn as its speaker's, and the words after it; "" and the whole text without one.

    >>> named_speaker("Ann Bell: I'll call him.")
    ('Ann Bell', "I'll call him.")
    """
    found = _NAMED_SPEAKER.match(text)
    return (found.group(1), text[found.end() :]) if found else ("", text)


def prompts_for(line: Line) -> bool:
    """Tell whether a turn bids the other side say something: "Please provide your name"."""
    return _PROMPT.search(" ".join(line.words)) is not None


def joined_hours(text: str) -> str:
    """Write "6 pm" and "6 p.m." as "6pm", so that hours match however they are spelt."""
    return _HOUR.sub(r"\1\2m", text)


def _part(text: str) -> Part:
    return Part(text, normal_words(text), frozenset(content_stems(joined_hours(text))))


def read_transcript(call: Call, campaign: Campaign, analysis: Analysis) -> Transcript:
    """Read a call for questions; linear in its characters."""
    placement = place_in_time(call.turns, call.duration_s)
    found = {turn.turn: turn for turn in analysis.turns}
    lines: list[Line] = []
    for position, (sent, start_s, slot_s) in enumerate(
        zip(placement.order, placement.starts_s, placement.slots_s, strict=True)
    ):
        turn = call.turns[sent]
        known = found.get(turn.index)
        lines.append(
            Line(
                position=position,
                turn=turn,
                start_s=start_s,
                slot_s=slot_s,
                acts=known.acts if known else (),
                sentiment=known.sentiment if known else 0.0,
                segment=known.segment if known else "",
            )
        )
    return Transcript(call, campaign, analysis, tuple(lines))
