"""What was said right before or right after something: the moment is found first, then the turn next to it."""

import re
from dataclasses import dataclass
from typing import Final

from core.answering.asked.sequence import sequence_of
from core.answering.confidence import is_said
from core.answering.cues import agrees_itself, stance, starts_with_no
from core.answering.kinship import kinds_of
from core.answering.outcome import reported, seals
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.quotes import at, cut
from core.answering.replies import name_of, not_stated, on_lines, said
from core.answering.retrieve import coverage, matches, rank
from core.answering.states import act_lines
from core.answering.transcript import Line, Transcript
from core.answering.values import Kind, values_in
from core.answering.vocabulary import speaker_asked_about, stems_of, topic_words, word_set
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems

_ACTS: Final = (
    ("refusal", re.compile(r"\b(?:refus\w*|declin\w*|reject\w*|sa(?:y|id) no|turn\w* (?:\w+ ){0,3}?down)\b")),
    ("agreement", re.compile(r"\b(?:agree\w*|accept\w*|sa(?:y|id) yes|consent\w*)\b")),
    ("objection", re.compile(r"\bobject\w*\b")),
    ("complaint", re.compile(r"\bcomplain\w*\b")),
    ("apology", re.compile(r"\bapolog\w*\b")),
    ("thanks", re.compile(r"\b(?:thank\w*)\b")),
    ("greeting", re.compile(r"\bgreet\w*\b")),
    ("closing", re.compile(r"\b(?:goodbye|sign\w* off|clos(?:e|ing)|hung up|hang up|took leave)\b")),
)
_VALUES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("amount", re.compile(r"\b(?:sum|amount|price|figure|cost|fee|balance|quote|total|offer of \W?\d+)\b")),
    ("email", re.compile(r"\bemail\b")),
    ("phone", re.compile(r"\b(?:phone|telephone|mobile) number\b")),
    ("time", re.compile(r"\btime\b")),
    ("date", re.compile(r"\b(?:date|day)\b")),
    ("name", re.compile(r"\bname\b")),
    ("number", re.compile(r"\bnumber\b")),
)
_TELLING: Final = re.compile(
    r"\b(?:nam(?:e|ed|ing)|g[ai]v(?:e|en|ing)|tell\w*|told|hear\w*|mention\w*|stat(?:e|ed|ing)|quot(?:e|ed|ing)"
    r"|learn\w*"
    r"|say\w*|said|provid\w*|got|get\w*)\b"
)
_HEARD: Final = re.compile(
    r"\b(?:hear\w*|told|learn\w*|informed|been (?:given|offered|asked)|get\w*|got"
    r"|receiv\w*)\b"
)
_ASKED: Final = re.compile(r"\bask\w*|\bquestion\w*|\bwant\w* to know|\bwonder\w*|\binquir\w*")
_FAILED: Final = re.compile(
    r"\b(?:fail\w*|unsuccessful|not available|went wrong|could not|not (?:work"
    r"|go through))\b"
)
_SUCCEEDED: Final = re.compile(
    r"\b(?:succe\w*|went through|gone through|worked|(?:was|were|got|been|being) (?:\w+ly )?(?:confirmed|booked"
    r"|made|done"
    r"|completed|scheduled|reserved|submitted|placed|arranged))\b"
)
_DEAL: Final = re.compile(r"\b(?:deal|agreement)\b.*\b(?:made|reached|struck|closed|sealed|done|settled)\b|\bdeal$")
_BARE: Final = re.compile(r"(?:\w+ing|being|the|a)\b")
_ASSENTING: Final = re.compile(r"\b(?:i|we)(?:'ll| will| can| do)? (?:agree|accept)\b", re.IGNORECASE)
_TELLING_STEMS: Final = frozenset(stems_of(word_set("tell told say said ask asked hear heard mention first last time")))
_MENTIONING: Final = re.compile(
    r"\bmention\w*|\bnam(?:e|ed|ing)\b|\b(?:br(?:ing|ings|ought)|c[ao]me) up\b"
    r"|\bsp(?:oke|eak) of\b"
)
_NAMED: Final = 0.8  # share of a topic's weight that a turn covers which mentions it
_OTHER: Final[dict[Speaker, Speaker]] = {"bot": "customer", "customer": "bot"}
_COVERED: Final = 0.45  # share of an event's weight that its turn covers
_MEANT: Final = 0.3  # cosine from which a turn tells of an event in other words
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """The turn in which something happened, and how surely it did, 0..1."""

    line: Line
    sure: float


def answer_around(plan: Plan, transcript: Transcript) -> Answer:
    """Tell what a side said right before or right after something, or first or last of all."""
    if plan.aspect:
        lines = transcript.of(plan.speaker) or transcript.lines
        own = lines[0 if plan.aspect == "first" else -1]
        told = cut(" ".join(own.turn.text.split()), _LONGEST)
        return on_lines(plan, f"{told} - {name_of(own.speaker)} at {at(own)}, {plan.aspect} of all", 0.9, [own])
    asked = sequence_of(plan.words)
    if asked is None:
        return answer_passage(plan, transcript)
    side = speaker_asked_about(asked.main, "")
    moment = find_moment(asked.event, transcript, side)
    if moment is None:
        return not_stated(plan, transcript, f'no turn shows "{asked.event}"')
    line = _next_to(transcript, moment.line, side, before=asked.before, asks=_ASKED.search(asked.main) is not None)
    if line is None:
        return not_stated(plan, transcript, f"nothing was said {'before' if asked.before else 'after'} that")
    told = cut(" ".join(line.turn.text.split()), _LONGEST).rstrip(".")
    where = "right before" if asked.before else "right after"
    text = f"{told} - {name_of(line.speaker)} at {at(line)}, {where} {said(moment.line, content_stems(asked.event))}"
    return on_lines(plan, text, 0.3 + 0.35 * moment.sure, [line, moment.line])


