"""How long it took from one thing in a call to another: until the bot answered, between the offer and the refusal."""

import re
from dataclasses import replace
from typing import Final

from core.answering.moments import occasions
from core.answering.plan import Plan
from core.answering.presence import questions_about
from core.answering.replies import name_of, not_stated, on_lines, shown
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import speaker_asked_about, stems_of, subject_of, topic_words
from core.answers import Answer
from core.text import content_stems
from core.wording import clock

_BETWEEN: Final = re.compile(r"\b(?:between|from) (?P<start>.+?) (?:and|to|until|till) (?P<end>.+)$")
_UNTIL: Final = re.compile(
    r"\b(?:until|till|before|for (?=(?:the |an? )?\w+ to \w+)|to (?=(?:get|reach|hear|see)\b))(?P<end>.+)$"
)
_AFTER: Final = re.compile(r"\bafter (?P<start>.+)$")
_ANSWERING: Final = re.compile(r"\b(?:answer|repl(?:y|ie)|respon)\w*\b")


def answer_between(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the time from one event of the call to another, or from its start to the event."""
    words = plan.words
    start: Line | None = transcript.lines[0]
    parted = _BETWEEN.search(words)
    until = parted or _UNTIL.search(words)
    if until is None:
        return not_stated(plan, transcript, "the question names no event")
    clause = until.group("end")
    if parted is not None:
        start = _event(plan, transcript, parted.group("start"))
    elif after := _AFTER.search(clause):
        start, clause = _event(plan, transcript, after.group("start")), clause[: after.start()]
    end = None
    if parted is None and (answered := _answered(plan, transcript, clause)) is not None:
        start, end = answered
    elif start is not None:
        end = _event(plan, transcript, clause, start)
    if start is None or end is None:
        return not_stated(plan, transcript, "the call does not show both ends")
    spent = max(0.0, end.start_s - start.start_s)
    where = f"from {_told(start)} to {_told(end)}"
    return on_lines(plan, f"{clock(spent)} - {where}", 0.55, [end, start])


def _told(line: Line) -> str:
    return f"{name_of(line.speaker)} at {shown(line)}"


def _sub_plan(plan: Plan, clause: str) -> Plan:
    """Return a plan for an event that a question names in a clause."""
    topic = topic_words(clause.split())
    return replace(
        plan,
        words=clause,
        speaker=speaker_asked_about(clause, ""),
        topic=stems_of(topic),
        terms=tuple(dict.fromkeys(content_stems(clause))),
        subject=subject_of(clause, topic),
        aspect="first",
    )


def _event(plan: Plan, transcript: Transcript, clause: str, since: Line | None = None) -> Line | None:
    """Return the first turn of an event, not before another one."""
    found = occasions(_sub_plan(plan, clause), transcript)
    return next((line for line in found if since is None or line.position >= since.position), None)


def _answered(plan: Plan, transcript: Transcript, clause: str) -> tuple[Line, Line] | None:
    """Return a question of the other side and the first turn after it of the side that answers."""
    event = _sub_plan(plan, clause)
    if not _ANSWERING.search(clause) or event.speaker is None:
        return None
    asking = replace(event, speaker="customer" if event.speaker == "bot" else "bot")
    asked = [match.line for match in questions_about(asking, transcript)] if event.topic else []
    for line in asked[:1]:
        for later in transcript.lines[line.position + 1 :]:
            if later.speaker == event.speaker:
                return line, later
    return None
