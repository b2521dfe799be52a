"""What the customer had to ask or say again, because the bot's reply left it open.

A question counts that comes again in much the same words, and anything else that comes again word for word at once.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.forms import asks_by_its_words
from core.analysis.outcomes import MOST_SENTENCES
from core.analysis.phrases import words_only
from core.analysis.reading import Sentence, TurnReading
from core.analysis.reply_phrases import LISTENING, PARDON, SMALL_TALK, YES_OR_NO, facts_wanted

_SAME: Final = 0.8  # share of common stems from which two questions are one
_FEWEST_STEMS: Final = 2
_LATEST: Final = 6  # of the customer's questions, with which a new one is compared
_FURTHER: Final = frozenset({"other", "others", "another", "else", "more", "different", "instead"})
_MAY_RECUR: Final = frozenset({"agreement", "refusal", "thanks", "greeting", "closing", "commitment"})
_FEW_TURNS: Final = 6  # turns within which a question asked again is the same question, still open


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """Words that came twice; the bot's first turn after `first` left them open."""

    first: TurnReading
    reply: TurnReading
    again: TurnReading
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Asking:
    place: int
    stems: frozenset[str]
    words: tuple[str, ...]


def asked_again(turns: Sequence[TurnReading]) -> tuple[AskedAgain, ...]:
    """Return what the customer asked or said again, in the order of time; at most one a turn. Linear in the turns."""
    found: list[AskedAgain] = []
    latest: deque[_Asking] = deque(maxlen=_LATEST)
    replied: dict[int, int] = {}  # place of a customer's turn to that of the bot's next one
    waiting: list[int] = []
    before_this: int | None = None  # place of the customer's turn before
    for place, turn in enumerate(turns):
        if turn.utterance.speaker == "bot":
            if turn.words:
                replied.update(dict.fromkeys(waiting, place))
                waiting = []
            continue
        waiting.append(place)
        repeated = _said_again(turns, before_this, place, replied)
        before_this = place
        for sentence in turn.sentences[:MOST_SENTENCES]:
            asking = _asking(place, sentence)
            if asking is None:
                continue
            before = next((each for each in reversed(latest) if _same(each, asking)), None)
            latest.append(asking)
            if repeated is None and before is not None and before.place in replied:
                reply = turns[replied[before.place]]
                if _leaves_open(reply, before):
                    repeated = AskedAgain(turns[before.place], reply, turn, sentence)
        if repeated is not None:
            found.append(repeated)
    return tuple(found)


def _said_again(
    turns: Sequence[TurnReading], first: int | None, again: int, replied: dict[int, int]
) -> AskedAgain | None:
    """Return the repetition where the customer's turn is word for word the one before, and is no mere yes or thanks."""
    if first is None or first not in replied or turns[first].words != turns[again].words:
        return None
    turn = turns[again]
    if len(turn.stems) < _FEWEST_STEMS or not _MAY_RECUR.isdisjoint(turn.acts) or not turn.sentences:
        return None
    if "question" in turn.acts:
        return None  # that may have been answered
    return AskedAgain(turns[first], turns[replied[first]], turn, turn.sentences[0])


def _asking(place: int, sentence: Sentence) -> _Asking | None:
    words = sentence.words
    if not words or not asks_by_its_words(words) or not _FURTHER.isdisjoint(words):
        return None
    plain = words_only(words)
    if LISTENING.issuperset(plain) or SMALL_TALK.any_in(plain) or PARDON.any_in(plain):
        return None
    stems = frozenset(sentence.stems)
    return _Asking(place, stems, plain) if len(stems) >= _FEWEST_STEMS else None


def _same(before: _Asking, asking: _Asking) -> bool:
    if asking.place == before.place or asking.place - before.place > _FEW_TURNS:
        return False
    return len(before.stems & asking.stems) >= _SAME * len(before.stems | asking.stems)


def _leaves_open(reply: TurnReading, asking: _Asking) -> bool:
    """Tell whether a reply is no yes or no, not about what was asked, and without the kind of fact asked for."""
    if reply.words[0] in YES_OR_NO or not asking.stems.isdisjoint(reply.stems):
        return False
    return not any(fact(reply.words) for fact in facts_wanted(asking.words))
