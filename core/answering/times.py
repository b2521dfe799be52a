"""When something was said, how long things lasted, and whose share of the time was whose."""

import re
from dataclasses import replace

from core.answering.between import answer_between
from core.answering.given import answer_stated
from core.answering.moments import asks_for_mood_change, occasions
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.quotes import IN_TEXT, at, in_words, quote
from core.answering.replies import abstains, grounded, name_of, named, not_stated, on_lines
from core.answering.retrieve import matches
from core.answering.transcript import Line, Transcript
from core.answers import Answer
from core.calls import Speaker
from core.wording import clock, percent, seconds

_COVERED = 0.6
_PARTS = (
    ("main_offer", re.compile(r"\b(?:main offer|offer|pitch|presentation|campaign|product)\b")),
    ("additional_queries", re.compile(r"\b(?:additional|queries|query|questions?|q a|requests?)\b")),
    ("closing", re.compile(r"\b(?:closing|goodbye|end|ending)\b")),
)
_SEGMENTS = (
    ("Opening", re.compile(r"\b(?:opening|greeting|introduction|beginning)\b")),
    ("Q&A", re.compile(r"\b(?:q a|q and a)\b")),
)

# "What time did he want at first?" is after a time of day, not a moment of the call.
_CHOSEN = re.compile(
    r"^(?:for |at |on )?what (?:time|day|date) .*\b(?:want|try|tried|cho|prefer|propose|suggest|request"
    r"|(?:agree\w*|settl\w*|decid\w*) (?:on|upon|for)\b|(?:did|does|has|have) (?:the |this )?\w+ (?:mention|sa(?:y|id)"
    r"|name|state|give)(?:d|ed)?$)"
)
_SILENT = re.compile(
    r"\b(?:nobody|no one|neither(?: \w+)?) (?:spoke|speaks?|speaking|says?|said|talk\w*|was talking)\b"
)
_MOST = re.compile(r"\b(?:most|longest|maximum)\b")
_SAID = re.compile(r"\b(?:mention\w*|came up|come up|brought up|discuss\w*|talk\w* about|raised)\b")


def answer_when(plan: Plan, transcript: Transcript) -> Answer:
    """Tell when in the call something was first (or last) said, asked or done."""
    if _CHOSEN.search(plan.words):
        return answer_stated(
            replace(plan, operator="stated", aspect="time" if "what time" in plan.words else "date"), transcript
        )
    lines = occasions(plan, transcript)
    if not lines:
        if asks_for_mood_change(plan.words):
            return not_stated(plan, transcript, "the mood hardly changes")
        if _SAID.search(plan.words):
            return not_stated(plan, transcript, "it does not come up")
        told = answer_passage(plan, transcript)  # of somebody else's doings the call may tell the time
        if plan.speaker is None and not abstains(told):
            return told
        return not_stated(
            plan, transcript, f"{name_of(plan.speaker)} did not say so" if plan.speaker else "it does not come up"
        )
    line = lines[-1] if plan.aspect == "last" else lines[0]
    which = f"the {'last' if plan.aspect == 'last' else 'first'} of {len(lines)} times" if len(lines) > 1 else "once"
    moment = seconds(line.turn.timestamp_s) if plan.type == "numeric" else f"At {at(line)}"
    text = f"{moment} - {which}, by {name_of(line.speaker)}: {in_words(quote(line, plan.topic, longest=IN_TEXT))}"
    others = [other for other in lines if other is not line]
    return on_lines(plan, text, 0.8 if plan.topic else 0.65, [line, *others])


def answer_share(plan: Plan, transcript: Transcript) -> Answer:
    """Tell which share of the time a side, a part of the call or silence had."""
    words = plan.words
    talk = transcript.analysis.talk_time
    duration = transcript.analysis.duration_s
    if re.search(r"\bsilen\w+|\bpause", words):
        share = talk.silence_s / duration if duration else 0.0
        return grounded(plan, f"{percent(share)} - {clock(talk.silence_s)} of silence in {clock(duration)}", 0.75)
    if plan.speaker is not None and not re.search(r"\b(?:main offer|offer|pitch|closing|queries)\b", words):
        spoken = talk.bot_s if plan.speaker == "bot" else talk.customer_s
        share = talk.bot_share if plan.speaker == "bot" else talk.customer_share
        return grounded(
            plan,
            f"{percent(share)} - {name_of(plan.speaker)} spoke for {clock(spoken)} of"
            f" {clock(talk.bot_s + talk.customer_s)} of talk",
            0.8,
        )
    metric = transcript.analysis.metric("Q004")
    breakdown = metric.time_breakdown or {}
    total = breakdown.get("total", 0.0)
    for part, pattern in _PARTS:
        if pattern.search(words) and part in breakdown:
            if part == "main_offer" and plan.speaker is None:
                return grounded(
                    plan,
                    f"{metric.answer} - {clock(breakdown[part])} of {clock(total)} on the main offer",
                    metric.confidence,
                    metric.evidence[:3],
                )
            share = breakdown[part] / total if total else 0.0
            return grounded(
                plan,
                f"{percent(share)} - {clock(breakdown[part])} of {clock(total)} on {part.replace('_', ' ')}",
                metric.confidence,
                metric.evidence[:3],
            )
    if plan.topic:
        return _share_of_topic(plan, transcript)
    return grounded(
        plan,
        f"{percent(talk.bot_share)} - the bot's share of the talk; the customer's is {percent(talk.customer_share)}",
        0.5,
    )


