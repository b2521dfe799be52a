"""What was agreed in a call, in plain sentences that quote it. Nothing is added to what was said."""

import re
from collections.abc import Sequence
from typing import Final

from core.analysis.evidence import quote
from core.analysis.forms import is_question
from core.analysis.phrases import word_set
from core.analysis.prompts import prompt_of
from core.analysis.reading import Reading, Sentence, TurnReading
from core.analysis.reply_phrases import AGREED_BY_BOT, DOING_NOW, NOT_DONE, SUCCEEDING
from core.analysis.stance import DECISIVE, Signal, sentence_of

NOTHING_AGREED: Final = "No next step was agreed in this call."
_LONGEST_STEP: Final = 160  # characters of a quoted next step
_MOST_REQUESTS: Final = 2
# "Would you like me to send you the form?": what the bot would do is the last group.
_OFFERED_DEED: Final = re.compile(
    r"\b(?:(?:would you like|do you want|would you want) (?:me|us) to|(?:shall|should) (?:I|we)) ([^,;:?]+)\?$",
    re.IGNORECASE,
)
_OTHER_SIDE: Final = {"you": "the customer", "your": "the customer's", "me": "the bot", "my": "the bot's"}
_UNCLEAR: Final = word_set("it that this these those them or i we us our yours")  # they point at other sentences


def next_steps(reading: Reading, found: Sequence[Signal]) -> str:
    """Say what was agreed last: a promise that was not taken back, or an acceptance with what it accepts.

    With it goes what the bot says it will do or has done, also at a request of the customer.
    """
    decisive = [signal for signal in found if signal.kind in DECISIVE]
    agreed: list[tuple[int, str]] = []  # the turn, and what was agreed in it
    if decisive and decisive[-1].kind not in ("refusal", "postponement"):
        last = decisive[-1]
        if last.kind == "completion":
            agreed.append(_told(last.turn, sentence_of(last)))
        elif not _came_to_nothing(reading, last.turn):
            agreed.append((last.turn.utterance.index, _promised(reading, last)))
            done = _bot_step_after(reading, last.turn)
            if done is not None:
                agreed.append(_told(*done))
    elif decisive:
        return NOTHING_AGREED
    agreed.extend(_granted(reading))
    return " ".join(dict.fromkeys(sentence for _, sentence in sorted(agreed))) or NOTHING_AGREED


def proposal_before(reading: Reading, turn: TurnReading) -> tuple[TurnReading, Sentence] | None:
    """Return the bot's turn that a customer's turn answers, with the sentence that proposes; None where none does."""
    place = _place(reading, turn)
    before = next((other for other in reversed(reading.turns[:place]) if other.utterance.speaker == "bot"), None)
    if before is None:
        return None
    proposing = (item for item in reversed(before.sentences) if prompt_of(item.words).proposes)
    sentence = next(proposing, None)
    return None if sentence is None else (before, sentence)


def _promised(reading: Reading, last: Signal) -> str:
    where = f"(turn {last.turn.utterance.index})"
    words = _quoted(last.turn, sentence_of(last))
    if last.kind == "commitment":
        return f"The customer said {words} {where}."
    proposed = proposal_before(reading, last.turn)
    if proposed is None:
        return f"The customer agreed: {words} {where}."
    deed = _deed(proposed[1].text)
    if deed is not None and not _done_after(reading, last.turn):
        return f"The bot is to {deed}, as the customer agreed {where}."
    return f"The customer agreed when the bot asked {_quoted(*proposed)} {where}."


def _deed(proposal: str) -> str | None:
    """Return what the bot offers to do, told from outside; None where the words do not stand for themselves."""
    offered = _OFFERED_DEED.search(proposal.strip())
    if offered is None:
        return None
    words = offered.group(1).split()
    if len(words) < 2 or not _UNCLEAR.isdisjoint(word.lower() for word in words):
        return None
    return " ".join(_OTHER_SIDE.get(word.lower(), word) for word in words)


def _told(turn: TurnReading, sentence: Sentence | None) -> tuple[int, str]:
    return turn.utterance.index, f"The bot said {_quoted(turn, sentence)} (turn {turn.utterance.index})."


def _quoted(turn: TurnReading, sentence: Sentence | None) -> str:
    return f"“{' '.join(quote(turn, sentence, _LONGEST_STEP).quote.split()).rstrip('.')}”"


def _granted(reading: Reading) -> list[tuple[int, str]]:
    """Say to which requests for a deed the bot agreed; not where it only told something."""
    by_index = reading.by_index
    sentences: list[tuple[int, str]] = []
    for request in reading.requests:
        if request.asks or not request.sure or request.outcome != "resolved" or request.reply_turn is None:
            continue
        turn = by_index[request.reply_turn]
        found = next((item for item in turn.sentences if _grants(item)), None)
        if found is not None:
            sentences.append(_told(turn, found))
    return list(dict.fromkeys(sentences))[-_MOST_REQUESTS:]


def _grants(sentence: Sentence) -> bool:
    if is_question(sentence.words):
        return False
    return AGREED_BY_BOT.any_in(sentence.words) or DOING_NOW.any_in(sentence.words)


def _place(reading: Reading, turn: TurnReading) -> int:
    return next(at for at, other in enumerate(reading.turns) if other is turn)


def _done_after(reading: Reading, turn: TurnReading) -> bool:
    later = reading.turns[_place(reading, turn) + 1 :]
    return any(other.utterance.speaker == "bot" and SUCCEEDING.any_in(other.words) for other in later)


def _came_to_nothing(reading: Reading, turn: TurnReading) -> bool:
    """Tell whether the bot, after a turn, could not do what was agreed, and did not do it later either."""
    place = next(at for at, other in enumerate(reading.turns) if other is turn)
    failed = False
    for other in reading.turns[place + 1 :]:
        if other.utterance.speaker == "bot":
            failed = NOT_DONE.any_in(other.words) or (failed and not SUCCEEDING.any_in(other.words))
    return failed


def _bot_step_after(reading: Reading, turn: TurnReading) -> tuple[TurnReading, Sentence] | None:
    """Return the last sentence after a turn in which the bot says what it has done or will do about it."""
    for other in reversed(reading.turns[_place(reading, turn) + 1 :]):
        if other.utterance.speaker != "bot":
            continue
        for sentence in other.sentences:
            if AGREED_BY_BOT.any_in(sentence.words) and not is_question(sentence.words):
                return other, sentence
    return None
