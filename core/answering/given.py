"""Values that a question asks for: how much, when, which number, whose name. None is ever made up."""

import re
from collections.abc import Sequence
from typing import Final, cast

from core.answering.alike import asked_alike
from core.answering.beside import closeness, counted_by
from core.answering.conditions import passage, rivals, whole
from core.answering.contrary import contradicts
from core.answering.counting import count_deeds
from core.answering.fitting import sought, taken_up, weighed
from core.answering.named import addressed_by_name, find_named
from core.answering.nearest import RIGHT_BEHIND, loose_numbers, nearest_value
from core.answering.owners import asks_for_share
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.prompts import asks_for, counts_asked, prompt_to
from core.answering.quotes import IN_TEXT, at, cut
from core.answering.replies import name_of, not_stated, on_lines, said
from core.answering.retrieve import rank
from core.answering.transcript import Line, Transcript
from core.answering.values import Kind, Value, stated, values_in
from core.answers import Answer
from core.text import content_stems

_KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    "when": ("date", "time", "duration"),
    "code": ("code", "phone", "number"),
    "age": ("duration", "number"),
}
# What may stand between a word for money and a bare number: "the amount charged was only 50".
_LEADING: Final = (
    r"(?:,? (?:is|was|are|of|at|to|for|be|as|will be|would be|should be|comes to|about|around|only|just|now|currently"
    r"|up to|me|you|him|her|them|us|it|the|a|an|extra|another|almost|nearly|over|maybe|like|charged|transfer(?:red)?"
    r"|paid|total|i|get))*"
)
_MONEY_BEFORE: Final = re.compile(
    r"\b(?:(?:balance|price|costs?|fee|total|amount|fare|salary|budget|payments?|sum|charges?|rent|deposit|donation"
    rf"|purchase|bill|refund|savings?){_LEADING}"
    r"|(?:transfer(?:red|ring)?|send(?:ing)?|sent|pay|paid|paying|donat(?:e|ed|ing)|cost|charg(?:ed|ing)|spend"
    r"|spent|owe|deduct(?:ed)?|withdraw|withdrew|debited|deposited|contribut(?:e|ed))"
    r"(?: (?:me|you|him|her|them|us|a|an|about|around|only|just|up to|of|at|the|another|almost|nearly|over|maybe"
    r"|like))*"
    r"):?\s+$",
    re.IGNORECASE,
)
_MONEY_BEHIND: Final = re.compile(
    r"\s+(?:in (?:credit|debt)\b"
    r"|(?:(?:was|is|were|has|have|had|got|been|be|being|extra) ){0,3}(?:charged|debited|deducted|transferred|withdrawn"
    r"|paid|donated|transfer|payment|deposit|donation)\b"
    r"|(?:i |we )?(?:want|need|like|have|wish) to (?:transfer|pay|send|donate|deposit)\b"
    r"|(?:an?|per|each|every) (?:month|week|night|hour|person)\b)",
    re.IGNORECASE,
)
_NUMBER_OF_AN_ACCOUNT: Final = re.compile(
    r"\b(?:accounts?|number|card|pin|digits|id|zip|code|ending|no|year)(?: (?:in|is|was|are|number|#))*:?\s+$",
    re.IGNORECASE,
)
_DIGITS_OF_A_CODE: Final = re.compile(r"\d\d(?!00)\d\d|\d{7,}|0\d+")  # sums are round
_ALL: Final = re.compile(r"\b(?:all|both|half|none|no)\b(?= (?:of )?(?:(?:the|my|your|that|our) )?\w)", re.IGNORECASE)
_RANGE: Final = re.compile(r"\b(?:from when|to when|until when|dates|days|period|window|between|range|how long)\b")
_HALF_DAY: Final = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
# "$2 a day" lasts no day.
_RATE: Final = re.compile(
    r"(?:[\d%]|dollars?|bucks?|cents?|euros?|pounds?|once|twice|times|percent) an? \w+$", re.IGNORECASE
)
_NO_MONEY: Final[tuple[Kind, ...]] = ("date", "time", "phone", "duration", "percentage")
_MEASURES: Final[tuple[Kind, ...]] = ("amount", "date", "time", "duration", "percentage")
_CONDITIONAL: Final = frozenset({"amount", "percentage", "date", "time", "when", "duration"})
_LONGEST: Final = 200  # characters of a sentence that is told
_PART_OF_A_NAME: Final = r"(?! (?:name|class|floor|row|half|digits?|\d|two|three|four|five|six|and last|time\b))"
_FIRST: Final = re.compile(
    rf"\b(?:initial\w*|original\w*|to begin with|(?:at|in) the (?:beginning|start|outset)|first{_PART_OF_A_NAME})\b"
)
_LAST: Final = re.compile(
    rf"\b(?:final\w*|eventually|in the end|at the end|end(?:ed|s)? up|settled?|agreed? on|last{_PART_OF_A_NAME})\b"
)
_NTH: Final = re.compile(rf"\b(?P<place>second|third|fourth){_PART_OF_A_NAME}(?! (?:hand|time))\b")
_PLACES: Final = {"second": 1, "third": 2, "fourth": 3}
_AS_GOOD: Final = 0.03  # difference of scores up to which the later of two values counts
_SAME_MATTER: Final = 4  # turns between a day and its hour
_NEAR_THE_BEST: Final = 0.2  # difference of scores up to which an earlier or later value is preferred


