"""Q008: the faults of the bot, each with its kind, its turn and its words.

Only what the words show beyond doubt: words said again, a question that the customer had to ask again,
words by which the bot says that it cannot help or did not understand, and a sentence said with and without "not".
"""

from itertools import pairwise
from typing import Final

from core.analysis.acts import shows
from core.analysis.asked_again import asked_again
from core.analysis.evidence import quote
from core.analysis.forms import is_question
from core.analysis.not_applicable import not_applicable
from core.analysis.reading import Reading, Sentence, TurnReading
from core.analysis.repetition import Repetition, repeats_on_request, repetitions
from core.reports import Detail, Metric

QUESTION_ID: Final = "Q008"
QUESTION: Final = "Did the bot make faults?"
_QUOTES: Final = 3
_DENYING: Final = frozenset({"not", "no", "never", "cannot"})
_FEWEST_STEMS: Final = 3  # of a sentence that can contradict another
_SURE: Final = 0.9
_LIKELY: Final = 0.75


def bot_faults(reading: Reading) -> Metric:
    """Answer Q008 with one detail a fault, in the order of time; Not applicable where the bot says nothing."""
    bot = [turn for turn in reading.turns if turn.utterance.speaker == "bot" and turn.words]
    if not bot:
        return not_applicable(QUESTION_ID, QUESTION, ())
    faults = faults_of(reading)
    shown = [fault.evidence for fault in faults if fault.evidence is not None]
    return Metric(
        question_id=QUESTION_ID,
        question=QUESTION,
        answer="Yes" if faults else "No",
        answer_type="boolean_with_details",
        confidence=_SURE if faults else _LIKELY,
        evidence=tuple(shown[:_QUOTES]),
        status="missed" if faults else "met",
        details=faults,
    )


def faults_of(reading: Reading) -> tuple[Detail, ...]:
    """Return the faults of the bot in the order of time; a turn has at most one of each kind."""
    bot = [turn for turn in reading.turns if turn.utterance.speaker == "bot" and turn.words]
    lost = {turn.utterance.index for turn in bot if "out_of_scope" in turn.acts}
    before = {after.utterance.index: turn for turn, after in pairwise(reading.turns)}
    found = [
        *(_cannot_help(turn) for turn in bot if turn.utterance.index in lost),
        *(
            _repetition(again)
            for again in repetitions(bot)
            if again.turn.utterance.index not in lost
            and not repeats_on_request(again.turn, before.get(again.turn.utterance.index))
        ),
        *(
            Detail(
                "no_answer",
                f"The customer had to ask again in turn {each.again.utterance.index}, since turn"
                f" {each.reply.utterance.index} had left it open: “{_short(each.sentence.text)}”.",
                "missed",
                quote(each.reply),
            )
            for each in asked_again(reading.turns)
            if each.reply.utterance.index not in lost
        ),
        *_contradictions(bot),
    ]
    places = {sent.index: at for at, turn in enumerate(reading.turns) for sent in turn.utterance.sent}
    return tuple(sorted(found, key=lambda fault: places[fault.evidence.turn] if fault.evidence else -1))


def _cannot_help(turn: TurnReading) -> Detail:
    sentence = next((item for item in turn.sentences if shows(item.words, "out_of_scope")), None)
    text = f"In turn {turn.utterance.index} the bot could not help, did not know or did not understand."
    return Detail("cannot_help", text, "missed", quote(turn, sentence))


def _repetition(again: Repetition) -> Detail:
    index = again.turn.utterance.index
    if again.loops:
        return Detail("loop", f"In turn {index} the bot went round in a loop.", "missed", quote(again.turn))
    text = f"In turn {index} the bot said word for word what it had said just before."
    return Detail("repetition", text, "missed", quote(again.turn))


def _contradictions(bot: list[TurnReading]) -> list[Detail]:
    """Return the sentences that the bot said before with the opposite sign: once with "not", once without."""
    found: list[Detail] = []
    signs: dict[frozenset[str], tuple[bool, TurnReading]] = {}
    for turn in bot:
        for sentence in turn.sentences:
            if len(sentence.stems) < _FEWEST_STEMS or turn.prompt.confirms:
                continue
            stems = frozenset(sentence.stems)
            if len(stems) < _FEWEST_STEMS or is_question(sentence.words):
                continue
            denies = not _DENYING.isdisjoint(sentence.words)
            before = signs.setdefault(stems, (denies, turn))
            if before[0] != denies and before[1] is not turn:
                found.append(_contradiction(turn, sentence, before[1]))
                signs[stems] = (denies, turn)
    return found


def _contradiction(turn: TurnReading, sentence: Sentence, before: TurnReading) -> Detail:
    text = f"In turn {turn.utterance.index} the bot said the opposite of turn {before.utterance.index}."
    return Detail("contradiction", text, "missed", quote(turn, sentence))


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:15]) + (" …" if len(words) > 15 else "")
