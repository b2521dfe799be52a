"""How well the bot did: the measures of bot_performance_score."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from core.analysis.measured import Measured
from core.analysis.reading import Reading, TurnReading
from core.analysis.reply_phrases import WELCOMING
from core.analysis.requests import Request
from core.analysis.script_adherence import FORBIDDEN, REQUIRED
from core.reports import Metric
from core.wording import count, listing, percent

# A request that was put off is half met; one whose outcome is unclear counts for more than half, for most are met.
_VALUES: Final = {"resolved": 1.0, "deferred": 0.5, "unresolved": 0.0, "unclear": 0.7}
_FATES: Final = {
    "resolved": "was resolved",
    "deferred": "was put off or referred elsewhere",
    "unresolved": "was left open",
    "unclear": "was of unclear outcome",
}
_LONGEST_GOOD_MONOLOGUE_S: Final = 30.0
_LONGEST_MONOLOGUE_S: Final = 90.0
_FAIR_BOT_SHARE: Final = 0.75  # up to here a bot that presents an offer leaves room
_ANNOYANCE_COST: Final = 0.4  # of the part, for each turn that shows it
_FAULT_COSTS: Final = {"repetition": 0.5}  # in turns; any other fault costs one
_FAULTS: Final = {
    "cannot_help": "could not help or did not understand",
    "no_answer": "left a question open that had to be asked again",
    "contradiction": "contradicted itself",
    "loop": "went round in a loop",
    "repetition": "repeated itself word for word",
}


def bot_measures(reading: Reading, metrics: Mapping[str, Metric]) -> list[Measured | None]:
    """Return the measures of the bot's performance; None where a question had no opportunity to arise.

    `metrics` maps ids of questions to their answers: Q007 (annoyance), Q008 (faults) and Q009 (script) are used.
    """
    turns = [turn for turn in reading.turns if turn.utterance.speaker == "bot" and turn.utterance.text]
    if not turns:
        return [Measured("presence", 10.0, 0.0, "the bot says nothing")]
    return [
        _resolution(reading),
        _understanding(turns, metrics.get("Q008")),
        _annoyance(metrics.get("Q007")),
        _room(reading),
        _courtesy(reading, turns),
        _script(metrics.get("Q009")),
    ]


def requests_named(number: int) -> str:
    """Render how many questions and requests there are.

    >>> requests_named(1), requests_named(3)
    ('1 question or request', '3 questions and requests')
    """
    return "1 question or request" if number == 1 else f"{number} questions and requests"


def _resolution(reading: Reading) -> Measured | None:
    requests = reading.requests
    if not requests:
        return None
    if len(requests) == 1:
        reason = f"one question or request of the customer was found, and it {_FATES[_fate(requests[0])]}"
    else:
        fates = Counter(map(_fate, requests))
        told = [
            f"{fates[fate]} {'was' if fates[fate] == 1 else 'were'} {what.removeprefix('was ')}"
            for fate, what in _FATES.items()
            if fates[fate]
        ]
        reason = f"of the customer's {requests_named(len(requests))}, {listing(told)}"
    met = sum(_VALUES[_fate(request)] for request in requests)
    value = (met + _VALUES["unclear"]) / (len(requests) + 1)  # drawn to the usual: a single request tells little
    return Measured("resolution", 3.0, value, reason, tuple(sorted({request.turn for request in requests})))


def _fate(request: Request) -> str:
    return request.outcome if request.sure else "unclear"


def _understanding(turns: list[TurnReading], faults: Metric | None) -> Measured | None:
    """Measure how rarely the bot failed: a turn in which it repeated itself counts half."""
    if faults is None or faults.details is None:
        return None
    kinds = Counter(fault.what for fault in faults.details)
    cost = sum(_FAULT_COSTS.get(kind, 1.0) * number for kind, number in kinds.items())
    if not kinds:
        reason = f"no fault of the bot was found in its {count(len(turns), 'turn')}"
    else:
        told = [f"{_FAULTS[kind]} in {count(kinds[kind], 'turn')}" for kind in _FAULTS if kinds[kind]]
        reason = f"of its {count(len(turns), 'turn')}, the bot {listing(told)}"
    places = tuple(dict.fromkeys(fault.evidence.turn for fault in faults.details if fault.evidence is not None))
    return Measured("understanding", 2.0, 1.0 - min(1.0, 2.0 * cost / len(turns)), reason, places)


def _annoyance(frustration: Metric | None) -> Measured | None:
    """Measure the customer's patience: each turn that shows annoyance costs a share, its probability costs at least."""
    if frustration is None or frustration.status == "no_opportunity":
        return None
    shown = tuple(detail.evidence.turn for detail in frustration.details or () if detail.evidence is not None)
    annoyed = frustration.answer == "Yes"
    probability = frustration.confidence if annoyed else 1.0 - frustration.confidence
    value = 1.0 - min(1.0, max(probability, _ANNOYANCE_COST * len(shown)))
    reason = (
        f"the customer showed annoyance in {count(len(shown), 'turn')} (probability {probability:.2f})"
        if annoyed
        else f"the customer was not annoyed on the whole (probability {probability:.2f})"
    )
    return Measured("no annoyance", 1.5, value, reason, tuple(dict.fromkeys(shown)))


