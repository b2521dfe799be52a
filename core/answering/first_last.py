"""A value that changed in a call: what it was at first and in the end, and which way it went."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.answering.fitting import sought, weighed
from core.answering.plan import Plan
from core.answering.replies import on_lines, said
from core.answering.terms import proposed
from core.answering.transcript import Line, Transcript
from core.answering.values import Kind, Value, values_in
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems

# Which kinds of value a word of the question may mean, the plainest first.
_MEASURED: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("duration", re.compile(r"\b(?:wait\w*|duration|length|how (?:long|many (?:minutes|hours|days|nights|weeks)))\b")),
    ("time", re.compile(r"\b(?:times?|hour|slot)\b")),
    ("date", re.compile(r"\b(?:date|day)\b")),
    ("percentage", re.compile(r"\b(?:percent\w*|discount|rate)\b")),
    ("amount", re.compile(
        r"\b(?:sums?|amounts?|price|money|ask|donat\w*|pledge\w*|bid|figure|cost\w*|fee|pay|give|gave|giving"
        r"|offer\w*|contribut\w*|bill|total|quot\w*|cheaper|dearer|expensive)\b")),
    ("time", re.compile(r"\b(?:earlier|later|sooner|appointment|meeting|reservation|booking|table|schedul\w*)\b")),
    ("duration", re.compile(r"\b(?:longer|shorter)\b")),
    ("date", re.compile(r"\b(?:earlier|later|sooner|appointment|meeting|reservation|booking|flight|visit)\b")),
    ("number", re.compile(r"\b(?:numbers?|ids?|quantity|how many|guests|people|rating|score)\b")),
)  # fmt: skip
_OURS: Final = re.compile(r"\b(?:our|we|us)\b")
_GIVING: Final = re.compile(r"\b(?:offer\w*|giv\w+|gave|conced\w*|part(?:ed|ing)? with|let go|hand\w* over)\b")
_WISHING: Final = re.compile(
    r"\b(?:ask\w*|want\w*|request\w*|propos\w*|suggest\w*|plan\w*|wish\w*|hop(?:ed|ing)|tried)\b"
)
_NAMING: Final = re.compile(r"\b(?:ids?|codes?|(?:account|flight|booking|phone|order|reference|card|room) numbers?)\b")
_DIFFERENCE: Final = re.compile(r"\bdifference\b|\bhow much (?:more|less|higher|lower|longer)\b|\bby how\b")
_SAME: Final = re.compile(r"\b(?:same|unchanged|stay\w*|remain\w*|constant|stick|stuck|kept|keep)\b")
_UP: Final = re.compile(
    r"\b(?:more|higher|rais\w*|ris\w*|rose|increas\w*|later|longer|bigger|larger|better|up|above|over|dearer|expensive|gr[eo]w\w*)\b"
)
_DOWN: Final = re.compile(
    r"\b(?:less|lower\w*|fewer|drop\w*|reduc\w*|decreas\w*|earlier|sooner|shorter|smaller|worse|down|below|under"
    r"|cheaper|f[ae]ll|shr[aiu]nk)\b"
)
# Which words a question leaves the choice between, for what went up and what went down.
_CHOICES: Final = tuple(
    (up, down, re.compile(rf"\b(?:{up} or (?:\w+ )?{down}|{down} or (?:\w+ )?{up})\b"))
    for up, down in (
        ("later", "earlier"), ("later", "sooner"), ("more", "less"), ("more", "fewer"), ("higher", "lower"),
        ("longer", "shorter"), ("bigger", "smaller"), ("better", "worse"), ("above", "below"), ("up", "down"),
    )
)  # fmt: skip
_MOVED: Final[dict[str, tuple[str, str]]] = {"time": ("later", "earlier"), "duration": ("longer", "shorter")}
_OTHER: Final[dict[Speaker, Speaker]] = {"bot": "customer", "customer": "bot"}
_THROUGH: Final = re.compile(r"\s*(?:-|–|to|until|till)\s*", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap])?", re.IGNORECASE)
_FIGURE: Final = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_UNITS: Final = {"second": 1 / 60, "hour": 60.0, "hr": 60.0, "day": 1440.0, "night": 1440.0, "week": 10080.0}
_WORDED: Final = {
    "a": 1.0, "an": 1.0, "zero": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A value as it was told, its figure for comparing (None: it has none) and its turn."""

    text: str
    figure: float | None
    line: Line


