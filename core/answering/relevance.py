"""How likely each turn of a call is to be the one that answers a question, from what speaks for it.

A conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974): the turns of a call
compete for a question by a weighted sum of signs that any turn of any call has: how the question's words and their
meanings stand in it, in its best sentence and in the turns next to it, whether it is of the side that was asked about,
has what the question's own word lets expect (a number, a name, a reason, a place), asks or replies, and where in the
call it stands. Words are also compared one by one: each of the question's with the nearest of the turn's in meaning
(late interaction; Khattab and Zaharia, "ColBERT", 2020). The weights are made by training/relevance.py and told by the
model's card.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.answering.spoken import NUMBERS
from core.answering.transcript import Transcript
from core.answering.vocabulary import side, topic_words
from core.calls import Speaker
from core.text import stem

PATH: Final = Path(__file__).parents[1] / "models" / "relevance.json"
_LATE: Final = re.compile(r"\b(?:end|ended|finally|final|eventually|last|latest|outcome|result|conclu\w+|close)\b")
_EARLY: Final = re.compile(r"\b(?:first|initially|originally|start|beginning|opening)\b")
_WANTS_NUMBER: Final = re.compile(r"\bhow (?:many|much|long|old|often|far)\b|\b(?:number|amount|total|price|cost) of\b")
_WANTS_VERDICT: Final = re.compile(
    r"(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should|any)\b|.*\b(?:whether|true that)\b"
)
_QUESTION_WORD: Final = re.compile(r"\b(?:who|what|which|where|when|why|how)\b")
_BEFORE: Final = 0.8  # how much a word counts that only the turn before has
_REACH: Final = 2  # turns on either side that are near
_LONG: Final = 60  # turns from which on a call counts as long, and as long as a meeting at ten times as many
_MEETING: Final = 600
# Signs that count otherwise in long calls, where many turns have the words.
_OTHERWISE_IN_LONG: Final = (
    "fused", "words", "covered", "like", "like_near", "sentence", "meaning", "alone", "covered_before",
    "covered_after", "fused_lead", "place", "length", "side", "expected",
)  # fmt: skip
_NAMING: Final = ("who", "which")
# What a question word lets expect in the turn that answers.
_EXPECTATIONS: Final = tuple(
    (re.compile(asked), re.compile(expected, re.IGNORECASE))
    for asked, expected in (
        (r"where\b", r"\b(?:in|at|on|to|from|into|under|behind|near|inside|outside|back|here|there)\b"),
        (
            r"when\b|(?:at )?what (?:time|day|date)\b",
            r"\b(?:\d{1,4}|today|tonight|tomorrow|yesterday|morning|afternoon|evening|night|minutes?"
            r"|hours?|days?|weeks?"
            r"|months?|years?|when|after|before|during|while|ago|later|now|until|since)\b",
        ),
        (r"why\b|how come\b", r"\b(?:because|'?cause|cuz|since|so|to|for)\b"),
        (r"(?:for |about )?how (?:many|much|long|old|often|far)\b", rf"\d|\b(?:{NUMBERS})\b"),
    )
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Signs = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Sought:
    """What turns are looked for: a question's words, its terms, and the side that it asks about."""

    terms: Sequence[str]
    speaker: Speaker | None
    words: str

    @property
    def meant(self) -> str:
        """Return the words without those for a side: nobody calls himself the customer."""
        return " ".join(word for word in self.words.split() if side(word) is None)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the search by words has found of n turns already, (n,) each and about 0..1.

    `words` are the scores of words alone, `fused` those with meaning, side and what is expected, `covered` the shares
    of the topic, `meaning` the cosines in place, and `expected` tells which turns have what the question's own word
    lets expect; None where that is nothing.
    """

    words: Floats
    fused: Floats
    covered: Floats
    meaning: Floats
    expected: Flags | None


def having_expected(transcript: Transcript, words: str) -> Flags | None:
    """Return which turns have what a question's own word lets expect in the turn that answers; None for nothing."""
    expected = next((wanted for asked, wanted in _EXPECTATIONS if asked.match(words)), None)
    if expected is None:
        return None
    return np.array([expected.search(line.turn.text) is not None for line in transcript.lines])


def signs_of(transcript: Transcript, sought: Sought, scores: Scores) -> Signs:
    """Return the signs of each of n turns by name, (n,) each."""
    likeness = _likeness(transcript, sought, scores)
    leads = {f"{name}_lead": values - values.max() for name, values in likeness.items()}
    found = {**likeness, **leads, **_form(transcript, sought, scores), **_place(transcript, sought)}
    long = math.log(max(_LONG, len(transcript.lines)) / _LONG) / math.log(_MEETING / _LONG)
    return {**found, **{f"{name}_long": min(1.0, long) * found[name] for name in _OTHERWISE_IN_LONG}}


