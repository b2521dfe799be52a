"""What customers asked for over many calls, and calls that are worth a listen."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal["lowest_score", "biggest_mood_drop", "least_certain"]


@dataclass(frozen=True, slots=True)
class RequestExample:
    """A request in the customer's own words: `quote` is verbatim in turn number `turn` of the call."""

    call_id: str
    turn: int
    quote: str


@dataclass(frozen=True, slots=True)
class RequestTopic:
    """Requests that mean much the same; `topic` is the wording that is most typical of them, verbatim.

    `count` is of requests, `call_count` of calls; `unresolved_count` is of those that were left open in their call: put
    off, referred elsewhere, or not met.
    """

    topic: str
    count: int
    call_count: int
    unresolved_count: int
    example: RequestExample


@dataclass(frozen=True, slots=True)
class RequestTopics:
    """`new`: what customers asked for beside the main business, most frequent first.

    `unresolved`: of everything that they asked for, what was most often left open; `count` and `call_count` are of all
    requests of the topic there.
    """

    new: tuple[RequestTopic, ...]
    unresolved: tuple[RequestTopic, ...]


@dataclass(frozen=True, slots=True)
class CallWorthAListen:
    """A call that stands out; `value` is its score, how far the mood fell (0..2), or its mean confidence (0..1)."""

    call_id: str
    reason: Reason
    value: float
