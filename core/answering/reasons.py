"""Why: the clause after because, since or so that, or else the words that a side gives with what it did or wanted."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.analysis.phrases import normal_words
from core.analysis.sentiment_lexicon import lexicon_values
from core.answering.asked.manner import asked_state
from core.answering.asked.why import of_contact, of_failure, of_refusal
from core.answering.concerns import telling_part
from core.answering.cues import fails, is_unwilling, part_fails
from core.answering.grounds import (
    BARE_REFUSAL,
    TELLING,
    asked_why,
    best_ground,
    clause_of,
    clauses,
    plain,
    told_of,
    worth_of,
)
from core.answering.parts import parts_of
from core.answering.plan import Plan
from core.answering.quotes import at, cut
from core.answering.replies import abstains, grounded, name_of, not_stated, on_lines, said, shown
from core.answering.retrieve import coverage, rank
from core.answering.spans import answer_span, asked_of
from core.answering.stance import stances_of
from core.answering.states import feeling_lines
from core.answering.summary import answer_purpose
from core.answering.transcript import Line, Transcript
from core.answering.verdicts import opening
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems, stem

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
_REPORTING: Final = word_set(
    "sorri unfortun unabl unsuccess request reserv book understand quit mean help function process complet possibl"
    " success submit afraid differ abl would"
)  # words of a failure that give no reason for it
_WANTING: Final = re.compile(r"\b(?:want|need|like|prefer|insist|keen|choose|chose)\w*")
_AT_FIRST: Final = re.compile(r"\b(?:at first|first|initially|originally|to begin with|to start with)\b")
_AGREEING: Final = word_set("agree agreed accept accepted willing interested convinced")
# "I would like to find out more about it first.", "I already gave to another one."
_NOT_YET: Final = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)? already|more time|sleep on it|research|think (?:about it|it over)"
    r"|(?:find out|know|learn|read|hear|look|check|talk|ask|discuss|consult)\b.*"
    r"\b(?:first|before \w+ing|before i|beforehand))\b"
)
_TROUBLE: Final = re.compile(r"\bwhat (?:is|was) (?:wrong|the matter|the trouble)\b|\bwhat (?:ails|ailed|troubles)\b")
_ABANDONED: Final = re.compile(
    r"\b(?:dropp?(?:ed)?|abandon\w*|scrap(?:ped)?|ruled out|dismiss\w*|discard\w*|shelved|give[n]? up|gave up"
    r"|decided against|called off|ditch\w*)\b"
)
_IDEA: Final = frozenset(
    map(stem, word_set("idea plan thought option proposal dropped drop abandoned scrapped ruled dismissed discarded"))
)
_SIDES: Final[tuple[Speaker, Speaker]] = ("customer", "bot")
_FOLLOWING: Final = 4  # turns after a failure in which its reason is still told
_LONGEST: Final = 200
_LEAST: Final = 0.5  # share of the topic that a turn with a reason has to cover
_LEAST_AROUND: Final = 0.4  # the same of a turn with those next to it
_NEAR: Final = 2  # turns after the one asked about in which its reason may be given


def answer_reason(plan: Plan, transcript: Transcript) -> Answer:
    """Tell a reason that was stated, by the side whose deed it is: of a refusal or feeling from the turns that show it.

    Else it is what a side says beside what it wants, or a turn on the topic; of a failure what the bot says of it.
    """
    if plan.type == "boolean":
        return _whether_told(plan, transcript)
    words = plan.words
    if of_contact(words) and plan.speaker == "customer":
        return answer_purpose(plan, transcript)
    third = plan.speaker is None and bool(plan.topic)  # of somebody or something else than a side of the call
    if _TROUBLE.search(words) and (answer := _reason_of_trouble(plan, transcript)) is not None:
        return answer
    if of_failure(words) and (answer := _reason_of_failure(plan, transcript)) is not None:
        return answer
    refusing = of_refusal(words)
    if not refusing and not third and (feeling := asked_state(words)) in _FEELINGS:
        return _reason_of_feeling(plan, transcript, feeling)
    topic = tuple(item for item in plan.topic if item not in _FRAME)
    if refusing or (not _AGREEING.isdisjoint(words.split()) and not topic):
        polarity = -1 if refusing else 1
        turns = [line for line, found in stances_of(replace(plan, topic=topic), transcript) if found == polarity]
        if refusing and not third and not (turns and topic):
            unwilling = [line for line in transcript.of(plan.speaker or "customer") if _is_unwilling(line)]
            turns = sorted({*turns, *unwilling}, key=lambda line: line.position)
        if turns:
            return _reason_of(plan, transcript, turns)
        if not topic:
            did = "did not refuse" if refusing else "did not agree"
            return not_stated(plan, transcript, f"{name_of(plan.speaker or 'customer')} {did}")
    if plan.speaker and topic and (ground := best_ground(transcript, topic, plan.speaker)) is not None:
        text = f"{ground.text} - {name_of(plan.speaker)} at {at(ground.line)}"
        before = transcript.before(ground.line)
        return on_lines(plan, text, 0.2 + 0.2 * ground.worth, [ground.line, *([before] if before else [])])
    if third and _ABANDONED.search(words) and (answer := _reason_of_abandoning(plan, transcript)) is not None:
        return answer
    ranked = rank(transcript, plan.terms, plan.speaker, words, plan.topic)
    if not ranked:
        return not_stated(plan, transcript)
    return _by_topic(plan, transcript, [line for line, _ in ranked[:5]])


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


def _reason_of_abandoning(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell why an idea was dropped: the reason that either side gives where it speaks of it."""
    topic = tuple(item for item in plan.topic if item not in _FRAME | _IDEA)
    grounds = [ground for side in _SIDES if (ground := best_ground(transcript, topic, side)) is not None]
    best = max(grounds, key=lambda ground: ground.worth, default=None)
    if best is None or not topic:
        return None
    text = f"{best.text} - {name_of(best.line.speaker)} at {at(best.line)}"
    return on_lines(plan, text, 0.2 + 0.2 * best.worth, [best.line])


