"""How likely a customer is to do what the call asks: a calibrated logistic on the customer's words and on what they do.

What is said and what is done differ: interest_level reads the first, conversion_probability estimates the second. The
head (core/models/conversion.*) was fitted on calls of one campaign, half of them without its own words; for another
campaign the order of calls carries over better than the height of the probability. Two bounds keep it from
contradicting what was said: a customer who is not interested does not convert more likely than not, and a deed that the
bot reports as done at the end is done.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from core.analysis.heads import Features, load_head
from core.analysis.ngrams import grams, taken
from core.analysis.phrases import CLAUSE_MARKS
from core.analysis.reading import Reading
from core.analysis.stance import DECISIVE, Signal, level

NAME: Final = "conversion"
COUNTS: Final = "counts"
LATE_WORDS: Final = 120  # of the customer: the end of the call
MOST_WORDS: Final = 1500  # of the customer that are read, the last
_LATE_SHARE: Final = 0.6  # of the call, after which a signal is late
_PARTS_OF_A_DOLLAR: Final = frozenset({"cent", "cents"})
_MONEY: Final = frozenset({"dollar", "dollars", "cent", "cents"})
_MONEY_SIGNS: Final = _MONEY | {"$"}
MOST_WITHOUT_INTEREST: Final = 0.4
_KEPT_ABOVE: Final = 0.15  # of what lies above: the order of calls stays, and .5 is not reached
LEAST_WHEN_DONE: Final = 0.9


def conversion_probability(reading: Reading, found: Sequence[Signal], *, interested: bool | None) -> float:
    """Return the estimated probability that the customer converts, 0..1.

    `interested` is what was said in the end: True, False, or None where it is not clear.
    """
    estimated = float(load_head(NAME).probabilities(conversion_features([(reading, found)]))[0, 0])
    return bounded(estimated, found, interested=interested)


def bounded(estimated: float, found: Sequence[Signal], *, interested: bool | None) -> float:
    """Return a probability kept from contradicting what was said: see above."""
    last = next((signal.kind for signal in reversed(found) if signal.kind in DECISIVE), None)
    if last == "completion" and interested:
        return max(estimated, LEAST_WHEN_DONE)
    if interested is False and estimated > MOST_WITHOUT_INTEREST:
        return MOST_WITHOUT_INTEREST + _KEPT_ABOVE * (estimated - MOST_WITHOUT_INTEREST)
    return estimated


def conversion_features(calls: Sequence[tuple[Reading, Sequence[Signal]]]) -> Features:
    """Return what the head knows of calls: grams of all the customer's words, of the last ones, and counts.

    The last words stand in the place of what was said before, which a whole call does not have.
    """
    words = [customer_words(reading) for reading, _ in calls]
    counts = np.array([counts_of(reading, found) for reading, found in calls], np.float32)
    both = grams([*words, *(said[-LATE_WORDS:] for said in words)])
    whole, late = range(len(words)), range(len(words), 2 * len(words))
    return Features(taken(both, whole), taken(both, late), {COUNTS: counts})


def customer_words(reading: Reading) -> tuple[str, ...]:
    """Return the normal words of all the customer's turns, the last MOST_WORDS."""
    said = (turn.words for turn in reading.turns if turn.utterance.speaker == "customer")
    return tuple(word for words in said for word in words)[-MOST_WORDS:]


def counts_of(reading: Reading, found: Sequence[Signal]) -> tuple[float, ...]:
    """Return the counted features of a call, each about 0..1 (the level of interest: −1..1)."""
    kinds = Counter(signal.kind for signal in found)
    late_from = _LATE_SHARE * reading.turns[-1].utterance.index
    late = Counter(signal.kind for signal in found if signal.turn.utterance.index >= late_from)
    last = next((signal.kind for signal in reversed(found) if signal.kind in DECISIVE), None)
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer"]
    words = [len(words_of(turn.words)) for turn in customer]
    amounts = [amount for turn in customer for amount in stated_amounts(turn.words)]
    return (
        level(found) / 4.0,
        float(kinds["commitment"] > 0),
        float(kinds["refusal"] > 0),
        float(kinds["acceptance"] > 0),
        float(kinds["postponement"] > 0),
        float(last == "refusal"),
        float(last == "commitment"),
        float(late["commitment"] > 0),
        float(late["refusal"] > 0),
        min(kinds["commitment"], 3) / 3.0,
        min(kinds["objection"], 4) / 4.0,
        min(kinds["question"], 6) / 6.0,
        min(sum(words) / max(1, len(words)), 30.0) / 30.0,
        min(sum(words), 400) / 400.0,
        float(bool(amounts) and amounts[-1] > 0),
        float(0.0 in amounts),
        float(any("thanks" in turn.acts for turn in customer[-3:])),
        sum("question" in turn.acts for turn in customer) / max(1, len(customer)),
    )


def words_of(words: Sequence[str]) -> list[str]:
    """Return the words without marks."""
    return [word for word in words if word not in CLAUSE_MARKS]


def stated_amounts(words: Sequence[str]) -> list[float]:
    """Return the amounts of money among normal words, in the main unit: "$ 0.50", "50 cents", "2 dollars".

    >>> stated_amounts(("i", "can", "give", "50", "cents", "or", "$", "1"))
    [0.5, 1.0]
    """
    found: list[float] = []
    if _MONEY_SIGNS.isdisjoint(words):
        return found
    for at, word in enumerate(words):
        plain = word.replace(",", "")
        if not plain.replace(".", "", 1).isdigit():
            continue
        after = words[at + 1] if at + 1 < len(words) else ""
        if after in _MONEY or (at and words[at - 1] == "$"):
            value = float(plain)
            found.append(value / 100.0 if after in _PARTS_OF_A_DOLLAR else value)
    return found
