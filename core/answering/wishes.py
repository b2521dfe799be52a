"""What a side wanted, whether it wanted anything else, and what it knew: read from its requests and its replies."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.cues import answers, asks_for_more, is_unsure, wishes
from core.answering.parts import denies, nearest_part, parts_of
from core.answering.plan import Plan
from core.answering.replies import on_lines, said
from core.answering.retrieve import coverage
from core.answering.transcript import Line, Transcript
from core.answering.verdicts import opening
from core.answering.vocabulary import stems_of, word_set
from core.answers import Answer
from core.calls import Speaker

_COVERED: Final = 0.62  # share of a topic's weight that counts as the topic being there
_AS_REPLY: Final = 0.5  # what a yes or no to a question that names the thing counts beside words that name it
# Verbs that say that somebody wants, and not what.
_WANTING: Final = frozenset(
    stems_of(
        word_set(
            """
            want wish hope hoping look looking plan planning intend intending prefer interested interest keen eager
            aim seek seeking wonder desire fancy expect get have be back
            """
        )
    )
)
_NO_WISH: Final = re.compile(
    r"\b(?:(?:do|did|does|would|will) not (?:really |even )?(?:want|need|care|wish|like|plan|mind about)|not interested"
    r"|no need|no interest|not looking|without)\b"
)
_ORDERED: Final = re.compile(r"^(?:please |kindly |i |we )?(?:send|give|get|make|book|add|order|\d+|an?|one|two)\b")
_NOTHING_MORE: Final = re.compile(r"\b(?:nothing (?:else|more)|that (?:is|will be|would be) (?:all|it|everything))\b")
_AT_LAST: Final = re.compile(r"\b(?:after|at the (?:very )?end|in the end|finally|before (?:hanging|ending|leaving))\b")
# "I do not know", "Can't remember": the speaker does not know.
_UNKNOWING: Final = re.compile(
    r"\b(?:(?:can|could|do|did) not (?:\w+ )?(?:know|remember|recall|say|tell|give|understand)|not (?:\w+ )?sure"
    r"|not certain|no idea|no clue|forgot\w*|unable|not able|never heard|unaware|not aware|do not have (?:that|any|the"
    r"|more)|is all the|all i (?:have|know))\b"
)


def answer_wish(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell whether a side (the customer, if not said) wanted something; None where it says nothing of it.

    It wanted what it asks or hopes for, orders, or says yes to when it is offered; its last word counts.
    """
    speaker: Speaker = plan.speaker or "customer"
    topic = tuple(item for item in plan.topic if item not in _WANTING) or plan.topic
    found: list[tuple[Line, bool, float]] = []
    for line in transcript.of(speaker):
        before = transcript.before(line)
        asked = before if before is not None and before.speaker != speaker and before.asks else None
        own = coverage(transcript, topic, line.stems)
        if own >= _COVERED:
            if (wanted := _wants(transcript, line, topic)) is not None:
                found.append((line, wanted, own))
            continue
        both = coverage(transcript, topic, frozenset((*line.stems, *(asked.stems if asked is not None else ()))))
        if both >= _COVERED and (polarity := answers(line)):
            found.append((line, polarity > 0, _AS_REPLY))
    if not found:
        return None
    line, wanted, covered = found[-1]
    agreeing = sum(each == wanted for _, each, _ in found) / len(found)
    sure = 0.3 + 0.3 * covered + 0.2 * agreeing
    return on_lines(plan, f"{opening(plan, wanted)}{said(line, topic)})", sure, [line])


def _wants(transcript: Transcript, line: Line, topic: Sequence[str]) -> bool | None:
    """Read whether the sentence of a turn that names a thing wants it; None where it only speaks of it."""
    told = nearest_part(transcript, line, topic, asking=False)
    asked = nearest_part(transcript, line, topic, asking=True)
    part = max((each for each in (told, asked) if each is not None), key=lambda each: each[1])[0]
    words = " ".join(part.words)
    if _NO_WISH.search(words) or denies(part.words, topic):
        return False
    if part.asks or wishes(line) or "request" in line.acts or "commitment" in line.acts or _ORDERED.search(words):
        return True
    return True if line.speaker == "customer" and not part.is_open else None


def answer_more(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell whether a side wanted anything else, by its replies to that question; None where nobody asks for it."""
    speaker: Speaker = plan.speaker or "customer"
    replies = [line for line in transcript.of(speaker) if _NOTHING_MORE.search(" ".join(line.words))]
    replies += [
        reply
        for line in transcript.lines
        if line.speaker != speaker and asks_for_more(line)
        for reply in (transcript.after(line),)
        if reply is not None and reply.speaker == speaker
    ]
    if not replies:
        return None
    replies.sort(key=lambda reply: reply.position)
    considered = replies[-1:] if _AT_LAST.search(plan.words) else replies
    wanted = [reply for reply in considered if answers(reply) >= 0 and _asks_for_something(reply)]
    line = wanted[-1] if wanted else replies[-1]
    return on_lines(plan, f"{opening(plan, bool(wanted))}{said(line, plan.topic)})", 0.6, [line])


def _asks_for_something(reply: Line) -> bool:
    return reply.asks or wishes(reply) or "request" in reply.acts


def answer_knowing(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell whether a side (the customer, if not said) knew a thing, by its replies to questions on it and its words.

    Who cannot tell does not know, nor does who asks; who answers otherwise knows. None where it does not come up.
    """
    speaker: Speaker = plan.speaker or "customer"
    found: list[tuple[Line, bool]] = []
    for line in transcript.of(speaker):
        before = transcript.before(line)
        asked = before if before is not None and before.speaker != speaker and before.asks else None
        own = coverage(transcript, plan.topic, line.stems)
        both = coverage(transcript, plan.topic, frozenset((*line.stems, *(asked.stems if asked is not None else ()))))
        if both < _COVERED:
            continue
        if is_unsure(line) or _UNKNOWING.search(" ".join(line.words)):
            found.append((line, False))
        elif asked is not None and own < _COVERED:
            if any(not part.asks for part in parts_of(line)):
                found.append((line, answers(line) >= 0))
        elif own >= _COVERED and line.asks:
            found.append((line, False))
    if not found:
        return None
    line, knew = found[0] if not found[0][1] else found[-1]
    return on_lines(plan, f"{opening(plan, knew)}{said(line, plan.topic)})", 0.5, [line])
