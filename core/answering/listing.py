"""Lists: which questions were asked, which objections raised, which values stated."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.plan import Plan
from core.answering.quotes import cut, quotes
from core.answering.replies import grounded, name_of
from core.answering.states import act_lines
from core.answering.transcript import Line, Transcript
from core.answering.values import Kind, stated
from core.answers import Answer
from core.calls import Speaker
from core.text import sentences
from core.wording import count

_ACTS: Final = (
    ("question", re.compile(r"question|quer")),
    ("objection", re.compile(r"objection|concern")),
    ("request", re.compile(r"request")),
    ("complaint", re.compile(r"complain")),
    ("apology", re.compile(r"apolog")),
    ("thanks", re.compile(r"thank")),
    ("greeting", re.compile(r"greet")),
    ("refusal", re.compile(r"refus")),
    ("agreement", re.compile(r"agree")),
    ("commitment", re.compile(r"promis|commit")),
)
_VALUES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("email", re.compile(r"email")),
    ("phone", re.compile(r"phone")),
    ("amount", re.compile(r"amount|price")),
    ("percentage", re.compile(r"percent")),
    ("date", re.compile(r"date")),
    ("time", re.compile(r"time")),
    ("name", re.compile(r"name")),
    ("number", re.compile(r"number|value")),
)
_MOST: Final = 5
_LONGEST_ITEM: Final = 110


def answer_list(plan: Plan, transcript: Transcript) -> Answer:
    """List acts or values of one side (None: both), at most five in words, with their number."""
    for act, pattern in _ACTS:
        if pattern.match(plan.aspect):
            customers = act in ("objection", "complaint", "request")
            speaker: Speaker | None = plan.speaker or ("customer" if customers else None)
            return _acts(plan, act_lines(transcript, act, speaker), plan.aspect, speaker)
    for kind, pattern in _VALUES:
        if pattern.search(plan.aspect):
            values = [value for value in stated(transcript, kind) if plan.speaker in (None, value.line.speaker)]
            return _listed(
                plan, [value.text for value in values], [value.line for value in values], plan.aspect, plan.speaker
            )
    return _acts(plan, [line for line in transcript.of(plan.speaker) if line.asks], "questions", plan.speaker)


def _acts(plan: Plan, lines: Sequence[Line], what: str, speaker: Speaker | None) -> Answer:
    asked = what.startswith(("question", "quer"))
    items = [item for line in lines for item in (_asking_parts(line) if asked else [line.turn.text])]
    return _listed(plan, [f'"{cut(" ".join(item.split()), _LONGEST_ITEM)}"' for item in items], lines, what, speaker)


def _listed(plan: Plan, items: Sequence[str], lines: Sequence[Line], what: str, speaker: Speaker | None) -> Answer:
    by = f" by {name_of(speaker)}" if speaker else ""
    noun = what.removesuffix("s")
    if not items:
        return grounded(plan, f"None - no {noun}{by} was found in this call", 0.6)
    distinct = list(dict.fromkeys(items))
    rest = f"; and {len(distinct) - _MOST} more" if len(distinct) > _MOST else ""
    text = f"{'; '.join(distinct[:_MOST])}{rest} - {count(len(distinct), noun)}{by}"
    return grounded(plan, text, 0.7, quotes(lines, most=10))


def _asking_parts(line: Line) -> list[str]:
    """Return the sentences of a turn that ask; the whole turn where none ends in a question mark."""
    text = line.turn.text
    return [text[start:end] for start, end in sentences(text) if text[start:end].endswith("?")] or [text]
