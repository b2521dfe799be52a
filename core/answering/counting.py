"""How many, how often: turns, words, acts and mentions."""

import re
from typing import Final

from core.analysis.phrases import CLAUSE_MARKS
from core.answering.plan import Plan
from core.answering.presence import questions_about
from core.answering.replies import grounded, name_of, named, on_lines, said
from core.answering.retrieve import matches
from core.answering.states import act_lines
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import word_set
from core.answers import Answer
from core.text import stem, tokens

_COVERED: Final = 0.6
_ACTS: Final = (
    ("objection", re.compile(r"\bobjections?|\bobject(?:ed)?\b"), "objection"),
    ("complaint", re.compile(r"\bcomplain\w*"), "complaint"),
    ("refusal", re.compile(r"\brefus\w*|\brejections?|\bdecline"), "refusal"),
    ("agreement", re.compile(r"\bagreements?|\bagree[ds]?\b"), "agreement"),
    ("thanks", re.compile(r"\bthank\w*"), "turn with thanks"),
    ("apology", re.compile(r"\bapolog\w*"), "apology"),
    ("greeting", re.compile(r"\bgreet\w*"), "greeting"),
    ("handoff_request", re.compile(r"\b(?:human|manager|supervisor)\b"), "request for a person"),
    ("request", re.compile(r"\brequests?\b"), "request"),
    ("question", re.compile(r"\bquestions?\b|\bquer(?:y|ies)\b"), "question"),
)
_GENERIC: Final = word_set(
    """
    question object complain refus reject agreement thank apolog greet queri turn word utter messag sentenc line
    repli exchang rais
    """
)
_PLURALS: Final = {
    "apology": "apologies",
    "turn with thanks": "turns with thanks",
    "request for a person": "requests for a person",
}


def answer_count(plan: Plan, transcript: Transcript, words: str) -> Answer:
    """Count turns, words, questions and other acts, or the times that something was said."""
    by = f" by {name_of(plan.speaker)}" if plan.speaker else ""
    counts_mentions = re.search(r"\b(?:times|often|frequen\w+|mentions?|occurrences?|regularly)\b", words) is not None
    if not counts_mentions:
        if re.search(r"\b(?:turns?|utterances|messages|lines|exchanges|replies|responses)\b", words):
            lines = transcript.of(plan.speaker)
            return grounded(plan, f"{len(lines)} - turns{by or ' in the call'}", 0.97)
        if re.search(r"\bwords\b", words):
            spoken = sum(len(tokens(line.turn.text)) for line in transcript.of(plan.speaker))
            return grounded(plan, f"{spoken} - words{by or ' in the call'}", 0.95)
        if re.search(r"\bsentences\b", words):
            ended = sum(_sentences(line) for line in transcript.of(plan.speaker))
            return grounded(plan, f"{ended} - sentences{by or ' in the call'}", 0.7)
    for act, pattern, noun in _ACTS:
        if pattern.search(words) and not (counts_mentions and set(plan.topic) - _GENERIC):
            return _acts(plan, transcript, act, noun, by)
    if counts_mentions and re.search(r"\bask\w*\b", words) and plan.topic and not plan.subject.isdigit():
        asked = [match.line for match in questions_about(plan, transcript)]
        return _times(plan, asked, len(asked), f"questions about {named(plan)}{by}")
    if not plan.topic:
        return _spoken_words(plan, transcript, words, by)
    return _mentions(plan, transcript, by)


def _acts(plan: Plan, transcript: Transcript, act: str, noun: str, by: str) -> Answer:
    topic = tuple(item for item in plan.topic if item not in _GENERIC)
    if topic and act in ("question", "request"):
        lines = [
            match.line for match in questions_about(Plan(plan.type, plan.operator, plan.speaker, topic), transcript)
        ]
        about = f' about "{plan.subject}"'
    else:
        lines, about = act_lines(transcript, act, plan.speaker), ""
    number = len(lines)
    plural = noun if number == 1 else _PLURALS.get(noun, noun + "s" if not noun.endswith("s") else noun)
    return _times(plan, lines, number, f"{plural}{about}{by}")


def _times(plan: Plan, lines: list[Line], number: int, what: str) -> Answer:
    first = f", first from {said(lines[0], plan.topic)}" if lines else ""
    return on_lines(plan, f"{number} - {what}{first}", 0.75 if lines else 0.6, lines, most=10)


def _mentions(plan: Plan, transcript: Transcript, by: str) -> Answer:
    """Count how often something was said: a phrase as often as it occurs, in however many turns."""
    number = 0
    lines: list[Line] = []
    exact = tuple(stem(word) for word in tokens(plan.subject))
    for line in transcript.of(plan.speaker):
        said_stems = tuple(stem(word) for word in tokens(line.turn.text))
        occurrences = _occurrences(said_stems, exact)
        if occurrences:
            number += occurrences
            lines.append(line)
    if not lines and len(plan.topic) > 1:
        lines = [match.line for match in matches(transcript, plan.topic, plan.speaker, least=_COVERED)]
        number = len(lines)
    first = (
        f", in {len(lines)} turn{'s' if len(lines) != 1 else ''}, first from {said(lines[0], plan.topic)}"
        if lines
        else ""
    )
    unit = "time" if number == 1 else "times"
    return on_lines(
        plan, f"{number} {unit} - {named(plan)} was mentioned{by}{first}", 0.9 if lines else 0.8, lines, most=10
    )


def _spoken_words(plan: Plan, transcript: Transcript, words: str, by: str) -> Answer:
    """Count a word that is grammar elsewhere: "how often did the customer say no"."""
    tail = words.split()
    after = next(
        (place for place, word in enumerate(tail) if word in ("say", "said", "says", "word", "mention", "mentioned")),
        None,
    )
    wanted = tuple(tail[after + 1 :]) if after is not None else ()
    if not wanted:
        return grounded(plan, f"{len(transcript.of(plan.speaker))} - turns{by or ' in the call'}", 0.4)
    lines, number = [], 0
    for line in transcript.of(plan.speaker):
        if occurrences := _occurrences(tokens(line.turn.text), wanted):
            number += occurrences
            lines.append(line)
    unit = "time" if number == 1 else "times"
    first = f", first from {said(lines[0])}" if lines else ""
    return on_lines(plan, f'{number} {unit} - "{" ".join(wanted)}" was said{by}{first}', 0.85, lines, most=10)


def _occurrences(said_words: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """Count the places where the wanted words follow each other."""
    if not wanted:
        return 0
    width = len(wanted)
    return sum(
        said_words[place] == wanted[0] and said_words[place : place + width] == wanted
        for place in range(len(said_words) - width + 1)
    )


def _sentences(line: Line) -> int:
    marks = sum(word in CLAUSE_MARKS - {",", ";", ":"} for word in line.words)
    return max(1, marks)
