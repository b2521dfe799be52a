"""The phases of a dialogue, found from what is said: Opening, Offer presentation, Q&A, Closing.

Opening: greetings and courtesies, until business comes up. Closing: the thanks, farewells and last formalities at the
end. Between them, Q&A is what the customer asks or objects, with the bot's answers, and talk that leaves the campaign's
topic; Offer presentation is the campaign's business otherwise: an outbound bot that presents its offer, or an inbound
one that takes down what is wanted and presents results, details and bookings. A call may lack any phase.
"""

from collections.abc import Sequence
from typing import Final

from core.analysis.background import specificity
from core.analysis.relevance import ON_TOPIC
from core.dialogues import Utterance
from core.reports import Act, Segment

_COURTESY: Final = frozenset({"greeting", "thanks", "closing"})
_DEMANDS: Final = frozenset({"question", "request", "objection", "complaint"})
_ASKS: Final = frozenset({"question", "objection", "complaint", "handoff_request"})

_LONGEST_OPENING: Final = 10  # turns
_BUSINESS: Final = 0.45  # direct relevance from which a turn gets down to business
_LIGHT: Final = 1.2  # specific words (sum of specificity) of a turn that says next to nothing
_RICH: Final = 6.0  # and of one that is business whatever it is about
_WRAP_UP: Final = 3.0  # specific words that thanks at the end may come with


def phases(
    utterances: Sequence[Utterance],
    acts: Sequence[Sequence[Act]],
    stems: Sequence[Sequence[str]],
    direct: Sequence[float],
    relevances: Sequence[float],
) -> tuple[Segment, ...]:
    """Return the phase of each turn, in the order of time. All arguments run along the turns.

    `direct` is a turn's relevance by its own words, `relevances` that in its place (core.analysis.relevance).
    """
    weights = [sum(specificity(stem) for stem in dict.fromkeys(said)) for said in stems]
    begin = _end_of_opening(utterances, acts, weights, direct)
    end = _start_of_closing(acts, weights, begin)
    segments: list[Segment] = ["Opening"] * begin
    asking = False
    for position in range(begin, end):
        if utterances[position].speaker == "customer":
            asking = _asks(acts[position], relevances[position])
        away = relevances[position] < ON_TOPIC / 2
        segments.append("Q&A" if asking or away else "Offer presentation")
    segments += ["Closing"] * (len(utterances) - end)
    return tuple(segments)


def _asks(acts: Sequence[Act], relevance: float) -> bool:
    """Tell whether a customer's turn opens a question, rather than going along with the business."""
    if "request" in acts:
        return relevance < ON_TOPIC
    return not _ASKS.isdisjoint(acts)


def _end_of_opening(
    utterances: Sequence[Utterance], acts: Sequence[Sequence[Act]], weights: Sequence[float], direct: Sequence[float]
) -> int:
    """Return the number of turns before business comes up."""
    for position in range(min(len(utterances), _LONGEST_OPENING)):
        greets = "greeting" in acts[position]
        demands = utterances[position].speaker == "customer" and not _DEMANDS.isdisjoint(acts[position])
        if greets:
            business = weights[position] >= _RICH or (demands and weights[position] >= _WRAP_UP)
        else:
            business = weights[position] >= _RICH or (demands and weights[position] >= _LIGHT)
        on_topic = direct[position] >= _BUSINESS and (not greets or demands or weights[position] >= _WRAP_UP)
        if business or on_topic:
            return position
    return min(len(utterances), _LONGEST_OPENING) if len(utterances) <= _LONGEST_OPENING else 0


def _start_of_closing(acts: Sequence[Sequence[Act]], weights: Sequence[float], begin: int) -> int:
    """Return the position where the last courtesies begin; the number of turns where there are none."""
    start = len(acts)
    for position in range(len(acts) - 1, begin - 1, -1):
        courteous = not _COURTESY.isdisjoint(acts[position])
        demanding = not _DEMANDS.isdisjoint(acts[position])
        if "closing" in acts[position] or (courteous and not demanding and weights[position] <= _WRAP_UP):
            start = position
        elif demanding or weights[position] > _LIGHT:
            break
    return start
