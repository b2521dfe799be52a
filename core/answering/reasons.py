"""Why: the words of the call that tell the reason likeliest, with or without a because."""

import math
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from core.analysis.phrases import normal_words
from core.analysis.sentiment_lexicon import lexicon_values
from core.answering.asked.manner import asked_state
from core.answering.asked.why import of_contact, of_failure, of_refusal
from core.answering.causes import Cause, likeliest_cause
from core.answering.confidence import signs_of
from core.answering.cues import fails, is_unwilling, part_fails
from core.answering.grounds import CAUSAL, clauses, plain, told_of, worth_of
from core.answering.parts import parts_of
from core.answering.plan import Plan
from core.answering.quotes import at
from core.answering.replies import abstains, grounded, name_of, not_stated, on_lines, shown
from core.answering.retrieve import coverage, rank
from core.answering.stance import stances_of
from core.answering.states import feeling_lines
from core.answering.summary import answer_purpose
from core.answering.transcript import Line, Transcript
from core.answering.verdicts import opening
from core.answering.vocabulary import word_set
from core.answers import Answer
from core.text import stem

_FEELINGS: Final = word_set("angry negative happy confused hesitant unsure surprised hurried")
# Words of a question that say that there is a reason, and nothing of what it is for.
_FRAME: Final = frozenset(
    map(
        stem,
        word_set(
            """
            important keen hung hang insist insisted eager decide decided excuse motive motivation get got keep keeping
            kept have having need needing want wanting first extra much so badly desperate budge agree convince
            convinced persuade persuaded go going come anyway prefer ask urgent essential necessary hold holding back
            put putting off stop stopping do doing more little spot use using justification give giving
            take see visit meet
            """
        ),
    )
)
_WANTING: Final = re.compile(r"\b(?:want|need|like|prefer|insist|keen|choose|chose)\w*")
# "I would like to find out more about it first.", "I already gave to another one."
_NOT_YET: Final = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)? already|more time|sleep on it|research|think (?:about it|it over)"
    r"|(?:find out|know|learn|read|hear|look|check|talk|ask|discuss|consult)\b.*"
    r"\b(?:first|before \w+ing|before i|beforehand))\b"
)
_AT_FIRST: Final = re.compile(r"\b(?:at first|first|initially|originally|to (?:begin|start) with)\b")
_OTHERS: Final = 0.8  # what the other turns count for that refuse, fail or show a feeling
_TROUBLE: Final = re.compile(r"\bwhat (?:is|was) (?:wrong|the matter|the trouble)\b|\bwhat (?:ails|ailed|troubles)\b")
# A logistic regression on the same questions as core.answering.causes' weights, of each asked of a wrong call too.
_BIAS, _OF_LIKELIHOOD, _OF_COVERAGE, _OF_MEANING = -0.45, 1.35, 1.3, 1.95
_FEW: Final = 30  # sentences; among fewer the likeliest is likelier by chance
_LEAST: Final = 0.15  # probability under which no reason is told


