"""How answers are put: one sentence or two, the answer first, then its grounds. All answers are made here."""

from collections.abc import Iterable, Sequence

from core.answering.plan import Plan
from core.answering.quotes import IN_TEXT, at, in_words, quote, quotes
from core.answering.retrieve import rank
from core.answering.transcript import Line, Transcript
from core.answers import Answer
from core.calls import Speaker
from core.reports import Evidence

NOT_STATED = "Not stated in this call"


def grounded(plan: Plan, text: str, confidence: float, evidence: Sequence[Evidence] = ()) -> Answer:
    """Make an answer; its confidence is held in 0..1 and rounded."""
    return Answer(plan.type, text, round(min(1.0, max(0.0, confidence)), 3), tuple(evidence))


def on_lines(plan: Plan, text: str, confidence: float, lines: Iterable[Line], *, most: int = 3) -> Answer:
    """Make an answer that rests on turns, quoted nearest to the plan's topic."""
    return grounded(plan, text, confidence, quotes(lines, plan.topic, most=most))


def not_stated(plan: Plan, transcript: Transcript, why: str = "") -> Answer:
    """Say honestly that the call does not tell, with the nearest passage if there is one."""
    ranked = rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)
    if not ranked:
        return grounded(plan, f"{NOT_STATED} ({why})" if why else NOT_STATED, 0.1)
    nearest = [line for line, _ in ranked[:3]]
    passage = f"nearest passage: {said(nearest[0], plan.terms)}"
    return grounded(
        plan,
        f"{NOT_STATED} ({why}; {passage})" if why else f"{NOT_STATED} ({passage})",
        0.2,
        quotes(nearest, plan.terms),
    )


def name_of(speaker: Speaker | None) -> str:
    """Name a side within a sentence.

    >>> name_of("bot"), name_of(None)
    ('the bot', 'either side')
    """
    return {"bot": "the bot", "customer": "the customer", None: "either side"}[speaker]


def said(line: Line, topic: Sequence[str] = ()) -> str:
    """Render who said what and when."""
    return f"{name_of(line.speaker)} at {at(line)}: {in_words(quote(line, topic, longest=IN_TEXT))}"


def shown(line: Line, topic: Sequence[str] = ()) -> str:
    """Render what was said and when."""
    return f"{at(line)}: {in_words(quote(line, topic, longest=IN_TEXT))}"


def times(number: int) -> str:
    """Render how often.

    >>> times(1), times(3)
    ('once', '3 times')
    """
    return "once" if number == 1 else f"{number} times"


def abstains(answer: Answer) -> bool:
    """Tell whether an answer says that the call does not tell."""
    return answer.text.startswith(NOT_STATED)


def named(plan: Plan) -> str:
    """Render what the question is about, in quotation marks."""
    return f'"{plan.subject}"' if plan.subject else "this"