def first_and_last(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell the first and the last value of what is asked for, and whether it rose or fell; None where none is told.

    Sums, times, dates, durations, or how many of a thing a side gets. A value that is told again unchanged is the same.
    """
    alone: tuple[str, list[Told]] | None = None
    for kind, told in _candidates(plan, transcript):
        if len({_key(value) for value in told}) > 1:
            return _changed(plan, kind, told[0], told[-1])
        if alone is None and len({value.line.position for value in told}) > 1:
            alone = kind, told
    return _unchanged(plan, alone[1]) if alone is not None else None


def figure_of(kind: str, text: str) -> float | None:
    """Read a value as a number: amounts in one measure, hours in minutes of the day, durations in minutes.

    >>> figure_of("time", "2:30 pm"), figure_of("duration", "2 hours"), figure_of("amount", "50 cents")
    (870.0, 120.0, 0.5)
    """
    if kind == "time":
        found = _CLOCK.search(text)
        if found is None:
            return None
        half, hour = (found["half"] or "").lower(), int(found["hour"])
        return (hour % 12 if half else hour) * 60.0 + int(found["minute"] or 0) + (720.0 if half == "p" else 0.0)
    if kind == "date":
        return None
    number = _FIGURE.search(text)
    figure = (
        float(number.group().replace(",", ""))
        if number is not None
        else next((_WORDED[word] for word in text.lower().split() if word in _WORDED), None)
    )
    if figure is None:
        return None
    if kind == "duration":
        return figure * next((size for unit, size in _UNITS.items() if unit in text.lower()), 1.0)
    return figure / 100 if re.search(r"\bcents?\b|\d ?c\b", text.lower()) and figure >= 1 else figure


def _candidates(plan: Plan, transcript: Transcript) -> list[tuple[str, list[Told]]]:
    """Return the values of each kind that a question may mean, in the order of the kinds, each in temporal order."""
    found: list[tuple[str, list[Told]]] = []
    plain = [kind for kind, pattern in _MEASURED[:4] if pattern.search(plan.words)]
    if not plain and (shares := _shares(plan, transcript)):
        found.append(("share", shares))
    kinds = dict.fromkeys(kind for kind, pattern in _MEASURED if pattern.search(plan.words))
    return found + [(kind, told) for kind in kinds if (told := _values(plan, transcript, kind))]


def _shares(plan: Plan, transcript: Transcript) -> list[Told]:
    """Return how many of the thing that a question names go to the side that it is about, by one proposal and another.

    What a side offers goes to the other one; all that is proposed of the thing where that leaves fewer than two.
    """
    named = set(plan.topic)
    told = [share for share in proposed(transcript) if not named.isdisjoint(content_stems(share.thing))]
    if plan.speaker is not None:
        gives = _GIVING.search(plan.words) is not None
        to: Speaker = _OTHER[plan.speaker] if gives else plan.speaker
        own = [share for share in told if share.side == to and (not gives or share.line.speaker == plan.speaker)]
        told = own if len({share.number for share in own}) > 1 else told
    return [Told(share.number, figure_of("number", share.number), share.line) for share in told]


def _values(plan: Plan, transcript: Transcript, kind: Kind) -> list[Told]:
    """Return the values of a kind that fit the question, of the side that it is about where these are its own words."""
    lines = transcript.lines
    if kind == "amount" and (side := "bot" if _OURS.search(plan.words) else plan.speaker):
        lines = transcript.of(side) if any(values_in(line, kind) for line in transcript.of(side)) else lines
    values = [value for line in lines for value in values_in(line, kind)]
    if kind != "amount":
        fitting = {id(value) for _, value in weighed(sought(plan, transcript, kind), values)}
        near = [value for value in values if id(value) in fitting]
        values = near if len({value.text.lower() for value in near}) > 1 else values
    told = [Told(text, figure_of(kind, text), line) for text, line in _joined(values)]
    if kind in ("time", "date") and told:  # what was reported last of all is what was got
        reports = [value for value in told if value.line.speaker == "bot" and not value.line.asks]
        told = [value for value in told if not reports or value.line.position <= reports[-1].line.position]
        wished = [value for value in told if value.line.speaker == "customer"]
        if wished and _WISHING.search(plan.words):
            told = told[told.index(wished[0]) :]
    return told


def _joined(values: Sequence[Value]) -> list[tuple[str, Line]]:
    """Return values with their turns, "7 pm-8 pm" as one."""
    spans: list[tuple[int, int, Line]] = []
    for value in values:
        text = value.line.turn.text
        if spans and spans[-1][2] is value.line and _THROUGH.fullmatch(text[spans[-1][1] : value.start]):
            spans[-1] = (spans[-1][0], value.end, value.line)
        else:
            spans.append((value.start, value.end, value.line))
    return [(line.turn.text[start:end].rstrip("."), line) for start, end, line in spans]


def _key(value: Told) -> str:
    return value.text.lower() if value.figure is None else str(value.figure)


def _changed(plan: Plan, kind: str, first: Told, last: Told) -> Answer:
    values = f"{first.text} at first, {last.text} in the end"
    grounds = _grounds(first, last)
    lines = [first.line, last.line]
    rose = None if first.figure is None or last.figure is None else last.figure - first.figure
    if kind == "number" and _NAMING.search(plan.words):
        rose = None  # one account number is not more than another
    up, down = next(
        ((up, down) for up, down, pattern in _CHOICES if pattern.search(plan.words)), _MOVED.get(kind, ("more", "less"))
    )
    word = "" if rose is None else "the same" if not rose else up if rose > 0 else down
    if plan.type == "boolean":
        if not word:
            return on_lines(plan, f"Yes ({values}; {grounds})", 0.4, lines)
        if _SAME.search(plan.words):
            yes = not rose
        elif _DOWN.search(asked := plan.words.partition(" than ")[0]):
            yes = word == down
        else:
            yes = word == up if _UP.search(asked) else bool(rose)
        return on_lines(plan, f"{'Yes' if yes is not plan.negated else 'No'} ({word}: {values}; {grounds})", 0.5, lines)
    if rose and _DIFFERENCE.search(plan.words) and kind != "time":
        unit = " minutes" if kind == "duration" else ""
        return on_lines(plan, f"{abs(rose):g}{unit} {word} - {values}; {grounds}", 0.5, lines)
    if plan.type == "categorical" and word:
        return on_lines(plan, f"{word.capitalize()} - {values}; {grounds}", 0.5, lines)
    return on_lines(plan, f"{values}{f' ({word})' if word else ''} - {grounds}", 0.5, lines)


def _grounds(first: Told, last: Told) -> str:
    both = ("first", first), ("last", last)
    return "; ".join(f"{when} {said(told.line, content_stems(told.text))}" for when, told in both)


def _unchanged(plan: Plan, told: Sequence[Told]) -> Answer:
    first, last = told[0], told[-1]
    grounds = _grounds(first, last)
    values = f"{last.text} both at first and in the end"
    lines = [first.line, last.line]
    if plan.type == "boolean":
        yes = _SAME.search(plan.words) is not None
        return on_lines(plan, f"{'Yes' if yes is not plan.negated else 'No'} ({values}; {grounds})", 0.4, lines)
    return on_lines(plan, f"The same: {values} - {grounds}", 0.4, lines)
