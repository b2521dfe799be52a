"""Speaker segmentation: whose floor it is, and which turns of one speaker are one stretch of talk.

Speech recognition cuts a speaker's words at pauses, often within a sentence. Read piece by piece such words mean less,
or something else, so that turns of one speaker which follow each other are joined before they are read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from core.calls import Speaker
from core.dialogues import Dialogue, Part, Utterance

# After a pause longer than this and than twice the usual one before a reply, a new sentence is a new turn.
_LONG_PAUSE_S: Final = 10.0
_UNUSUAL: Final = 2.0
_MOST_WORDS: Final = 150  # of a joined utterance
_SENTENCE_ENDS: Final = (".", "!", "?", "…", '"', "”", ")")


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
        alone = held[0] if len(held) == 1 else None  # as nearly always, once turns are joined
        found.append(
            Floor(
                speaker=held[0].speaker,
                first=first,
                last=position - 1,
                start_s=held[0].start_s,
                slot_s=alone.slot_s if alone else sum(utterance.slot_s for utterance in held),
                speech_s=alone.speech_s if alone else sum(utterance.speech_s for utterance in held),
            )
        )
        first = position
    return tuple(found)


def joined(dialogue: Dialogue) -> Dialogue:
    """Join turns of one speaker that follow each other into one utterance each. Linear in the turns.

    Apart stay turns between which the speaker ended a sentence and then paused for long (10 s, or twice what replies
    usually take in this call), and what would be more than 150 words. Slots and speech of an utterance are the sums
    over its turns. A dialogue whose sides take turns is returned as it is.
    """
    usual = _usual_pause(dialogue.utterances)
    groups: list[list[Utterance]] = []
    words = 0
    for utterance in dialogue.utterances:
        own = len(utterance.raw.split())
        if groups and _goes_on(groups[-1][-1], utterance, usual) and words + own <= _MOST_WORDS:
            groups[-1].append(utterance)
            words += own
        else:
            groups.append([utterance])
            words = own
    if len(groups) == len(dialogue.utterances):
        return dialogue
    return replace(dialogue, utterances=tuple(_as_one(group) for group in groups))


def _usual_pause(utterances: Sequence[Utterance]) -> float:
    """Return the median time between the estimated end of one side's words and the other side's, in seconds."""
    pauses = [
        before.slot_s - before.speech_s for before, after in pairwise(utterances) if before.speaker != after.speaker
    ]
    return median(pauses) if pauses else 0.0


def _goes_on(before: Utterance, after: Utterance, usual: float) -> bool:
    if before.speaker != after.speaker:
        return False
    ended = before.raw.rstrip().endswith(_SENTENCE_ENDS)
    return not ended or before.slot_s - before.speech_s <= max(_LONG_PAUSE_S, _UNUSUAL * usual)


def _as_one(turns: Sequence[Utterance]) -> Utterance:
    if len(turns) == 1:
        return turns[0]
    parts = tuple(_parts(turns))
    return replace(
        turns[0],
        slot_s=sum(turn.slot_s for turn in turns),
        speech_s=sum(turn.speech_s for turn in turns),
        raw=" ".join(turn.raw for turn in turns),
        text=" ".join(turn.text for turn in turns if turn.text),
        parts=parts,
    )


def _parts(turns: Sequence[Utterance]) -> Iterator[Part]:
    offset = 0
    for turn in turns:
        yield Part(offset, turn)
        offset += len(turn.raw) + 1
