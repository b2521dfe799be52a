"""Speaker segmentation: whose floor it is, from one change of speaker to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.calls import Speaker
from core.dialogues import Utterance


@dataclass(frozen=True, slots=True)
class Floor:
    """One side's stretch of talk without the other.

    `first` and `last` are positions in the order of time, both included; `start_s` is the first turn's start,
    `slot_s` and `speech_s` the sums over its turns; all in seconds.
    """

    speaker: Speaker
    first: int
    last: int
    start_s: float
    slot_s: float
    speech_s: float


def floors(utterances: Sequence[Utterance]) -> tuple[Floor, ...]:
    """Return the floors of a dialogue in the order of time: sides alternate, every utterance belongs to one."""
    found: list[Floor] = []
    first = 0
    for position in range(1, len(utterances) + 1):
        if position < len(utterances) and utterances[position].speaker == utterances[first].speaker:
            continue
        held = utterances[first:position]
        found.append(
            Floor(
                speaker=held[0].speaker,
                first=first,
                last=position - 1,
                start_s=held[0].start_s,
                slot_s=sum(utterance.slot_s for utterance in held),
                speech_s=sum(utterance.speech_s for utterance in held),
            )
        )
        first = position
    return tuple(found)
