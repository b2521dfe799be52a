"""Where in a call something was said, asked, given or done: the turns, in temporal order."""

import re
from dataclasses import replace
from typing import Final

from core.analysis.sentiment import NEUTRAL_BAND
from core.answering.asked.mentioned import with_subject
from core.answering.asked.value_kinds import value_kind
from core.answering.fitting import sought, weighed
from core.answering.given import candidates_of
from core.answering.plan import Plan
from core.answering.presence import questions_about
from core.answering.prompts import prompt_to
from core.answering.retrieve import coverage, mentions, rank
from core.answering.stance import stances_of
from core.answering.states import act_lines
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import word_set

_COVERED: Final = 0.6
_NEAR: Final = 0.45
_ACT_WORDS: Final = (
    ("objection", re.compile(r"\bobject\w*\b")),
    ("complaint", re.compile(r"\bcomplain\w*\b")),
    ("thanks", re.compile(r"\bthank\w*\b")),
    ("apology", re.compile(r"\bapolog\w*\b")),
    ("greeting", re.compile(r"\bgreet\w*\b")),
    ("closing", re.compile(r"\bgood ?bye\b|\bbye\b|\bhang up\b|\bhung up\b")),
    ("handoff_request", re.compile(r"\b(?:human|manager|supervisor)\b")),
)
_REFUSING: Final = re.compile(r"\b(?:refus|declin|reject|turn\w* down|disagree)")
_GIVING: Final = re.compile(
    r"\b(?:g[ai]ves?|given|provid\w+|shar\w+|tell|told|leave|left|quot\w+|nam\w+|stat\w+|suppl\w+|hand\w* over"
    r"|offer\w*|confirm\w*)\b"
)
_MOOD: Final = re.compile(r"\b(?:mood|tone|sentiment|temper|attitude|patience|feelings?)\b")
_CHANGING: Final = re.compile(
    r"\b(?:turn|chang|shift|becom|became|improv|wors|drop|fall|fell|ris|rose|los|lighten|sour)\w*"
)
_BECAME: Final = re.compile(r"\b(?:g[eo]ts?|becom\w+|became|grew|turn\w*|start\w* to (?:get|be|feel|sound)) (?:\w+ )?$")
_WORSE: Final = re.compile(
    r"\b(?:negative|sour|annoy\w*|angr\w*|frustrat\w*|upset|impatient|irritat\w*|unhapp\w*|cross|mad|wors\w*|drop\w*"
    r"|fall\w*|fell|los\w+|hostile|rude)\b"
)
_BETTER: Final = re.compile(
    r"\b(?:better|happ(?:y|ier)|positive|improv\w*|warm\w*|ris\w*|rose|friendl\w*|lighten\w*|calm\w*)\b"
)
# "Wanting a game" is said by "can we play?"; how far or early it was is asked, not said.
_FRAME: Final = word_set("want wish need like interest far earli late soon")
_LEAST_CHANGE: Final = 2 * NEUTRAL_BAND


def asks_for_mood_change(words: str) -> bool:
    """Tell whether a question asks when a mood turned."""
    if _MOOD.search(words):
        return _CHANGING.search(words) is not None
    feeling = _WORSE.search(words) or _BETTER.search(words)
    return feeling is not None and _BECAME.search(words[: feeling.start()]) is not None


def mood_turn(plan: Plan, transcript: Transcript) -> Line | None:
    """Return the customer's turn from which on the mood differs most from before; None where it hardly changes.

    The question says whether a turn for the better, for the worse or either is meant.
    """
    lines = transcript.of(plan.speaker or "customer")
    sign = -1.0 if _WORSE.search(plan.words) else 1.0 if _BETTER.search(plan.words) else 0.0
    total, before = sum(line.sentiment for line in lines), 0.0
    best: tuple[float, Line] | None = None
    for place, line in enumerate(lines):
        if place:
            change = (total - before) / (len(lines) - place) - before / place
            size = change * sign if sign else abs(change)
            if size >= _LEAST_CHANGE and (best is None or size > best[0]):
                best = (size, line)
        before += line.sentiment
    return best[1] if best is not None else None


def occasions(plan: Plan, transcript: Transcript) -> list[Line]:
    """Return the turns in which happened what a question names, in temporal order."""
    words = plan.words
    if re.search(r"\b(?:call|conversation) (?:\w+ )?(?:start|begin|began|end|finish)", words) and not plan.topic:
        return [transcript.lines[0] if re.search(r"start|begin|began", words) else transcript.lines[-1]]
    if asks_for_mood_change(words):
        turned = mood_turn(plan, transcript)
        return [turned] if turned is not None else []
    asked = with_subject(replace(plan, topic=tuple(item for item in plan.topic if item not in _FRAME)))
    plan = asked if asked.topic else plan
    act = next((name for name, pattern in _ACT_WORDS if pattern.search(words)), "")
    if act:
        return act_lines(transcript, act, plan.speaker)
    if (refuses := _REFUSING.search(words)) or re.search(r"\b(?:agree|accept)", words):
        return [line for line, found in stances_of(plan, transcript) if found == (-1 if refuses else 1)]
    if not plan.topic:
        return (
            act_lines(transcript, "question", plan.speaker)
            if re.search(r"\bask", words)
            else list(transcript.of(plan.speaker))
        )
    if re.search(r"\b(?:ask|asked|asks|inquire|enquire|question)\b", words):
        return [match.line for match in questions_about(plan, transcript)]
    if _GIVING.search(words) and (given := _given(plan, transcript)):
        return given
    if said := [match.line for match in mentions(transcript, plan.topic, plan.speaker, least=_COVERED)]:
        return said
    return _nearest(plan, transcript)


def _given(plan: Plan, transcript: Transcript) -> list[Line]:
    """Return the turns in which a side gave what it was asked for, or stated a value of the kind in question."""
    kind = value_kind(re.sub(r"^\W*(?:when|at what \w+)\b", "what", plan.words))
    if kind and kind != "number":
        wanted = sought(plan, transcript, kind)
        found = {
            value.line.position
            for _, value in weighed(wanted, candidates_of(transcript, kind))
            if plan.speaker in (None, value.line.speaker)
        }
        return [transcript.lines[position] for position in sorted(found)]
    replied = []
    for line in transcript.of(plan.speaker):
        prompt = prompt_to(transcript, line)
        if prompt is not None and coverage(transcript, plan.topic, frozenset(prompt.stems)) >= _COVERED:
            replied.append(line)
    return replied


def _nearest(plan: Plan, transcript: Transcript) -> list[Line]:
    """Return the best passage, if it covers nearly as much of the topic as a mention."""
    for line, _ in rank(transcript, plan.topic, plan.speaker, plan.words)[:1]:
        if plan.speaker in (None, line.speaker) and coverage(transcript, plan.topic, frozenset(line.stems)) >= _NEAR:
            return [line]
    return []
