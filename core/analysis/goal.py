"""Q006: whether the goal of the call was reached: what the bot offers, or what the customer asks it to do.

What the bot says of a transaction decides, its last word on it: done ("your table is booked") or not ("I could not
complete the payment"). Where it says neither, the customer's last decisive word on the offer does, and where there is
none, what became of the customer's own request. What happens after the call is not known: a promise counts as kept.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from core.analysis.evidence import quote
from core.analysis.forms import is_question
from core.analysis.interest import answer_of, interest_level
from core.analysis.not_applicable import not_applicable
from core.analysis.reading import Reading
from core.analysis.stance import GOING_ON, sentence_of
from core.reports import Evidence, Metric

QUESTION_ID: Final = "Q006"
QUESTION: Final = "Was the goal of the call reached?"
Outcome = Literal["done", "not done"]

# Near to how often each ground was right by STAR's customers' own answers (training/evaluate/conduct.py).
_BY_TRANSACTION: Final = 0.9
_BY_CUSTOMER: Final = 0.8
_BY_REQUESTS: Final = 0.6
_BY_SILENCE: Final = 0.5
_TAKING_UP: Final = frozenset({"commitment", "acceptance"})
_DOUBTING: Final = frozenset({"objection", "blame", "refusal", "postponement"})
_TURNING_DOWN: Final = frozenset({"refusal", "postponement"})

# Over normal words, joined by single spaces (core.analysis.phrases.normal_words).
_DEEDS: Final = (
    "booked|reserved|confirmed|scheduled|rescheduled|ordered|purchased|bought|completed|complete|submitted|sent|paid"
    "|processed|cancelled|canceled|updated|changed|activated|added|arranged|transferred|refunded|registered|rented"
    "|filed|issued|approved|unlocked|recovered|restored|enrolled|created|placed|finalized|finalised|renewed|made|done"
    "|set|set up|settled|fixed|resolved|reset|unblocked|blocked|removed|waived|credited|planned|noted"
)
_THINGS: Final = (
    "booking|reservation|order|payment|purchase|request|transfer|appointment|visit|viewing|tickets?|ride|cab|taxi|car"
    "|room|rooms|table|event|report|refund|account|subscription|registration|rsvp|meeting|flight|transaction|claim"
    "|donation|changes|change|cancellation|everything|house|application"
)
_TO_DO: Final = (
    "book|reserve|make|complete|process|schedule|reschedule|purchase|buy|get|find|locate|confirm|set up|update|change"
    "|authenticate|verify|accommodate|accomodate|rent|order|send|submit|transfer|cancel|add|place|activate|arrange"
    "|secure|retrieve|fulfil|fulfill|finalize|finish|proceed|honor|honour|approve|refund|register|issue|fix|resolve"
    "|reach|connect|do that|do this|do it|be (?:booked|made|completed|processed|found|reserved|scheduled|done|bought)"
)
_FEW: Final = r"(?: (?:now|all|already|just|also|been|successfully|officially|fully))*"
_DONE: Final = re.compile(
    rf"\b(?:is|are|was|were|been|got|gets){_FEW} (?:{_DEEDS})\b"
    rf"|\b(?:i|we) have(?: \w+){{0,4}}? (?:{_DEEDS}|started|signed|taken care)\b(?<!have done)(?<!have made)"
    r"|\b(?:i|we)(?: just| went ahead and)? (?:booked|reserved|purchased|bought|scheduled|ordered|cancelled|submitted"
    r"|updated|transferred|registered)\b|\b(?:was|were|been) able to (?:book|reserve|schedule|buy|purchase|make|get)\b"
    rf"|\b(?:{_THINGS})(?: has| have)? (?:{_DEEDS}|went through)\b|\bsuccess(?:ful(?:ly)?)?\b|\ball (?:set|done)\b"
    r"|\bon (?:its|the|their|his|her) way\b|\b(?:started|now|starting to) play(?:ing)?\b|\bplaying now\b"
    r"|\bhas (?:started|begun)\b"
    r"|\b(?:booking|reservation|reference|confirmation) (?:id |number |code )?is \d"
)
_NOT_DONE: Final = re.compile(
    r"\b(?:could|can|will|was|were|am|is|are|did|have|has|do) not (?:yet |currently |been |be |seem to )?"
    rf"(?:able to |manage to |managed to )?(?:{_TO_DO})\b"
    rf"|\bunable to (?:{_TO_DO})\b|\b(?:was|were|been|is) not (?:{_DEEDS})\b"
    r"|\bunsuccessful\b|\bincomplete\b|\bnot (?:a success|successful(?:ly)?|available|possible|authorized|authorised"
    r"|go through)\b"
    rf"|\b(?:{_THINGS}|it|that|this) (?:has |have |was |is )?(?:been )?(?:failed|declined|rejected|denied|refused)\b"
    r"|\b(?:fully|completely) (?:booked|full)\b|\b(?:they|time|day|date|slots?) (?:is|are) (?:all )?(?:booked|full)\b"
    r"|\b(?:sold|booked) (?:out|up)\b|\bunavailable\b"
    r"|\bno (?:longer |more )?availab\w+"
    r"|\bno (?:\w+ ){0,3}(?:available|availability|left|that match|matching|vacancies|vacancy|found|openings?)\b"
    r"|\b(?:there (?:is|are|was|were)|did|do|does|have|has) (?:not|nothing|no)(?: have)? (?:\w+ ){0,3}"
    r"(?:available|openings?|match\w*|meet\w*)\b|\bno (?:other )?\w+ (?:that )?(?:match|meet)\w*\b|\bfailed to\b"
)
# Before a deed, within its clause: it is denied, or wished, or yet to come.
_UNREAL: Final = re.compile(
    r"\b(?:if|once|when|whenever|after|before|until|unless|will|would|can|could|shall|should|must|may|might"
    r"|to (?:be|get|have)|not|never|no|nothing|need|needs|want|like|whether|let|please|kindly|ensure|confirm)"
    r"\b[^.,;:!?]*$"
)
_CHECKING: Final = re.compile(r"\b(?:please|kindly|just to|let me) (?:\w+ )?(?:confirm|ensure|affirm|verify|check)\b")
_WINDOW: Final = 60  # characters before a deed within its clause that may deny it or make it depend


@dataclass(frozen=True, slots=True)
class _Verdict:
    reached: bool
    confidence: float
    evidence: Evidence | None


def goal_reached(reading: Reading) -> Metric:
    """Answer Q006: Yes, No, or Not applicable where nothing was offered and nothing asked for."""
    verdict = (
        _of_transactions(reading)
        or _of_the_customer(reading)
        or _of_disinterest(reading)
        or _of_requests(reading)
        or _of_open_offers(reading)
    )
    if verdict is None:
        return not_applicable(QUESTION_ID, QUESTION, confidence=_BY_SILENCE)
    return Metric(
        question_id=QUESTION_ID,
        question=QUESTION,
        answer="Yes" if verdict.reached else "No",
        answer_type="boolean",
        confidence=verdict.confidence,
        evidence=() if verdict.evidence is None else (verdict.evidence,),
        status="met" if verdict.reached else "missed",
    )


def _of_transactions(reading: Reading) -> _Verdict | None:
    """Return what the bot says last of something being done."""
    for turn in reversed(reading.turns):
        if turn.utterance.speaker == "bot":
            for sentence in reversed(turn.sentences):
                said = reported(sentence.words)
                if said is not None:
                    return _Verdict(said == "done", _BY_TRANSACTION, quote(turn, sentence))
    return None


def _of_the_customer(reading: Reading) -> _Verdict | None:
    """Return the customer's last decisive word on what the bot offers."""
    ended = _asked_to_go_on(reading)
    for signal in reversed(reading.signals):
        declines = signal.kind in _TURNING_DOWN and signal.turn.utterance.index not in ended
        if declines or signal.kind in _TAKING_UP:
            return _Verdict(not declines, _BY_CUSTOMER, quote(signal.turn, sentence_of(signal)))
    return None


