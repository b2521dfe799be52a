"""Was it said, was it asked, does it hold: answers about words that are there or are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.answering.cues import answers, only_regrets, wishes
from core.answering.parts import Part, denies, nearest_part, parts_of
from core.answering.plan import Plan
from core.answering.quotes import quotes
from core.answering.replies import grounded, name_of, named, not_stated, on_lines, said, shown, times
from core.answering.retrieve import Match, coverage, matches, mentions, rank, replies_to
from core.answering.transcript import Line, Transcript, joined_hours
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems, sentences

SIDES: Final[tuple[Speaker, Speaker]] = ("customer", "bot")
_COVERED: Final = 0.62  # share of a topic's weight that counts as the topic being there
_ASKED_FOR: Final = re.compile(r"\b(?:ask\w* for|request\w*)\b")  # for this a wish will do
_POINTING_BACK: Final = word_set("it they this that these those he she we")
_OTHERS: Final = word_set("people others everyone everybody somebody someone they")
_WH: Final = word_set("what which who whom whose when where why how")
_HEAD: Final = 6  # words of a question among which its question word stands
_DISPUTED: Final = 0.7  # what is left of the confidence where another turn says the opposite
_NEAR: Final = 0.5  # the same for a question together with the turn before it


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one turn says of a proposition, and how much of it the turn's words cover."""

    line: Line
    holds: bool
    coverage: float


def answer_mention(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether something was mentioned, how often, and when first."""
    if not plan.topic:
        return _anything(plan, transcript)
    found = mentions(transcript, plan.topic, plan.speaker, least=_COVERED)
    if not found:
        return _absent(plan, transcript, "mentioned")
    lines = [match.line for match in found]
    verdict = "No" if plan.negated else "Yes"
    often = times(len(lines)) + (", first" if len(lines) > 1 else "")
    if plan.speaker:
        grounds = f"{name_of(plan.speaker)} mentioned {named(plan)} {often} at {shown(lines[0], plan.topic)}"
    else:
        grounds = f"{named(plan)} was mentioned {often} by {said(lines[0], plan.topic)}"
    text = f"{verdict} ({grounds})"
    return on_lines(plan, text, _sure(found), lines)


def answer_ask(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a side asked about something."""
    found = questions_about(plan, transcript)
    asker = name_of(plan.speaker) if plan.speaker else "someone"
    if found:
        lines = [match.line for match in found]
        verdict = "No" if plan.negated else "Yes"
        often = times(len(lines)) + (", first" if len(lines) > 1 else "")
        text = f"{verdict} ({asker} asked about {named(plan)} {often} at {shown(lines[0], plan.topic)})"
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
    wished = _ASKED_FOR.search(plan.words) is not None
    found: list[Match] = []
    for line in transcript.of(plan.speaker):
        asks = line.asks or "request" in line.acts or (line.speaker == "customer" and wished and wishes(line))
        if not asks or wanted.isdisjoint(line.stems):
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
    requests = line.speaker == "customer" and ("request" in line.acts or wishes(line))
    if requests or not asking:
        return frozenset(line.stems)
    return frozenset(content_stems(joined_hours(" ".join(asking))))


def answer_proposition(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether something holds: the last sentence that says or denies it, or reply to a question on it, decides."""
    own = transcript.particular(plan.topic)
    verdicts = [
        verdict
        for verdict in (*_stated(plan, transcript), *_replied(plan, transcript))
        if _is_about(transcript, verdict.line, own)
    ]
    if not verdicts:
        return not_stated(plan, transcript)
    best = max(
        verdicts,
        key=lambda verdict: (verdict.line.speaker == plan.speaker, round(verdict.coverage, 1), verdict.line.position),
    )
    rivals = [verdict for verdict in verdicts if round(verdict.coverage, 1) >= round(best.coverage, 1)]
    disputed = any(verdict.holds != best.holds for verdict in rivals)
    holds = best.holds != plan.negated
    evidence = [best.line]
    if (before := transcript.before(best.line)) is not None and before.speaker != best.line.speaker and before.asks:
        evidence.append(before)
    text = f"{'Yes' if holds else 'No'} ({said(best.line, plan.topic)})"
    return on_lines(plan, text, (0.35 + 0.4 * best.coverage) * (_DISPUTED if disputed else 1.0), evidence)


def _is_about(transcript: Transcript, line: Line, own: Sequence[str]) -> bool:
    """Tell whether a turn, or it with the question before it, says what is particular of a proposition."""
    before = transcript.before(line)
    asked = before.stems if before is not None and before.speaker != line.speaker else ()
    return coverage(transcript, own, frozenset((*line.stems, *asked))) >= _NEAR


def _stated(plan: Plan, transcript: Transcript) -> list[_Verdict]:
    """Read the sentences that cover a topic, each by its own polarity."""
    verdicts: list[_Verdict] = []
    for match in matches(transcript, plan.topic, plan.speaker, least=_COVERED):
        found = nearest_part(transcript, match.line, plan.topic, asking=False)
        if found is None or (match.line.asks and len(parts_of(match.line)) == 1):
            continue
        # "It has a lift" leaves the rest of the topic to the sentence before.
        if found[1] < (_NEAR if not _POINTING_BACK.isdisjoint(found[0].words[:2]) else _COVERED):
            continue
        if found[0].is_open or (plan.speaker is not None and _is_of_others(found[0])):
            continue
        verdicts.append(_Verdict(match.line, not denies(found[0].words, plan.topic), found[1]))
    return verdicts


def _replied(plan: Plan, transcript: Transcript) -> list[_Verdict]:
    """Read the yes or no to each question on a topic; a reply that speaks of the topic is a statement."""
    verdicts: list[_Verdict] = []
    wanted = frozenset(plan.topic).union(*(related(stem) for stem in plan.topic))
    for speaker in SIDES:
        for question, reply in replies_to(transcript, plan.topic, speaker, least=_COVERED):
            covered = coverage(transcript, plan.topic, _asking_stems(question))
            own = nearest_part(transcript, reply, plan.topic, asking=False)
            polarity = answers(reply)
            if covered < _COVERED or not polarity or (own is not None and own[1] >= _COVERED):
                continue
            if polarity < 0 and only_regrets(reply) and wanted.isdisjoint(reply.stems):
                continue  # sorry for something else
            asked = nearest_part(transcript, question, plan.topic, asking=True)
            if asked is not None and not _WH.isdisjoint(asked[0].words[:_HEAD]):
                continue  # a yes to "how much …" says nothing
            asked_without = asked is not None and _excludes(asked[0], plan.topic)
            verdicts.append(_Verdict(reply, (polarity > 0) != asked_without, covered))
    return verdicts


def _is_of_others(part: Part) -> bool:
    """Tell whether a sentence is about people in general and not about its speaker."""
    return not _OTHERS.isdisjoint(part.words) and "i" not in part.words


def _excludes(asked: Part, topic: Sequence[str]) -> bool:
    """Tell whether a question asks for a thing's absence: "without a fee"; "don't you" does not."""
    return denies([word for word in asked.words if word != "not"], topic)


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


def _sure(found: tuple[Match, ...]) -> float:
    return 0.45 + 0.5 * max(match.coverage for match in found)
