"""The value of the wanted kind that stands in the passages nearest to a question, where none fits by its own words.

A question rarely has the words of the call: "How much did he want to send?" is answered by "transfer 200 to my son".
So of the best passages, and of the replies to them, the value is taken whose passage comes nearest and whose sentence
has most of the question; its confidence is low. Kinds that a number alone cannot show (codes, names) are left out.
"""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.beside import closeness, counted_by, sentence_stems
from core.answering.confidence import is_said
from core.answering.contrary import contradicts
from core.answering.fitting import MOVED, Sought, is_denied, is_other_sum, near_enough
from core.answering.owners import asks_for_share, owner_of
from core.answering.prompts import asks_for, counts_in, prompt_to
from core.answering.retrieve import coverage, kin_of, rank
from core.answering.transcript import Line, Transcript
from core.answering.values import Value, values_in
from core.answering.vocabulary import word_set

_KINDS: Final = ("amount", "number", "percentage", "date", "time", "when", "duration", "year")
_PASSAGES: Final = 3
_NEAR: Final = 0.25  # share of the question's weight in the sentence, and in what it replies to
_AROUND: Final = 0.7  # what a word counts that is said in the turns before
_BESIDE: Final = 0.95
_MEANT: Final = 0.35  # or cosine of the turn and the question
_UNIT_BEHIND: Final = re.compile(r"\s*(?:times?|x|people|persons?|hours?|days?|minutes?|out of|or)\b", re.IGNORECASE)
_ONE: Final = re.compile(r"one", re.IGNORECASE)
RIGHT_BEHIND: Final = 0.1  # closeness of a number to the word right before it
_PRICES: Final = word_set("cost price pay paid worth expens cheap")
_UNITS: Final = word_set("star point grade level size gb mb kg lb pound inch")
_CODE: Final = re.compile(r"0\d+|\d{7,}")
_OF_AN_ACCOUNT: Final = re.compile(
    r"\b(?:accounts?|number|card|pin|digits|id|zip|code)(?: \w{2,3})?:?\s+$", re.IGNORECASE
)


def nearest_value(wanted: Sought, values: Sequence[Value]) -> tuple[float, Value] | None:
    """Return the value that stands nearest to a question with its score, 0..0.5; None where none comes near."""
    plan, transcript = wanted.plan, wanted.transcript
    if wanted.kind not in _KINDS:
        return None
    ranked = rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)[:_PASSAGES]
    cosines = transcript.cosines_in_place(plan.words)
    scored: list[tuple[float, int, Value]] = []
    for passage, score in ranked:
        for line in _with_reply(transcript, passage):
            prompt = prompt_to(transcript, line)
            asked = frozenset(prompt.stems) if prompt is not None else frozenset()
            for value in values:
                if value.line is not line or not _may_be(wanted, value):
                    continue
                said = max(
                    coverage(transcript, plan.terms, sentence_stems(value) | asked),
                    _AROUND * near_enough(wanted, wanted.topic, line),
                )
                if said < _NEAR and cosines[passage.position] < _MEANT:
                    continue
                near = 0.4 * score / ranked[0][1] + 0.6 * said + closeness(value, plan.terms)
                scored.append((near * (0.5 if is_denied(value) else 1.0), line.position, value))
    if not scored:
        return None
    near, _, value = max(scored, key=lambda item: item[:2])
    return 0.5 * min(1.0, near), value


def loose_numbers(transcript: Transcript, terms: Sequence[str]) -> list[Value]:
    """Return the bare numbers of turns that may be an amount: neither part of another value nor of an account.

    One that counts something is none, unless a term of the question stands right before it: "flights 100 hotels 80".
    """
    return [
        value
        for line in transcript.lines
        if not _asks_otherwise(prompt_to(transcript, line))
        for value in values_in(line, "number")
        if not (_CODE.fullmatch(value.text) or _ONE.fullmatch(value.text))
        and not _OF_AN_ACCOUNT.search(line.turn.text[: value.start])
        and (not counted_by(value) or closeness(value, terms) >= RIGHT_BEHIND)
        and _UNIT_BEHIND.match(line.turn.text, value.end) is None
        and not any(
            other.start <= value.start < other.end
            for kind in ("amount", "date", "time", "phone", "duration", "percentage")
            for other in values_in(line, kind)
        )
    ]


def _asks_otherwise(prompt: Line | None) -> bool:
    """Tell whether a turn bids for a value that is no amount: how many, which number, what time."""
    if prompt is None or asks_for(prompt, "amount"):
        return False
    return bool(counts_in(prompt)) or any(asks_for(prompt, kind) for kind in ("code", "phone", "time", "date", "age"))


def _with_reply(transcript: Transcript, line: Line) -> list[Line]:
    reply = transcript.after(line)
    replies = line.asks and reply is not None and reply.speaker != line.speaker
    return [line, reply] if replies and reply is not None else [line]


def _may_be(wanted: Sought, value: Value) -> bool:
    """Tell whether a value may be what is asked for: of the thing and of the side, with nothing against it."""
    plan, transcript, line = wanted.plan, wanted.transcript, value.line
    if contradicts(plan.words, line.turn.text) or is_other_sum(wanted, value):
        return False
    elsewhere = tuple(item for item in wanted.topic if is_said(transcript, item))
    if elsewhere and not near_enough(wanted, elsewhere, line):
        return False  # the thing is spoken of where no such value is
    things = [item for item in wanted.topic if item not in MOVED]
    named = [item for item in wanted.named if item not in _PRICES]  # anything has a price
    framed = wanted.kind in ("amount", "date") and not sentence_stems(value).isdisjoint(named)
    if things and not elsewhere and not framed:
        return False  # nobody speaks of the thing
    if asks_for_share(plan) and owner_of(value) not in (None, plan.speaker):
        return False
    if wanted.kind != "number":
        return True
    behind = counted_by(value)
    if not wanted.counted:
        known = not behind or not behind.isdisjoint((*plan.terms, *_UNITS))
        return known and _ONE.fullmatch(value.text) is None
    kin = wanted.counted.union(*(kin_of(item) for item in wanted.counted))
    if behind:
        return not kin.isdisjoint(behind)
    return asks_for_share(plan) and near_enough(wanted, tuple(wanted.counted), line) >= _BESIDE
