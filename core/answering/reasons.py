"""Why: the clause after because, since or so that, or else the objection that goes with it; and the main concern."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.cues import stance
from core.answering.plan import Plan
from core.answering.quotes import at, cut
from core.answering.replies import name_of, not_stated, on_lines, said
from core.answering.retrieve import coverage, rank
from core.answering.stance import stances_of
from core.answering.transcript import Line, Transcript
from core.answers import Answer

_CLAUSE: Final = re.compile(
    r"\b(?:because|cuz|coz|since(?= (?:i|we|it|you|he|she|they|the|my|there|that)\b)|as(?= (?:i|we|he|she"
    r"|they) (?:am|are|is|was|do|don't|have|can't|cannot)\b)"
    r"|due to|so that|in order to|reason(?:ing)?\b[^.!?\n]{0,60}? (?:is|was)\b"
    r"|that's why|that is why|in case|the thing is)\b",
    re.IGNORECASE,
)
_CONSEQUENCE: Final = re.compile(
    r",? so (?:i|we|that's why i) (?:need|want|would|have|had|am|can|can't|cannot|could|must|will|was|do"
    r"|don't|decided)\b",
    re.IGNORECASE,
)
_SHORTEST: Final = 3  # words of a clause that can be a reason
_END: Final = re.compile(r"[.!?;\n]")
_REFUSING: Final = re.compile(
    r"\b(?:refus\w*|declin\w*|reject\w*|not (?:\w+ ){0,2}?(?:want|agree|accept|donate|buy|interested"
    r"|proceed)|hesita\w*|turn\w* down|say no|said no|object\w*|unwilling|reluctant)\b"
)
_AGREEING: Final = re.compile(r"\b(?:agree\w*|accept\w*|donate\w*|willing|interested|convinced)\b")
_LONGEST: Final = 200
_LEAST: Final = 0.5  # share of the topic that a turn with a reason has to cover
_NEAR: Final = 2  # turns after the one asked about in which its reason may be given


def answer_reason(plan: Plan, transcript: Transcript) -> Answer:
    """Tell a reason that was stated: of a refusal from the turns that refuse, else from the turns on the topic."""
    words = plan.words
    refusing = _REFUSING.search(words) is not None
    if refusing or (_AGREEING.search(words) and not plan.topic):
        polarity = -1 if refusing else 1
        turns = [line for line, found in stances_of(plan, transcript) if found == polarity]
        if not turns and refusing:
            turns = [line for line in transcript.of(plan.speaker or "customer") if "objection" in line.acts]
        if not turns:
            did = "did not refuse" if refusing else "did not agree"
            return not_stated(plan, transcript, f"{name_of(plan.speaker or 'customer')} {did}")
        return _reason_of(plan, transcript, turns, objection=refusing)
    ranked = rank(transcript, plan.terms, plan.speaker, words)
    if not ranked:
        return not_stated(plan, transcript)
    return _by_topic(plan, transcript, [line for line, _ in ranked[:5]])


def _reason_of(plan: Plan, transcript: Transcript, turns: Sequence[Line], *, objection: bool) -> Answer:
    """Look for a because-clause in the turns and those of the same side near them; else quote the turn itself."""
    near: list[Line] = []
    for line in reversed(turns):
        reach = transcript.lines[line.position : line.position + 2 * _NEAR + 1]
        near.extend(other for other in reach if other.speaker == line.speaker and other not in near)
    for line in near:
        if clause := clause_of(line):
            return on_lines(plan, f"{clause} - {name_of(line.speaker)} at {at(line)}", 0.65, [line, *turns])
    best = max(turns, key=lambda line: (len(line.stems) >= 3, line.position))
    if len(best.stems) < 2:
        return not_stated(plan, transcript, f"{name_of(best.speaker)} gave no reason, {said(best)}")
    kind = "objection" if objection else "words"
    return on_lines(plan, f"{_as_said(best)} - {name_of(best.speaker)}'s {kind} at {at(best)}", 0.45, [best, *turns])


def _by_topic(plan: Plan, transcript: Transcript, ranked: Sequence[Line]) -> Answer:
    best = ranked[0]
    covered = coverage(transcript, plan.topic or plan.terms, frozenset(best.stems))
    if covered < _LEAST:
        return not_stated(plan, transcript, "no reason is given")
    after = transcript.after(best)
    near = (best, *([after] if after is not None else []), *ranked[1:4])
    for line in sorted(near, key=lambda each: plan.speaker not in (None, each.speaker)):
        if plan.speaker not in (None, line.speaker) and line is not after:
            continue  # the other side's reasons are its own
        if clause := clause_of(line):
            return on_lines(
                plan, f"{clause} - {name_of(line.speaker)} at {at(line)}", 0.3 + 0.35 * covered, [best, line, *ranked]
            )
    line = after if best.asks and after is not None else best
    return on_lines(
        plan, f"{_as_said(line)} - {name_of(line.speaker)} at {at(line)}", 0.2 + 0.25 * covered, [best, line, *ranked]
    )


def clause_of(line: Line) -> str:
    """Return the words of a turn from because on to the end of the sentence; "" where there are none."""
    found = _CLAUSE.search(line.turn.text)
    if found is None:
        return _ground_of(line)
    start = found.start()
    end = _END.search(line.turn.text, found.end())
    clause = " ".join(line.turn.text[start : end.start() if end else None].split())
    if len(clause.split()) < _SHORTEST:
        return ""
    clause = cut(clause, _LONGEST)
    return clause[0].upper() + clause[1:]


def _ground_of(line: Line) -> str:
    """Return what stands before "so I need" in its sentence; "" where nothing does."""
    text = line.turn.text
    found = _CONSEQUENCE.search(text)
    if found is None:
        return ""
    head = max(text.rfind(mark, 0, found.start()) for mark in ".!?;\n") + 1
    ground = " ".join(text[head : found.start()].split()).rstrip(",")
    return cut(ground, _LONGEST) if len(ground.split()) >= _SHORTEST else ""


def _as_said(line: Line) -> str:
    return cut(" ".join(line.turn.text.split()), _LONGEST).rstrip(".")


def answer_concern(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the customer's main concern: the strongest of their objections and complaints."""
    speaker = plan.speaker or "customer"
    candidates = [line for line in transcript.of(speaker) if {"objection", "complaint"} & set(line.acts)]
    if not candidates:
        candidates = [line for line in transcript.of(speaker) if stance(line) < 0 and len(line.stems) >= 3]
    if not candidates:
        candidates = [line for line in transcript.of(speaker) if line.sentiment < -0.2 and len(line.stems) >= 3]
    if not candidates:
        return not_stated(plan, transcript, f"{name_of(speaker)} voiced no concern")
    recurring = _recurring(candidates)
    main = max(candidates, key=lambda line: (sum(recurring.get(item, 0) for item in set(line.stems)), -line.position))
    others = [line for line in candidates if line is not main]
    more = f", one of {len(candidates)} turns with concerns" if others else ""
    return on_lines(
        plan,
        f"{_as_said(main)} - {name_of(speaker)} at {at(main)}{more}",
        0.5 + 0.05 * min(4, len(candidates)),
        [main, *others],
    )


def _recurring(lines: Sequence[Line]) -> dict[str, int]:
    """Count in how many of the turns each stem occurs."""
    counts: dict[str, int] = {}
    for line in lines:
        for item in set(line.stems):
            counts[item] = counts.get(item, 0) + 1
    return counts
