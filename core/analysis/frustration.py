"""Q007: whether the customer was frustrated or annoyed, where it began, and which turns show it."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.analysis.acts import shows
from core.analysis.annoyance import SHARP, Annoyance, annoyance, call_model
from core.analysis.asked_again import asked_again
from core.analysis.evidence import quote
from core.analysis.not_applicable import not_applicable
from core.analysis.reading import Reading, Sentence, TurnReading
from core.reports import Act, Detail, Metric

QUESTION_ID: Final = "Q007"
QUESTION: Final = "Was the customer frustrated or annoyed?"
SHOWING: Final = 0.3  # probability that one turn at least has to have: many short calm turns show nothing
_ANNOYED_TURN: Final = 0.5  # probability from which a turn shows it by itself
SHARP_WORDS: Final = 0.45  # share of the calls with sharp words whose customer was annoyed (STAR)
_QUOTES: Final = 3
_TELLING_ACTS: Final[tuple[Act, ...]] = ("complaint", "handoff_request")
_TEXTS: Final = {
    "harsh_words": "The customer's words were sharp",
    "complaint": "The customer complained",
    "asked_again": "The customer had to ask the same thing again",
    "wants_a_person": "The customer asked for a person",
}


def frustration(reading: Reading) -> Metric:
    """Answer Q007; the first detail, and the first evidence, is where it began.

    The confidence is the probability of the answer. Not applicable where the customer says nothing.
    """
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer" and turn.words]
    if not customer:
        return not_applicable(QUESTION_ID, QUESTION, ())
    found = annoyance(customer, reading.lookups)
    sharp = any(SHARP.any_in(turn.words) for turn in customer)
    annoyed = sharp or (found.call >= call_model().threshold and max(found.turns) >= SHOWING)
    probability = max(found.call, SHARP_WORDS) if sharp else found.call
    details = tuple(_details(reading, customer, found)) if annoyed else ()
    return Metric(
        question_id=QUESTION_ID,
        question=QUESTION,
        answer="Yes" if annoyed else "No",
        answer_type="boolean_with_details",
        confidence=round(probability if annoyed else 1.0 - probability, 3),
        evidence=tuple(detail.evidence for detail in details[:_QUOTES] if detail.evidence is not None),
        details=details,
    )


def _details(reading: Reading, customer: Sequence[TurnReading], found: Annoyance) -> Iterator[Detail]:
    """Yield the turns that show annoyance, in the order of time; the strongest turn where none does by itself."""
    again = {each.again.utterance.index for each in asked_again(reading.turns)}
    kinds = [_kind(turn, chance, again) for turn, chance in zip(customer, found.turns, strict=True)]
    if not any(kinds):
        strongest = max(range(len(customer)), key=lambda at: found.turns[at])
        kinds[strongest] = "harsh_words"
    for turn, kind in zip(customer, kinds, strict=True):
        if kind is not None:
            yield Detail(kind, f"{_TEXTS[kind]} in turn {turn.utterance.index}.", None, quote(turn, _telling(turn)))


def _kind(turn: TurnReading, chance: float, again: set[int]) -> str | None:
    if SHARP.any_in(turn.words) or chance >= _ANNOYED_TURN:
        return "harsh_words"
    if "complaint" in turn.acts:
        return "complaint"
    if turn.utterance.index in again:
        return "asked_again"
    return "wants_a_person" if "handoff_request" in turn.acts else None


def _telling(turn: TurnReading) -> Sentence | None:
    """Return the sentence with the sharp words, or that complains or asks for a person; None: the turn as a whole."""
    sharp = next((item for item in turn.sentences if SHARP.any_in(item.words)), None)
    if sharp is not None:
        return sharp
    return next((item for item in turn.sentences if any(shows(item.words, act) for act in _TELLING_ACTS)), None)
