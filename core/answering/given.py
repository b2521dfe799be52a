"""Values that a question asks for: how much, when, which number, whose name. None is ever made up."""

import re
from collections.abc import Sequence
from typing import Final, cast

from core.analysis.phrases import normal_words
from core.answering.alike import asked_alike
from core.answering.conditions import passage, rivals, whole
from core.answering.cues import answers, part_fails
from core.answering.named import find_named
from core.answering.parts import denies
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.quotes import IN_TEXT, at, cut
from core.answering.replies import name_of, not_stated, on_lines, said
from core.answering.retrieve import coverage, rank
from core.answering.transcript import Line, Transcript, joined_hours
from core.answering.values import Kind, Value, stated, values_in
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.text import content_stems, sentences, stem, tokens

# Words of a question that only name the kind of value.
_KIND_WORDS: Final = {
    "amount": "price cost fee amount sum fare total budget charg payment money dollar expens cheap pay paid"
    " worth much donat offer",
    "email": "email mail address e contact",
    "phone": "phone telephon mobil cell contact number callback whatsapp fax call back",
    "percentage": "discount percentag percent rate reduct",
    "name": "name full first last surnam",
    "time": "time hour clock take place",
    "date": "day date month weekday take place",
    "when": "when time day date take place",
    "duration": "long day night week month year hour minut last take",
    "url": "websit web site url link page",
    "code": "number code id identif",
    "number": "number mani",
}
_KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    "when": ("date", "time", "duration"),
    "code": ("code", "phone", "number"),
    "number": ("number",),
}
_MONEY_WORDS: Final = word_set("balance price cost costs fee total amount fare salary budget payment sum charge rent")
_CLOSE: Final = 60  # characters before a value in which a word of the question makes it likelier
_SEARCHED: Final = 2  # turns before a value in which the topic may have been named
_RANGE: Final = re.compile(r"\b(?:from when|to when|until when|dates|days|period|between|range|how long)\b")
_AHEAD: Final = re.compile(r"\b(?:in|within|after|for)\s+(?:about\s+)?$", re.IGNORECASE)
_GIVEN: Final = re.compile(
    r"\b(?:giv\w+|gave|provid\w+|leave|left|shar\w+|sa(?:y|id)|stat\w+|mention\w*|customer's"
    r"|client's|caller's|his|her|of the)\b"
)
_LEAST: Final = 0.5
_HEAD: Final = 6  # words at the head of a reply in which it says that it has no answer
_TAKEN_BACK: Final = 0.4  # and of one that a later turn takes back
_HALF_DAY: Final = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_NO: Final = word_set("no not never none")
_TO_BE_HAD: Final = word_set("available possible free open left")
_DENIED: Final = 0.6  # what is left of the score of a value in a sentence that says no
_OPEN_CHOICE: Final = re.compile(r"\bhow (?:much|many)\b|\bany (?:amount|number|sum)\b", re.IGNORECASE)
_CONDITIONAL: Final = frozenset({"amount", "percentage", "date", "time", "when", "duration"})
_LONGEST: Final = 200  # characters of a sentence that is told
_MAY: Final = re.compile(r"\b(?:can|could|may|might|allowed|eligible)\b")


def answer_stated(plan: Plan, transcript: Transcript) -> Answer:
    """Tell a value that was stated, with who stated it and when; or that none was."""
    words = plan.words
    kind = plan.aspect or "number"
    if kind == "name" and (named := find_named(plan, transcript)) is not None:
        return named
    kinds = _KINDS.get(kind, (cast("Kind", kind),))
    candidates = [value for each in kinds for value in stated(transcript, each)]
    if kind == "amount":
        candidates.extend(value for value in stated(transcript, "number") if _beside_money(value))
    weighed = _weighed(plan, transcript, kind, candidates)
    fitting = [(score, value) for score, value in weighed if score > 0]
    alike = asked_alike(plan, transcript) if plan.type != "boolean" else None
    if alike is not None and (not fitting or _settles(plan, alike, kinds, fitting)):
        return _reply_to_same(plan, transcript, *alike, kinds)
    if not fitting:
        if plan.type == "boolean":
            who = name_of(plan.speaker) if plan.speaker else "nobody"
            what = f"{'such ' if plan.topic else ''}{_spoken_kind(kind)}"
            text = f"No ({who} {'did not state' if plan.speaker else 'stated'} any {what})"
            return on_lines(plan, text, 0.75, [])
        return answer_passage(plan, transcript) if kind in ("when", "name") else not_stated(plan, transcript)
    first = re.search(r"\b(?:first|initial\w*|original\w*|at first)\b", words) is not None
    place = -1 if first else 1
    score, value = max(
        fitting, key=lambda item: (round(item[0], 1), place * item[1].line.position, place * item[1].start)
    )
    told = _range(value) if value.kind in ("date", "time") and _RANGE.search(words) else whole(value, kind)
    about = tuple(item for item in plan.topic if item not in _KIND_WORDS.get(kind, "").split())
    alone = plan.type == "boolean" or told != whole(value, kind)
    others = () if alone or kind not in _CONDITIONAL else rivals(transcript, about, value, score, fitting)
    if others:
        text = f"{passage((value, *others))} - {name_of(value.line.speaker)} at {at(value.line)}"
        return on_lines(plan, text, 0.25 + 0.4 * min(1.0, score), [value.line])
    verdict = f"Yes ({_clean(told)}, " if plan.type == "boolean" else f"{_clean(told)} - "
    grounds = f"{name_of(value.line.speaker)} at {at(value.line)}: {_in_place(value)}"
    text = f"{verdict}{grounds}{')' if plan.type == 'boolean' else ''}"
    confirmed = _confirmation(plan, transcript, value)
    return on_lines(plan, text, 0.3 + 0.5 * min(1.0, score), [value.line, *confirmed, *_others(plan, transcript)])