def _share_of_topic(plan: Plan, transcript: Transcript) -> Answer:
    found = [match.line for match in matches(transcript, plan.topic, plan.speaker, least=_COVERED)]
    if not found:
        return not_stated(plan, transcript)
    total = sum(line.slot_s for line in transcript.lines)
    spent = sum(line.slot_s for line in found)
    share = spent / total if total else 0.0
    return on_lines(
        plan, f"{percent(share)} - {clock(spent)} of {clock(total)} in turns that mention {named(plan)}", 0.5, found
    )


def answer_duration(plan: Plan, transcript: Transcript) -> Answer:
    """Tell how long the call, a side's talk, a part, a silence or a monologue lasted."""
    words = plan.words
    talk = transcript.analysis.talk_time
    if plan.aspect == "between":
        return answer_between(plan, transcript)
    if re.search(r"\bresponse|\bgap|\breply|\breact", words):
        return _gap(plan, transcript)
    if re.search(r"\bmonologue|\buninterrupted|\blongest (?:stretch|turn|speech)", words):
        line = next(
            (line for line in transcript.lines if line.turn.index == talk.longest_monologue_turn), transcript.lines[0]
        )
        return on_lines(
            plan,
            f"{clock(talk.longest_monologue_s)} - the longest stretch of"
            f" {name_of(talk.longest_monologue_speaker)}, from {at(line)}",
            0.75,
            [line],
        )
    if re.search(r"\blongest (?:silence|pause)", words) or (_SILENT.search(words) and _MOST.search(words)):
        line = max(transcript.lines, key=lambda each: (each.slot_s - _spoken(each), -each.position))
        return on_lines(
            plan, f"{clock(max(0.0, line.slot_s - _spoken(line)))} - after the turn at {at(line)}", 0.5, [line]
        )
    if re.search(r"\bsilen\w+|\bpauses?\b", words) or _SILENT.search(words):
        return grounded(
            plan, f"{clock(talk.silence_s)} - silence in all, of {clock(transcript.analysis.duration_s)}", 0.75
        )
    part = _part(words, transcript)
    if part is not None:
        name, spent = part
        return grounded(plan, f"{clock(spent)} - time spent on {name}, of {clock(transcript.analysis.duration_s)}", 0.7)
    if plan.speaker is not None and re.search(r"\b(?:spoke|spoken|speak\w*|talk\w*|speech)\b", words):
        spoken = talk.bot_s if plan.speaker == "bot" else talk.customer_s
        share = talk.bot_share if plan.speaker == "bot" else talk.customer_share
        return grounded(plan, f"{clock(spoken)} - {name_of(plan.speaker)} spoke, {percent(share)} of all talk", 0.8)
    length = transcript.call.duration_s or transcript.analysis.duration_s
    return grounded(plan, f"{clock(length)} - the length of the call, {len(transcript.lines)} turns", 0.95)


def _spoken(line: Line) -> float:
    return min(line.slot_s, 1.0 + 0.26 * len(line.turn.text.split()))


def _part(words: str, transcript: Transcript) -> tuple[str, float] | None:
    breakdown = transcript.analysis.metric("Q004").time_breakdown or {}
    for part, pattern in _PARTS:
        if pattern.search(words) and part in breakdown:
            return part.replace("_", " "), breakdown[part]
    for segment, pattern in _SEGMENTS:
        if pattern.search(words):
            return f"the {segment.lower()}", sum(line.slot_s for line in transcript.lines if line.segment == segment)
    return None


def _gap(plan: Plan, transcript: Transcript) -> Answer:
    talk = transcript.analysis.talk_time
    speaker: Speaker = plan.speaker or "bot"
    gap = talk.mean_bot_response_gap_s if speaker == "bot" else talk.mean_customer_response_gap_s
    if gap is None:
        return not_stated(plan, transcript, f"{name_of(speaker)} never replied")
    return grounded(plan, f"{seconds(gap)} - mean time until {name_of(speaker)} replied", 0.7)
