"""Was it said, was it asked: answers about words that are there or are not."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.answering.asked.clauses import content_clause
from core.answering.cues import wishes
from core.answering.parts import denies, parts_of
from core.answering.plan import Plan
from core.answering.quotes import quotes
from core.answering.replies import grounded, name_of, named, not_stated, on_lines, said, shown, times
from core.answering.retrieve import Match, coverage, matches, mentions, rank, replies_to
from core.answering.transcript import Line, Transcript, joined_hours
from core.answering.verdicts import of_main_clause, verdict
from core.answering.vocabulary import related, side, stems_of, topic_words
from core.answers import Answer
from core.text import content_stems, sentences

COVERED: Final = 0.62  # share of a topic's weight that counts as the topic being there
_ASKED_FOR: Final = re.compile(r"\b(?:ask\w* for|request\w*)\b")  # for this a wish will do
_ABSENT: Final = 0.9  # how sure an absence is at most
_LESS: Final = 0.8  # how much less where the whole topic is said
NEAR: Final = 0.5  # the same for a question together with the turn before it
# "Was the customer told …?": it is the other side that says it.
_WAS_TOLD: Final = re.compile(
    r"^(?:was|were|is|are|has|have|had|whether|if)? ?(?:not )?(?:(?:the|our|this) )?\w+ (?:was |were )?(?:been |ever )?"
    r"(?:told|informed|notified|warned|reminded|advised)\b"
)
# "Did she say how many would come?" is answered by a reply to the question for it.
_EMBEDDED: Final = re.compile(
    r"\b(?:say|said|tell|told|mention|state|explain|reveal)\w* (?:\w+ ){0,2}?(?:how|what|when|where|who|which)\b"
)
_LIGHT: Final = frozenset({"come", "go", "take", "use", "work", "get", "have", "do"})
_DENIED: Final = re.compile(r"\b(?:not|never|no|none|nothing|without|unable|impossible)\b")


def answer_mention(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether something was mentioned, how often, and when first; of "say that …" whether just that was said."""
    if claim := stems_of(topic_words(content_clause(plan.words).split())):
        return _claimed(plan, transcript, claim)
    plan = of_main_clause(plan)
    if _WAS_TOLD.search(plan.words) and plan.speaker:
        plan = replace(plan, speaker="bot" if plan.speaker == "customer" else "customer")
    if not plan.topic:
        return _anything(plan, transcript)
    found = mentions(transcript, plan.topic, plan.speaker, least=COVERED)
    if not found and _EMBEDDED.search(plan.words) and plan.speaker:
        topic = tuple(item for item in plan.topic if item not in _LIGHT)
        found = tuple(Match(reply, 0.5) for _, reply in replies_to(transcript, topic, plan.speaker) if reply.stems)
    if not found:
        return absent(plan, transcript, "mentioned")
    lines = [match.line for match in found]
    often = times(len(lines)) + (", first" if len(lines) > 1 else "")
    if plan.speaker:
        grounds = f"{name_of(plan.speaker)} mentioned {named(plan)} {often} at {shown(lines[0], plan.topic)}"
    else:
        grounds = f"{named(plan)} was mentioned {often} by {said(lines[0], plan.topic)}"
    return on_lines(plan, f"{verdict(plan, True)} ({grounds})", _sure(found), lines)


def _claimed(plan: Plan, transcript: Transcript, claim: Sequence[str]) -> Answer:
    """Tell whether a side said just this: a sentence that covers the claim and denies it as little."""
    denied = _DENIED.search(content_clause(plan.words)) is not None
    same: list[Match] = []
    opposite: list[Match] = []
    for match in matches(transcript, claim, plan.speaker, least=COVERED):
        parts = [part for part in parts_of(match.line) if coverage(transcript, claim, part.stems) >= NEAR]
        told = [part for part in parts if not part.asks and not part.is_open] or (parts if match.line.asks else [])
        if any(denies(part.words, claim) == denied for part in told):
            same.append(match)
        elif told:
            opposite.append(match)
    if same:
        lines = [match.line for match in same]
        return on_lines(plan, f"{verdict(plan, True)} ({said(lines[-1], claim)})", _sure(tuple(same)), lines[::-1])
    if opposite:
        lines = [match.line for match in opposite]
        who = name_of(plan.speaker) if plan.speaker else "somebody"
        text = f"{verdict(plan, False)} ({who} said otherwise, {said(lines[-1], claim)})"
        return on_lines(plan, text, 0.55, lines[::-1])
    return absent(plan, transcript, "said")