def _weighed(plan: Plan, transcript: Transcript, kind: str, values: Sequence[Value]) -> list[tuple[float, Value]]:
    """Weigh values; one that a later turn takes back ("I can't on Thursday") counts for less."""
    said = [frozenset(content_stems(value.text)) for value in values]
    taken_back = {stems: value.line.position for stems, value in zip(said, values, strict=True) if _is_denied(value)}
    return [
        (
            _weigh(plan, transcript, kind, value)
            * (_TAKEN_BACK if taken_back.get(stems, -1) > value.line.position else 1.0),
            value,
        )
        for stems, value in zip(said, values, strict=True)
    ]


def _settles(
    plan: Plan, alike: tuple[Line, Line], kinds: Sequence[Kind], fitting: Sequence[tuple[float, Value]]
) -> bool:
    """Tell whether the call asks the very same, and the reply states just one value that none of later replaces."""
    asked, reply = alike
    if any(value.line.position > reply.position for _, value in fitting):
        return False
    values = {value.text.lower() for kind in kinds for value in values_in(reply, kind)}
    return bool(plan.topic) and frozenset(asked.stems).issuperset(plan.topic) and len(values) == 1


def _reply_to_same(plan: Plan, transcript: Transcript, asked: Line, reply: Line, kinds: Sequence[Kind]) -> Answer:
    """Answer by the reply to the same question in the call: its value, if it states just one, else its words."""
    found = [value for kind in kinds for value in values_in(reply, kind)]
    distinct = {value.text.lower() for value in found}
    told = whole(found[0], plan.aspect) if len(distinct) == 1 else cut(_clean(reply.turn.text), _LONGEST).rstrip(".")
    text = f"{_clean(told)} - {name_of(reply.speaker)} at {at(reply)}, in reply to {said(asked, plan.terms)}"
    return on_lines(plan, text, 0.5 if len(distinct) == 1 else 0.35, [reply, asked])


def _in_place(value: Value) -> str:
    """Quote the turn that states a value, or where it is long the sentence."""
    text = value.line.turn.text if len(value.line.turn.text) <= IN_TEXT else passage((value,))
    return f'"{cut(" ".join(text.split()), _LONGEST)}"'


def _range(value: Value) -> str:
    """Return a date or time with the others of its turn, from the first to the last, verbatim."""
    spans = values_in(value.line, value.kind)
    return value.line.turn.text[spans[0].start : spans[-1].end] if len(spans) > 1 else value.text


def _clean(text: str) -> str:
    told = " ".join(text.split())
    return told if _HALF_DAY.search(told) else told.removesuffix(".")


def _spoken_kind(kind: str) -> str:
    return {"email": "e-mail address", "phone": "telephone number", "code": "number or code", "url": "web address"}.get(
        kind, kind
    )


def _weigh(plan: Plan, transcript: Transcript, kind: str, value: Value) -> float:
    """Return how well a value fits the question, 0: not at all, about 1: surely."""
    own_words = frozenset(_KIND_WORDS.get(kind, "").split())
    topic = tuple(item for item in plan.topic if item not in own_words)
    named_kind = tuple(item for item in plan.topic if item in own_words)
    line = value.line
    if kind == "when" and value.kind == "duration" and not _AHEAD.search(line.turn.text[: value.start]):
        return 0.0
    context = _context(transcript, line)
    if kind == "number":
        near = _counted_noun(value, topic or plan.topic)
        if not near and not plan.words.startswith(("how many", "how much")):
            near = _beside_noun(value, topic or plan.topic)
        asked = _asked_for(transcript, line, topic or plan.topic)
        if not near and not asked:
            return 0.0
        score = (0.7 if near else 0.6) + 0.2 * coverage(transcript, plan.terms, frozenset(line.stems))
    elif topic:
        own = coverage(transcript, topic, _sentence_stems(value))
        around = coverage(transcript, topic, context)
        asked = own >= _LEAST or _asked_for(transcript, line, (*topic, *named_kind))
        if kind in ("code", "name") and (not asked or (own < _LEAST and "not" in line.words[:_HEAD])):
            return 0.0
        if around < _LEAST:
            return 0.0
        score = 0.4 + 0.4 * own + 0.2 * around + _closeness(value, plan.terms)
    elif kind == "code":
        return 0.0
    else:
        score = 0.6
    if kind == "name" and not topic:
        score = 0.8
    if _is_denied(value):
        score *= _DENIED
    if plan.speaker is not None and line.speaker != plan.speaker and line.asks and _OPEN_CHOICE.search(line.turn.text):
        return 0.0  # "How much would you give, from $1 to $5?" is not what the other side said
    if plan.speaker is not None and kind != "number":
        if line.speaker == plan.speaker:
            score += 0.0 if _MAY.search(plan.words) else 0.15  # what the customer can do, the bot tells
        elif kind in ("phone", "email", "name") and not _GIVEN.search(plan.words):
            score -= 0.05
        elif kind in ("phone", "email", "name") and not _taken_up(transcript, plan, line):
            return 0.0
        elif kind == "amount" and not _taken_up(transcript, plan, line):
            score -= 0.25
    if named_kind and not frozenset(named_kind).isdisjoint(context):
        score += 0.1
    return max(score, 0.05)


