"""What the customer asked for and what became of it: the report's own requests, so that answer and report agree."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from core.answering.plan import Plan
from core.answering.quotes import at, quoted
from core.answering.replies import grounded, named, not_stated
from core.answering.retrieve import coverage
from core.answering.transcript import Transcript, joined_hours
from core.answering.vocabulary import stems_of, word_set
from core.answers import Answer
from core.reports import Evidence, Metric, RaisedRequest
from core.text import content_stems, stem
from core.wording import count

# Words that say that a request was met, or that it was one, and not what it was about.
REQUEST_STEMS: Final = frozenset(
    stems_of(
        word_set(
            """
            request requests question questions query queries issue issues problem problems concern concerns resolved
            resolve answered answer address addressed solved solve unresolved unanswered open handled handle satisfied
            pending dealt deal fulfilled met sorted granted settled fully completely properly additional further left
            successfully original initial everything remain solution order full
            """
        )
    )
)
_LEAST: Final = 0.5  # share of a topic that a request has to cover
_SHOWN: Final = 3
_ASKED_FOR_OPEN: Final = re.compile(
    r"\b(?:unresolved|unanswered|open|pending|not (?:\w+ )?(?:resolved|answered|met|solved)|left|remain\w*)\b"
)
_FATES: Final = {
    "resolved": "resolved", "unresolved": "not resolved", "deferred": "put off", "unclear": "of unclear outcome"
}  # fmt: skip


def answer_requests(plan: Plan, transcript: Transcript) -> Answer:
    """Tell which requests the customer raised, how many, and which of them were resolved."""
    metric = transcript.analysis.metric("Q003")
    requests = metric.requests or ()
    if plan.aspect == "raised" or plan.type == "numeric":
        return _as_reported(plan, transcript, metric, [request for request in requests if request.new])
    return _resolved(plan, transcript, requests)


def open_requests(transcript: Transcript) -> tuple[RaisedRequest, ...]:
    """Return the customer's requests that were surely not resolved, in the order of time."""
    return tuple(_open(transcript.analysis.metric("Q003").requests or ()))


def _open(requests: Sequence[RaisedRequest]) -> list[RaisedRequest]:
    return [request for request in requests if request.outcome in ("unresolved", "deferred")]


def _as_reported(plan: Plan, transcript: Transcript, metric: Metric, raised: Sequence[RaisedRequest]) -> Answer:
    """Answer by the numbers of Q003; `raised` are its new requests."""
    number, unresolved = len(metric.new_requests or ()), metric.unresolved_count or 0
    shown = f": {_some(transcript, raised)}" if raised else ""
    if plan.type != "numeric":
        verdict = metric.answer
        if plan.aspect == "raised" and plan.negated:
            verdict = {"Yes": "No", "No": "Yes"}.get(verdict, verdict)
        elif plan.aspect != "raised" and number:
            verdict = "No" if unresolved else "Yes"
        fate = f"{unresolved} of them not resolved" if unresolved else "none of them left open"
        grounds = f"{count(number, 'new request')}, {fate}{shown}" if number else "the customer raised none"
        return grounded(plan, f"{verdict} ({grounds})", metric.confidence, metric.evidence[:5])
    about = f"{' '.join(plan.topic)} {plan.subject}"
    if re.search(r"unresolv|unansw|open|pend|not ", about) or plan.negated:
        open_ones = _open(raised)
        which = f": {_some(transcript, open_ones)}" if open_ones else ""
        text = f"{unresolved} - of {count(number, 'new request')} by the customer{which}"
    elif re.search(r"resolv|answer|solv|address|handl", about):
        met = [request for request in raised if request.outcome == "resolved"]
        which = f": {_some(transcript, met)}" if met else ""
        text = f"{number - unresolved} - of {count(number, 'new request')} by the customer{which}"
    else:
        text = f"{number} - raised by the customer{shown}"
    return grounded(plan, text, metric.confidence, metric.evidence[:5])


