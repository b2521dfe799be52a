"""Comparisons: moods before and after, who did more, which came first, which value is the higher one."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.around import Moment, find_moment, nearest_moment
from core.answering.asked.comparing import COMPARED
from core.answering.asked.sequence import sequence_of
from core.answering.confidence import is_said
from core.answering.cues import hedges, stance
from core.answering.first_last import figure_of, first_and_last
from core.answering.measures import answer_sentiment
from core.answering.named import names_in
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.priorities import answer_priorities, preferred
from core.answering.propositions import answer_proposition
from core.answering.replies import grounded, not_stated, on_lines, said, shown
from core.answering.retrieve import coverage, matches
from core.answering.sides_compared import compare_priorities, compare_shares
from core.answering.states import act_lines
from core.answering.transcript import Line, Transcript
from core.answering.values import Kind, values_in
from core.answering.vocabulary import side, stems_of, topic_words
from core.answering.who import answer_who
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems
from core.wording import count

_EVENT: Final = re.compile(r"\b(?P<relation>after|before|once|when|following) (?P<event>(?!or\b).+)$")
_ENDS: Final = re.compile(
    r"\b(?:start|beginning|begin|outset|opening|end|ending|close|closing|finish|halves|over the call)\b"
)
_WORSE: Final = re.compile(
    r"\b(?:wors\w*|drop\w*|sour\w*|declin\w*|fell|fall|down|angr\w+|annoyed|upset|frustrated|irritat\w+|negativ\w*"
    r"|unhapp\w*"
    r"|sadder|crosser|grumpier|cooler)\b"
)
_BETTER: Final = re.compile(
    r"\b(?:improv\w*|better|happ\w*|friendl\w*|calm\w*|warm\w*|nicer|polite\w*|positiv\w*|satisf\w*|brighten\w*"
    r"|lift\w*"
    r"|cheer\w*|soften\w*|up|relaxed|rose|ris\w*)\b"
)
_CHOICE: Final = re.compile(
    r"\b(?:before or after|after or before|up or down|better or (?:for )?worse|start\w* or|beginning or|end or)\b"
)
_SAME: Final = 0.05  # difference of mean sentiments (-1..1) up to which a mood counts as unchanged
_NEUTRAL: Final = 0.1  # sentiment up to which a turn is neutral
_TURNS: Final = 2  # turns next to an event that its mood is read from
_LOWER: Final = re.compile(
    r"\b(?:cheap\w*|less|low\w*|wors\w*|small\w*|short\w*|fast\w*|cold\w*|earl\w*|least|fewe\w*|below|under)\b"
)
_VALUES: Final[tuple[Kind, ...]] = ("amount", "percentage", "number", "duration", "time")
_ACTS: Final = (("question", "question"), ("objection", "objection"), ("request", "request"), ("thanks", "thank"),
    ("complaint", "complain"), ("commitment", "promise"), ("apology", "apolog"))  # fmt: skip
_COVERED: Final = 0.5
_BELOW_ZERO: Final = re.compile(r"(?<=\s)-\d+(?:\.\d+)?\b")
_NAMED: Final = 0.8  # share of a name's weight that a turn has to cover


def answer_compare(plan: Plan, transcript: Transcript) -> Answer:
    """Compare two sides, two moments or two things of a call."""
    answer = {
        "mood": _mood,
        "mood around": _mood_around,
        "count": _counts,
        "stance": _stance,
        "value": _value,
        "which higher": _value,
        "higher than": _value,
        "which of two": _which_of_two,
        "preferred": _preferred,
        "shares": compare_shares,
        "priorities": answer_priorities,
        "same priority": compare_priorities,
        "offer": _offers,
        "first and last": first_and_last,
    }.get(plan.aspect, _order)(plan, transcript)
    return answer if answer is not None else _otherwise(plan, transcript)


def _otherwise(plan: Plan, transcript: Transcript) -> Answer:
    if plan.aspect.startswith("mood") and plan.type != "boolean":
        return answer_sentiment(plan, transcript)
    if plan.aspect in ("shares", "which of two") and plan.type != "boolean":
        return answer_who(plan, transcript)
    if plan.aspect in ("which higher", "higher than", "shares", "same priority") and plan.type == "boolean":
        return answer_proposition(plan, transcript)
    return not_stated(plan, transcript) if plan.type in ("boolean", "categorical") else answer_passage(plan, transcript)


def _mood(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell whether a side's mood changed over the call or with an event, and how."""
    side: Speaker = plan.speaker or "customer"
    lines = [line for line in transcript.of(side) if line.words]
    found = _EVENT.search(plan.words)
    moment = find_moment(found.group("event"), transcript) if found and not _ENDS.search(found.group("event")) else None
    place = moment.line.position if moment is not None else -1
    if moment is not None and any(line.position < place for line in lines) and lines[-1].position > place:
        before = [line for line in lines if line.position <= place and line is not moment.line]
        after = [line for line in lines if line.position > place]
        names = ("before", "after")
    else:
        middle = (len(lines) + 1) // 2
        before, after, names = lines[:middle], lines[middle:], ("in the first half", "in the second half")
    if not before or not after:
        return None
    first, second = _mean(before), _mean(after)
    change = second - first
    told = f"mean sentiment {first:+.2f} {names[0]}, {second:+.2f} {names[1]}"
    shown_lines = [
        *sorted(before, key=lambda line: -abs(line.sentiment))[:1],
        *sorted(after, key=lambda line: -abs(line.sentiment))[:1],
    ]
    grounds = f"{told}; {'; '.join(said(line) for line in shown_lines)}"
    sure = 0.4 + min(0.35, abs(change))
    if _CHOICE.search(plan.words) and not re.search(r"\b(?:up or down|better or)", plan.words):
        high = names[1] if change > 0 else names[0]
        low = names[0] if change > 0 else names[1]
        text = "Alike in both" if abs(change) <= _SAME else (low if _asks_worse(plan.words) else high).capitalize()
        return on_lines(plan, f"{text} - {grounds}", sure, shown_lines)
    word = "unchanged" if abs(change) <= _SAME else "improved" if change > 0 else "worsened"
    if plan.type != "boolean" or re.search(r"\b(?:up or down|better or)", plan.words):
        return on_lines(plan, f"{word.capitalize()} - {grounds}", sure, shown_lines)
    if not _asks_worse(plan.words) and not _BETTER.search(plan.words):
        yes = word != "unchanged"
    else:
        yes = word == ("worsened" if _asks_worse(plan.words) else "improved")
    return on_lines(plan, f"{'Yes' if yes is not plan.negated else 'No'} ({word}: {grounds})", sure, shown_lines)


