"""Which side said or did something, and which side talked more."""

import re

from core.answering.plan import Plan
from core.answering.presence import questions_about
from core.answering.quotes import at, in_words, quote
from core.answering.replies import grounded, name_of, not_stated, on_lines
from core.answering.retrieve import matches
from core.answering.transcript import Line, Transcript
from core.answering.values import stated
from core.answers import Answer
from core.wording import clock, percent

_COVERED = 0.6


def answer_who(plan: Plan, transcript: Transcript, words: str) -> Answer:
    """Name the side that said, asked or did something."""
    if plan.aspect == "more":
        return _talked_more(plan, transcript, words)
    if re.search(r"\b(?:end(?:ed|s)?|hung up|clos(?:ed|es)|last|final)\b", words) and not plan.topic:
        return _by(plan, transcript.lines[-1], "spoke last", 0.7)
    if re.search(r"\b(?:start(?:ed|s)?|open(?:ed|s)?|began|first|initiated)\b", words) and not plan.topic:
        return _by(plan, transcript.lines[0], "spoke first", 0.7)
    if re.search(r"\b(?:ask|asks|asked)\b", words):
        found = questions_about(plan, transcript)
        if found:
            return _by(plan, found[0].line, "asked", 0.4 + 0.4 * found[0].coverage)
    found = matches(transcript, plan.topic, None, least=_COVERED)
    if not found:
        return not_stated(plan, transcript)
    last = re.search(r"\blast\b", words) is not None
    best = found[-1] if last else max(found, key=lambda match: (round(match.coverage, 1), -match.line.position))
    if re.search(r"\bfirst\b", words):
        best = found[0]
    return _by(plan, best.line, "did", 0.35 + 0.4 * best.coverage)


def _by(plan: Plan, line: Line, did: str, confidence: float) -> Answer:
    return on_lines(
        plan,
        f"{name_of(line.speaker).capitalize()} - {did} at {at(line)}: {in_words(quote(line, plan.topic))}",
        confidence,
        [line],
    )


def _talked_more(plan: Plan, transcript: Transcript, words: str) -> Answer:
    talk = transcript.analysis.talk_time
    more = "bot" if talk.bot_s >= talk.customer_s else "customer"
    less = "customer" if more == "bot" else "bot"
    asked = less if re.search(r"\b(?:less|least)\b", words) else more
    shares = {"bot": (talk.bot_s, talk.bot_share), "customer": (talk.customer_s, talk.customer_share)}
    (own_s, own), (other_s, other) = shares[asked], shares["bot" if asked == "customer" else "customer"]
    text = f"The {asked} - {clock(own_s)} ({percent(own)} of the talk) against {clock(other_s)} ({percent(other)})"
    if plan.type == "boolean":
        text = f"{'Yes' if asked == plan.speaker else 'No'} ({text})"
    return grounded(plan, text, 0.5 + 0.45 * min(1.0, abs(own - other) * 2))


def named_customer(transcript: Transcript) -> str:
    """Return the name that the customer gave for themselves, or ""."""
    names = [value.text for value in stated(transcript, "name") if value.line.speaker == "customer"]
    return names[0] if names else ""
