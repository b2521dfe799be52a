"""Where the call itself asks what a question asks: the reply there is the answer, whatever its words."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.cues import fails, is_unsure
from core.answering.parts import nearest_part, next_statement
from core.answering.plan import Plan
from core.answering.retrieve import coverage
from core.answering.transcript import Line, Transcript, prompts_for

# The question word that both have to share; "what time" and "when" ask the same.
_ASKING_FOR: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("when", r"\b(?:when|what (?:time|day|date))\b"),
        ("number", r"\bhow many\b"),
        ("amount", r"\b(?:how much|what (?:amount|price|sum)|what (?:is|was|would be|are) (?:the |your )?(?:\w+ )?"
         r"(?:price|cost|fee|rate|rent|amount))\b"),
        ("long", r"\bhow long\b"),
        ("why", r"\b(?:why|what (?:is|was) the reason|how come)\b"),
        ("where", r"\b(?:where|what (?:place|location|address|venue))\b"),
        ("who", r"\b(?:who|whom|whose)\b"),
        ("thing", r"\b(?:what|which)\b"),
        ("how", r"\bhow\b"),
    )
)  # fmt: skip
_LEAST: Final = 0.5  # share of the question's weight that the call's own question has to cover


def asked_alike(plan: Plan, transcript: Transcript) -> tuple[Line, Line] | None:
    """Return the question in the call that comes nearest to the one asked, with the other side's reply to it.

    None where none comes near, where the question words differ, or where the reply tells nothing.
    """
    wanted = asked_for(plan.words)
    sought = transcript.particular(plan.topic if len(plan.topic) > 1 else plan.terms)
    if not wanted or not sought:
        return None
    best: tuple[float, Line, Line] | None = None
    for line in transcript.lines:
        prompts = not line.asks and prompts_for(line)
        if not (line.asks or prompts) or coverage(transcript, sought, line.stems) < _LEAST:
            continue
        reply = next_statement(transcript, line)
        if reply is None or reply.speaker == line.speaker:
            continue
        found = nearest_part(transcript, line, sought, asking=not prompts)
        if found is None or found[1] < _LEAST:
            continue
        if (asked_for(" ".join(found[0].words)) or ("thing" if prompts else "")) != wanted:
            continue
        if wanted in ("thing", "how") and not _literally(transcript, plan.topic, found[0].stems):
            continue
        if reply.stems and not fails(reply) and not is_unsure(reply) and (best is None or found[1] >= best[0]):
            best = (found[1], line, reply)
    return best[1:] if best is not None else None


def _literally(transcript: Transcript, topic: Sequence[str], stems: frozenset[str]) -> bool:
    """Tell whether a question so general as "what …" has the very words of the one asked."""
    own = tuple(item for item in transcript.particular(topic) if item in stems)
    return bool(own) and coverage(transcript, topic, stems) >= _LEAST * _LEAST


def asked_for(words: str) -> str:
    """Name what a question asks for by its question word: when, number, why, where, …; "" without one."""
    return next((name for name, pattern in _ASKING_FOR if pattern.search(words)), "")
