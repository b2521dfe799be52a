"""Which side said or did something, and which side talked more."""

import re
from collections.abc import Sequence

from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.presence import questions_about
from core.answering.quotes import at, in_words, quote
from core.answering.replies import grounded, name_of, not_stated, on_lines
from core.answering.retrieve import matches, rank
from core.answering.spans import answer_span, asked_of
from core.answering.transcript import Line, Transcript, named_speaker
from core.answers import Answer
from core.wording import clock, percent

_COVERED = 0.6


def answer_who(plan: Plan, transcript: Transcript) -> Answer:
    """Name the side that said, asked or did something."""
    words = plan.words
    if plan.aspect == "more":
        return _talked_more(plan, transcript, words)
    if re.search(r"\b(?:end(?:ed|s)?|hung up|clos(?:ed|es)|last|final)\b", words) and not plan.topic:
        return _by(plan, transcript, transcript.lines[-1], "spoke last, ", 0.7)
    if re.search(r"\b(?:start(?:ed|s)?|open(?:ed|s)?|began|first|initiated)\b", words) and not plan.topic:
        return _by(plan, transcript, transcript.lines[0], "spoke first, ", 0.7)
    if re.search(r"\b(?:ask|asks|asked)\b", words):
        found = questions_about(plan, transcript)
        if found:
            return _by(plan, transcript, found[0].line, "asked ", 0.4 + 0.4 * found[0].coverage)
    found = matches(transcript, plan.topic, None, least=_COVERED)
    ranked = [other for other, _ in rank(transcript, plan.terms, words=words, topic=plan.topic)[:3]]
    if not found:  # of people who are known by name more can be told than which side they are on
        named = bool(ranked) and named_speaker(ranked[0].turn.text)[0] != ""
        return answer_passage(plan, transcript) if named else not_stated(plan, transcript)
    if re.search(r"\b(?:first|last)\b", words):
        best = found[0] if "first" in words.split() else found[-1]
        return _by(plan, transcript, best.line, "", 0.35 + 0.4 * best.coverage)
    best = max(found, key=lambda match: (round(match.coverage, 1), -match.line.position))
    line = ranked[0] if ranked[0] in [match.line for match in found] else best.line
    return _by(plan, transcript, line, "", 0.35 + 0.4 * best.coverage, ranked)


def _by(
    plan: Plan, transcript: Transcript, line: Line, did: str, confidence: float, others: Sequence[Line] = ()
) -> Answer:
    side = name_of(line.speaker)
    named, _ = named_speaker(line.turn.text)
    who = answer_span(asked_of(plan, transcript), line.turn.text) if named else side.capitalize()
    return on_lines(
        plan,
        f"{who} - {f'{side}, ' if named else ''}{did}at {at(line)}: {in_words(quote(line, plan.topic))}",
        confidence,
        [line, *others],
    )


def _talked_more(plan: Plan, transcript: Transcript, words: str) -> Answer:
    talk = transcript.analysis.talk_time
    more = "bot" if talk.bot_s >= talk.customer_s else "customer"
    less = "customer" if more == "bot" else "bot"
    asked = less if re.search(r"\b(?:less|least)\b", words) else more
    shares = {"bot": (talk.bot_s, talk.bot_share), "customer": (talk.customer_s, talk.customer_share)}
    (own_s, own), (other_s, other) = shares[asked], shares["bot" if asked == "customer" else "customer"]
    text = f"The {asked} - {clock(own_s)} ({percent(own)} of the talk) against {clock(other_s)} ({percent(other)})"
    if own_s == other_s:
        return grounded(plan, f"Both alike - each side spoke for {clock(own_s)}", 0.5)
    if plan.type == "boolean":
        text = f"{'Yes' if asked == plan.speaker else 'No'} ({text})"
    return grounded(plan, text, 0.5 + 0.45 * min(1.0, abs(own - other) * 2))
