"""The course of a call: who spoke when, phases, the customer's mood, requests, and the words that answers rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from core.calls import Call, Speaker
from core.preprocessing.dialogue import Placement, place_in_time
from core.reports import Analysis, Evidence, RaisedRequest, Segment

# Requests stand in a lane of their own, with what became of them.
_REQUESTS: Final = "Q003"


@dataclass(frozen=True, slots=True)
class Talk:
    """A turn, from when to when its words last; in seconds into the call."""

    turn: int
    speaker: Speaker
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the call without a change of phase."""

    segment: Segment
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Feeling:
    """What a turn of the customer shows, −1..1, and what the turns around it show together."""

    turn: int
    at_s: float
    value: float
    smooth: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the customer, when it was raised and when the bot replied to it (if it did)."""

    raised: RaisedRequest
    at_s: float
    reply_s: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A turn that answers rest on; `words` are pairs of question ids and a quote that is verbatim in it."""

    turn: int
    speaker: Speaker
    at_s: float
    words: tuple[tuple[tuple[str, ...], str], ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """Return the ids of all questions that rest on this turn, in order."""
        return tuple(sorted({each for questions, _ in self.words for each in questions}))


@dataclass(frozen=True, slots=True)
class Course:
    """All that a timeline shows, in the order of time; but for the requests, which are as in the report."""

    length_s: float
    talk: tuple[Talk, ...]
    phases: tuple[Phase, ...]
    feelings: tuple[Feeling, ...]
    requests: tuple[Asked, ...]
    marks: tuple[Mark, ...]


def course_of(call: Call, analysis: Analysis) -> Course:
    """Return the course of a call as its analysis has it; linear in its turns.

    Of a call that cannot be judged it is who spoke when, and nothing else.
    """
    placed = place_in_time(call.turns, call.duration_s)
    starts = {call.turns[position].index: start for position, start in zip(placed.order, placed.starts_s, strict=True)}
    talk = _talk(call, placed)
    if analysis.status_reason is not None:
        return Course(placed.duration_s, talk, phases=(), feelings=(), requests=(), marks=())
    return Course(
        length_s=placed.duration_s,
        talk=talk,
        phases=_phases(talk, analysis, placed.duration_s),
        feelings=_feelings(talk, analysis),
        requests=tuple(_asked(each, starts) for metric in analysis.metrics for each in metric.requests or ()),
        marks=_marks(analysis, starts),
    )


def _talk(call: Call, placed: Placement) -> tuple[Talk, ...]:
    turns = [call.turns[position] for position in placed.order]
    return tuple(
        Talk(turn.index, turn.speaker, start, start + said)
        for turn, start, said in zip(turns, placed.starts_s, placed.speech_s, strict=True)
    )


def _phases(talk: Sequence[Talk], analysis: Analysis, length_s: float) -> tuple[Phase, ...]:
    segments = {each.turn: each.segment for each in analysis.turns}
    known = [(segments[each.turn], each.start_s) for each in talk if each.turn in segments]
    runs = [(segment, next(run)[1]) for segment, run in groupby(known, key=lambda each: each[0])]
    ends = [*(start for _, start in runs[1:]), length_s]
    return tuple(Phase(segment, start, max(start, end)) for (segment, start), end in zip(runs, ends, strict=True))


def _feelings(talk: Sequence[Talk], analysis: Analysis) -> tuple[Feeling, ...]:
    shown = {each.turn: each.sentiment for each in analysis.turns}
    theirs = [each for each in talk if each.speaker == "customer" and each.turn in shown]
    values = [shown[each.turn] for each in theirs]
    return tuple(
        Feeling(each.turn, each.start_s, value, smooth)
        for each, value, smooth in zip(theirs, values, smoothed(values), strict=True)
    )


def smoothed(values: Sequence[float]) -> list[float]:
    """Return each value averaged with its neighbours, which count half.

    >>> smoothed([0, 1, 0])
    [0.3333333333333333, 0.5, 0.3333333333333333]
    """
    found = []
    for place, value in enumerate(values):
        around = [*values[max(place - 1, 0) : place], *values[place + 1 : place + 2]]
        found.append((2 * value + sum(around)) / (2 + len(around)))
    return found


def _asked(raised: RaisedRequest, starts: dict[int, float]) -> Asked:
    return Asked(raised, starts[raised.request.turn], None if raised.reply is None else starts[raised.reply.turn])


def _marks(analysis: Analysis, starts: dict[int, float]) -> tuple[Mark, ...]:
    by_turn: dict[int, dict[str, dict[str, None]]] = {}
    speakers: dict[int, Speaker] = {}
    for question_id, evidence in _told(analysis):
        quotes = by_turn.setdefault(evidence.turn, {})
        quotes.setdefault(evidence.quote, {})[question_id] = None
        speakers[evidence.turn] = evidence.speaker
    return tuple(
        Mark(turn, speakers[turn], starts[turn], tuple((tuple(ids), quote) for quote, ids in by_turn[turn].items()))
        for turn in sorted(by_turn, key=lambda turn: (starts[turn], turn))
    )


def _told(analysis: Analysis) -> Iterable[tuple[str, Evidence]]:
    for metric in analysis.metrics:
        if metric.question_id != _REQUESTS:
            yield from ((metric.question_id, evidence) for evidence in metric.evidence)
