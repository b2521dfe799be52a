"""Findings of the checks: the goal, the bot's faults, the customer's annoyance, script, compliance and holds.

They say what the metrics Q006 to Q011 hold, with the words that those quote, so that sentence and metric agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.analysis.findings import Finding, doing, is_annoyed, quoted, turn_name
from core.analysis.reading import Reading, TurnReading
from core.analysis.reply_phrases import ACKNOWLEDGING
from core.reports import Detail, Evidence, Metric
from core.wording import count, listing, moment

_SURE: Final = 0.8  # confidence from which the goal is told as a finding of its own
_MOST_FAULTS: Final = 2  # of a kind that are told one by one
_REPEATING: Final = frozenset({"repetition", "loop"})

Metrics = Mapping[str, Metric]


def of_goal(reading: Reading, metrics: Metrics) -> Iterator[Finding]:
    """Say that the bot reported the matter done or not done, where its own words do."""
    goal = metrics.get("Q006")
    if goal is None or goal.confidence < _SURE or not goal.evidence:
        return
    (told, *_) = goal.evidence
    if told.speaker != "bot":
        return  # the customer's last word is what Q005 tells
    words = f"{_quoted(told)} ({_place(told)})"
    if goal.status == "met":
        yield Finding(True, 0.75, f"The goal of the call was reached: the bot said {words}.")
    elif goal.status == "missed":
        yield Finding(
            False,
            0.85,
            f"The goal of the call was not reached: the bot said {words}.",
            f"Find out what stood in the way before turn {told.turn}, and what the bot can offer instead.",
        )


def of_faults(reading: Reading, metrics: Metrics) -> Iterator[Finding]:
    """Say where the bot could not help, repeated itself, left a question open or contradicted itself."""
    faults = _details(metrics, "Q008")
    lost = [fault for fault in faults if fault.what == "cannot_help"]
    turns = sum(turn.utterance.speaker == "bot" and bool(turn.words) for turn in reading.turns)
    if lost and (first := lost[0].evidence) is not None:
        yield Finding(
            False,
            0.5 + len(lost) / turns / 2,
            f"In {count(len(lost), 'turn')} the bot could not help or did not understand, first in {_place(first)}:"
            f" {_quoted(first)}.",
            f"Prepare the bot for what the customer said just before turn {first.turn}.",
        )
    again = [fault for fault in faults if fault.what in _REPEATING]
    if again and (first := again[0].evidence) is not None:
        yield Finding(
            False,
            0.35 + 0.05 * min(len(again), 5),
            f"The bot repeated itself word for word in {count(len(again), 'turn')}, first in {_place(first)}:"
            f" {_quoted(first)}.",
            f"Let the bot say {_quoted(first)} in other words the second time, or ask what is still unclear.",
        )
    for fault in [fault for fault in faults if fault.what == "no_answer"][:_MOST_FAULTS]:
        if fault.evidence is not None:
            yield Finding(
                False,
                0.6,
                f"{fault.text.rstrip('.')}. The bot had replied {_quoted(fault.evidence)}.",
                f"Have the bot take up a question before it goes on, unlike in turn {fault.evidence.turn}.",
            )
    for fault in [fault for fault in faults if fault.what == "contradiction"][:_MOST_FAULTS]:
        if fault.evidence is not None:
            yield Finding(
                False,
                0.6,
                f"{fault.text.rstrip('.')}: {_quoted(fault.evidence)} ({_place(fault.evidence)}).",
                f"Find out which is true, and have the bot say only that: see turn {fault.evidence.turn}.",
            )


def of_annoyance(reading: Reading, metrics: Metrics) -> Iterator[Finding]:
    """Say from where on the customer was annoyed or, short of that, complained; and asked for a person."""
    shown = [detail.evidence for detail in _details(metrics, "Q007") if detail.evidence is not None]
    complaints = [turn for turn in reading.turns if "complaint" in turn.acts]
    if is_annoyed(metrics) and shown:
        first, number = shown[0], len({item.turn for item in shown})
        where = f"in {_place(first)}" if number == 1 else f"in {count(number, 'turn')}, from {_place(first)} on"
        yield Finding(
            False,
            min(1.0, 0.65 + 0.1 * number),
            f"The customer was frustrated or annoyed {where}: {_quoted(first)}.",
            _advice(reading, {item.turn for item in shown}),
        )
    elif complaints:
        turn = complaints[0]
        where = "" if len(complaints) == 1 else f" in {count(len(complaints), 'turn')}, first"
        yield Finding(
            False,
            min(1.0, 0.6 + 0.1 * len(complaints)),
            f"The customer complained or showed annoyance{where} in {turn_name(turn)}: {doing(turn, 'complaint')}.",
            _advice(reading, {turn.utterance.index for turn in complaints}),
        )
    handoff = next((turn for turn in reading.turns if "handoff_request" in turn.acts), None)
    if handoff is not None:
        yield Finding(
            False,
            0.75,
            f"The customer asked for a person in {turn_name(handoff)}: {doing(handoff, 'handoff_request')}.",
            "Offer the hand-over to a person as soon as the customer asks for one.",
        )


def of_script(reading: Reading, metrics: Metrics) -> Iterator[Finding]:
    """Say whether the bot kept to the campaign's script, and by which phrases it did not."""
    script = metrics.get("Q009")
    if script is None or script.status == "no_opportunity":
        return
    parts = _details(metrics, "Q009")
    missed = [part for part in parts if part.status == "missed"]
    if not missed:
        phrases = reading.campaign.brief.script
        told = [
            f"it said {count(len(phrases.required), 'required phrase')}" if phrases.required else "",
            f"it used none of {count(len(phrases.forbidden), 'forbidden phrase')}" if phrases.forbidden else "",
        ]
        yield Finding(True, 0.5, f"The bot kept to the script: {listing([each for each in told if each])}.")
        return
    words = " ".join(part.text for part in missed)
    yield Finding(False, 0.7, f"The bot did not keep to the script. {words}", _script_advice(reading, missed))


