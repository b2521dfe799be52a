"""Anything else: the words of the call that come nearest to a question, as short as the question allows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.answering.alike import asked_alike, asked_for
from core.answering.asked.verbs import SAYING
from core.answering.confidence import Signs, confidence_of, is_said, least_confidence, signs_of
from core.answering.named import find_named
from core.answering.parts import next_statement
from core.answering.plan import Plan
from core.answering.quotes import at, cut, quoted
from core.answering.replies import name_of, not_stated, on_lines, said
from core.answering.retrieve import rank
from core.answering.spans import answer_span, asked_of, is_moment, names_place, nearest_sentence
from core.answering.transcript import Line, Transcript, prompts_for
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.text import content_stems

_LEAST_OF_STATEMENT: Final = 0.75  # share of the topic that the passage has to cover where nothing is asked in form
_SUREST_OF_STATEMENT: Final = 0.3
_FEW: Final = 2  # words of content
_SAYING: Final = re.compile(rf"\b{SAYING}\b")
_COURTESY: Final = word_set("nice great good thank thanks perfect sure okay yes no pleas fine do would like sound that")
_CHOICE: Final = 5  # turns among which a statement is preferred to a question
_NEAR_AS_GOOD: Final = 0.5
_LONGEST: Final = 200
_AS_GOOD_AS_ALL: Final = 12  # characters by which a stretch may fall short of its sentence and need no more context
_ASKING_FOR_PLACES: Final = ("where", "thing", "")
_ATTRIBUTES: Final = frozenset(content_stems("name number address colour color size type brand model date"))
_GOING: Final = re.compile(r"\b(?:go|goes|going|travel\w*|head\w*|fly|flies|flying|drive|driving)(?: to)?$")
_DESTINATION: Final = re.compile(r"\bto (?:the )?([A-Z][\w'’-]{1,30}(?: [A-Z][\w'’-]{1,30}){0,3})")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would be told: `line` answers, `best` is the turn nearest to the question, of which `signs` speak.

    `others` are the next best turns.
    """

    best: Line
    line: Line
    signs: Signs
    others: tuple[Line, ...]

    @property
    def turns(self) -> frozenset[int]:
        """Return the turns that stand first as evidence, by their indices as sent."""
        return frozenset((self.best.turn.index, self.line.turn.index))


def weighed_passage(plan: Plan, transcript: Transcript) -> Weighed | None:
    """Return the turn that comes nearest to a question and what speaks for it; None where nothing comes near."""
    ranked = rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)
    if not ranked:
        return None
    best = _best(plan, transcript, ranked)
    others = tuple(line for line, _ in ranked[:_CHOICE])
    return Weighed(best, _reply(transcript, plan, best), signs_of(plan, transcript, best), others)


def answer_passage(plan: Plan, transcript: Transcript) -> Answer:
    """Quote the passage that answers best; say that it is not stated where nothing comes near enough."""
    words = plan.words
    if (named := find_named(plan, transcript)) is not None:
        return named
    if words.startswith("where") and (not plan.topic or _GOING.search(words)):
        place = _place_of(plan, transcript)
        if place is not None:
            return place
    if (alike := asked_alike(plan, transcript)) is not None:
        asked, reply = alike
        told = cut(" ".join(reply.turn.text.split()), _LONGEST).rstrip(".")
        text = f"{told} - {name_of(reply.speaker)} at {at(reply)}"
        return on_lines(plan, f"{text}, in reply to {said(asked, plan.terms)}", 0.5, [reply, asked])
    weighed = weighed_passage(plan, transcript)
    if weighed is None:
        return not_stated(plan, transcript)
    best, line, signs = weighed.best, weighed.line, weighed.signs
    sure = confidence_of(signs)
    if transcript.is_general(plan.topic) and len(plan.terms) < _FEW and not _SAYING.search(words):
        return not_stated(plan, transcript)  # names no more than what the whole call is about
    told = cut(answer_span(asked_of(plan, transcript), line.turn.text), _LONGEST)
    if words.startswith("when ") and not is_moment(told):
        return not_stated(plan, transcript)
    if words.startswith("where ") and not (names_place(told) or _may_tell_place(transcript, line)):
        return not_stated(plan, transcript)
    things = [item for item in plan.topic if item not in _ATTRIBUTES]
    if len(things) < len(plan.topic) and things and not any(is_said(transcript, item) for item in things):
        return not_stated(plan, transcript)  # the name of something that nobody speaks of
    weak = sure < least_confidence() or not (plan.asks or signs.covered >= _LEAST_OF_STATEMENT)
    if weak or prompts_for(line) or _is_bare(plan, line) or not content_stems(told):
        return not_stated(plan, transcript)
    text = f"{told} - {_source(plan, transcript, line, told)}"
    if not plan.asks:
        sure = min(sure, _SUREST_OF_STATEMENT)
    return on_lines(plan, text, sure, [best, line, *weighed.others])


