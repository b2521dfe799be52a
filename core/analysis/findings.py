"""What each measure of a call has to say, as findings: the sentences of core.analysis.insights are made here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from core.analysis.acts import shows
from core.analysis.evidence import quote
from core.analysis.interest import sentence_of
from core.analysis.performance import repeated_turns
from core.analysis.phrases import normal_words
from core.analysis.reading import Reading, TurnReading
from core.analysis.requests import Request
from core.analysis.sentiment import turn_sentiment
from core.analysis.stance import signals
from core.reports import Act, Metric
from core.wording import count, listing

_QUOTED: Final = 90  # characters of a quotation inside a sentence
_FAIRLY_SURE: Final = 0.55


_DEMANDS: Final = frozenset({"question", "request", "complaint", "handoff_request"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: good or to be improved, how much it weighs (0..1), in a sentence; an area carries advice."""

    good: bool
    weight: float
    sentence: str
    advice: str = ""


def turn_name(turn: TurnReading) -> str:
    """Name a turn for people.

    Its index as sent and its minute and second: turn 7 at 1:32.
    """
    minutes, whole = divmod(int(turn.utterance.start_s), 60)
    return f"turn {turn.utterance.index} at {minutes}:{whole:02d}"


def doing(turn: TurnReading, act: Act) -> str:
    """Quote the sentence of a turn that does what the act says, or else the turn from its first words on."""
    found = next((item for item in turn.sentences if shows(normal_words(item.text), act)), None)
    return said(turn, None if found is None else found.text)


def said(turn: TurnReading, words: str | None = None) -> str:
    """Quote a turn, or some of its words, in at most 90 characters."""
    text = quote(turn, None, _QUOTED).quote if words is None else words
    if len(text) > _QUOTED:
        text = text[:_QUOTED].rsplit(" ", 1)[0] + " …"
    return f"“{' '.join(text.split()).rstrip('.')}”"


def of_requests(reading: Reading) -> Iterator[Finding]:
    """Say which questions and requests of the customer were met, which not."""
    if not reading.requests:
        return
    by_index = {turn.utterance.index: turn for turn in reading.turns}
    open_requests = [request for request in reading.requests if request.outcome == "unresolved"]
    put_off = [request for request in reading.requests if request.outcome == "deferred"]
    for request in open_requests[:3]:
        turn = by_index[request.turn]
        yield Finding(
            False,
            0.9,
            f"The customer's {_kind(request)} {said(turn, request.quote)} ({turn_name(turn)}) was not resolved"
            f"{_reply(request, by_index)}.",
            f"Prepare the bot to answer {said(turn, request.quote)}, or to hand it to a person."
            if request.asks
            else f"Enable the bot to do what was asked in turn {request.turn} ({said(turn, request.quote)}),"
            " or to hand it to a person.",
        )
    for request in put_off[:2]:
        turn = by_index[request.turn]
        yield Finding(
            False,
            0.6,
            f"The customer's {_kind(request)} {said(turn, request.quote)} ({turn_name(turn)}) was put off"
            f"{_reply(request, by_index)}.",
            f"Give the bot what it needs to settle {said(turn, request.quote)} within the call.",
        )
    if not open_requests and not put_off:
        first = by_index[reading.requests[0].turn]
        number = len(reading.requests)
        if number == 1:
            request = reading.requests[0]
            sentence = f"The customer's {_kind(request)} {said(first, request.quote)} ({turn_name(first)}) was resolved"
            yield Finding(True, 0.7, f"{sentence}{_reply(request, by_index)}.")
        else:
            turns = listing([str(index) for index in sorted({request.turn for request in reading.requests})])
            yield Finding(
                True, 0.8, f"All {number} questions and requests of the customer were resolved (turns {turns})."
            )


def _kind(request: Request) -> str:
    return "question" if request.asks else "request"


def _reply(request: Request, by_index: Mapping[int, TurnReading]) -> str:
    if request.reply_turn is None or request.reply_quote is None:
        return ": the bot said nothing more"
    return f"; the bot replied {said(by_index[request.reply_turn], request.reply_quote)} (turn {request.reply_turn})"


def of_understanding(reading: Reading) -> Iterator[Finding]:
    """Say where the bot could not help, and where it repeated itself."""
    bot = [turn for turn in reading.turns if turn.utterance.speaker == "bot" and turn.utterance.text]
    lost = [turn for turn in bot if "out_of_scope" in turn.acts and _was_asked(reading, turn)]
    if lost:
        share = len(lost) / len(bot)
        yield Finding(
            False,
            0.5 + share / 2,
            f"In {count(len(lost), 'turn')} the bot could not help or did not understand, first in"
            f" {turn_name(lost[0])}:"
            f" {doing(lost[0], 'out_of_scope')}.",
            f"Cover what the customer brought up before {turn_name(lost[0])}, where the bot had no answer.",
        )
    again = [turn for turn in repeated_turns(bot) if turn not in lost]
    if again:
        yield Finding(
            False,
            0.35 + 0.05 * min(len(again), 5),
            f"The bot repeated itself word for word in {count(len(again), 'turn')}, first in {turn_name(again[0])}:"
            f" {said(again[0])}.",
            f"Let the bot say {said(again[0])} in other words the second time, or ask what is still unclear.",
        )


