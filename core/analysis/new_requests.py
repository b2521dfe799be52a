"""Q003: whether the customer raised new requests or queries, and how many of them stayed open.

New is what the customer brings up: every question, also about the offer, and every request that is not the call's own
main business. The main business is what the campaign exists for: a request to do something on the campaign's topic
("find me a flight" in a campaign about flights) is no new one, nor is taking the offer up ("book it", "sign me up"),
nor the matter on the topic with which a customer who calls in opens the call.
A request that the bot put off ("someone will call you back") or referred elsewhere ("please use the app for that")
counts as unresolved: in the call it was not met. One whose outcome the words leave open is not counted.
"""

from collections.abc import Mapping
from typing import Final

from core.analysis.act_phrases import COMMITTING
from core.analysis.evidence import quote
from core.analysis.reading import Reading, Sentence, TurnReading
from core.analysis.relevance import ON_TOPIC, Topic, campaign_topic
from core.analysis.reply_phrases import OPEN_QUESTIONS
from core.analysis.requests import Request
from core.reports import Evidence, Metric, RaisedRequest
from core.text import content_stems

QUESTION: Final = "Did the customer raise new requests or queries?"
_QUOTES: Final = 5
_FEW: Final = 1  # content words; a request with so few is about what is being talked of


def newly_raised(reading: Reading) -> tuple[Request, ...]:
    """Return the requests that are new, in the order of time."""
    topic = campaign_topic(reading.campaign.brief)
    matter = _matter(reading)
    return tuple(
        request
        for request in reading.requests
        if (matter is None or request.turn != matter.turn) and (request.asks or not _is_main_business(request, topic))
    )


def _matter(reading: Reading) -> Request | None:
    """Return the request on the campaign's topic with which the customer opens the call; None where the bot does."""
    if not reading.requests or not reading.requests[0].on_topic:
        return None
    first = reading.requests[0]
    for turn in reading.turns:
        if first.turn in (sent.index for sent in turn.utterance.sent):
            return first
        if turn.utterance.speaker == "bot" and not ("greeting" in turn.acts or OPEN_QUESTIONS.any_in(turn.words)):
            return None
    return None


def new_requests(reading: Reading) -> Metric:
    """Answer Q003 with the customer's own words, and the number of new requests that were not met in the call."""
    raised = newly_raised(reading)
    by_turn = reading.by_index
    new = {(request.turn, request.quote) for request in raised}
    told = tuple(_told(request, by_turn, new=(request.turn, request.quote) in new) for request in reading.requests)
    return Metric(
        question_id="Q003",
        question=QUESTION,
        answer="Yes" if raised else "No",
        answer_type="boolean_with_details",
        confidence=_confidence(reading, raised),
        evidence=tuple(each.request for each in told if each.new)[:_QUOTES],
        new_requests=tuple(each.request.quote for each in told if each.new),
        requests=told,
        unresolved_count=sum(request.sure and request.outcome != "resolved" for request in raised),
    )


def _told(request: Request, by_turn: Mapping[int, TurnReading], *, new: bool) -> RaisedRequest:
    """Tell a request with its outcome, which is unclear where the words leave a doubt."""
    turn = by_turn[request.turn]
    reply: Evidence | None = None
    if request.reply_turn is not None:
        answering = by_turn[request.reply_turn]
        reply = quote(answering, _sentence(answering, request.reply_quote))
    return RaisedRequest(
        kind="question" if request.asks else "request",
        new=new,
        outcome=request.outcome if request.sure else "unclear",
        request=quote(turn, _sentence(turn, request.quote)),
        reply=reply,
    )


def _is_main_business(request: Request, topic: Topic) -> bool:
    """Tell whether a request takes up the offer, or is by its own words about the campaign's topic."""
    if COMMITTING.any_in(request.words):
        return True
    stems = content_stems(request.quote)
    return topic.relevance(stems) >= ON_TOPIC or (request.on_topic and len(stems) <= _FEW)


def _sentence(turn: TurnReading, text: str | None) -> Sentence | None:
    return next((sentence for sentence in turn.sentences if sentence.text == text), None)


def _confidence(reading: Reading, raised: tuple[Request, ...]) -> float:
    """Return how sure the answer is: a marked question or several requests are sure, one doubtful form is not."""
    said = sum(len(turn.utterance.text.split()) for turn in reading.turns if turn.utterance.speaker == "customer")
    if not raised:
        return round(0.6 + 0.3 * said / (said + 30.0), 3) if said else 0.5
    marked = any("?" in request.quote for request in raised)
    return round(min(0.97, 0.7 + 0.05 * len(raised) + (0.15 if marked else 0.0)), 3)