def _asks_worse(words: str) -> bool:
    return _WORSE.search(words) is not None


def _mean(lines: Sequence[Line]) -> float:
    return sum(line.sentiment for line in lines) / len(lines)


def _mood_around(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell a side's mood right after (or before) an event."""
    asked = sequence_of(plan.words)
    found = _EVENT.search(plan.words)
    event = asked.event if asked is not None else found.group("event") if found is not None else ""
    moment = find_moment(event, transcript) if event else None
    if moment is None:
        return None
    before = asked.before if asked is not None else found is not None and found.group("relation") == "before"
    side: Speaker = plan.speaker or "customer"
    if asked is not None:
        side = "bot" if re.search(r"\b(?:bot|agent|assistant)'?s?\b", asked.main) else "customer"
    lines = transcript.of(side)
    near = (
        [line for line in lines if line.position < moment.line.position][-_TURNS:]
        if before
        else [line for line in lines if line.position > moment.line.position][:_TURNS]
    )
    if not near:
        return None
    strongest = max(near, key=lambda line: abs(line.sentiment))
    mood = strongest.sentiment
    label = "Positive" if mood > _NEUTRAL else "Negative" if mood < -_NEUTRAL else "Neutral"
    grounds = f"sentiment {mood:+.2f} at {shown(strongest)}, {'before' if before else 'after'} {said(moment.line)}"
    if plan.type == "boolean":
        yes = label == ("Negative" if _asks_worse(plan.words) else "Positive")
        return on_lines(plan, f"{'Yes' if yes is not plan.negated else 'No'} ({label.lower()}: {grounds})", 0.45, near)
    return on_lines(plan, f"{label} - {grounds}", 0.45, [strongest, moment.line])


def _counts(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell which side did something more often."""
    found = COMPARED["count"].match(plan.words)
    what = found.group("what") if found is not None else ""
    if what in ("words", "turns"):
        numbers = {
            side: len(transcript.of(side)) if what == "turns" else sum(len(line.words) for line in transcript.of(side))
            for side in ("bot", "customer")
        }
        lines: list[Line] = []
    else:
        act = next((act for act, head in _ACTS if what.startswith(head)), None)
        if act is None:
            return None
        lines = act_lines(transcript, act, None)
        numbers = {side: sum(line.speaker == side for line in lines) for side in ("bot", "customer")}
    noun = what.removesuffix("s")
    told = f"the bot {count(numbers['bot'], noun)}, the customer {count(numbers['customer'], noun)}"
    if numbers["bot"] == numbers["customer"]:
        return on_lines(plan, f"Both alike - {told}", 0.6, lines)
    fewer = re.search(r"\b(?:fewe\w*|less|least)\b", plan.words) is not None
    side: Speaker = "bot" if (numbers["bot"] > numbers["customer"]) is not fewer else "customer"
    if plan.type == "boolean":
        return on_lines(plan, f"{'Yes' if side == plan.speaker else 'No'} ({told})", 0.75, lines)
    return on_lines(plan, f"The {side} - {told}", 0.75, [line for line in lines if line.speaker == side])


def _stance(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell whether a side came to think otherwise: its first stance and its last one."""
    side: Speaker = plan.speaker or "customer"
    signs = [(line, -1 if stance(line) < 0 else 0 if hedges(line) else stance(line)) for line in transcript.of(side)]
    told = [(line, sign) for line, sign in signs if (sign or hedges(line)) and len(line.stems) > 1]
    if len(told) < 2:
        return None if plan.type != "boolean" else grounded(plan, "No (no change of mind was voiced)", 0.4)
    lowest = min(told, key=lambda item: (item[1], item[0].position))
    last = told[-1]
    if last[1] > max(lowest[1], 0) and lowest[0].position < last[0].position:
        return on_lines(plan, f"Yes (first {said(lowest[0])}; then {said(last[0])})", 0.5, [last[0], lowest[0]])
    if last[1] < told[0][1]:
        return on_lines(plan, f"Yes (first {said(told[0][0])}; then {said(last[0])})", 0.45, [last[0], told[0][0]])
    return on_lines(plan, f"No (it stayed the same, last {said(last[0])})", 0.4, [last[0], told[0][0]])


def _order(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell which of two things came first, or whether one came before or after the other."""
    found = COMPARED[plan.aspect].match(plan.words) if plan.aspect in COMPARED else None
    if found is None or not {"left", "right"} <= found.groupdict().keys():
        return None
    names = [found.group("left").strip(), found.group("right").strip()]
    names = [re.sub(r"^(?:(?:on|in|to|at|up|with|for) (?:the )?\w+ )?(?:the |a |an )?", "", name) for name in names]
    left, right = (
        _first_named(name, transcript) or find_moment(name, transcript) or nearest_moment(name, transcript)
        for name in names
    )
    if left is None or right is None or left.line is right.line:
        return None
    sure = 0.3 + 0.3 * min(left.sure, right.sure)
    lines = sorted((left.line, right.line), key=lambda line: line.position)
    grounds = " - " + ", then ".join(said(line) for line in lines)
    if plan.aspect == "either":
        text = "Before" if left.line is lines[0] else "After"
        return on_lines(plan, text + grounds, sure, lines)
    if plan.aspect == "sequence":
        yes = (left.line is lines[0]) is (found.group("end") == "before")
        return on_lines(plan, f"{'Yes' if yes else 'No'} ({grounds.removeprefix(' - ')})", sure, lines)
    last = found.group("end") in ("last", "later")
    wanted = lines[-1] if last else lines[0]
    name = names[0] if left.line is wanted else names[1]
    return on_lines(plan, f"{name.capitalize()}{grounds}", sure, [wanted, *lines])


def _first_named(name: str, transcript: Transcript) -> Moment | None:
    """Return the first turn that names a thing in the words of the question."""
    found = matches(transcript, stems_of(topic_words(name.split())), least=_NAMED)
    return Moment(found[0].line, found[0].coverage) if found else None


def _value(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell which of two things has the higher or the lower value."""
    found = COMPARED[plan.aspect].match(plan.words)
    if found is None:
        return None
    names = [_bare(found.group(side)) for side in ("left", "right")]
    owned = [[item for item in content_stems(name) if is_said(transcript, item)] for name in names]
    shared = [item for item in content_stems(plan.words) if not any(item in own for own in owned)]
    values = [_value_of(own, shared, transcript) for own in owned]
    left, right = values
    if left is None or right is None or (left[1] is right[1] and left[0] == right[0]):
        return None
    told = f"{said(left[1], content_stems(names[0]))}; {said(right[1], content_stems(names[1]))}"
    lines = [left[1], right[1]]
    low = _LOWER.search(found.group("how")) is not None
    if plan.aspect == "higher than" and plan.type == "boolean":
        yes = left[0] != right[0] and (left[0] < right[0]) is low
        return on_lines(plan, f"{'Yes' if yes is not plan.negated else 'No'} ({told})", 0.45, lines)
    if left[0] == right[0]:
        return on_lines(plan, f"The same for both - {told}", 0.4, lines)
    name = names[0] if (left[0] < right[0]) is low else names[1]
    return on_lines(plan, f"{name.capitalize()} - {told}", 0.45, lines)


def _bare(name: str) -> str:
    """Return the name of a thing without what stands before it: "on saturday chicago" names Chicago."""
    name = re.sub(r"^(?:on|in|by|at) (?:the )?\w+ (?=\w)", "", name.strip())
    return re.sub(r"^(?:(?:is|was|the|a|an|one|for|on|in|at|to|its|his|her|their) )+", "", name)


def _which_of_two(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell which of the turns that tell a figure of what is asked about has the highest or the lowest one."""
    found = COMPARED[plan.aspect].match(plan.words)
    if found is None:
        return None
    named = content_stems(plan.words[found.end("how") :]) or content_stems(found.group("what"))
    about = [item for item in named if is_said(transcript, item)]
    told = [
        (number, line)
        for line in transcript.lines
        if not line.asks
        and about
        and coverage(transcript, about, line.stems) >= _COVERED
        and (number := _number_in(line)) is not None
    ]
    if len({number for number, _ in told}) < 2:
        return None
    low = _LOWER.search(found.group("how")) is not None
    told.sort(key=lambda item: item[0] if low else -item[0])
    best, other = told[0][1], told[-1][1]
    names = [name for name in names_in(best) if name not in other.turn.text and name.split()[0] not in other.turn.text]
    text = f"{names[0]} - " if names else ""
    return on_lines(plan, f"{text}{said(best, about)}; {said(other, about)}", 0.4, [best, other])


def _preferred(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell which of two things a side stressed more."""
    found = COMPARED["preferred"].match(plan.words)
    if found is None:
        return None
    names = [_bare(found.group(side)) for side in ("left", "right")]
    ranked = preferred(transcript, plan.speaker or "customer", names)
    if not ranked:
        return None
    name, line = ranked[0]
    return on_lines(plan, f"{name.capitalize()} - {said(line, content_stems(name))}", 0.45, [line])


def _value_of(own: Sequence[str], shared: Sequence[str], transcript: Transcript) -> tuple[float, Line] | None:
    """Return the number that a turn about a thing tells, or the reply to it."""
    if not own:
        return None
    best: tuple[float, tuple[float, Line]] | None = None
    for line in transcript.lines:
        covered = coverage(transcript, own, line.stems)
        if covered < _COVERED:
            continue
        after = transcript.after(line)
        score = covered + 0.5 * coverage(transcript, shared, line.stems)
        for near in (line, after if line.asks or (after is not None and after.speaker != line.speaker) else None):
            number = _number_in(near) if near is not None else None
            if near is not None and number is not None:
                if best is None or score > best[0]:
                    best = (score, (number, near))
                break
    return best[1] if best is not None else None


def _number_in(line: Line) -> float | None:
    for kind in _VALUES:
        for value in values_in(line, kind):
            if (number := figure_of(value.kind, value.text)) is not None:
                return number
    below_zero = _BELOW_ZERO.search(line.turn.text)
    return float(below_zero.group()) if below_zero is not None else None


def _offers(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell whether a side's last amount lies above or below what the other side asked for."""
    whose: Speaker = next(filter(None, map(side, plan.words.split())), "customer")  # who is named first
    own = [(line, _amount(line)) for line in transcript.of(whose) if _amount(line) is not None]
    if not own:
        return None
    line, amount = own[-1]
    asked = [
        (other, figure)
        for other in transcript.lines[: line.position]
        if other.speaker != whose and (figure := _amount(other)) is not None
    ]
    if not asked or amount is None:
        return None
    other, figure = asked[-1]
    word = "Below" if amount < figure else "Above" if amount > figure else "The same"
    grounds = f"{said(line)}; {said(other)}"
    if plan.type == "boolean" and not re.search(r" or ", plan.words):
        low = _LOWER.search(plan.words) is not None
        yes = word == ("Below" if low else "Above")
        return on_lines(plan, f"{'Yes' if yes else 'No'} ({word.lower()}: {grounds})", 0.5, [line, other])
    return on_lines(plan, f"{word} - {grounds}", 0.5, [line, other])


def _amount(line: Line) -> float | None:
    values = [
        number for value in values_in(line, "amount") if (number := figure_of(value.kind, value.text)) is not None
    ]
    return values[-1] if values else None
