"""Answers from the report's checks, Q006 to Q011: the goal, annoyance, faults, script, compliance and silences.

What the report says, the answer says: the verdict is the metric's, or that of those of its details that are asked for.
"""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.plan import Plan
from core.answering.quotes import quoted
from core.answering.replies import grounded
from core.answering.transcript import Transcript
from core.answering.verdicts import verdict
from core.answering.vocabulary import word_set
from core.answers import Answer
from core.reports import Detail, Evidence, Metric
from core.wording import count, moment

_BOT: Final = r"(?:bots?|agent|assistant|robot|voicebot|chatbot|system|it)"
_CHECKS: Final = tuple(
    (check, re.compile(pattern))
    for check, pattern in (
        (
            "Q006",
            r"\b(?:goal|objective|aim)s?\b.*\b(?:reached|achieved|met|accomplished|attained|fulfilled)\b"
            r"|\b(?:reach|achieve|meet|accomplish|attain|fulfil)\w* (?:\w+ ){0,3}?(?:goal|objective|aim)s?\b"
            r"|^(?:was|is|whether|if) (?:the|this) (?:call|conversation) (?:was )?(?:a success|successful)$"
            r"|^did (?:the|this) (?:call|conversation) succeed$",
        ),
        (
            "Q009:forbidden_phrase",
            r"\b(?:forbidden|prohibited|banned|disallowed) (?:phrases?|words?|sentences?|expressions?|statements?)\b",
        ),
        (
            "Q009:required_phrase",
            r"\b(?:required|mandatory|obligatory|prescribed|scripted) (?:phrases?|words?|sentences?|statements?)\b",
        ),
        ("Q009", r"\b(?:the|our|its|his|her|their|call|campaign|campaign's) script\b"),
        ("Q010:recording_notice", r"\brecording (?:notice|disclosure|disclaimer|announcement)\b"),
        (
            "Q010:opt_out",
            r"\b(?:opt out|opting out|do not call|unsubscri\w+)\b.*\b(?:honou?red|respected|granted|fulfilled|followed"
            r"|handled|confirmed)\b|\b(?:honou?r|respect)\w*\b.*\b(?:opt out|not to be called)\b",
        ),
        ("Q010", r"\bcomplian\w+\b|\bcompl(?:y|ied) with the (?:rules|regulations|law)\b"),
        ("Q008:loop", rf"\b{_BOT}\b.*\b(?:loop\w*|stuck|round in circles)\b"),
        ("Q008:repetition loop", rf"\b{_BOT}\b (?:\w+ )?repeat\w* (?:itself|himself|herself|themselves|the same)\b"),
        ("Q008:contradiction", rf"\b{_BOT}\b (?:\w+ )?contradict\w* (?:itself|himself|herself|themselves)\b"),
        ("Q008:no_answer", rf"\b{_BOT}\b (?:\w+ )?(?:ignore\w*|dodge\w*|evade\w*) (?:[\w']+ ){{0,3}}?questions?\b"),
        (
            "Q008",
            rf"\b{_BOT}\b.*\b(?:faults?|mistakes?|errors?|malfunction\w*|blunders?)\b"
            rf"|\b(?:faults?|mistakes?|errors?|blunders?)\b.*\b{_BOT}\b",
        ),
        ("Q011", r"\blongest (?:silence|pause)\b|\bhow long was the longest (?:silence|pause)\b"),
    )
)
_ANNOYED: Final = re.compile(r"\b(?:frustrat\w+|annoy\w+|irritat\w+|exasperat\w+)\b")
_FEELINGS: Final = word_set("aggressive annoyed angry upset frustrated irritated exasperated annoyance frustration")
_NOT_APPLICABLE: Final = "Not applicable"
_NAMES: Final = {
    "repetition": "word-for-word repetition", "loop": "loop", "contradiction": "contradiction",
    "no_answer": "question left unanswered", "": "fault",
}  # fmt: skip
_NO_OPPORTUNITY: Final = {
    "Q006": "nothing was offered and nothing asked for", "Q007": "the customer said nothing",
    "Q008": "the bot said nothing", "Q009": "the campaign has no script", "Q010": "the bot said nothing",
    "Q011": "the turns have no times",
}  # fmt: skip
_NOTHING: Final = {
    "Q006": "nothing in the call shows that it was", "Q007": "no turn of the customer shows it",
    "Q008": "none was found in what the bot said", "Q009": "the script was kept", "Q010": "all of them were kept",
    "Q011": "estimated from the turns' starts",
}  # fmt: skip
_MOST: Final = 3  # details that are told or quoted