def _asked_to_go_on(reading: Reading) -> frozenset[int]:
    """Return the turns that answer whether to go on with something."""
    found: set[int] = set()
    going_on = False
    for turn in reading.turns:
        if turn.utterance.speaker == "bot":
            going_on = GOING_ON.any_in(turn.words)
        elif going_on:
            found.add(turn.utterance.index)
    return frozenset(found)


def _of_disinterest(reading: Reading) -> _Verdict | None:
    """Return that the customer, all in all, did not want to proceed, with the last words that say so."""
    ended = _asked_to_go_on(reading)
    doubts = [
        signal for signal in reading.signals if signal.kind in _DOUBTING and signal.turn.utterance.index not in ended
    ]
    if not doubts or answer_of(interest_level(reading.signals)) != "Not interested":
        return None
    last = doubts[-1]
    return _Verdict(False, _BY_SILENCE, quote(last.turn, sentence_of(last)))


def _of_requests(reading: Reading) -> _Verdict | None:
    """Return whether most of what the customer asked for was resolved; the evidence is the reply to the first."""
    requests = reading.requests
    if not requests:
        return None
    met = sum(request.outcome == "resolved" for request in requests)
    reached = 2 * met >= len(requests)
    by_index = reading.by_index
    for request in requests:  # the words that settle the first of those that decide
        if (request.outcome == "resolved") == reached and request.reply_turn is not None:
            turn = by_index[request.reply_turn]
            told = next((item for item in turn.sentences if item.text == request.reply_quote), None)
            return _Verdict(reached, _BY_REQUESTS, quote(turn, told))
    return _Verdict(reached, _BY_REQUESTS, quote(by_index[requests[0].turn]))


def _of_open_offers(reading: Reading) -> _Verdict | None:
    """Return that the bot's last proposal was never taken up; None where it proposed nothing."""
    for turn in reversed(reading.turns):
        if turn.prompt.proposes and turn.sentences:
            return _Verdict(False, _BY_SILENCE, quote(turn))
    return None


def reported(words: tuple[str, ...]) -> Outcome | None:
    """Return what one sentence of the bot says of a transaction: done, not done, or nothing."""
    text = " ".join(words)
    failed = _NOT_DONE.search(text)
    if failed is not None and " if " not in f" {text[: failed.start()]}":
        return "not done"
    if is_question(words) or _CHECKING.search(text):
        return None
    for found in _DONE.finditer(text):
        if not _UNREAL.search(text[max(0, found.start() - _WINDOW) : found.start()]):
            return "done"
    return None