def answer_reason(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the reason that a call gives, in the words of the turn that is likeliest to tell it.

    Why somebody got in touch is the purpose of the call; a side's trouble is what it tells of its situation.
    """
    if plan.type == "boolean":
        return _whether_told(plan, transcript)
    if of_contact(plan.words) and plan.speaker == "customer":
        return answer_purpose(plan, transcript)
    if _TROUBLE.search(plan.words) and (answer := _reason_of_trouble(plan, transcript)) is not None:
        return answer
    if (reaction := _reaction(plan, transcript)) is not None:
        return reaction
    topic = tuple(item for item in plan.topic if item not in _FRAME)
    at_issue = _at_issue(plan, transcript, topic)
    if of_refusal(plan.words) and not topic and not at_issue:
        return not_stated(plan, transcript, f"{name_of(plan.speaker or 'customer')} did not refuse")
    matter = topic or plan.topic or plan.terms
    if _is_of_other_side(plan, transcript, matter):
        return not_stated(plan, transcript, f"{name_of(plan.speaker)} gave no reason")
    cause = likeliest_cause(plan, transcript, matter, at_issue, failed=of_failure(plan.words))
    sure = _sureness(plan, transcript, cause, at_issue) if cause is not None else 0.0
    if cause is None or sure < _LEAST:
        return not_stated(plan, transcript, "no reason is given")
    nearest = [line for line, _ in rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)[:3]]
    text = f"{cause.text} - {name_of(cause.line.speaker)} at {at(cause.line)}"
    return on_lines(plan, text, sure, [cause.line, *nearest])


def _reaction(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell what a side is annoyed at where it gives no because: the other one's failure just before."""
    side = plan.speaker or "customer"
    feeling = asked_state(plan.words)
    for line in feeling_lines(transcript, feeling, side) if feeling in ("angry", "negative") else ():
        before = transcript.before(line)
        if before is None or before.speaker == side or not fails(before) or CAUSAL.search(line.turn.text):
            continue
        cause = next((part.text for part in parts_of(before) if part_fails(part.words)), before.turn.text)
        told = f"{plain(cause)} - {name_of(before.speaker)} at {at(before)}"
        return on_lines(plan, f"{told}, to which {name_of(side)} replied at {shown(line)}", 0.5, [line, before])
    return None


def _at_issue(plan: Plan, transcript: Transcript, topic: tuple[str, ...]) -> dict[int, float]:
    """Return how much turns refuse, fail or show the feeling that a question is after the reason of, by position.

    The last counts fully, the first where the question is after what was at first; {} where nothing does so.
    """
    found: list[Line] = []
    side = plan.speaker or "customer"
    if of_refusal(plan.words):
        turns = stances_of(replace(plan, topic=topic), transcript)
        found += [line for line, polarity in turns if polarity < 0]
        found += [line for line in transcript.of(side) if _is_unwilling(line)]
    if (feeling := asked_state(plan.words)) in _FEELINGS:
        found += feeling_lines(transcript, feeling, side)
    if of_failure(plan.words):
        found += [line for line in transcript.of("bot") if fails(line)]
    places = sorted({line.position for line in found}, reverse=_AT_FIRST.search(plan.words) is not None)
    return {place: 1.0 if place == places[-1] else _OTHERS for place in places}


def _is_unwilling(line: Line) -> bool:
    """Tell whether a turn objects, doubts, puts off or says that its speaker cannot."""
    return "objection" in line.acts or is_unwilling(line.words) or _NOT_YET.search(line.turn.text.lower()) is not None


def _is_of_other_side(plan: Plan, transcript: Transcript, topic: tuple[str, ...]) -> bool:
    """Tell whether a question is after what a side wants, and only the other side speaks of that, asking nothing."""
    if plan.speaker is None or not _WANTING.search(plan.words):
        return False
    speaking = [line for line in transcript.lines if coverage(transcript, topic, line.stems) > 0.0]
    return bool(speaking) and not any(line.speaker == plan.speaker or line.asks for line in speaking)


def _sureness(plan: Plan, transcript: Transcript, cause: Cause, at_issue: Collection[int]) -> float:
    """Return the probability that what is likeliest to be the reason is it, 0..1."""
    signs = signs_of(plan, transcript, cause.line)
    covered = 1.0 if cause.line.position in at_issue else signs.covered  # a refusal need not name what it refuses
    likely = cause.probability if covered else cause.probability * min(1.0, cause.among / _FEW)
    score = _BIAS + _OF_LIKELIHOOD * math.log(likely) + _OF_COVERAGE * covered + _OF_MEANING * signs.cosine
    return 1.0 / (1.0 + math.exp(-score))


def _reason_of_trouble(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell what a side says is wrong: the clause with the most blame in which it tells of its situation."""
    told: list[tuple[float, Line, str]] = []
    for line in transcript.of(plan.speaker or "customer"):
        for sentence, clause in clauses(line.turn.text):
            blame = -float(lexicon_values([normal_words(clause)])[0].sum())
            if blame > 0.0 and worth_of(clause, ()) and not sentence.rstrip().endswith("?"):
                told.append((blame, line, told_of(sentence, clause)))
    if not told:
        return None
    _, line, text = max(told, key=lambda each: each[0])
    return on_lines(plan, f"{text} - {name_of(line.speaker)} at {at(line)}", 0.4, [line])


def _whether_told(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a reason was given: "Did they say why they refused?"."""
    asked, _, why = plan.words.partition(" why ")
    told = answer_reason(replace(plan, type="textual", words=f"why {why or asked}"), transcript)
    given = not abstains(told)
    text = f"{opening(replace(plan, words=asked), given)}{told.text if given else 'no reason is given'})"
    return grounded(plan, text, told.confidence if given else 0.6, told.evidence)
