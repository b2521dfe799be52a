"""What each measure of a call has to say, as findings: the sentences of core.analysis.insights are made here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.acts import shows
from core.analysis.evidence import quote
from core.analysis.next_steps import proposal_before
from core.analysis.reading import Reading, TurnReading
from core.analysis.reply_phrases import GIVING_REASONS
from core.analysis.requests import Request
from core.analysis.stance import DECISIVE, Signal, sentence_of
from core.reports import Act, Metric
from core.wording import listing, moment

_QUOTED: Final = 90  # characters of a quotation inside a sentence
_MOST_TURNS: Final = 12  # named in one sentence
_NOTABLY_POSITIVE: Final = 0.12  # mean feeling below which courtesy alone may have made it


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
    return f"turn {turn.utterance.index} at {moment(turn.utterance.start_s)}"


def doing(turn: TurnReading, act: Act) -> str:
    """Quote the sentence of a turn that does what the act says, or else the turn from its first words on."""
    found = next((item for item in turn.sentences if shows(item.words, act)), None)
    return said(turn, None if found is None else found.text)


def said(turn: TurnReading, words: str | None = None) -> str:
    """Quote a turn, or some of its words, in at most 90 characters."""
    return quoted(quote(turn, None, _QUOTED).quote if words is None else words)


def quoted(text: str) -> str:
    """Put words of the call into quotation marks, at most 90 characters of them."""
    if len(text) > _QUOTED:
        text = text[:_QUOTED].rsplit(" ", 1)[0] + " …"
    return f"“{' '.join(text.split()).rstrip('.')}”"


def of_requests(reading: Reading) -> Iterator[Finding]:
    """Say which questions and requests of the customer were met, which not: those whose outcome leaves no doubt."""
    by_index = reading.by_index
    sure = [request for request in reading.requests if request.sure]
    open_requests = [request for request in sure if request.outcome == "unresolved"]
    put_off = [request for request in sure if request.outcome == "deferred"]
    for request in open_requests[:3]:
        turn = by_index[request.turn]
        yield Finding(
            False,
            0.9,
            f"The customer's {_kind(request)} {said(turn, request.quote)} ({turn_name(turn)}) was not resolved"
            f"{_reply(request, by_index)}.",
            f"Prepare the bot to answer {said(turn, request.quote)}, or to hand the customer to a person."
            if request.asks
            else ""
            if not _could_not_help(request, by_index)
            else f"Enable the bot to do what the customer asked for in turn {request.turn}"
            f" ({said(turn, request.quote)}), or to hand the customer to a person.",
        )
    for request in put_off[:2]:
        turn = by_index[request.turn]
        yield Finding(
            False,
            0.6,
            f"The customer's {_kind(request)} {said(turn, request.quote)} ({turn_name(turn)}) was put off or referred"
            f" elsewhere{_reply(request, by_index)}.",
            f"Give the bot what it needs to settle {said(turn, request.quote)} within the call.",
        )
    met = [request for request in sure if request.outcome == "resolved"]
    if not met or (len(met) == 1 and (open_requests or put_off)):
        return
    if len(met) == 1:
        (request,) = met
        turn = by_index[request.turn]
        verb = "answered" if request.asks else "met"
        sentence = f"The bot {verb} the customer's {_kind(request)} {said(turn, request.quote)} ({turn_name(turn)})"
        yield Finding(True, 0.7, f"{sentence}{_reply(request, by_index)}.")
    else:
        places = [str(index) for index in sorted({request.turn for request in met})]
        named = (
            places
            if len(places) <= _MOST_TURNS
            else [*places[: _MOST_TURNS - 1], f"{len(places) - _MOST_TURNS + 1} more"]
        )
        turns = f"{'turn' if len(places) == 1 else 'turns'} {listing(named)}"
        yield Finding(True, 0.8, f"The bot settled {len(met)} questions and requests of the customer ({turns}).")


def _could_not_help(request: Request, by_index: Mapping[int, TurnReading]) -> bool:
    """Tell whether it was the bot that could not help, rather than that there was nothing to be had."""
    return request.reply_turn is not None and "out_of_scope" in by_index[request.reply_turn].acts


def _kind(request: Request) -> str:
    return "question" if request.asks else "request"


def _reply(request: Request, by_index: Mapping[int, TurnReading]) -> str:
    if request.reply_turn is None or request.reply_quote is None:
        return ": the bot said nothing more"
    return f"; the bot replied {said(by_index[request.reply_turn], request.reply_quote)} (turn {request.reply_turn})"


def is_annoyed(metrics: Mapping[str, Metric]) -> bool:
    """Tell whether Q007 says that the customer was frustrated or annoyed."""
    return "Q007" in metrics and metrics["Q007"].answer == "Yes"


def of_mood(reading: Reading, metrics: Mapping[str, Metric]) -> Iterator[Finding]:
    """Say how the customer felt, where it can be quoted."""
    mood = metrics.get("Q002")
    if mood is None or not mood.evidence or mood.sentiment_score is None:
        return
    by_index = reading.by_index
    first = max(mood.evidence, key=lambda item: abs(by_index[item.turn].sentiment))
    where = f"turn {first.turn} at {moment(first.timestamp_s)}"
    if mood.answer == "Positive" and mood.sentiment_score >= _NOTABLY_POSITIVE and not is_annoyed(metrics):
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
    if interest is None:
        return
    found = reading.signals
    decisive = [signal for signal in found if signal.kind in DECISIVE]
    last = decisive[-1] if decisive else None
    if interest.answer == "Interested":
        yield from _of_wish(reading, decisive)
        return
    declined = last is not None and last.kind in ("refusal", "postponement")
    if last is not None and declined and interest.answer == "Not interested":
        sentence = sentence_of(last)
        yield Finding(
            False,
            0.7,
            f"The customer {'declined' if last.kind == 'refusal' else 'put the offer off'}:"
            f" {said(last.turn, None if sentence is None else sentence.text)} ({turn_name(last.turn)}).",
            ""
            if GIVING_REASONS.any_in(last.turn.words)
            else f"Ask for the reason when a customer declines as in turn {last.turn.utterance.index}, and record it.",
        )
    objections = [signal for signal in found if signal.kind == "objection" and sentence_of(signal) is not None]
    if objections:
        turn = objections[0].turn
        words = doing(turn, "objection")
        yield Finding(
            False,
            0.55,
            f"The customer had doubts or objected: {words} ({turn_name(turn)}).",
            f"Prepare an answer to the objection of turn {turn.utterance.index}: {words}.",
        )


def _of_wish(reading: Reading, decisive: Sequence[Signal]) -> Iterator[Finding]:
    """Say with which words the customer went on; or that the bot did what was asked for."""
    wishes = [signal for signal in decisive if signal.kind in ("commitment", "acceptance")]
    chosen = wishes[-1] if wishes else decisive[-1] if decisive else None
    if chosen is None:
        return
    sentence = sentence_of(chosen)
    words = said(chosen.turn, None if sentence is None else sentence.text)
    if chosen.kind == "commitment":
        what = "The customer committed to proceed"
    elif chosen.kind == "completion":
        what = "The bot carried the matter through"
    else:
        what = "The customer wanted to proceed"
        proposed = proposal_before(reading, chosen.turn)
        if proposed is not None:
            what = f"The customer agreed when the bot asked {said(proposed[0], proposed[1].text)}"
    yield Finding(True, 0.85, f"{what}: {words} ({turn_name(chosen.turn)}).")
