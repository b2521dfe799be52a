"""What the customer asked or asked for, and what became of it.

One rule says what counts, sentence by sentence: every question of the customer, and every wish for something to be done
that does not merely answer the bot ("a table for four", "let's take the first one"). Left out are small talk ("how are
you?"), requests to be heard again ("pardon?"), words that only show that one listens ("really?", "aw, yes?"), echoes of
the bot's own words, and sympathy. Every count of the customer's questions and requests is a count of these.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from core.analysis import reply_phrases
from core.analysis.forms import asks_by_its_words, is_question, is_request
from core.analysis.lookups import Lookups
from core.analysis.outcomes import (
    LATER_TURNS,
    MOST_SENTENCES,
    Ask,
    Outcome,
    Reply,
    likenesses,
    outcome_of,
    settled,
    telling_sentence,
)
from core.analysis.phrases import words_only
from core.analysis.reading import Sentence, TurnReading
from core.analysis.relevance import ON_TOPIC

_SAME_REQUEST: Final = 0.6  # share of common stems from which two requests are one
_FEWEST_COMMON: Final = 2  # stems that two requests share before they can be one
_POLITE: Final = frozenset({"thank"})  # stems that two sides share for courtesy
_COMMON_WORD: Final = 0.3  # a stem in more of the bot's turns than this shows no answer
_SHORT_ANSWER: Final = 6  # words within which a mark alone makes no question of an answer
_LONGEST_ECHO: Final = 6  # words
_LONGEST_APOLOGY: Final = 4  # words
_SYMPATHISING: Final = frozenset({"to", "for", "about", "that"})
_APOLOGISING: Final = frozenset({"oh", "i", "am", "so", "very", "really", "sorry"})
_DEMANDS: Final = frozenset({"question", "request", "handoff_request"})


@dataclass(frozen=True, slots=True)
class Request:
    """One question or request of the customer.

    `turn` is the index of its turn as sent, `quote` its sentence verbatim, `asks` whether it asks for words (a
    question) rather than for something to be done, `on_topic` whether its turn is about the campaign. `reply_turn` and
    `reply_quote` say which bot turn the outcome was read from; None where the bot said nothing more. `sure` tells
    whether the words leave no doubt about the outcome.
    """

    turn: int
    quote: str
    asks: bool
    on_topic: bool
    outcome: Outcome
    sure: bool
    words: tuple[str, ...]
    reply_turn: int | None = None
    reply_quote: str | None = None


def customer_requests(turns: Sequence[TurnReading], lookups: Lookups) -> tuple[Request, ...]:
    """Return the customer's questions and requests in the order of time; repeats of one are one, with its last outcome.

    `turns` are in the order of time and `lookups` those of their call. Linear in the turns.
    """
    bot = [place for place, turn in enumerate(turns) if turn.utterance.speaker == "bot"]
    common = _common_stems([turns[place] for place in bot])
    asked = _asks(turns)
    read: dict[int, Reply] = {}  # only the replies that some request needs
    found: list[Request] = []
    kept: list[Ask] = []
    windows = [bot[start : start + LATER_TURNS] for start in (bisect(bot, ask.place) for ask in asked)]
    next_turns = [turns[window[0]] if window else None for window in windows]
    alike = likenesses(asked, next_turns, lookups)
    verdicts = [
        outcome_of(ask, (_read_once(read, place, turns) for place in window), turns, common, likeness)
        for ask, window, likeness in zip(asked, windows, alike, strict=True)
    ]
    for ask, verdict in zip(asked, settled(asked, verdicts, common, next_turns, alike, lookups), strict=True):
        answered = Request(
            turn=turns[ask.place].utterance.turn_at(ask.sentence.start).index,
            quote=ask.sentence.text,
            asks=ask.asks,
            on_topic=ask.on_topic,
            outcome=verdict.outcome,
            sure=verdict.sure,
            words=ask.words,
            reply_turn=None if verdict.reply is None else verdict.reply.turn.utterance.index,
            reply_quote=None if verdict.reply is None else telling_sentence(verdict.reply, ask),
        )
        same = next((at for at in range(len(kept) - 1, max(-1, len(kept) - 6), -1) if _alike(kept[at], ask)), None)
        if same is None:
            kept.append(ask)
            found.append(answered)
        else:
            first = found[same]
            found[same] = replace(
                first,
                outcome=answered.outcome,
                sure=answered.sure,
                reply_turn=answered.reply_turn,
                reply_quote=answered.reply_quote,
            )
    return tuple(found)


def _read_once(read: dict[int, Reply], place: int, turns: Sequence[TurnReading]) -> Reply:
    if place not in read:
        read[place] = Reply(place, turns[place])
    return read[place]


def _asks(turns: Sequence[TurnReading]) -> list[Ask]:
    found: list[Ask] = []
    before: TurnReading | None = None  # the bot's last turn
    for place, turn in enumerate(turns):
        if turn.utterance.speaker == "bot":
            before = turn
        elif not _DEMANDS.isdisjoint(turn.acts):
            open_prompt = before is None or reply_phrases.OPEN_QUESTIONS.any_in(before.words)
            answering = before is not None and before.prompt.asks and not open_prompt
            for sentence in turn.sentences[:MOST_SENTENCES]:
                ask = _ask(place, turn, sentence, answering=answering)
                if ask is not None and not _echoes(ask, before):
                    found.append(ask)
    return found


def _ask(place: int, turn: TurnReading, sentence: Sentence, *, answering: bool) -> Ask | None:
    words = sentence.words
    asks = is_question(words)
    if not asks and (answering or not is_request(words)):
        return None
    plain = _without_apology(words_only(words))
    if len(plain) < 2 or (not asks and plain[0] == "no"):  # "no, …" corrects
        return None
    if reply_phrases.LISTENING.issuperset(plain):
        return None
    if asks and answering and len(plain) <= _SHORT_ANSWER and not asks_by_its_words(words):
        return None  # "seven?" answers, doubtfully
    if answering and reply_phrases.SUGGESTING.any_in(plain):
        return None  # "how about Friday?"
    if any(book.any_in(plain) for book in (reply_phrases.SMALL_TALK, reply_phrases.PARDON, reply_phrases.NO_REQUEST)):
        return None
    stems = frozenset(sentence.stems) - _POLITE
    if not stems and len(plain) < 3:
        return None
    to_do = reply_phrases.ASKED_TO_DO.any_in(words) and not reply_phrases.ASKED_TO_SAY.any_in(words)
    return Ask(place, sentence, stems, asks and not to_do, turn.relevance >= ON_TOPIC)


def _without_apology(plain: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without an opening "(I am) (so) sorry (but)": what follows may well be a request."""
    if "sorry" not in plain[:_LONGEST_APOLOGY]:
        return plain
    rest = plain[plain.index("sorry") + 1 :]
    apologises = bool(rest) and rest[0] not in _SYMPATHISING
    return rest if apologises and _APOLOGISING.issuperset(plain[: len(plain) - len(rest)]) else plain


def _echoes(ask: Ask, before: TurnReading | None) -> bool:
    """Tell whether a short "question" gives back the bot's last words: "Six months?"."""
    if before is None or len(ask.words) > _LONGEST_ECHO + 1 or asks_by_its_words(ask.words):
        return False
    return ask.stems.issubset(before.stems)


def _common_stems(bot: Sequence[TurnReading]) -> frozenset[str]:
    """Return the stems that the bot uses so often that using one answers nothing."""
    if len(bot) < 4:
        return frozenset()
    counts = Counter(chain.from_iterable(frozenset(turn.stems) for turn in bot))
    return frozenset(stem for stem, count in counts.items() if count > _COMMON_WORD * len(bot))


def _alike(first: Ask, second: Ask) -> bool:
    if first.words == second.words:
        return True
    if first.asks != second.asks or len(first.stems & second.stems) < _FEWEST_COMMON:
        return False
    return len(first.stems & second.stems) >= _SAME_REQUEST * len(first.stems | second.stems)
