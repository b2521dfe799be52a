"""Q005: whether the customer was interested in proceeding, what was agreed, and how likely a conversion is.

Interest is what was said: promises, acceptances, questions and praise for it; refusals, objections and blame against
it; the last word on the matter counts most. In a call in which the customer asks for something (a booking, a report),
proceeding means to go on with it: to confirm or accept what the bot offers.
"""

import math
from collections.abc import Sequence
from typing import Final

from core.analysis.acts import prompt_of, shows
from core.analysis.conversion import conversion_probability
from core.analysis.evidence import quote
from core.analysis.phrases import normal_words
from core.analysis.reading import Reading, Sentence, TurnReading
from core.analysis.reply_phrases import AGREED_BY_BOT, NOT_DONE, SUCCEEDING
from core.analysis.stance import DECISIVE, WEIGHTS, Kind, Signal, level, signals
from core.reports import Act, Metric

QUESTION: Final = "Was the customer interested in proceeding?"
NOTHING_AGREED: Final = "No next step was agreed in this call."

_INTERESTED, _NOT_INTERESTED = 0.62, 0.38
_QUOTES: Final = 3
_ACTS: Final[dict[Kind, Act]] = {
    "commitment": "commitment",
    "refusal": "refusal",
    "objection": "objection",
    "postponement": "objection",
}
_LONGEST_STEP: Final = 160  # characters of a quoted next step


def interest(reading: Reading) -> Metric:
    """Answer Q005 with interest_level and conversion_probability in 0..1, evidence and the next steps as agreed."""
    found = signals(reading)
    interest_level = 1.0 / (1.0 + math.exp(-level(found)))
    answer = answer_of(interest_level)
    return Metric(
        question_id="Q005",
        question=QUESTION,
        answer=answer,
        answer_type="categorical",
        confidence=_confidence(interest_level, found),
        evidence=tuple(quote(signal.turn, sentence_of(signal)) for signal in _telling(found, answer)),
        interest_level=round(interest_level, 3),
        next_steps=next_steps(reading, found),
        conversion_probability=round(conversion_probability(reading, found), 3),
    )


def answer_of(interest_level: float) -> str:
    """Return the answer that goes with a level in 0..1."""
    if interest_level >= _INTERESTED:
        return "Interested"
    return "Not interested" if interest_level <= _NOT_INTERESTED else "Undecided"


def next_steps(reading: Reading, found: Sequence[Signal]) -> str:
    """Say what was agreed last, quoting it; nothing is added to what was said.

    A promise of the customer that was not taken back; an acceptance, with the proposal that it answers; and what
    the bot says that it will do or has done.
    """
    decisive = [signal for signal in found if signal.kind in DECISIVE]
    if not decisive or decisive[-1].kind == "refusal":
        return NOTHING_AGREED
    last = decisive[-1]
    if last.kind != "completion" and _came_to_nothing(reading, last.turn):
        return NOTHING_AGREED
    if last.kind == "completion":
        return _tidy(f"The bot said: “{_words(last)}”.")
    parts = [f"The customer said: “{_words(last)}”."]
    if last.kind == "acceptance":
        proposal = _turn_before(reading, last.turn)
        if proposal is not None:
            sentence = next((item for item in reversed(proposal.sentences) if _proposes(item)), None)
            words = quote(proposal, sentence, _LONGEST_STEP).quote
            parts.insert(0, f"The bot proposed: “{words}”.")
    done = _bot_step_after(reading, last.turn)
    if done is not None:
        turn, sentence = done
        parts.append(f"The bot said: “{quote(turn, sentence, _LONGEST_STEP).quote}”.")
    return " ".join(_tidy(part) for part in parts)


def _tidy(sentence: str) -> str:
    """Leave out the full stop after a quotation that ends with a mark of its own."""
    return sentence.replace(".”.", ".”").replace("!”.", "!”").replace("?”.", "?”")


def _came_to_nothing(reading: Reading, turn: TurnReading) -> bool:
    """Tell whether the bot, after a turn, could not do what was agreed, and did not do it later either."""
    place = next(at for at, other in enumerate(reading.turns) if other is turn)
    failed = False
    for other in reading.turns[place + 1 :]:
        if other.utterance.speaker == "bot":
            words = normal_words(other.utterance.text)
            failed = NOT_DONE.any_in(words) or (failed and not SUCCEEDING.any_in(words))
    return failed


def sentence_of(signal: Signal) -> Sentence | None:
    """Return the sentence that gives a signal; None where the turn gives it as a whole."""
    act = _ACTS.get(signal.kind)
    for sentence in signal.turn.sentences:
        words = normal_words(sentence.text)
        if shows(words, act) if act is not None else signal.kind == "completion" and SUCCEEDING.any_in(words):
            return sentence
    return None


def _words(signal: Signal) -> str:
    return quote(signal.turn, sentence_of(signal), _LONGEST_STEP).quote


def _proposes(sentence: Sentence) -> bool:
    return prompt_of(normal_words(sentence.text)).proposes


def _turn_before(reading: Reading, turn: TurnReading) -> TurnReading | None:
    place = next(at for at, other in enumerate(reading.turns) if other is turn)
    return next((other for other in reversed(reading.turns[:place]) if other.utterance.speaker == "bot"), None)


def _bot_step_after(reading: Reading, turn: TurnReading) -> tuple[TurnReading, Sentence] | None:
    """Return the last sentence after a turn in which the bot says what it has done or will do about it."""
    place = next(at for at, other in enumerate(reading.turns) if other is turn)
    for other in reversed(reading.turns[place + 1 :]):
        if other.utterance.speaker != "bot":
            continue
        for sentence in other.sentences:
            if AGREED_BY_BOT.any_in(normal_words(sentence.text)) and not sentence.text.rstrip().endswith("?"):
                return other, sentence
    return None


def _telling(found: Sequence[Signal], answer: str) -> list[Signal]:
    """Return the signals that the answer rests on: its own side, the decisive and the late ones first."""
    side = 0 if answer == "Undecided" else 1 if answer == "Interested" else -1
    fitting = [(at, signal) for at, signal in enumerate(found) if side * WEIGHTS[signal.kind] >= 0]
    chosen: dict[int, tuple[int, Signal]] = {}
    for at, signal in sorted(fitting, key=lambda entry: (-abs(WEIGHTS[entry[1].kind]), -entry[0])):
        if len(chosen) < _QUOTES and signal.turn.sentences:
            chosen.setdefault(signal.turn.utterance.index, (at, signal))
    return [signal for _, signal in sorted(chosen.values(), key=lambda entry: entry[0])]


def _confidence(interest_level: float, found: Sequence[Signal]) -> float:
    """Return how sure the answer is, 0.4..0.95: surer far from the next answer, less so with nothing decisive."""
    nearest = min(abs(interest_level - _INTERESTED), abs(interest_level - _NOT_INTERESTED))
    decided = any(signal.kind in DECISIVE for signal in found)
    if answer_of(interest_level) == "Undecided":
        return round(0.5 + 1.5 * nearest, 3)
    return round(min(0.95, (0.55 if decided else 0.45) + nearest), 3)