def answer_stated(plan: Plan, transcript: Transcript) -> Answer:
    """Tell a value that was stated, with who stated it and when; or that none was."""
    words = plan.words
    kind = plan.aspect or "number"
    if kind == "name" and (named := find_named(plan, transcript)) is not None:
        return named
    kinds = _kinds_of(kind)
    candidates = candidates_of(transcript, kind)
    if kind == "number" and not counts_asked(words) and not asks_for_share(plan):
        candidates = [value for value in candidates if not _ALL.match(value.line.turn.text, value.start)]
    wanted = sought(plan, transcript, kind)
    loose = loose_numbers(transcript, plan.terms) if kind == "amount" else []
    candidates.extend(
        value
        for value in loose
        if closeness(value, wanted.topic) >= RIGHT_BEHIND
        and value.line.turn.text[: value.start].rstrip()[-1:].isalnum()
    )
    fitting = weighed(wanted, candidates)
    alike = asked_alike(plan, transcript) if plan.type != "boolean" else None
    if alike is not None and contradicts(words, alike[0].turn.text):
        alike = None
    if alike is not None and (not fitting or _settles(plan, alike, kinds, fitting)):
        return _reply_to_same(plan, transcript, *alike, kinds)
    if not fitting and kind == "name" and (addressed := addressed_by_name(plan, transcript)) is not None:
        return addressed
    if not fitting and plan.type != "boolean":
        near = nearest_value(wanted, [*candidates, *loose])
        fitting = [near] if near is not None else []
    if not fitting and kind == "number" and (deeds := count_deeds(plan, transcript, wanted.counted)) is not None:
        return deeds
    if not fitting:
        if plan.type == "boolean":
            who = name_of(plan.speaker) if plan.speaker else "nobody"
            what = f"{'such ' if plan.topic else ''}{_spoken_kind(kind)}"
            text = f"No ({who} {'did not state' if plan.speaker else 'stated'} any {what})"
            return on_lines(plan, text, 0.75, [])
        open_form = kind in ("when", "name", "address")
        return answer_passage(plan, transcript) if open_form else not_stated(plan, transcript)
    score, value = _chosen(plan, fitting)
    told = _range(value) if value.kind in ("date", "time") and _RANGE.search(words) else whole(value, kind)
    half = _other_half(kind, told, score, value, fitting)
    if half is not None:
        told = ", ".join(each.text for each in sorted((value, half), key=lambda each: each.kind))
    alone = plan.type == "boolean" or told != whole(value, kind)
    others = () if alone or kind not in _CONDITIONAL else rivals(transcript, wanted.topic, value, score, fitting)
    if others:
        text = f"{passage((value, *others))} - {name_of(value.line.speaker)} at {at(value.line)}"
        return on_lines(plan, text, 0.25 + 0.4 * min(1.0, score), [value.line])
    verdict = f"Yes ({_clean(told)}, " if plan.type == "boolean" else f"{_clean(told)} - "
    grounds = f"{name_of(value.line.speaker)} at {at(value.line)}: {_in_place(value)}"
    text = f"{verdict}{grounds}{')' if plan.type == 'boolean' else ''}"
    confirmed = _confirmation(plan, transcript, value)
    if half is not None:
        confirmed.insert(0, half.line)
    return on_lines(plan, text, 0.3 + 0.5 * min(1.0, score), [value.line, *confirmed, *_others(plan, transcript)])