def _may_tell_place(transcript: Transcript, line: Line) -> bool:
    """Tell whether a turn replies to a question that a place answers: "market street" needs no more words for it."""
    before = transcript.before(line)
    return before is not None and transcript.replies(line) and asked_for(" ".join(before.words)) in _ASKING_FOR_PLACES


def _is_bare(plan: Plan, line: Line) -> bool:
    """Tell whether a turn brings nothing that the question has not: "Yes", "I'll take this car"."""
    known = frozenset(plan.terms).union(*(related(item) for item in plan.terms), _COURTESY)
    return known.issuperset(line.stems) and not any(word[:1].isdigit() for word in line.words)


def _place_of(plan: Plan, transcript: Transcript) -> Answer | None:
    """Answer "where does the customer want to go": the reply to a question with "where", else a destination."""
    for line in transcript.of(plan.speaker):
        before = transcript.before(line)
        if before is not None and before.speaker != line.speaker and "where" in before.words and "?" in before.words:
            told = cut(" ".join(line.turn.text.split()), _LONGEST).rstrip(".")
            return on_lines(plan, f"{told} - {name_of(line.speaker)} at {at(line)}", 0.45, [line, before])
    for line in transcript.of(plan.speaker):
        if found := _DESTINATION.search(line.turn.text):
            return on_lines(plan, f"{found.group(1)} - {name_of(line.speaker)} at {at(line)}", 0.4, [line])
    return None


def _best(plan: Plan, transcript: Transcript, ranked: Sequence[tuple[Line, float]]) -> Line:
    """Return the best turn; of a side that only asks, a statement of it that is near as good.

    Where a place is asked for, one that is near as good and names a place is better than one that names none.
    """
    best, most = ranked[0]
    if plan.words.startswith("where "):
        asked = asked_of(plan, transcript)
        for line, score in ranked[:_CHOICE]:
            if score >= most * _NEAR_AS_GOOD and names_place(answer_span(asked, line.turn.text)):
                return line
    nearest = nearest_sentence(asked_of(plan, transcript), best.turn.text)
    if best.speaker == plan.speaker and "ask" not in plan.words and nearest.endswith("?"):
        for line, score in ranked[1:_CHOICE]:
            if line.speaker == plan.speaker and not line.asks and score >= most * _NEAR_AS_GOOD:
                return line
    return best


def _reply(transcript: Transcript, plan: Plan, best: Line) -> Line:
    """Return the turn that answers: the reply, where the best turn itself asks."""
    after = next_statement(transcript, best)
    if (
        not (best.asks or prompts_for(best))
        or after is None
        or after.speaker == best.speaker
        or plan.speaker == best.speaker
    ):
        return best
    if not after.stems:
        return best
    told = not frozenset(plan.terms).isdisjoint(after.stems) or any(word[:1].isdigit() for word in after.words)
    return after if told or best.words[-1:] == ("?",) or prompts_for(best) else best


def _source(plan: Plan, transcript: Transcript, line: Line, told: str) -> str:
    """Name who said a stretch of a turn and when, with its sentence where it is but a part of it."""
    source = f"{name_of(line.speaker)} at {at(line)}"
    sentence = nearest_sentence(asked_of(plan, transcript), line.turn.text)
    return source if len(sentence) <= len(told) + _AS_GOOD_AS_ALL else f"{source}: {quoted(sentence)}"
