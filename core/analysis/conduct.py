"""How the call was conducted, as findings: focus, shares of the talk, courtesy."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from core.analysis.findings import Finding, said, turn_name
from core.analysis.reading import Reading, Sentence, TurnReading
from core.analysis.reply_phrases import COURTEOUS
from core.reports import Metric
from core.wording import clock, percent

_BOT_TALKS_MUCH: Final = 0.85
_EVEN_TALK: Final = (0.35, 0.65)
_LONG_MONOLOGUE_S: Final = 45.0
# Only turn starts are known, and speech is estimated from words: nothing is said of a gap that is not unmistakable.
_LONG_GAP_S: Final = 12.0
_FEWEST_GAPS: Final = 4
_MUCH_LONGER: Final = 2.0  # than the customer's own gaps: in a typed chat both sides take their time
_SURE: Final = 0.7
_MOSTLY: Final = 70  # percent
_FAR: Final = 0.2  # relevance below which a turn is clearly of something else
_BODY: Final = frozenset({"Offer presentation", "Q&A"})


def of_focus(reading: Reading, metrics: Mapping[str, Metric]) -> Iterator[Finding]:
    """Say whether the call kept to the campaign's topic."""
    focus, offer = metrics.get("Q001"), metrics.get("Q004")
    if focus is None or offer is None or focus.confidence < _SURE:
        return
    if focus.answer == "Yes":
        if int(offer.answer.rstrip("%")) < _MOSTLY:
            return
        yield Finding(
            True, 0.4, f"The call kept to the campaign topic: {offer.answer} of its time went to the main offer."
        )
    else:
        stray = _farthest(reading)
        example = (
            ""
            if stray is None
            else f"; in {turn_name(stray)} the talk was of something else: {said(stray, _fullest(stray).text)}"
        )
        yield Finding(
            False,
            0.65,
            f"The call was not focused on the campaign topic: {offer.answer} of its time went to the main"
            f" offer{example}.",
            "Lead the call back to the offer when it leaves the topic"
            + ("." if stray is None else f", as in turn {stray.utterance.index}."),
        )


def _farthest(reading: Reading) -> TurnReading | None:
    """Return the turn that says most while being far from the topic, or None."""
    far = [turn for turn in reading.turns if turn.segment in _BODY and turn.relevance < _FAR and len(turn.stems) >= 3]
    return max(far, key=lambda turn: len(turn.stems), default=None)


def _fullest(turn: TurnReading) -> Sentence:
    return max(turn.sentences, key=lambda sentence: len(sentence.text))


def of_talk(reading: Reading) -> Iterator[Finding]:
    """Say who talked how much, and where the bot talked or paused for long."""
    talk = reading.talk_time
    if not talk.customer_s or not talk.bot_s:
        return
    if talk.bot_share > _BOT_TALKS_MUCH:
        yield Finding(
            False,
            0.5,
            f"The bot had {percent(talk.bot_share)} of the talk and the customer {percent(talk.customer_share)}.",
            "Shorten the bot's turns and ask more open questions, so that the customer has more than"
            f" {percent(talk.customer_share)} of the talk.",
        )
    elif _EVEN_TALK[0] <= talk.customer_share <= _EVEN_TALK[1]:
        yield Finding(
            True,
            0.3,
            f"Both sides had room to speak: the bot {percent(talk.bot_share)}, the customer"
            f" {percent(talk.customer_share)} of the talk.",
        )
    if talk.longest_monologue_speaker == "bot" and talk.longest_monologue_s > _LONG_MONOLOGUE_S:
        yield Finding(
            False,
            0.45,
            f"From turn {talk.longest_monologue_turn} on the bot spoke for {clock(talk.longest_monologue_s)} without a"
            " word of the customer.",
            f"Divide what the bot says from turn {talk.longest_monologue_turn} on, and let the customer speak between.",
        )
    yield from _of_gaps(reading)


def _of_gaps(reading: Reading) -> Iterator[Finding]:
    """Say that the bot took long to reply, where estimated times leave no doubt of it."""
    talk = reading.talk_time
    gap, own = talk.mean_bot_response_gap_s, talk.mean_customer_response_gap_s
    sides = [turn.utterance.speaker for turn in reading.turns]
    gaps = sum(before == "customer" and after == "bot" for before, after in pairwise(sides))
    if gap is None or gap < _LONG_GAP_S or gaps < _FEWEST_GAPS or (own is not None and gap < _MUCH_LONGER * own):
        return
    about = f"about {round(gap)} s"
    yield Finding(
        False,
        0.4,
        f"The customer waited {about} on average for the bot's replies (estimated from turn times).",
        f"Look into what delays the bot's replies: they came {about} after the customer's words on average.",
    )


def of_courtesy(reading: Reading) -> Iterator[Finding]:
    """Say where the bot opened or ended the call without a courtesy."""
    bot = [turn for turn in reading.turns if turn.utterance.speaker == "bot" and turn.utterance.text]
    if len(bot) < 2:
        return
    greets = any("greeting" in turn.acts for turn in bot[:2])
    ends = any({"closing", "thanks"} & set(turn.acts) or COURTEOUS.any_in(turn.words) for turn in bot[-2:])
    if greets and ends:
        yield Finding(
            True,
            0.2,
            f"The bot greeted the customer (turn {_first(bot, 'greeting')}) and ended the call with courtesy.",
        )
    elif not ends and reading.turns[-1] is bot[-1]:  # else the customer had the last word
        yield Finding(
            False,
            0.25,
            f"The bot ended the call without thanks or a farewell: its last words are"
            f" {said(bot[-1], bot[-1].sentences[-1].text if bot[-1].sentences else None)}"
            f" ({turn_name(bot[-1])}).",
            "Have the bot end the call with thanks and a farewell.",
        )


def _first(turns: Sequence[TurnReading], act: str) -> int:
    return next(turn.utterance.index for turn in turns if act in turn.acts)