def answer_ask(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a side asked about something."""
    plan = of_main_clause(plan)
    found = questions_about(plan, transcript)
    asker = name_of(plan.speaker) if plan.speaker else "someone"
    if found:
        lines = [match.line for match in found]
        often = times(len(lines)) + (", first" if len(lines) > 1 else "")
        grounds = f"{asker} asked about {named(plan)} {often} at {shown(lines[0], plan.topic)}"
        return on_lines(plan, f"{verdict(plan, True)} ({grounds})", _sure(found), lines)
    talked = matches(transcript, plan.topic, None, least=COVERED)
    if talked:
        line = talked[0].line
        who = f"{asker} did not ask" if plan.speaker else "nobody asked"
        text = f"{verdict(plan, False)} ({who} about {named(plan)}; it came up from {said(line, plan.topic)})"
        return on_lines(plan, text, 0.5 if line.speaker == plan.speaker else 0.6, [match.line for match in talked])
    return absent(plan, transcript, "asked about")


def questions_about(plan: Plan, transcript: Transcript) -> tuple[Match, ...]:
    """Return the questions and requests of a side on a topic, also where the turn before names it."""
    wanted = frozenset(plan.topic).union(*(related(stem) for stem in plan.topic))
    wished = _ASKED_FOR.search(plan.words) is not None
    found: list[Match] = []
    for line in transcript.of(plan.speaker):
        asks = line.asks or "request" in line.acts or (line.speaker == "customer" and wished and wishes(line))
        if not asks or wanted.isdisjoint(line.stems):
            continue
        asked = asking_stems(line)
        own = coverage(transcript, plan.topic, asked)
        if own >= COVERED:
            found.append(Match(line, own))
        elif own >= NEAR and (before := transcript.before(line)) is not None:
            both = coverage(transcript, plan.topic, asked.union(before.stems))
            if both >= COVERED:
                found.append(Match(line, both))
    return tuple(found)


def asking_stems(line: Line) -> frozenset[str]:
    """Return the stems of the sentences that ask, where question marks tell them from the others; else of the turn."""
    text = line.turn.text
    asking = [text[start:end] for start, end in sentences(text) if text[start:end].endswith("?")]
    requests = line.speaker == "customer" and ("request" in line.acts or wishes(line))
    if requests or not asking:
        return frozenset(line.stems)
    return frozenset(content_stems(joined_hours(" ".join(asking))))


def _anything(plan: Plan, transcript: Transcript) -> Answer:
    """Answer a question that names nothing: did this side say anything at all."""
    lines = transcript.of(plan.speaker)
    if not lines:
        return grounded(plan, f"No ({name_of(plan.speaker)} said nothing in this call)", 0.9)
    return not_stated(plan, transcript, "the question names nothing to look for")


def absent(plan: Plan, transcript: Transcript, verb: str) -> Answer:
    """Say that something does not occur; the surer, the less of it there is."""
    ranked = rank(transcript, plan.topic, plan.speaker)
    who = f"{name_of(plan.speaker)} never {verb} {named(plan)}" if plan.speaker else f"{named(plan)} was never {verb}"
    near = f"; nearest passage: {said(ranked[0][0], plan.topic)}" if ranked else ""
    return grounded(
        plan,
        f"{verdict(plan, False)} ({who}{near})",
        absence(plan, transcript),
        quotes([line for line, _ in ranked[:3]], plan.topic),
    )


def absence(plan: Plan, transcript: Transcript) -> float:
    """Return how sure it is that a call has nothing on a question, 0..0.9: the less, the nearer any turn comes.

    A turn comes near by the words of the topic that it has, and by its meaning: what was said in other words.
    """
    covered = max((coverage(transcript, plan.topic, line.stems) for line in transcript.lines), default=0.0)
    meant = " ".join(word for word in plan.words.split() if side(word) is None)
    near = max(transcript.cosines_in_place(meant), default=0.0) if meant else 0.0
    return _ABSENT - _LESS * max(covered, near)


def _sure(found: tuple[Match, ...]) -> float:
    return 0.45 + 0.5 * max(match.coverage for match in found)