def _kinds_of(kind: str) -> tuple[Kind, ...]:
    return _KINDS.get(kind, (cast("Kind", kind),))


def candidates_of(transcript: Transcript, kind: str) -> list[Value]:
    """Return the values that a question for a kind may be after: of this kind, or numbers that stand for one."""
    found = [value for each in _kinds_of(kind) for value in stated(transcript, each)]
    if kind == "code":
        found = [value for value in found if not _within(value, _of_kinds(value.line, _MEASURES))]
        found = [value for value in found if value.kind != "number" or not (counted_by(value) or _within(value, found))]
    if kind == "duration":
        found = [value for value in found if not _RATE.search(value.line.turn.text[: value.end])]
    if kind == "amount":
        found.extend(value for value in stated(transcript, "number") if _means_money(transcript, value))
    if kind == "number":
        found = [
            value
            for value in found
            if not _within(value, [*values_in(value.line, "date"), *values_in(value.line, "time")])
        ]
        found.extend(
            Value("number", match.group(), match.start(), match.end(), line)
            for line in transcript.lines
            for match in _ALL.finditer(line.turn.text)
        )
    return found


def _other_half(
    kind: str, told: str, score: float, value: Value, fitting: Sequence[tuple[float, Value]]
) -> Value | None:
    """Return the hour of a day, or the day of an hour, that is told a few turns from it; None where it is with it."""
    if kind != "when" or value.kind not in ("date", "time") or told != value.text:
        return None
    near = [
        other
        for other_score, other in fitting
        if {other.kind, value.kind} == {"date", "time"}
        and other_score >= score - _NEAR_THE_BEST
        and 0 < abs(other.line.position - value.line.position) <= _SAME_MATTER
    ]
    return near[-1] if near else None


def _of_kinds(line: Line, kinds: Sequence[Kind]) -> list[Value]:
    return [value for kind in kinds for value in values_in(line, kind)]


def _within(value: Value, others: Sequence[Value]) -> bool:
    """Tell whether a number is only a part of another value: the digits of "jif 332"."""
    return any(
        other.line is value.line and other.kind != "number" and other.start <= value.start and value.end <= other.end
        for other in others
    )


def _means_money(transcript: Transcript, value: Value) -> bool:
    """Tell whether a bare number is an amount: "your balance is 1929", "1929" in reply to "how much?"."""
    text, before = value.line.turn.text, value.line.turn.text[max(0, value.start - 60) : value.start]
    if _MONEY_BEHIND.match(text, value.end):
        return True
    if values_in(value.line, "amount") or counted_by(value) or _NUMBER_OF_AN_ACCOUNT.search(before):
        return False
    if _within(value, _of_kinds(value.line, _NO_MONEY)):
        return False
    if _MONEY_BEFORE.search(before):
        return True
    prompt = prompt_to(transcript, value.line)
    if prompt is not None:
        return asks_for(prompt, "amount")
    # Alone, and nobody hears what was asked: four digits are rather the last of a card's.
    bare = not content_stems(text[: value.start] + " " + text[value.end :])
    return bare and _DIGITS_OF_A_CODE.fullmatch(value.text) is None


def _chosen(plan: Plan, fitting: Sequence[tuple[float, Value]]) -> tuple[float, Value]:
    """Return the value that fits best; of those that fit about as well the last, or the one that the question names."""
    most = max(score for score, _ in fitting)
    in_time = sorted(fitting, key=lambda item: (item[1].line.position, item[1].start))
    close = [item for item in in_time if item[0] >= most - _NEAR_THE_BEST]
    if nth := _NTH.search(plan.words):
        distinct = list({item[1].text.lower(): item for item in reversed(close)}.values())[::-1]
        if len(distinct) > _PLACES[nth["place"]]:
            return distinct[_PLACES[nth["place"]]]
    if _FIRST.search(plan.words):
        return close[0]
    if _LAST.search(plan.words):
        return close[-1]
    return next(item for item in reversed(in_time) if item[0] >= most - _AS_GOOD)


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
    found = _of_kinds(reply, kinds)
    if counted := frozenset(counts_asked(plan.words)):  # "over 100 years" replies to no "how many children"
        found = [value for value in found if not counted_by(value) or not counted.isdisjoint(counted_by(value))]
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
        and taken_up(transcript, plan, value.line)
    ):
        return [reply]
    return []