def _whether_told(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a reason was given: "Did they say why they refused?"."""
    asked, _, why = plan.words.partition(" why ")
    told = answer_reason(replace(plan, type="textual", words=f"why {why or asked}"), transcript)
    given = not abstains(told)
    text = f"{opening(replace(plan, words=asked), given)}{told.text if given else 'no reason is given'})"
    return grounded(plan, text, told.confidence if given else 0.6, told.evidence)


def _is_unwilling(line: Line) -> bool:
    """Tell whether a turn objects, doubts or says that its speaker cannot."""
    return "objection" in line.acts or is_unwilling(line.words)


def _reason_of_failure(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell what the bot says of a failure: the most telling of its sentences, those in reply to a why before others."""
    topic = tuple(item for item in plan.topic if item not in _FRAME)
    best: tuple[float, Line, str] | None = None
    wanted = frozenset(topic).union(*(related(item) for item in topic))
    since = _FOLLOWING + 1  # turns since the topic was spoken of
    for line in transcript.lines:
        since = 0 if not wanted or not wanted.isdisjoint(line.stems) else since + 1
        if line.speaker != "bot" or since > _FOLLOWING:
            continue
        why = asked_why(transcript.before(line))
        for part in parts_of(line):
            telling = len(part.stems - _REPORTING - frozenset(plan.topic))
            if part.asks or not telling or not (part_fails(part.words) or why):
                continue
            worth = min(telling, 3) + 3.0 * why
            if best is None or worth > best[0]:
                best = worth, line, plain(part.text)
    if best is None:
        return None
    _, line, text = best
    return on_lines(plan, f"{text} - {name_of(line.speaker)} at {at(line)}", 0.55, [line])


def _reason_of_feeling(plan: Plan, transcript: Transcript, feeling: str) -> Answer:
    """Tell what a feeling goes with: a because in its turn, the bot's words just before that fall short, or its own."""
    speaker = plan.speaker or "customer"
    turns = feeling_lines(transcript, feeling, speaker)
    for line in turns:
        if clause := clause_of(line):
            return on_lines(plan, f"{clause} - {name_of(speaker)} at {at(line)}", 0.6, [line])
    for line in turns:
        before = transcript.before(line)
        if feeling in ("angry", "negative") and before is not None and before.speaker != speaker and fails(before):
            cause = next(part for part in (*parts_of(before), None) if part is None or part_fails(part.words))
            told = plain(cause.text if cause is not None else before.turn.text)
            replied = f"{name_of(speaker)} replied at {shown(line)}"
            text = f"{told} - {name_of(before.speaker)} at {at(before)}, to which {replied}"
            return on_lines(plan, text, 0.5, [line, before])
    for line in turns:
        statement = telling_part(line)
        if statement and len(content_stems(statement)) >= TELLING:
            return on_lines(plan, f"{plain(statement)} - {name_of(speaker)} at {at(line)}", 0.35, [line])
    why = f"{name_of(speaker)} gave no reason" if turns else f"no turn of {name_of(speaker)} shows it"
    return not_stated(plan, transcript, why)


def _reason_of(plan: Plan, transcript: Transcript, turns: Sequence[Line]) -> Answer:
    """Look for a because-clause in the turns and those of the same side near them, or for the reply to a why."""
    near: list[Line] = []
    for line in turns if _AT_FIRST.search(plan.words) else turns[::-1]:
        reach = transcript.lines[line.position : line.position + 2 * _NEAR + 1]
        near.extend(other for other in reach if other.speaker == line.speaker and other not in near)
    putting_off = any(_NOT_YET.search(line.turn.text.lower()) for line in turns)
    for line in turns if putting_off else near:  # what is put off has its reason in the very turn
        if clause := clause_of(line):
            return on_lines(plan, f"{clause} - {name_of(line.speaker)} at {at(line)}", 0.65, [line, *turns])
    for line in near:
        before = transcript.before(line)
        if asked_why(before) and before is not None and len(line.stems) >= TELLING:
            return on_lines(
                plan, f"{plain(line.turn.text)} - {name_of(line.speaker)} at {at(line)}", 0.6, [line, before]
            )
    told: list[tuple[float, Line, str]] = []
    for line in turns if _AT_FIRST.search(plan.words) else turns[::-1]:
        for sentence, clause in clauses(line.turn.text):
            unwilling = is_unwilling(normal_words(clause))
            telling = len(set(content_stems(clause)).difference(plan.topic, BARE_REFUSAL)) >= TELLING
            first = 0.7 * (_NOT_YET.search(sentence.lower()) is not None)
            if (telling or unwilling or first) and not sentence.rstrip().endswith("?"):
                text = plain(sentence) if unwilling else told_of(sentence, clause)
                told.append((max(worth_of(clause, plan.topic), unwilling * 0.5, first), line, text))
    if told:
        _, line, text = max(told, key=lambda each: each[0])
        return on_lines(plan, f"{text} - {name_of(line.speaker)} at {at(line)}", 0.4, [line, *turns])
    return not_stated(plan, transcript, f"{name_of(turns[-1].speaker)} gave no reason, {said(turns[-1])}")


def _by_topic(plan: Plan, transcript: Transcript, ranked: Sequence[Line]) -> Answer:
    best = ranked[0]
    heard = best.stems
    if plan.speaker is None:  # of somebody or something else, who need not be named in the very turn
        around = transcript.lines[max(0, best.position - 1) : best.position + 2]
        heard = tuple(item for line in around for item in line.stems)
    covered = coverage(transcript, plan.topic or plan.terms, heard)
    if covered < (_LEAST if plan.speaker is not None else _LEAST_AROUND):
        return not_stated(plan, transcript, "no reason is given")
    after = transcript.after(best)
    told_by = after.speaker if after is not None else None
    if not best.asks and plan.speaker not in (None, told_by):
        after = None  # the other side's next words are no reason of this one's
    others = [line for line in ranked[1:4] if _covers(plan, transcript, line)]
    near = (best, *([after] if after is not None else []), *others)
    for line in sorted(near, key=lambda each: plan.speaker not in (None, each.speaker)):
        if plan.speaker not in (None, line.speaker) and line is not after:
            continue  # the other side's reasons are its own
        if clause := clause_of(line):
            return on_lines(
                plan, f"{clause} - {name_of(line.speaker)} at {at(line)}", 0.3 + 0.35 * covered, [best, line, *ranked]
            )
    line = after if best.asks and after is not None else best
    wishes = line.speaker == "customer" and "request" in line.acts and plan.speaker is not None
    if wishes or not telling_part(line):  # a wish tells no reason; a statement about it may
        told = [each for each in ranked if plan.speaker in (None, each.speaker) and not each.asks]
        told = [each for each in told if "request" not in each.acts]
        told = [each for each in told if plan.speaker is None or _covers(plan, transcript, each)]
        if not told:
            return not_stated(plan, transcript, "no reason is given")
        line = told[0]
    if plan.speaker not in (None, line.speaker) and _WANTING.search(plan.words):
        return not_stated(plan, transcript, f"{name_of(plan.speaker)} gave no reason")
    if plan.speaker is None and len(set(line.stems).difference(plan.terms, BARE_REFUSAL)) < TELLING:
        return not_stated(plan, transcript, "no reason is given")
    reason = cut(answer_span(asked_of(plan, transcript), line.turn.text), _LONGEST)
    return on_lines(
        plan, f"{reason} - {name_of(line.speaker)} at {at(line)}", 0.2 + 0.25 * covered, [best, line, *ranked]
    )


def _covers(plan: Plan, transcript: Transcript, line: Line) -> bool:
    return coverage(transcript, plan.topic or plan.terms, frozenset(line.stems)) >= _LEAST
