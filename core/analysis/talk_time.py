"""Talk time: who spoke for how long, and how quickly each side answered the other."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from core.calls import Speaker
from core.dialogues import Dialogue
from core.preprocessing.speakers import Floor, floors
from core.reports import TalkTime


def talk_time(dialogue: Dialogue) -> TalkTime:
    """Return each side's seconds of speech and its share, the silence, and the longest monologue.

    Speech is estimated from words within the time until the next turn (core.preprocessing.dialogue); silence is the
    rest of the call. Where no time passes at all, the shares are those of words.
    """
    spoken: dict[Speaker, float] = {"bot": 0.0, "customer": 0.0}
    for utterance in dialogue.utterances:
        spoken[utterance.speaker] += utterance.speech_s
    speech_s = spoken["bot"] + spoken["customer"]
    said = spoken if speech_s else _words(dialogue)
    total = said["bot"] + said["customer"]
    held = floors(dialogue.utterances)
    longest = max(held, key=lambda floor: floor.speech_s)
    return TalkTime(
        bot_s=spoken["bot"],
        customer_s=spoken["customer"],
        silence_s=max(0.0, dialogue.duration_s - speech_s),
        bot_share=said["bot"] / total if total else 0.0,
        customer_share=said["customer"] / total if total else 0.0,
        longest_monologue_s=longest.speech_s,
        longest_monologue_speaker=longest.speaker,
        longest_monologue_turn=dialogue.utterances[longest.first].index,
        mean_bot_response_gap_s=_mean_gap(dialogue, held, "bot"),
        mean_customer_response_gap_s=_mean_gap(dialogue, held, "customer"),
    )


def _words(dialogue: Dialogue) -> dict[Speaker, float]:
    """Count each side's words."""
    words: dict[Speaker, float] = {"bot": 0.0, "customer": 0.0}
    for utterance in dialogue.utterances:
        words[utterance.speaker] += len(utterance.raw.split())
    return words


def _mean_gap(dialogue: Dialogue, held: Sequence[Floor], side: Speaker) -> float | None:
    """Return the mean silence in seconds before this side's floors; None where it never follows the other."""
    gaps = [
        dialogue.utterances[before.last].slot_s - dialogue.utterances[before.last].speech_s
        for before, after in pairwise(held)
        if after.speaker == side
    ]
    return fmean(gaps) if gaps else None