def find_moment(event: str, transcript: Transcript, of: Speaker | None = None) -> Moment | None:
    """Return the turn in which an event of a call happened, told in the words of a question; None for none.

    An act ("he refused"), a value that was named ("hearing the price"), or what the event says. `of` is the side that
    the question is about (None: not said): who "hears" something is told it by the other one.
    """
    side = speaker_asked_about(event, "")
    if (
        side is not None
        and _HEARD.search(event)
        and not re.search(rf"\b(?:{_HEARD.pattern}) (?:the )?(?:bot|customer)", event)
    ):
        side = _OTHER[side]
    if side is None and of is not None and _BARE.match(event):
        side = _OTHER[of] if _HEARD.search(event) else of
    topic = stems_of(topic_words(event.split()))
    lines = transcript.of(side)
    first = "last" not in event.split()
    if _MENTIONING.search(event) and (named := matches(transcript, topic, side, least=_NAMED)):
        return Moment(named[0 if first else -1].line, 0.9)
    for kind, pattern in _VALUES:
        if pattern.search(event) and _TELLING.search(event):
            valued = [line for line in lines if values_in(line, kind) and not (kind == "number" and line.asks)]
            told = [line for line in valued if coverage(transcript, topic, line.stems) > 0] or valued
            if told:
                return Moment(told[0 if first else -1], 0.7)
    acting = [line for act, pattern in _ACTS if pattern.search(event) for line in _acting(transcript, act, side)]
    near = [line for line in acting if not topic or coverage(transcript, topic, line.stems) >= _COVERED]
    if near or acting:
        return Moment((near or acting)[0 if first else -1], 0.7 if near else 0.4)
    if _DEAL.search(event):
        sealed = [line for line in lines if seals(line)]
        if sealed:
            return Moment(sealed[0], 0.6)
    if _SUCCEEDED.search(event):
        done = [line for line in transcript.of("bot") if reported(line) == "Done"]
        about = [line for line in done if coverage(transcript, topic, line.stems) > 0]
        if done:
            return Moment((about or done)[0 if first else -1], 0.6)
    if _FAILED.search(event):
        failed = [line for line in transcript.of("bot") if reported(line) == "Not done"]
        about = [line for line in failed if coverage(transcript, topic, line.stems) > 0]
        if failed:
            return Moment((about or failed)[0 if first else -1], 0.6)
    return _spoken_of(event, topic, side, transcript)


def nearest_moment(event: str, transcript: Transcript) -> Moment | None:
    """Return the turn nearest to an event that no turn shows surely; None where nothing that it names is said."""
    topic = stems_of(topic_words(event.split())) or content_stems(event)
    if not any(is_said(transcript, item) for item in topic):
        return None
    ranked = rank(transcript, topic, speaker_asked_about(event, ""), event, topic)
    return Moment(ranked[0][0], 0.0) if ranked else None


def _spoken_of(event: str, topic: tuple[str, ...], side: Speaker | None, transcript: Transcript) -> Moment | None:
    """Return the turn that comes nearest to an event by its words or by its meaning."""
    asks = _ASKED.search(event) is not None
    terms = topic or tuple(item for item in content_stems(event) if item not in _TELLING_STEMS)
    if not terms:
        return None
    cosines = transcript.cosines(event)
    best: Moment | None = None
    for line, _ in rank(transcript, terms, side, event, topic)[:8]:
        covered = coverage(transcript, terms, line.stems)
        meant = cosines[line.position]
        if side not in (None, line.speaker) or (covered < _COVERED and meant < _MEANT):
            continue
        sure = min(1.0, covered + max(0.0, meant)) * (1.0 if line.asks or not asks else 0.6)
        if best is None or sure > best.sure + 0.01:
            best = Moment(line, sure)
    if best is not None:
        return best
    kinds = frozenset[str]().union(*(kinds_of(item) for item in terms))  # "the drink" is the tea
    named = (line for line in transcript.of(side) if not kinds.isdisjoint(line.stems))
    return next((Moment(line, 0.4) for line in named), None)


def _acting(transcript: Transcript, act: str, side: Speaker | None) -> list[Line]:
    lines = act_lines(transcript, act, side)
    if act == "agreement":
        lines = [
            line
            for line in transcript.of(side)
            if line in lines or agrees_itself(line) or _ASSENTING.search(line.turn.text)
        ]
    if act in ("refusal", "agreement") and not lines:
        sign = 1 if act == "agreement" else -1
        return [
            line
            for line in transcript.of(side or "customer")
            if stance(line) == sign or (sign < 0 and starts_with_no(line))
        ]
    return lines


def _next_to(transcript: Transcript, line: Line, side: Speaker | None, *, before: bool, asks: bool) -> Line | None:
    """Return the nearest turn of a side before or after a turn; one that asks, where the question is after one."""
    lines = transcript.lines[: line.position][::-1] if before else transcript.lines[line.position + 1 :]
    own = [other for other in lines if (other.speaker == side if side else other.speaker != line.speaker)]
    asking = [other for other in own if other.asks] if asks else []
    return next(iter(asking or own or lines), None)
