"""How much the customer took part: the measures of customer_engagement_score."""

import math
from typing import Final

from core.analysis.interest import stated_interest
from core.analysis.measured import Measured
from core.analysis.performance import requests_named
from core.analysis.reading import Reading
from core.reports import Metric
from core.wording import count, percent

_FULL_SHARE: Final = 0.4  # share of the talk from which a customer takes full part
_MANY_WORDS: Final = 10.0  # words a reply from which replies are full
_MANY_REQUESTS: Final = 2  # questions and requests that make 0.63 of full engagement by questions


def engagement_measures(reading: Reading, interest: Metric | None) -> list[Measured | None]:
    """Return the measures of the customer's engagement; None where a question had no opportunity to arise."""
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer" and turn.utterance.text]
    if not customer:
        return [Measured("presence", 10.0, 0.0, "the customer says nothing")]
    return [_share(reading), _replies(reading), _questions(reading), _interest(interest)]


def _share(reading: Reading) -> Measured:
    talk = reading.talk_time
    value = min(1.0, talk.customer_share / _FULL_SHARE)
    return Measured("share of the talk", 3.0, value, f"the customer had {percent(talk.customer_share)} of the talk")


def _replies(reading: Reading) -> Measured:
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer" and turn.utterance.text]
    words = sum(len(turn.utterance.text.split()) for turn in customer) / len(customer)
    value = min(1.0, words / _MANY_WORDS)
    reason = f"the customer's {count(len(customer), 'turn')} had {words:.1f} words on average"
    return Measured("replies", 3.0, value, reason)


def _questions(reading: Reading) -> Measured:
    turns = tuple(sorted({request.turn for request in reading.requests}))
    number = len(reading.requests)
    asked = requests_named(number) if number else "no question or request"
    value = 1.0 - math.exp(-number / _MANY_REQUESTS)  # the first counts most
    return Measured("own questions", 2.0, value, f"the customer raised {asked} of their own", turns)


def _interest(interest: Metric | None) -> Measured | None:
    if interest is None or interest.interest_level is None:
        return None
    turns = tuple(item.turn for item in interest.evidence)
    reason = stated_interest(interest.answer, interest.interest_level)
    return Measured("interest in proceeding", 2.0, interest.interest_level, reason, turns)
