"""The phases of a dialogue, found from what is said: Opening, Offer presentation, Q&A, Closing.

Opening: greetings and courtesies, until business comes up. Closing: the thanks, farewells and last formalities at the
end. Between them, Q&A is what the customer asks or objects, with the bot's answers, and talk that leaves the campaign's
topic; Offer presentation is the campaign's business otherwise: an outbound bot that presents its offer, or an inbound
one that takes down what is wanted and presents results, details and bookings. A call may lack any phase, and Q&A and
Offer presentation may alternate.
"""

import re
from collections.abc import Sequence
from typing import Final

from core.analysis.background import specificities
from core.analysis.relevance import ON_TOPIC
from core.dialogues import Utterance
from core.reports import Act, Segment
from core.text import sentences

_COURTESY: Final = frozenset({"greeting", "thanks", "closing"})
_DEMANDS: Final = frozenset({"question", "request", "objection", "complaint"})
_ASKS: Final = frozenset({"question", "objection", "complaint", "handoff_request"})
_DECISIONS: Final = frozenset({"agreement", "refusal", "commitment"})
# What is said when business is over: an offer of more help, and wishes.
_WRAPS_UP: Final = re.compile(
    r"\b(?:(?:any|some)thing (?:else|more)|(?:further|more|additional) (?:assistance|help|questions|queries)"
    r"|other questions|enjoy (?:the|your)|take care"
    r"|have an? (?:\w+ )?(?:day|night|evening|weekend|trip|time|one|morning|afternoon|stay|flight|meal))\b",
    re.IGNORECASE,
)
# How a bot receives a caller: a welcome, however long, is no business yet.
_WELCOMES: Final = re.compile(
    r"\b(?:thanks|thank you) for (?:calling|contacting|choosing|ringing|reaching)\b|\bwelcome to\b"
    r"|\bhow (?:may|can|could) i (?:help|assist)\b|\bwhat can i (?:do|help)\b",
    re.IGNORECASE,
)
# How a caller says who is calling, and finds out whom: no business yet either.
_INTRODUCES: Final = re.compile(
    r"\b(?:this is \w+|my name is|i(?:'|’)?m \w+|i am \w+|calling from|calling on behalf"
    r"|am i (?:speaking|talking) (?:with|to)|(?:may|can|could) i (?:speak|talk) (?:with|to)|is this (?:mr|mrs|ms|miss)"
    r"|how are you|how(?:'|’)?s it going|good (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
_FEW_WORDS: Final = 3

_LONGEST_OPENING: Final = 10  # turns
_RECEPTION: Final = 4  # first turns in which a bot may receive a caller
_BUSINESS: Final = 0.45  # relevance of its own words from which a turn gets down to business
_LIGHT: Final = 1.2  # specific words (sum of specificity) of a turn that says next to nothing
_SOME: Final = 3.0  # of one that comes with a fact or two
_RICH: Final = 6.0  # and of one that is business whatever it is about
_FAR_OFF: Final = 0.4  # a run of turns off the topic has left it where one of them is this far off
_SHORT_QUESTION: Final = 15  # words


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
    weights = [sum(specificities(dict.fromkeys(said))) for said in stems]
    begin = _end_of_opening(utterances, acts, weights, direct)
    end = _start_of_closing(utterances, acts, weights, begin)
    away = _away(weights, relevances, range(begin, end))
    segments: list[Segment] = ["Opening"] * begin
    asking = False
    for position in range(begin, end):
        if utterances[position].speaker == "customer":
            asking = _asks(utterances, acts, position, relevances[position])
        segments.append("Q&A" if asking or position in away else "Offer presentation")
    segments += ["Closing"] * (len(utterances) - end)
    return tuple(segments)


def _away(weights: Sequence[float], relevances: Sequence[float], span: range) -> frozenset[int]:
    """Return the positions where the talk has left the topic.

    These are runs off it that at one point are far off, and that say something more than once; a call that is too short
    for that may be off all along.
    """
    away: list[int] = []
    run: list[int] = []
    for position in (*span, None):
        if position is not None and relevances[position] < ON_TOPIC:
            run.append(position)
            continue
        telling = sum(weights[at] >= _LIGHT for at in run)
        if any(relevances[at] < _FAR_OFF for at in run) and (telling > 1 or len(run) == len(span)):
            away += run
        run = []
    return frozenset(away)


def _asks(utterances: Sequence[Utterance], acts: Sequence[Sequence[Act]], position: int, relevance: float) -> bool:
    """Tell whether a customer's turn opens a question, rather than going along with the business.

    A request on the topic is the business itself; so is a question that the bot takes up by asking back.
    """
    if "request" in acts[position]:
        return relevance < ON_TOPIC
    if _ASKS.isdisjoint(acts[position]):
        return False
    return relevance < ON_TOPIC or not _asks_back(utterances, acts, position + 1)


def _asks_back(utterances: Sequence[Utterance], acts: Sequence[Sequence[Act]], position: int) -> bool:
    if position >= len(utterances) or utterances[position].speaker != "bot" or "question" not in acts[position]:
        return False
    text = utterances[position].text
    return len(text.split()) <= _SHORT_QUESTION and ". " not in text and "! " not in text


def _end_of_opening(
    utterances: Sequence[Utterance], acts: Sequence[Sequence[Act]], weights: Sequence[float], direct: Sequence[float]
) -> int:
    """Return the number of turns before business comes up; where none does, those up to the last greeting."""
    greeted = 0
    invited = utterances[0].speaker == "customer"  # to say what it is about
    for position in range(min(len(utterances), _LONGEST_OPENING)):
        by_customer = utterances[position].speaker == "customer"
        if not by_customer and position < _RECEPTION and _WELCOMES.search(utterances[position].text):
            invited, greeted = True, position + 1
            continue
        if not by_customer and position < _RECEPTION and _only_introduces(utterances[position].text):
            greeted = position + 1
            continue
        weight = weights[position]
        demands = by_customer and (not _DEMANDS.isdisjoint(acts[position]) or (invited and weight >= _SOME))
        if "greeting" in acts[position]:
            rich = weight >= _RICH or (demands and weight >= _SOME)
            to_business = demands or weight >= _SOME
            greeted = position + 1
        else:
            rich = weight >= _RICH or (demands and weight >= _LIGHT)
            to_business = True
        if rich or (to_business and direct[position] >= _BUSINESS):
            return position
    return greeted


def _only_introduces(text: str) -> bool:
    """Tell whether the turn says who is calling, or asks for whom, and nothing besides."""
    said = [text[start:end] for start, end in sentences(text)]
    telling = [each for each in said if len(each.split()) > _FEW_WORDS]
    return bool(telling) and all(_INTRODUCES.search(each) for each in telling)


def _start_of_closing(
    utterances: Sequence[Utterance], acts: Sequence[Sequence[Act]], weights: Sequence[float], begin: int
) -> int:
    """Return the position where the last courtesies begin; the number of turns where there are none."""
    start = len(acts)
    for position in range(len(acts) - 1, begin - 1, -1):
        weight = weights[position]
        courteous = not _COURTESY.isdisjoint(acts[position])
        if "closing" in acts[position] or _wraps_up(utterances[position], weight):
            start = position
        elif _is_business(utterances, acts, weights, position) or weight > (_SOME if courteous else _LIGHT):
            break
        elif courteous:
            start = position
    return start


def _is_business(
    utterances: Sequence[Utterance], acts: Sequence[Sequence[Act]], weights: Sequence[float], position: int
) -> bool:
    """Tell whether the turn asks for something, or decides something: not so "Not right now" to an offer of more help.

    "No, thanks" to the offer itself closes nothing.
    """
    if not _DECISIONS.isdisjoint(acts[position]):
        return _is_asked(utterances, acts, weights, position)
    return not _DEMANDS.isdisjoint(acts[position])


def _is_asked(
    utterances: Sequence[Utterance], acts: Sequence[Sequence[Act]], weights: Sequence[float], position: int
) -> bool:
    """Tell whether the turn answers a question of business: "No, thanks" to an offer closes nothing."""
    before = position - 1
    if before < 0 or utterances[before].speaker == utterances[position].speaker or "question" not in acts[before]:
        return False
    return not _wraps_up(utterances[before], weights[before])


def _wraps_up(utterance: Utterance, weight: float) -> bool:
    """Tell whether the turn only offers more help or wishes well; with news before that it is business still."""
    found = _WRAPS_UP.search(utterance.text) if weight <= _SOME else None
    return found is not None and (weight <= _LIGHT or ". " not in utterance.text[: found.start()])