def _is_denied(value: Value) -> bool:
    """Tell whether the sentence of a value says that something is not to be had: "not available at 5 pm"."""
    text = value.line.turn.text
    span = next((text[start:end] for start, end in sentences(text) if start <= value.start < end), text)
    words = tuple(word for word in normal_words(span) if word)
    if value.kind in ("date", "time") and denies(words, content_stems(joined_hours(value.text))):
        return True
    return part_fails(words) or not (_NO.isdisjoint(words) or _TO_BE_HAD.isdisjoint(words))


def _sentence_stems(value: Value) -> frozenset[str]:
    """Return the stems of the sentence in which a value is stated."""
    text = value.line.turn.text
    for start, end in sentences(text):
        if start <= value.start < end:
            return frozenset(content_stems(joined_hours(text[start:end])))
    return frozenset(value.line.stems)


def _closeness(value: Value, terms: Sequence[str]) -> float:
    """Return a bonus for a value that stands close behind a word of the question: 0.1 right behind it, 0 far off."""
    before = tokens(value.line.turn.text[max(0, value.start - _CLOSE) : value.start])
    for distance, word in enumerate(reversed(before)):
        if stem(word) in terms:
            return 0.1 / (1 + distance)
    return 0.0


def _beside_money(value: Value) -> bool:
    """Tell whether a bare number follows a word for money: "your balance is 1929"."""
    before = tokens(value.line.turn.text[max(0, value.start - 40) : value.start])[-4:]
    return not _MONEY_WORDS.isdisjoint(before)


def _beside_noun(value: Value, topic: Sequence[str]) -> bool:
    """Tell whether a number follows a word of the topic within three words: "a rating of 4.4"."""
    before = [stem(word) for word in tokens(value.line.turn.text[max(0, value.start - 40) : value.start])[-3:]]
    return not frozenset(topic).isdisjoint(before)


def _context(transcript: Transcript, line: Line) -> frozenset[str]:
    """Return the stems of a turn and of those just before it."""
    start = max(0, line.position - _SEARCHED)
    return frozenset(item for other in transcript.lines[start : line.position + 1] for item in other.stems)


def _counted_noun(value: Value, topic: Sequence[str]) -> bool:
    """Tell whether one of the three words after a number, or the one before it, is of the topic."""
    wanted = frozenset(topic).union(*(related(item) for item in topic)) if topic else frozenset()
    after = [stem(word) for word in tokens(value.line.turn.text[value.end : value.end + 60])[:3]]
    return not wanted.isdisjoint(after)


def _asked_for(transcript: Transcript, line: Line, topic: Sequence[str]) -> bool:
    """Tell whether the turn before asked for just this."""
    before = transcript.before(line)
    if before is None or before.speaker == line.speaker or not before.asks:
        return False
    return coverage(transcript, topic, frozenset(before.stems)) >= _LEAST


def _taken_up(transcript: Transcript, plan: Plan, line: Line) -> bool:
    """Tell whether the side asked about said yes to what the other side proposed in this turn."""
    reply = transcript.after(line)
    return reply is not None and reply.speaker == plan.speaker and line.asks and answers(reply) > 0


def _others(plan: Plan, transcript: Transcript) -> list[Line]:
    """Return the passages that a reader may want beside the value, for a question that is not after a number."""
    if plan.type != "textual":
        return []
    return [line for line, _ in rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)[:3]]


def _confirmation(plan: Plan, transcript: Transcript, value: Value) -> list[Line]:
    """Return the reply that makes a proposed value one's own, if there is one."""
    reply = transcript.after(value.line)
    if (
        plan.speaker is not None
        and value.line.speaker != plan.speaker
        and reply is not None
        and _taken_up(transcript, plan, value.line)
    ):
        return [reply]
    return []