def _was_asked(reading: Reading, turn: TurnReading) -> bool:
    """Tell whether the customer asked or demanded something just before a bot turn."""
    place = next(at for at, other in enumerate(reading.turns) if other is turn)
    before = next((other for other in reversed(reading.turns[:place]) if other.utterance.speaker == "customer"), None)
    return before is not None and bool(_DEMANDS.intersection(before.acts))


def of_complaints(reading: Reading) -> Iterator[Finding]:
    """Say where the customer complained or asked for a person."""
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer"]
    complaints = [turn for turn in customer if "complaint" in turn.acts]
    if complaints:
        turn = complaints[0]
        yield Finding(
            False,
            min(1.0, 0.6 + 0.1 * len(complaints)),
            f"The customer complained in {count(len(complaints), 'turn')}, first in {turn_name(turn)}:"
            f" {doing(turn, 'complaint')}.",
            f"Have the bot acknowledge a complaint such as that of turn {turn.utterance.index} before it goes on.",
        )
    handoff = next((turn for turn in customer if "handoff_request" in turn.acts), None)
    if handoff is not None:
        yield Finding(
            False,
            0.75,
            f"The customer asked for a person in {turn_name(handoff)}: {doing(handoff, 'handoff_request')}.",
            "Offer the hand-over to a person as soon as the customer asks for one.",
        )


def of_mood(reading: Reading, metrics: Mapping[str, Metric]) -> Iterator[Finding]:
    """Say how the customer felt, where it can be quoted."""
    mood = metrics.get("Q002")
    if mood is None or not mood.evidence or mood.sentiment_score is None:
        return
    by_index = {turn.utterance.index: turn for turn in reading.turns}
    first = max(mood.evidence, key=lambda item: abs(turn_sentiment(item.quote)))
    where = turn_name(by_index[first.turn])
    if mood.answer == "Positive":
        yield Finding(
            True,
            0.5 + min(0.4, mood.sentiment_score),
            f"The customer's sentiment was positive ({mood.sentiment_score:+.2f}):"
            f" {said(by_index[first.turn], first.quote)} ({where}).",
        )
    elif mood.answer == "Negative":
        yield Finding(
            False,
            0.6 + min(0.4, -mood.sentiment_score),
            f"The customer's sentiment was negative ({mood.sentiment_score:+.2f}):"
            f" {said(by_index[first.turn], first.quote)} ({where}).",
            f"Review what led up to turn {first.turn}, where the customer's displeasure shows.",
        )


def of_interest(reading: Reading, metrics: Mapping[str, Metric]) -> Iterator[Finding]:
    """Say whether the customer wanted to proceed, on which words that rests, and what was objected."""
    interest = metrics.get("Q005")
    if interest is None or interest.interest_level is None:
        return
    by_index = {turn.utterance.index: turn for turn in reading.turns}
    if interest.evidence and interest.confidence >= _FAIRLY_SURE:
        if interest.answer == "Interested":
            yield from _of_wish(reading)
        elif interest.answer == "Not interested":
            last = interest.evidence[-1]
            turn = by_index[last.turn]
            yield Finding(
                False,
                0.7,
                f"The customer was not interested in proceeding: {said(turn, last.quote)} ({turn_name(turn)}).",
                f"Ask for the reason when the customer declines as in turn {last.turn}, and record it.",
            )
    objections = [signal.turn for signal in signals(reading) if signal.kind in ("objection", "postponement")]
    if objections and interest.answer != "Interested":
        turn = objections[0]
        yield Finding(
            False,
            0.55,
            f"The customer raised an objection that was not overcome: {doing(turn, 'objection')} ({turn_name(turn)}).",
            f"Prepare an answer to the objection of turn {turn.utterance.index}: {doing(turn, 'objection')}.",
        )


def _of_wish(reading: Reading) -> Iterator[Finding]:
    """Say with which words the customer went on; or that the bot did what was asked for."""
    decisive = [signal for signal in signals(reading) if signal.kind in ("commitment", "acceptance", "completion")]
    wish = next((signal for signal in reversed(decisive) if signal.kind != "completion"), None)
    chosen = wish or (decisive[-1] if decisive else None)
    if chosen is None:
        return
    sentence = sentence_of(chosen)
    words = said(chosen.turn, None if sentence is None else sentence.text)
    what = "The bot carried the matter through" if wish is None else "The customer wanted to proceed"
    yield Finding(True, 0.85, f"{what}: {words} ({turn_name(chosen.turn)}).")
