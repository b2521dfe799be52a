"""Which side said or did something, and which side talked more."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.kinship import kinds_of
from core.answering.outcome import breaks_off
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.presence import questions_about
from core.answering.quotes import at, in_words, quote
from core.answering.replies import grounded, name_of, not_stated, on_lines
from core.answering.retrieve import coverage, matches, rank
from core.answering.spans import answer_span, asked_of
from core.answering.transcript import Line, Transcript, named_speaker
from core.answering.vocabulary import related, stems_of, topic_words, word_set
from core.answers import Answer
from core.text import content_stems
from core.wording import clock, percent

_COVERED: Final = 0.6
_AS_MUCH: Final = 0.15  # coverage that a turn may have less than the best, and still be the first that said it
_MEANT: Final = 0.3  # cosine of a turn that says it in other words
_BROKE_OFF: Final = re.compile(
    r"\b(?:pull\w* the plug|walk\w* (?:away|off|out)|(?:broke|break\w*) (?:it |things |the \w+ )?off|back\w* out"
    r"|gave up|called (?:it|the \w+) off|end\w* the (?:negotiations?|talks?|deal))\b"
)
_ENDED: Final = re.compile(r"\b(?:end(?:ed|s)?|hung up|clos(?:ed|es)|last|final)\b")
_RAISED: Final = re.compile(
    r"\b(?:first|last|c[oa]mes? up with|br(?:ought|ings?)\b.*\bup|suggest\w*|propos\w*|introduc\w*|initiat\w*|raised?"
    r"|idea|suggestion|put forward)\b"
)
_DIGITS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100"}
_NUMBER: Final = re.compile(rf"\b(?:{'|'.join(_DIGITS)})\b(?! of\b)")
_OF_THE_TWO: Final = re.compile(r"\b(?:of )?(?:the|these|those) two\b|\bone of\b")
_MORNING: Final = re.compile(r"\b(\d{1,2})(?: o'clock)? in the morning\b")
_EVENING: Final = re.compile(r"\b(\d{1,2})(?: o'clock)? (?:in the (?:evening|afternoon)|at night)\b")
_SUM: Final = re.compile(
    r"(?P<sign>[$£€])? ?(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)[ -]?(?:(?P<cents>cents?\b|¢|c\b)"
    r"|(?P<unit>dollars?\b|bucks?\b|pounds?\b|euros?\b|[$£€]))?"
)
_PROPOSED: Final = re.compile(r"\b(?:idea|suggest\w*|propos\w*|c[oa]me up with|put forward|recommend\w*|wanted to)\b")
_PROPOSING: Final = re.compile(
    r"\b(?:(?:can|could|shall|should|may) (?:we|i|you)|let'?s|let us|how about|what (?:if|about)|why (?:don't|not)"
    r"|(?:i|we) (?:suggest|propose|recommend|should|could|can|might|would like|want)|(?:i|we)'d like|maybe|would you"
    r"|do you want)\b",
    re.IGNORECASE,
)
_LEFT_OUT: Final = re.compile(r"\b(?:rather than|instead of|on the way|in the end|at the end|, not) ?.*$")
_FRAME: Final = frozenset(
    stems_of(
        word_set(
            """
            idea ideas suggestion proposal suggest suggested proposed propose came come up with put forward recommend
            recommended wanted first last originally initially one bot agent customer caller
            """
        )
    )
)
_PROPOSED_LEAST: Final = 0.6  # share of what was proposed that a turn names
_MONEY: Final = word_set("dollar dollars buck bucks cent cents euro euros pound pounds quid credits")


def answer_who(plan: Plan, transcript: Transcript) -> Answer:
    """Name the side that said, asked or did something."""
    words = plan.words
    if plan.aspect == "more":
        return _talked_more(plan, transcript, words)
    if _BROKE_OFF.search(words):
        left = [line for line in transcript.lines if breaks_off(line)]
        if left:
            return _by(plan, transcript, left[-1], "", 0.6)
    if _ENDED.search(words) and not plan.topic:
        return _by(plan, transcript, transcript.lines[-1], "spoke last, ", 0.7)
    if re.search(r"\b(?:start(?:ed|s)?|open(?:ed|s)?|began|first|initiated)\b", words) and not plan.topic:
        return _by(plan, transcript, transcript.lines[0], "spoke first, ", 0.7)
    if re.search(r"\b(?:ask|asks|asked)\b", words):
        found = questions_about(plan, transcript)
        if found:
            return _by(plan, transcript, found[0].line, "asked ", 0.4 + 0.4 * found[0].coverage)
    if (named := _first_sum(plan, transcript)) is not None:
        return _by(plan, transcript, named, "", 0.6)
    if (proposer := _proposer(plan, transcript)) is not None:
        return _by(plan, transcript, proposer, "", 0.5)
    numbered = _NUMBER.search(words) or any(word.isdigit() for word in words.split())  # "nine" may be said as "9pm"
    if not numbered and any(not _is_named(transcript, item) for item in _proposal(plan)):
        return not_stated(plan, transcript)
    topic = _topic(plan)
    found = matches(transcript, topic, None, least=_COVERED)
    ranked = [other for other, _ in rank(transcript, plan.terms, words=words, topic=plan.topic)[:3]]
    if not found:
        return _nearest(plan, transcript, topic, ranked)
    if _RAISED.search(words):
        stated = [match for match in found if match.coverage >= max(each.coverage for each in found) - _AS_MUCH]
        best = stated[-1 if "last" in words.split() else 0]
        return _by(plan, transcript, best.line, "", 0.35 + 0.4 * best.coverage)
    best = max(found, key=lambda match: (round(match.coverage, 1), not match.line.asks, -match.line.position))
    line = ranked[0] if ranked and ranked[0] in [match.line for match in found] else best.line
    return _by(plan, transcript, line, "", 0.35 + 0.4 * best.coverage, ranked)


def _nearest(plan: Plan, transcript: Transcript, topic: Sequence[str], ranked: Sequence[Line]) -> Answer:
    """Name the side of the turn that comes near enough in other words; of people known by name quote the passage."""
    if ranked and named_speaker(ranked[0].turn.text)[0]:  # more can be told than which side they are on
        return answer_passage(plan, transcript)
    cosines = transcript.cosines(plan.words)
    near = [line for line in ranked if cosines[line.position] >= _MEANT and coverage(transcript, topic, line.stems)]
    if near:
        return _by(plan, transcript, near[0], "", 0.35, ranked)
    return not_stated(plan, transcript)


def _first_sum(plan: Plan, transcript: Transcript) -> Line | None:
    """Return the first turn, or the last one, that names the sum of money in the question, however it is written."""
    sums = money_in(_NUMBER.sub(lambda found: _DIGITS[found.group()], plan.words))
    if not sums:
        return None
    lines = [line for line in transcript.lines if not sums.isdisjoint(money_in(line.turn.text.lower(), bare=True))]
    about = [line for line in lines if not line.asks] if "agreed" in plan.words.split() else lines
    chosen = about or lines
    return (chosen[-1] if "last" in plan.words.split() else chosen[0]) if chosen else None


def money_in(text: str, *, bare: bool = False) -> frozenset[float]:
    """Return the sums of money in a lower-case text, in whole units: 75 cents and .75 are one; `bare` ones too."""
    found: set[float] = set()
    for match in _SUM.finditer(text):
        number = float(match.group("number").replace(",", ""))
        if match.group("cents") and number >= 1:
            found.add(number / 100)
        elif match.group("sign") or match.group("unit") or match.group("cents") or (bare and "." in match.group()):
            found.add(number)
    return frozenset(found)


def _proposal(plan: Plan) -> tuple[str, ...]:
    """Return the stems of what somebody is said to have proposed; empty where the question is after no proposal."""
    if not _PROPOSED.search(plan.words):
        return ()
    return tuple(item for item in content_stems(_LEFT_OUT.sub("", plan.words)) if item not in _FRAME)


def _kin(item: str) -> frozenset[str]:
    return frozenset((*related(item), *kinds_of(item)))


def _is_named(transcript: Transcript, item: str) -> bool:
    return any(transcript.frequency[other] for other in (item, *_kin(item)))


def _proposer(plan: Plan, transcript: Transcript) -> Line | None:
    """Return the turn that proposes what "whose idea was it" and the like ask about: the first of the best."""
    kinds = [{item, *_kin(item)} for item in _proposal(plan)]
    best: tuple[float, Line] | None = None
    for line in transcript.lines:
        if not kinds or _PROPOSING.search(line.turn.text) is None:
            continue
        named = sum(not each.isdisjoint(line.stems) for each in kinds) / len(kinds)
        if named >= _PROPOSED_LEAST and (best is None or named > best[0]):
            best = (named, line)
    return best[1] if best is not None else None


def _topic(plan: Plan) -> tuple[str, ...]:
    """Return the topic with its numbers as calls write them: "nine in the evening" as "9pm", "25 bucks" as "25"."""
    said = _OF_THE_TWO.sub("", plan.words)
    words = _NUMBER.sub(lambda found: _DIGITS[found.group()], said)
    words = _EVENING.sub(r"\1pm", _MORNING.sub(r"\1am", words))
    if words == plan.words and not any(item.isdigit() for item in plan.topic):
        return plan.topic
    told = stems_of(word for word in topic_words(words.split()) if word not in _MONEY)
    return told or plan.topic


def _by(
    plan: Plan, transcript: Transcript, line: Line, did: str, confidence: float, others: Sequence[Line] = ()
) -> Answer:
    side = name_of(line.speaker)
    named, _ = named_speaker(line.turn.text)
    who = answer_span(asked_of(plan, transcript), line.turn.text) if named else side.capitalize()
    return on_lines(
        plan,
        f"{who} - {f'{side}, ' if named else ''}{did}at {at(line)}: {in_words(quote(line, plan.topic))}",
        confidence,
        [line, *others],
    )


def _talked_more(plan: Plan, transcript: Transcript, words: str) -> Answer:
    talk = transcript.analysis.talk_time
    more = "bot" if talk.bot_s >= talk.customer_s else "customer"
    less = "customer" if more == "bot" else "bot"
    asked = less if re.search(r"\b(?:less|least)\b", words) else more
    shares = {"bot": (talk.bot_s, talk.bot_share), "customer": (talk.customer_s, talk.customer_share)}
    (own_s, own), (other_s, other) = shares[asked], shares["bot" if asked == "customer" else "customer"]
    text = f"The {asked} - {clock(own_s)} ({percent(own)} of the talk) against {clock(other_s)} ({percent(other)})"
    if own_s == other_s:
        return grounded(plan, f"Both alike - each side spoke for {clock(own_s)}", 0.5)
    if plan.type == "boolean":
        text = f"{'Yes' if asked == plan.speaker else 'No'} ({text})"
    return grounded(plan, text, 0.5 + 0.45 * min(1.0, abs(own - other) * 2))
