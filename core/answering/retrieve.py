"""Which turns a question is about: BM25 over turns with their neighbours, and how much of a topic a turn covers.

BM25 after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009. A turn that follows a
question is read together with it, since "Yes" means nothing alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import related
from core.calls import Speaker

_SATURATION: Final = 1.2  # BM25's k1
_LENGTH: Final = 0.6  # BM25's b
_NEIGHBOUR: Final = 0.25  # how much of a neighbour's score a turn takes on
_RELATED: Final = 0.7  # what a word that means nearly the same is worth


@dataclass(frozen=True, slots=True)
class Match:
    """A turn with the share (0..1) of a topic's weight that its words cover."""

    line: Line
    coverage: float


def rank(
    transcript: Transcript, topic: Sequence[str], speaker: Speaker | None = None
) -> tuple[tuple[Line, float], ...]:
    """Return the turns that a topic is found in or next to, best first, with their scores; ties in temporal order.

    A side that was asked about is preferred, not required.
    """
    lines = transcript.lines
    mean = sum(len(line.stems) for line in lines) / len(lines) or 1.0
    own: dict[int, float] = {}
    alternatives = {stem: related(stem) for stem in topic}
    weights = {stem: transcript.weight(stem) for stem in topic}
    for line in lines:
        score = 0.0
        length = _SATURATION * (1 - _LENGTH + _LENGTH * len(line.stems) / mean)
        for stem in topic:
            count = float(line.stems.count(stem))
            if not count and not alternatives[stem].isdisjoint(line.stems):
                count = _RELATED
            if count:
                score += weights[stem] * count * (_SATURATION + 1) / (count + length)
        if score:
            own[line.position] = score
    spread: dict[int, float] = dict(own)
    for position, score in own.items():
        for neighbour in (position - 1, position + 1):
            if 0 <= neighbour < len(lines):
                spread[neighbour] = spread.get(neighbour, 0.0) + _NEIGHBOUR * score
    if speaker is not None:
        spread = {place: score * (1.15 if lines[place].speaker == speaker else 1.0) for place, score in spread.items()}
    ranked = sorted(spread.items(), key=lambda item: (-item[1], item[0]))
    return tuple((lines[position], score) for position, score in ranked)


def coverage(transcript: Transcript, topic: Sequence[str], stems: Iterable[str]) -> float:
    """Return the share of a topic's weight that the given stems cover, 0..1; kin words count for less."""
    said = stems if isinstance(stems, (set, frozenset)) else frozenset(stems)
    total = found = 0.0
    for stem in topic:
        weight = transcript.weight(stem)
        total += weight
        if stem in said:
            found += weight
        elif not related(stem).isdisjoint(said):
            found += weight * _RELATED
    return found / total if total else 0.0


def matches(
    transcript: Transcript, topic: Sequence[str], speaker: Speaker | None = None, *, least: float = 0.6
) -> tuple[Match, ...]:
    """Return the turns of one side (None: of both) that cover at least this share of a topic, in temporal order."""
    found: list[Match] = []
    wanted = frozenset(topic).union(*(related(stem) for stem in topic))
    for line in transcript.lines:
        if speaker in (None, line.speaker) and not wanted.isdisjoint(line.stems):
            covered = coverage(transcript, topic, frozenset(line.stems))
            if covered >= least:
                found.append(Match(line, covered))
    return tuple(found)


def replies_to(
    transcript: Transcript, topic: Sequence[str], speaker: Speaker, *, least: float = 0.6
) -> tuple[tuple[Line, Line], ...]:
    """Return each question of the other side on a topic with this side's reply to it, in temporal order."""
    other: Speaker = "bot" if speaker == "customer" else "customer"
    pairs: list[tuple[Line, Line]] = []
    for match in matches(transcript, topic, other, least=least):
        reply = transcript.after(match.line)
        if match.line.asks and reply is not None and reply.speaker == speaker:
            pairs.append((match.line, reply))
    return tuple(pairs)