def _resolved(plan: Plan, transcript: Transcript, requests: tuple[RaisedRequest, ...]) -> Answer:
    """Tell whether the customer's requests, or those about a topic, were resolved, as the report has it."""
    about = tuple(item for item in plan.topic if item not in REQUEST_STEMS or _is_subject(plan, item))
    if about:
        requests = tuple(request for request in requests if _covers(transcript, request, about))
        if not requests:
            return not_stated(plan, transcript, f"the customer raised no request about {named(plan)}")
    if not requests:
        return grounded(plan, "Not applicable (the customer raised no request)", 0.3)
    open_ones = _open(requests)
    asked_for_open = _ASKED_FOR_OPEN.search(plan.words) is not None
    holds = bool(open_ones) if asked_for_open else not open_ones
    if plan.negated and not asked_for_open:
        holds = not holds
    grounds = _grounds(transcript, requests, open_ones)
    if plan.type == "categorical":
        text = f"{'Unresolved' if open_ones else 'Resolved'} - {grounds}"
    elif plan.type == "boolean":
        text = f"{'Yes' if holds else 'No'} ({grounds})"
    else:
        text = _listed(transcript, open_ones, len(requests))
    return grounded(plan, text, 0.7, _evidence(transcript, open_ones or requests))


def _is_subject(plan: Plan, item: str) -> bool:
    """Tell whether "address" is what a request was about ("the address request"), not what became of it."""
    if item in _NOUNS_OF_REQUEST:
        return False
    words = plan.words.split()
    return any(stem(word) == item and before in _BEFORE_NOUN for before, word in pairwise(words))


_BEFORE_NOUN: Final = word_set("the a an about on regarding his her their my customer's client's caller's user's")
_NOUNS_OF_REQUEST: Final = frozenset(
    stems_of(word_set("request question query issue problem concern open unresolved unanswered pending additional"))
)


def _covers(transcript: Transcript, request: RaisedRequest, about: tuple[str, ...]) -> bool:
    own = frozenset(content_stems(joined_hours(request.request.quote)))
    if coverage(transcript, about, own) >= _LEAST:
        return True
    around = own.union(transcript.line_of(request.request.turn).stems)
    return bool(own.intersection(about)) and coverage(transcript, about, around) >= _LEAST


def _grounds(transcript: Transcript, requests: Sequence[RaisedRequest], open_ones: Sequence[RaisedRequest]) -> str:
    """Say what was and what was not resolved, such that the number and the list agree."""
    if len(requests) == 1:
        (only,) = requests
        reply = f"; the bot replied {quoted(only.reply.quote)}" if only.reply else "; the bot did not reply"
        return f"the request {_request(transcript, only)} was {_FATES[only.outcome]}{reply}"
    if not open_ones:
        fate = "all were resolved" if all(each.outcome == "resolved" for each in requests) else "none was left open"
        return f"of {count(len(requests), 'request')} {fate}; the first was {_request(transcript, requests[0])}"
    verb = "was" if len(open_ones) == 1 else "were"
    return f"{len(open_ones)} of {count(len(requests), 'request')} {verb} not resolved: {_some(transcript, open_ones)}"


def _listed(transcript: Transcript, open_ones: Sequence[RaisedRequest], number: int) -> str:
    if not open_ones:
        return f"None - {'the only request was not' if number == 1 else f'none of {number} requests was'} left open"
    left = f"{len(open_ones)} of {count(number, 'request')} not resolved"
    return f"{_some(transcript, open_ones)} - {left}"


def _some(transcript: Transcript, requests: Sequence[RaisedRequest]) -> str:
    rest = f"; and {len(requests) - _SHOWN} more" if len(requests) > _SHOWN else ""
    return "; ".join(_request(transcript, request) for request in requests[:_SHOWN]) + rest


def _request(transcript: Transcript, request: RaisedRequest) -> str:
    return f"{quoted(request.request.quote)} at {at(transcript.line_of(request.request.turn))}"


def _evidence(transcript: Transcript, requests: Sequence[RaisedRequest]) -> tuple[Evidence, ...]:
    """Quote the requests and, of the first, the reply that settles it; each turn once."""
    found: dict[int, Evidence] = {}
    for request in requests[:_SHOWN]:
        for told in (request.request, request.reply):
            if told is not None:
                found.setdefault(told.turn, told)
    return tuple(found.values())
