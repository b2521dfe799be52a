"""Q011: the longest silence of a call, its silences and its holds, as far as the starts of turns show them.

A turn's words are taken to last what they take at an ordinary speech rate (core.preprocessing.dialogue), and the rest
of the time until the next turn counts as silence. Who interrupts whom cannot be seen from starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.evidence import quote
from core.analysis.not_applicable import not_applicable
from core.analysis.phrases import phrase_set
from core.analysis.reading import Reading, Sentence, TurnReading
from core.dialogues import Utterance
from core.reports import Detail, Metric
from core.wording import clock, moment

QUESTION_ID: Final = "Q011"
QUESTION: Final = "How long was the longest silence?"
_NOTABLE_S: Final = 5.0
_MOST: Final = 10  # silences that are told, the longest
_ESTIMATED: Final = 0.6
# "Please hold", "one moment": with something to wait for, not "hold on to your receipt".
HOLDING: Final = phrase_set(
    "please hold", "hold the line", "hold on .|,|!|please|a|one|while|for", "hold for a|one|just", "can|could you hold",
    "put|putting|place|placing you on a? brief|short? hold", "bear with me|us",
    "one moment|second|sec", "one minute please|.|,|!|while", "just|give me? a|one moment|second|minute|sec",
    "please wait", "wait for? a|one moment|second|minute", "while i check|look|pull|transfer|connect|verify",
    "stay on the line",
)  # fmt: skip


def silences(reading: Reading) -> Metric:
    """Answer Q011, such as "12s"; Not applicable where the turns have no times of their own."""
    starts = {sent.start_s for turn in reading.turns for sent in turn.utterance.sent}
    if len(starts) < 2 or _by_words(reading):
        return not_applicable(QUESTION_ID, QUESTION, ())
    pauses = [_longest_pause(turn.utterance, last=turn is reading.turns[-1]) for turn in reading.turns]
    longest = max(range(len(pauses)), key=lambda place: pauses[place].lasts_s)
    said, lasted = reading.turns[longest], clock(pauses[longest].lasts_s)
    return Metric(
        question_id=QUESTION_ID,
        question=QUESTION,
        answer=lasted,
        answer_type="numeric",
        confidence=_ESTIMATED,
        # After no words there was a silence of no length.
        evidence=(quote(said),) if said.utterance.raw.strip() and lasted != clock(0.0) else (),
        details=_details(reading.turns, pauses),
    )


def _by_words(reading: Reading) -> bool:
    """Tell whether times were made of words, since those that were sent cannot be right."""
    return any("from their words" in told or "divided by words" in told for told in reading.dialogue.warnings)


@dataclass(frozen=True, slots=True)
class _Pause:
    """A pause after the words of a turn, in seconds."""

    after: Utterance
    lasts_s: float


def _longest_pause(utterance: Utterance, *, last: bool) -> _Pause:
    """Return the longest pause after a turn of an utterance; what follows the call's last words is none."""
    if not utterance.parts:
        return _Pause(utterance, 0.0 if last else utterance.slot_s - utterance.speech_s)
    pauses = [_Pause(turn, turn.slot_s - turn.speech_s) for turn in utterance.sent]
    if last:
        pauses[-1] = _Pause(pauses[-1].after, 0.0)
    return max(pauses, key=lambda pause: pause.lasts_s)


def _details(turns: Sequence[TurnReading], pauses: Sequence[_Pause]) -> tuple[Detail, ...]:
    """Return the holds that the bot announces and the notable silences, in the order of time."""
    notable = [place for place, pause in enumerate(pauses) if pause.lasts_s >= _NOTABLE_S]
    told = frozenset(sorted(notable, key=lambda place: (-pauses[place].lasts_s, place))[:_MOST])
    found: list[Detail] = []
    for place, turn in enumerate(turns):
        announced = hold_in(turn)
        pause = pauses[place]
        if announced is not None:
            index, passed = turn.utterance.index, clock(pause.lasts_s)
            text = f"The bot asked the customer to wait in turn {index}; about {passed} passed."
            found.append(Detail("hold", text, None, quote(turn, announced)))
        elif place in told:
            end = pause.after.start_s + pause.after.speech_s
            text = f"About {clock(pause.lasts_s)} of silence from {moment(end)}, after turn {pause.after.index}."
            found.append(Detail("silence", text, None, quote(turn) if turn.utterance.raw.strip() else None))
    return tuple(found)


def hold_in(turn: TurnReading) -> Sentence | None:
    """Return the sentence in which the bot asks the customer to wait."""
    if turn.utterance.speaker != "bot":
        return None
    return next((item for item in turn.sentences if HOLDING.any_in(item.words)), None)
