"""How the call ended and what comes next, and the call in three sentences.

Extractive: nothing is worded anew but the frame.
"""

from typing import Final

from core.answering.cues import completes, fails, stance
from core.answering.plan import Plan
from core.answering.quotes import at, cut, in_words, quote, quotes
from core.answering.replies import grounded, name_of, not_stated, on_lines
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import word_set
from core.answers import Answer
from core.text import content_stems

_COURTESY: Final = word_set("thank thanks bye goodbye welcome hello hi day nice great okay good have wonderful")
_SUBSTANCE: Final = 3  # words of content that a request or a decision has at least
_SEARCHED: Final = 0.5  # the last part of a call, where its outcome is looked for


def answer_outcome(plan: Plan, transcript: Transcript) -> Answer:
    """Tell how the call ended, or which next steps were agreed."""
    interest = transcript.analysis.metric("Q005")
    if plan.aspect == "next":
        if not interest.next_steps:
            return not_stated(plan, transcript, "no next step was agreed")
        return grounded(
            plan,
            f"{interest.next_steps.rstrip('.')} - {interest.answer.lower()} at the end",
            interest.confidence,
            interest.evidence[:3],
        )
    decisive = last_decision(transcript)
    if not decisive:
        return grounded(
            plan,
            f"{interest.answer} - no decision was voiced before the call ended",
            interest.confidence * 0.6,
            interest.evidence[:3],
        )
    if len(decisive) == 1 and len(set(decisive[0].stems) - _COURTESY) < _SUBSTANCE:
        before = transcript.before(decisive[0])  # "Yes, deal": what was agreed to stands before it
        decisive = [before, *decisive] if before is not None else decisive
    what = "; ".join(f"{name_of(line.speaker)} at {at(line)}: {in_words(quote(line))}" for line in decisive)
    return on_lines(plan, f"{interest.answer} - {what}", 0.55, decisive)


def last_decision(transcript: Transcript) -> list[Line]:
    """Return the last turn in which the bot reports success or failure and the last in which the customer decides."""
    start = int(len(transcript.lines) * _SEARCHED)
    tail = transcript.lines[start:]
    reported = next(
        (
            line
            for line in reversed(tail)
            if line.speaker == "bot" and (completes(line) or (fails(line) and len(line.stems) > 2))
        ),
        None,
    )
    decided = next(
        (line for line in reversed(tail) if line.speaker == "customer" and stance(line) and line.stems), None
    )
    return sorted((line for line in (reported, decided) if line is not None), key=lambda line: line.position)


def answer_purpose(plan: Plan, transcript: Transcript) -> Answer:
    """Tell why the call was made: what a side first asked for or said at any length, courtesies left out."""
    speaker = plan.speaker or "customer"
    for wanted in ({"request", "question"}, set()):
        for line in transcript.of(speaker):
            if len(set(line.stems) - _COURTESY) >= _SUBSTANCE and (not wanted or wanted & set(line.acts)):
                text = f"{cut(' '.join(line.turn.text.split()), 200).rstrip('.')} - {name_of(speaker)} at {at(line)}"
                return on_lines(plan, text, 0.5, [line])
    return not_stated(plan, transcript)


def answer_summary(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the call in at most three sentences: what was proposed or wanted, what was said of it, how it ended."""
    central = _central(transcript)
    opening = next(
        (line for line in central if line.position < max(2, len(transcript.lines) * 0.5)),
        central[0] if central else None,
    )
    ending = [line for line in last_decision(transcript) if line is not opening]
    middle = next(
        (
            line
            for line in central
            if line is not opening and line not in ending and (opening is None or line.speaker != opening.speaker)
        ),
        None,
    )
    chosen = sorted(
        {line.position: line for line in (opening, middle, *ending[-1:]) if line is not None}.values(),
        key=lambda line: line.position,
    )
    if not chosen:
        return not_stated(plan, transcript, "too little was said to summarise")
    parts = [f"{name_of(line.speaker)} {_verb(line)} {in_words(quote(line, _topic(transcript)))}" for line in chosen]
    mood = transcript.analysis.metric("Q002").answer.lower()
    interest = transcript.analysis.metric("Q005").answer.lower()
    parts[0] = parts[0][0].upper() + parts[0][1:]
    text = f"Summary - {', then '.join(parts)}. The customer was {interest}, with {mood} sentiment overall."
    return grounded(plan, text, 0.6, quotes(chosen, _topic(transcript)))


def _verb(line: Line) -> str:
    return "asked" if line.words[-1:] == ("?",) else "said"


def _topic(transcript: Transcript) -> tuple[str, ...]:
    brief = transcript.campaign.brief
    return content_stems(" ".join((brief.name, brief.offer or "", brief.description or "")))


def _central(transcript: Transcript) -> list[Line]:
    """Return the turns with the most of what the call is about, best first, courtesies left out."""
    topic = frozenset(_topic(transcript))
    scored: list[tuple[float, int]] = []
    for line in transcript.lines:
        content = set(line.stems) - _COURTESY
        if len(content) < 3:
            continue
        shared = sum(transcript.frequency[item] >= 2 for item in content)
        on_topic = len(content & topic)
        scored.append(
            (
                (shared + 2 * on_topic) / (4 + len(content)) + (0.15 if line.segment == "Offer presentation" else 0.0),
                line.position,
            )
        )
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [transcript.lines[position] for _, position in scored]
