"""Conversation reconstruction: temporal order, and how long each turn lasted.

A transcript tells when turns start, not when they end. A turn's slot lasts until the next turn starts; how much of it
is speech follows from its words: 1.0 s + 0.26 s a word, within the slot. That line was fitted by least squares to the
measured ends of two corpora of speech: Switchboard, telephone calls, 1.07 + 0.267 s a word (n = 3,045, R² = .88); MELD,
acted dialogue, 0.96 + 0.254 s a word (n = 11,083, R² = .53). On Switchboard the bot's share of speech that follows from
starts and words alone is off by .033 on average (worst of 18 calls .084) from the share by measured ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.calls import Turn
from core.dialogues import CallContext, Dialogue, Utterance
from core.wording import clock, seconds, turns_do

SECONDS_PER_TURN: Final = 1.0
SECONDS_PER_WORD: Final = 0.26

# Boundaries are kept in steps of 2⁻²⁰ s, so that slots add up without rounding.
_STEP: Final = float(2**20)
# So little talk after the stated end is a clock's inaccuracy; more, and either times or duration are wrong.
_NEGLIGIBLE_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the turns of a call are in time.

    `order` lists positions in the transcript as sent, earliest first; `starts_s`, `slots_s` and `speech_s` run
    along it; all in seconds, ≥ 0. The slots and `lead_in_s` sum to `duration_s`.
    """

    order: tuple[int, ...]
    starts_s: tuple[float, ...]
    slots_s: tuple[float, ...]
    speech_s: tuple[float, ...]
    lead_in_s: float
    duration_s: float
    warnings: tuple[str, ...]


def speech_seconds(text: str) -> float:
    """Estimate how long a text takes to say, in seconds (see the module for the source); 0 for blank text."""
    words = len(text.split())
    return SECONDS_PER_TURN + SECONDS_PER_WORD * words if words else 0.0


def place_in_time(turns: Sequence[Turn], duration_s: float) -> Placement:
    """Bring the turns into temporal order (stable for ties) and give each its time.

    Where the times cannot be right the words decide, and `warnings` say so: no times at all; no duration, which then
    ends with the last turn's words; much talk after the call's end, when the stated duration is divided by words.
    Raises ValueError for no turns.
    """
    if not turns:
        raise ValueError("a call has at least one turn")
    order = sorted(range(len(turns)), key=lambda position: turns[position].timestamp_s)
    starts = [turns[position].timestamp_s for position in order]
    speech = [speech_seconds(turns[position].text) for position in order]
    warnings = _disorder(turns) + _beyond(turns, duration_s)

    untimed = len(turns) > 1 and starts[0] == starts[-1]
    length_s = duration_s
    if duration_s <= 0:
        length_s = sum(speech) if untimed else starts[-1] + speech[-1]
        warnings.append(f"the call's duration is given as 0 s: {clock(length_s)} are taken, from its turns")
    if untimed:
        warnings.append(f"all turns start at {seconds(starts[0])}: their times are estimated from their words")
        boundaries = _spread(speech, length_s)
        starts = boundaries
    elif _mostly_within(starts, speech, length_s):
        boundaries = [min(start, length_s) for start in starts]
    else:
        warnings.append("much of the talk is after the call's end: the time is divided by words instead")
        boundaries = _spread(speech, length_s)

    grid = [int(boundary * _STEP) / _STEP for boundary in boundaries]
    slots = [after - before for before, after in zip(grid, [*grid[1:], max(length_s, grid[-1])], strict=True)]
    return Placement(
        order=tuple(order),
        starts_s=tuple(starts),
        slots_s=tuple(slots),
        speech_s=tuple(min(said, slot) for said, slot in zip(speech, slots, strict=True)),
        lead_in_s=grid[0],
        duration_s=length_s,
        warnings=tuple(warnings),
    )


def reconstruct(turns: Sequence[Turn], cleaned: Sequence[str], placement: Placement, context: CallContext) -> Dialogue:
    """Assemble the dialogue: each turn with its cleaned text (in the order sent) and its place in time."""
    utterances = tuple(
        Utterance(
            index=turns[position].index,
            speaker=turns[position].speaker,
            start_s=start,
            slot_s=slot,
            speech_s=said,
            raw=turns[position].text,
            text=cleaned[position],
        )
        for position, start, slot, said in zip(
            placement.order, placement.starts_s, placement.slots_s, placement.speech_s, strict=True
        )
    )
    return Dialogue(
        utterances=utterances,
        duration_s=placement.duration_s,
        lead_in_s=placement.lead_in_s,
        context=context,
        warnings=placement.warnings,
    )


def _spread(speech: Sequence[float], length_s: float) -> list[float]:
    """Return a start for each turn, such that the turns fill the call in proportion to their words."""
    total = sum(speech)
    starts: list[float] = []
    said = 0.0
    for part in speech:
        starts.append(length_s * said / total if total else 0.0)
        said += part
    return starts


def _mostly_within(starts: Sequence[float], speech: Sequence[float], length_s: float) -> bool:
    """Tell whether the talk lies within the call, but for a negligible rest."""
    late = sum(said for start, said in zip(starts, speech, strict=True) if start > length_s)
    return late <= _NEGLIGIBLE_SHARE * sum(speech)


def _disorder(turns: Sequence[Turn]) -> list[str]:
    """Say which turns start before a turn that was sent earlier."""
    late: list[Turn] = []
    latest = turns[0]
    for turn in turns:
        if turn.timestamp_s < latest.timestamp_s:
            late.append(turn)
        else:
            latest = turn
    if not late:
        return []
    return [f"turn {late[0].index} is out of order, at {seconds(late[0].timestamp_s)} {turns_do(len(late), 'is')}"]


def _beyond(turns: Sequence[Turn], duration_s: float) -> list[str]:
    """Say which turns start after the call's end."""
    beyond = [turn for turn in turns if turn.timestamp_s > duration_s] if duration_s > 0 else []
    if not beyond:
        return []
    return [
        f"turn {beyond[0].index} starts at {seconds(beyond[0].timestamp_s)}, after the call's end at"
        f" {seconds(duration_s)} {turns_do(len(beyond), 'does')}"
    ]