def asked_check(words: str, topic: Sequence[str]) -> str:
    """Return which check a question asks for, such as "Q008" or "Q008:loop" for some of its details; "" for none."""
    found = next((check for check, pattern in _CHECKS if pattern.search(words)), "")
    annoyed = not found and _FEELINGS.issuperset(topic) and _ANNOYED.search(words)
    return "Q007" if annoyed and not re.search(rf"\b{_BOT}\b", words) else found


def answer_check(plan: Plan, transcript: Transcript) -> Answer:
    """Answer from the metric of a check, with those of its details that are asked for."""
    question_id, _, kinds = plan.aspect.partition(":")
    metric = next((each for each in transcript.analysis.metrics if each.question_id == question_id), None)
    if metric is None or metric.answer == _NOT_APPLICABLE:
        why = transcript.analysis.status_reason or _NO_OPPORTUNITY.get(question_id, "it could not arise in this call")
        return grounded(plan, f"{_NOT_APPLICABLE} ({_within(why)})", metric.confidence if metric else 0.1)
    details = [each for each in metric.details or () if not kinds or each.what in kinds.split()]
    if question_id == "Q008":
        return _faults(plan, metric, details, kinds.split()[0] if kinds else "")
    if question_id == "Q011":
        longest = [each for each in details if f" {metric.answer} " in each.text]
        return _told(plan, metric.answer, metric, longest[:1])
    if kinds:
        return _of_details(plan, metric, details)
    missed = [each for each in details if each.status == "missed"]
    return _told(plan, verdict(plan, metric.answer == "Yes"), metric, missed or details)


def _faults(plan: Plan, metric: Metric, details: Sequence[Detail], kind: str) -> Answer:
    """Count, name or judge the bot's faults."""
    number = count(len(details), _NAMES[kind])
    if plan.type == "numeric":
        return _told(plan, number, metric, details)
    if plan.type == "boolean":
        return _told(plan, verdict(plan, bool(details)), metric, details, number if details else "")
    return _told(plan, number.capitalize() if details else "None", metric, details)


def _of_details(plan: Plan, metric: Metric, details: Sequence[Detail]) -> Answer:
    """Judge some details: whether each that could be met was."""
    judged = [each for each in details if each.status in ("met", "missed")]
    if not judged:
        why = details[0].text if details else "nothing of the kind was to be kept"
        return grounded(plan, f"{_NOT_APPLICABLE} ({_within(why)})", metric.confidence)
    missed = [each for each in judged if each.status == "missed"]
    held = not missed
    if plan.aspect.endswith("forbidden_phrase"):
        held = bool(missed)  # "Did the bot say a forbidden phrase?"
    return _told(plan, verdict(plan, held), metric, missed or judged)


def _told(plan: Plan, head: str, metric: Metric, details: Sequence[Detail], also: str = "") -> Answer:
    """Put the head first, then the details' own sentences and words, else the metric's evidence."""
    shown: list[Evidence] = [each.evidence for each in details if each.evidence is not None]
    shown = shown or list(metric.evidence)
    grounds = [also] if also else []
    grounds += [each.text for each in details[:_MOST]]
    grounds += [f"at {moment(shown[0].timestamp_s)}: {quoted(shown[0].quote)}"] if shown else []
    told = "; ".join(map(_within, grounds)) or _NOTHING[metric.question_id]
    text = f"{head} ({told})" if plan.type == "boolean" else f"{head} - {told}"
    return grounded(plan, text, metric.confidence, tuple(dict.fromkeys(shown))[:_MOST])


def _within(sentence: str) -> str:
    """Put a sentence within another: without its capital and its full stop."""
    return f"{sentence[:1].lower()}{sentence[1:]}".rstrip(".")