def relevances(signs: Signs) -> Floats:
    """Return the probability of each turn to be the one that answers, if one does, (n,), 0..1, summing to 1."""
    score = sum((weight * signs[name] for name, weight in _weights().items()), np.zeros(()))
    odds = np.exp(score - score.max())
    found: Floats = odds / odds.sum()
    return found


def _likeness(transcript: Transcript, sought: Sought, scores: Scores) -> dict[str, Floats]:
    """Return how near the turns and their neighbours come to the question in words and in meaning."""
    spoken = transcript.spoken
    covered, meaning = scores.covered, scores.meaning
    alone = np.array(transcript.cosines(sought.meant))
    asked = list(dict.fromkeys(topic_words(sought.words.split()))) or sought.words.split() or [""]
    weight = np.array([transcript.weight(stem(word)) for word in asked])
    weight /= weight.sum()
    each = spoken.likeness(asked)
    return {
        "words": scores.words,
        "fused": scores.fused,
        "covered": covered,
        "covered_before": _before(covered),
        "covered_after": _after(covered),
        "like": each @ weight,
        "like_with_before": np.maximum(each, _BEFORE * _before(each)) @ weight,
        "like_near": _most_near(each) @ weight,
        "sentence": spoken.nearest_sentences(sought.meant),
        "meaning": meaning,
        "meaning_before": _before(meaning),
        "alone": alone,
        "alone_before": _before(alone),
        "alone_after": _after(alone),
    }


def _form(transcript: Transcript, sought: Sought, scores: Scores) -> dict[str, Floats]:
    """Return what turns have of what the form of the question asks for."""
    words, lines, spoken, covered = sought.words, transcript.lines, transcript.spoken, scores.covered
    found = _QUESTION_WORD.search(words)
    word = found.group() if found else ""
    wants_number = _WANTS_NUMBER.search(words) is not None
    wants_verdict = _WANTS_VERDICT.match(words) is not None
    nothing = np.zeros(len(lines), bool)
    fits, unfit = (nothing, nothing) if scores.expected is None else (scores.expected, ~scores.expected)
    own = np.array([sought.speaker == line.speaker for line in lines])
    other = ~own if sought.speaker is not None else nothing
    asks = np.array([line.asks for line in lines])
    replies = np.array([transcript.replies(line) for line in lines])
    flags = {
        "side": own,
        "other_side": other,
        "side_asks": own & asks,
        "other_side_asks": other & asks,
        "expected": fits,
        "unexpected": unfit,
        "number": spoken.numbers,
        "number_wanted": spoken.numbers & wants_number,
        "number_missing": ~spoken.numbers & wants_number,
        "asks": asks,
        "asks_wanted": asks & ("ask" in words),
        "replies": replies,
        "reason_wanted": spoken.reasons if word == "why" else nothing,
        "beside_reason": (covered < _before(covered)) & (word == "why"),
        "denial": spoken.denials,
        "denial_for_verdict": spoken.denials & wants_verdict,
        "denial_for_reason": spoken.denials & (word == "why"),
        "name_wanted": spoken.names if word in _NAMING else nothing,
        "name_for_what": spoken.names if word == "what" else nothing,
        "verdict": spoken.verdicts,
        "verdict_wanted": spoken.verdicts & wants_verdict,
        "bare": np.array([frozenset(line.stems).issubset(sought.terms) for line in lines]),
    }
    return {
        **{name: flag.astype(np.float64) for name, flag in flags.items()},
        "reply_covered": replies * _before(covered),
        "covered_for_verdict": covered * wants_verdict,
        "length": np.log1p([len(line.stems) for line in lines]),
    }


def _place(transcript: Transcript, sought: Sought) -> dict[str, Floats]:
    """Return where turns stand in the call."""
    number = len(transcript.lines)
    place = np.arange(number) / number
    return {
        "place": place,
        "opening": (place == 0).astype(np.float64),
        "late": place * (_LATE.search(sought.words) is not None),
        "early": -place * (_EARLY.search(sought.words) is not None),
    }


def _before(values: Floats) -> Floats:
    """Return what the turn before has, (n, …); nothing before the first."""
    return np.concatenate((np.zeros_like(values[:1]), values[:-1]))


def _after(values: Floats) -> Floats:
    return np.concatenate((values[1:], np.zeros_like(values[:1])))


def _most_near(values: Floats) -> Floats:
    """Return the most that a turn or one within reach of it has, (n, …)."""
    most, before, after = values, values, values
    for _ in range(_REACH):
        before, after = _before(before), _after(after)
        most = np.maximum(most, np.maximum(before, after))
    return most


@cache
def _weights() -> Mapping[str, float]:
    found: dict[str, float] = json.loads(PATH.read_text(encoding="utf-8"))["weights"]
    return found