def of_compliance(reading: Reading, metrics: Metrics) -> Iterator[Finding]:
    """Say which compliance moment was missed, and that a wish not to be called again was honoured."""
    weights = {"opt_out": 0.95, "recording_notice": 0.7, "identification": 0.15}
    advice = {
        "opt_out": "Have the bot take a customer who asks for it off the list, and say so at once.",
        "recording_notice": "Have the bot say at the start that the call is recorded.",
        "identification": "Have the bot say in its first turn who is speaking, and for whom.",
    }
    for part in _details(metrics, "Q010"):
        if part.what not in weights:
            continue
        if part.status == "missed":
            yield Finding(False, weights[part.what], part.text, advice[part.what])
        elif part.status == "met" and part.what == "opt_out":
            yield Finding(True, 0.6, part.text)


def _details(metrics: Metrics, question_id: str) -> tuple[Detail, ...]:
    metric = metrics.get(question_id)
    return () if metric is None else metric.details or ()


def _advice(reading: Reading, turns: set[int]) -> str:
    """Return the advice to take up a complaint, where the bot passed one over."""
    missed = next((turn for turn in _passed_over(reading.turns) if turn.utterance.index in turns), None)
    if missed is None:
        return ""
    return f"Have the bot take up a complaint such as that of turn {missed.utterance.index} before it goes on."


def _passed_over(turns: Sequence[TurnReading]) -> Iterator[TurnReading]:
    """Yield the customer's turns that the bot's next words do not take up; where it says nothing more, none."""
    following: TurnReading | None = None
    found: list[TurnReading] = []
    for turn in reversed(turns):
        if turn.utterance.speaker == "bot":
            following = turn
        elif following is not None and not ACKNOWLEDGING.any_in(following.words):
            found.append(turn)
    yield from reversed(found)


def _script_advice(reading: Reading, missed: Sequence[Detail]) -> str:
    script = reading.campaign.brief.script
    told = " ".join(part.text for part in missed)
    wanted = [f"“{phrase}”" for phrase in script.required if f"“{phrase}”" in told]
    banned = [f"“{phrase}”" for phrase in script.forbidden if f"“{phrase}”" in told]
    clauses = [f"say {listing(wanted)}" if wanted else "", f"never say {listing(banned)}" if banned else ""]
    return f"Have the bot {' and '.join(clause for clause in clauses if clause)}."


def _quoted(evidence: Evidence) -> str:
    return quoted(evidence.quote)


def _place(evidence: Evidence) -> str:
    return f"turn {evidence.turn} at {moment(evidence.timestamp_s)}"
