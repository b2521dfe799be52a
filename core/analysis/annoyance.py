"""How annoyed the customer's words are: turn by turn by a trained head, and over the call.

The head (core/models/annoyance.*) gives each turn of the customer a probability; the call's is a logistic regression on
their mean and on the number of turns with sharp words. Trained by training/annoyance.py.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from core.analysis.heads import MODELS, Features, load_head
from core.analysis.lookups import Lookups
from core.analysis.phrases import phrase_set
from core.analysis.reading import TurnReading

NAME: Final = "annoyance"
# What is said to, or of, the other side by somebody who has had enough.
SHARP: Final = phrase_set(
    "thanks|thank you? for nothing", "what is wrong with you", "wrong with you people",
    "you do|did|have|are not help|helped|helping|listen|listening|understanding|care|helpful",
    "did|does|do not help at all", "are you even|kidding|deaf|stupid|listening",
    "waste|wasting of? my|time", "ridiculous|unacceptable|outrageous|pathetic|unprofessional|disgraceful",
    "so|very|really|extremely|most|is|too|how frustrating|annoying|frustrated|annoyed",
    "bad|terrible|poor|worst|horrible|awful|lousy|useless|crappy service|assistant|bot|support|help|company",
    "i|we already|just told|said|gave|answered|asked", "i have already|just told|said|given|answered|asked",
    "how many times do|must|have|did i|we", "do|doing your job", "stupid bot|robot|machine|computer|assistant",
    "you are so|totally|completely|really|just? useless|worthless|slow|rude|annoying|stupid|incompetent",
    "leave me alone", "stop calling|asking|bothering|harassing|wasting", "about time !|.|?|,", "hurry up|it", "fed up",
    "sick|tired of this|waiting|being|you|your|these|getting|calls|calling|hearing|repeating",
    "not what i asked|wanted|said|ordered|meant", "are|is not listening|helping", "good for nothing",
    "do not make me", "for the last|third|second|fourth time", "you idiot|idiots|moron", "shut up !|.|you",
)  # fmt: skip
# To "which part of town?" this is an answer; said of something else it may be a harsh one.
_INDIFFERENT: Final = phrase_set("do|does not care|matter|mind")
_LONGEST_INDIFFERENCE: Final = 7  # words and marks
_LEAST: Final = 1e-4  # mean probability below which calls are alike


@dataclass(frozen=True, slots=True)
class CallModel:
    """The regression over a call: weights by feature, and the probability from which the customer counts as annoyed."""

    weights: Mapping[str, float]
    intercept: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Annoyance:
    """What the customer's words show: a probability in 0..1 for each turn, in their order, and one for the call."""

    turns: tuple[float, ...]
    call: float


def annoyance(customer: Sequence[TurnReading], lookups: Lookups) -> Annoyance:
    """Return how annoyed the customer's turns are, given those with words in the order of time; at least one.

    `lookups` are those of their call.
    """
    turns = turn_probabilities([turn.words for turn in customer], lookups)
    features = call_features(turns, customer)
    model = call_model()
    logit = model.intercept + sum(model.weights[name] * value for name, value in features.items())
    return Annoyance(turns, 1.0 / (1.0 + math.exp(-logit)))


def turn_probabilities(turns: Sequence[tuple[str, ...]], lookups: Lookups | None = None) -> tuple[float, ...]:
    """Return the probability, 0..1, that each turn (its normal words) is annoyed."""
    known = lookups or Lookups()
    found = load_head(NAME).probabilities(Features(known.grams([without_indifference(words) for words in turns])))
    return tuple(found[:, 0].tolist())


def without_indifference(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a turn, or plain ones where it says no more than that either would do: "I don't care"."""
    short = len(words) <= _LONGEST_INDIFFERENCE and _INDIFFERENT.any_in(words)
    return ("either", "is", "fine") if short else words


def call_features(turns: Sequence[float], customer: Sequence[TurnReading]) -> dict[str, float]:
    """Return what the regression over a call works on; `turns` are the probabilities of the customer's turns."""
    return {
        "log_mean": math.log(float(np.mean(turns)) + _LEAST),
        "sharp": float(sum(SHARP.any_in(turn.words) for turn in customer)),
    }


@cache
def call_model() -> CallModel:
    """Return the regression that ships with the product."""
    about = json.loads((MODELS / f"{NAME}.json").read_text(encoding="utf-8"))["call"]
    return CallModel(about["weights"], about["intercept"], about["threshold"])