def _room(reading: Reading) -> Measured | None:
    talk = reading.talk_time
    if not talk.customer_s:
        return None
    share = 1.0 if talk.bot_share <= _FAIR_BOT_SHARE else (1.0 - talk.bot_share) / (1.0 - _FAIR_BOT_SHARE)
    longest = talk.longest_monologue_s if talk.longest_monologue_speaker == "bot" else 0.0
    over = (longest - _LONGEST_GOOD_MONOLOGUE_S) / (_LONGEST_MONOLOGUE_S - _LONGEST_GOOD_MONOLOGUE_S)
    brevity = 1.0 - min(1.0, max(0.0, over))
    reason = f"the bot had {percent(talk.bot_share)} of the talk"
    if longest > _LONGEST_GOOD_MONOLOGUE_S:
        reason += f", and once spoke for about {round(longest)} s without a word of the customer"
    turns = (talk.longest_monologue_turn,) if longest else ()
    return Measured("room for the customer", 1.5, (share + brevity) / 2, reason, turns)


def _courtesy(reading: Reading, turns: list[TurnReading]) -> Measured:
    """Measure greeting, thanks and farewell; no farewell is missed where the customer had the last word."""
    opening = (turn for turn in turns[:2] if WELCOMING.any_in(turn.words))
    shown = {
        "a greeting": next((turn for turn in turns if "greeting" in turn.acts), None) or next(opening, None),
        "thanks": next((turn for turn in turns if "thanks" in turn.acts), None),
        "a farewell": next((turn for turn in reversed(turns) if "closing" in turn.acts), None),
    }
    if shown["a farewell"] is None and reading.turns[-1].utterance.speaker == "customer":
        del shown["a farewell"]
    present = [name for name, turn in shown.items() if turn is not None]
    absent = [name for name, turn in shown.items() if turn is None]
    missed = listing(["no " + name.removeprefix("a ") for name in absent])
    reason = f"the bot gave {listing(present) if present else missed}"
    if present and absent:
        reason += f", but {missed}"
    indices = sorted({turn.utterance.index for turn in shown.values() if turn is not None})
    return Measured("courtesy", 1.0, len(present) / len(shown), reason, tuple(indices))


def _script(script: Metric | None) -> Measured | None:
    """Measure the share of the script's phrases that were kept: required ones said, forbidden ones not."""
    if script is None or not script.details:
        return None
    required = [detail for detail in script.details if detail.what == REQUIRED]
    forbidden = [detail for detail in script.details if detail.what == FORBIDDEN]
    said = sum(detail.status == "met" for detail in required)
    used = sum(detail.status == "missed" for detail in forbidden)
    told = []
    if required:
        told.append(f"said {said} of {count(len(required), 'required phrase')}")
    if forbidden:
        told.append(f"used {used} of {count(len(forbidden), 'forbidden phrase')}")
    value = (said + len(forbidden) - used) / len(script.details)
    turns = {detail.evidence.turn for detail in script.details if detail.evidence is not None}
    return Measured("script", 1.0, value, f"the bot {listing(told)}", tuple(sorted(turns)))
