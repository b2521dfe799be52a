"""Was it said, was it asked, does it hold: answers about words that are there or are not."""

from typing import Final

from core.answering.cues import Polarity, answers, negates
from core.answering.plan import Plan
from core.answering.quotes import quotes
from core.answering.replies import grounded, name_of, named, not_stated, on_lines, said, times
from core.answering.retrieve import Match, coverage, matches, mentions, rank, replies_to
from core.answering.transcript import Line, Transcript, joined_hours
from core.answering.vocabulary import related
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems, sentences

SIDES: Final[tuple[Speaker, Speaker]] = ("customer", "bot")
_COVERED: Final = 0.62  # share of a topic's weight that counts as the topic being there
_NEAR: Final = 0.5  # the same for a question together with the turn before it


def answer_mention(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether something was mentioned, how often, and when first."""
    if not plan.topic:
        return _anything(plan, transcript)
    found = mentions(transcript, plan.topic, plan.speaker, least=_COVERED)
    if not found:
        return _absent(plan, transcript, "mentioned")
    lines = [match.line for match in found]
    by = name_of(plan.speaker) if plan.speaker else f"first {name_of(lines[0].speaker)}"
    verdict = "No" if plan.negated else "Yes"
    text = f"{verdict} ({by} mentioned {named(plan)} {times(len(lines))}, first at {_first(plan, lines[0])})"
    return on_lines(plan, text, _sure(found), lines)


def answer_ask(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a side asked about something."""
    found = questions_about(plan, transcript)
    asker = name_of(plan.speaker) if plan.speaker else "someone"
    if found:
        lines = [match.line for match in found]
        verdict = "No" if plan.negated else "Yes"
        text = f"{verdict} ({asker} asked about {named(plan)} {times(len(lines))}, first at {_first(plan, lines[0])})"
        return on_lines(plan, text, _sure(found), lines)
    talked = matches(transcript, plan.topic, None, least=_COVERED)
    if talked:
        verdict = "Yes" if plan.negated else "No"
        line = talked[0].line
        who = f"{asker} did not ask" if plan.speaker else "nobody asked"
        text = f"{verdict} ({who} about {named(plan)}; it came up from {said(line, plan.topic)})"
        return on_lines(plan, text, 0.5 if line.speaker == plan.speaker else 0.6, [match.line for match in talked])
    return _absent(plan, transcript, "asked about")


def questions_about(plan: Plan, transcript: Transcript) -> tuple[Match, ...]:
    """Return the questions and requests of a side on a topic, also where the turn before names it."""
    wanted = frozenset(plan.topic).union(*(related(stem) for stem in plan.topic))
    found: list[Match] = []
    for line in transcript.of(plan.speaker):
        if not (line.asks or "request" in line.acts) or wanted.isdisjoint(line.stems):
            continue
        asked = _asking_stems(line)
        own = coverage(transcript, plan.topic, asked)
        if own >= _COVERED:
            found.append(Match(line, own))
        elif own >= _NEAR and (before := transcript.before(line)) is not None:
            both = coverage(transcript, plan.topic, asked.union(before.stems))
            if both >= _COVERED:
                found.append(Match(line, both))
    return tuple(found)


def _asking_stems(line: Line) -> frozenset[str]:
    """Return the stems of the sentences that ask, where question marks tell them from the others; else of the turn."""
    text = line.turn.text
    asking = [text[start:end] for start, end in sentences(text) if text[start:end].endswith("?")]
    requests = line.speaker == "customer" and "request" in line.acts
    if requests or not asking:
        return frozenset(line.stems)
    return frozenset(content_stems(joined_hours(" ".join(asking))))


def answer_proposition(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether something holds: the last turn that says it, or that replies to a question on it, decides."""
    verdicts: list[tuple[Line, Polarity, float]] = []
    for speaker in SIDES:
        for question, reply in replies_to(transcript, plan.topic, speaker, least=_COVERED):
            if polarity := answers(reply):
                verdicts.append((reply, polarity, coverage(transcript, plan.topic, frozenset(question.stems))))
    for match in matches(transcript, plan.topic, plan.speaker, least=_COVERED):
        if not match.line.asks:
            verdicts.append((match.line, -1 if negates(match.line, plan.topic) else 1, match.coverage))
    if not verdicts:
        return not_stated(plan, transcript)
    line, polarity, covered = max(
        verdicts,
        key=lambda verdict: (verdict[0].speaker == plan.speaker, round(verdict[2], 1), verdict[0].position),
    )
    holds = (polarity > 0) != plan.negated
    evidence = [line]
    if (before := transcript.before(line)) is not None and before.speaker != line.speaker and before.asks:
        evidence.append(before)
    text = f"{'Yes' if holds else 'No'} ({said(line, plan.topic)})"
    return on_lines(plan, text, 0.35 + 0.4 * covered, evidence)


def _anything(plan: Plan, transcript: Transcript) -> Answer:
    """Answer a question that names nothing: did this side say anything at all."""
    lines = transcript.of(plan.speaker)
    if not lines:
        return grounded(plan, f"No ({name_of(plan.speaker)} said nothing in this call)", 0.9)
    return not_stated(plan, transcript, "the question names nothing to look for")


def _absent(plan: Plan, transcript: Transcript, verb: str) -> Answer:
    """Say that something does not occur; the surer, the less of it there is."""
    ranked = rank(transcript, plan.topic, plan.speaker)
    best = max((coverage(transcript, plan.topic, frozenset(line.stems)) for line, _ in ranked[:3]), default=0.0)
    verdict = "Yes" if plan.negated else "No"
    who = f"{name_of(plan.speaker)} never {verb} {named(plan)}" if plan.speaker else f"{named(plan)} was never {verb}"
    near = f"; nearest passage: {said(ranked[0][0], plan.topic)}" if ranked else ""
    return grounded(
        plan, f"{verdict} ({who}{near})", 0.9 - 0.6 * best, quotes([line for line, _ in ranked[:3]], plan.topic)
    )


def _first(plan: Plan, line: Line) -> str:
    return said(line, plan.topic).split(" at ", 1)[1]


def _sure(found: tuple[Match, ...]) -> float:
    return 0.45 + 0.5 * max(match.coverage for match in found)
