"""The forms in which reasons are given: a because, a situation, what is too much; and questions after them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from core.answering.parts import with_classes
from core.answering.quotes import cut
from core.answering.transcript import Line
from core.answering.vocabulary import word_set
from core.text import content_stems, sentences

BARE_REFUSAL: Final = word_set(
    "thank thanks sorri interest think want need today now moment right believ feel like anyth donat agre buy realli"
    " actual offer accept guess time"
)  # words of a refusal that give no reason for it
TELLING: Final = 2  # words of content that a reason has besides those
WHY: Final = re.compile(
    r"\b(?:why|reasons?|how come|what makes|what is stopping|what holds|tell me (?:\w+ )?about your)\b"
)
_LONGEST: Final = 200
_SHORTEST: Final = 3  # words of a clause that can be a reason
CAUSAL: Final = re.compile(
    r"\b(?:because(?! of (?:that|this|it)\b)|cuz|coz|bc"
    r"|since(?= (?:i|we|it|you|he|she|they|the|my|there|that)\b)(?! (?:i|we) (?:was|were)\b)|as(?= (?:i|we|he|she"
    r"|they) (?:am|are|is|was|do|don't|have|can't|cannot)\b)"
    r"|as(?= it (?:is|was|\w+s)\b)|(?<!same )(?<!well )(?<!such )(?<!much )(?<!far )(?<!long )as(?= (?:my|our)\b)"
    r"|as(?= i (?!said|mentioned|told|know|see|go|can|could|understand|recall)\w)"
    r"|due to|so that(?! (?:is|was|will|would|should|sounds|works)\b)|in order to"
    r"|reason(?:ing)?\b[^.!?\n]{0,60}? (?:is|was)\b"
    r"|that's why|that is why|in case|the thing is)\b",
    re.IGNORECASE,
)
_CONSEQUENCE: Final = re.compile(
    r",? so (?:(?:i|we|that's why i) )?(?:need|want|would|have|had|am|can|can't|cannot|could|must|will|was|do"
    r"|don't|decided)\b(?! (?:think|say|guess|be sure))",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[.!?;\n]")
_WISH: Final = re.compile(
    r"\b(?:i|we)(?:'ll|'d| will| would| do| really| definitely| just| also| still| only| could| can| might)* "
    r"(?:need|want|like|love|take|wish(?! i)|get|request|appreciate|have to|offer|give|let|propose|accept)\b"
    r"|\b(?:i do(?:n't| not) want|how about|what about|what if|can i|could i|may i|can you|could you|would you|let me"
    r"|please|so how|deal)\b",
    re.IGNORECASE,
)
_SITUATION: Final = re.compile(
    r"\b(?:my|our|i have|we have|i've|we've"
    r"|(?:i'm|we're|i am|we are)(?! (?:not )?(?:gonna|going to (?!an?\b|the\b|my\b)))|i get|we get|i was|we were"
    r"|there(?:'s| is| are| was| were)|it(?:'s| is| was)|(?:i|we) do(?:n'?t| not)|i ca(?:n'?t|nnot)|without"
    r"|someone|somebody|(?:is|are|was|were) (?:very|too|so|really|quite|pretty|such))\b",
    re.IGNORECASE,
)
# "It is too cold for a walk": one word tells the reason.
_EXCESS: Final = re.compile(r"\btoo (?!(?:much|many|bad|late|kind|good)\b)\w+ (?:for|to)\b", re.IGNORECASE)
_PREFERENCE: Final = re.compile(r"\b(?:best|better|rather|instead|prefer\w*|only|focused on)\b", re.IGNORECASE)
# "Could you describe your symptoms?", "What happened?": the reply is the reason of the call.
_WHAT_IS_WRONG: Final = re.compile(
    r"\b(?:your (?:symptoms?|problem|issue|concern)|what (?:is|seems to be|was) wrong"
    r"|what (?:is|seems to be|was) the (?:problem|issue|matter|trouble)|what (?:has )?happened|the nature of)\b"
)
_TO_DO: Final = re.compile(
    r"\bto (?!(?:that|this|you|your|my|our|it|get|have|be|take|make|see|know|give|ask|the|me)\b)[a-z]{3,}",
    re.IGNORECASE,
)
_AIM: Final = re.compile(r"\b(?:to|for) (?!me\b|you\b|us\b|the\b|have\b|get\b|be\b|\d)\w+", re.IGNORECASE)
_CLAUSE_END: Final = re.compile(r"[.!?;\n]+|,(?=\s)|\.\.+|\s[-–—]\s")
_LEAST_WORTH: Final = 0.4  # of the least sign of a reason: an aim


def asked_why(line: Line | None) -> bool:
    """Tell whether a turn asks for a reason."""
    return line is not None and (line.asks or "tell" in line.words) and WHY.search(" ".join(line.words)) is not None


def asked_what_is_wrong(line: Line | None) -> bool:
    """Tell whether a turn asks for somebody's trouble: "What seems to be the problem?"."""
    return line is not None and _WHAT_IS_WRONG.search(" ".join(line.words)) is not None


def is_wish(text: str) -> bool:
    """Tell whether a text says what its speaker wants: "I would like the lamps", "Can I have one?"."""
    return _WISH.search(text) is not None


def worth_of(clause: str, topic: Sequence[str]) -> float:
    """Return how much a clause looks like a reason: a situation or preference more than an aim; a mere wish none."""
    wish = _WISH.search(clause)
    if wish and (aim := _TO_DO.search(clause, wish.end())) and not _is_off(clause[: aim.start()], topic):
        return 0.7
    told = clause[: wish.start()] if wish else clause
    if _EXCESS.search(told):
        return 0.6
    if len(set(content_stems(told)).difference(topic, BARE_REFUSAL)) < TELLING:
        aim = _AIM.search(clause, wish.end()) if wish else None
        aimed = set(content_stems(aim.group())).difference(topic) if aim else set()
        return _LEAST_WORTH if aimed and not set(content_stems(clause)).isdisjoint(topic) else 0.0
    if _PREFERENCE.search(told):
        return 0.6
    if _SITUATION.search(told):
        return 0.6 if wish else 0.5
    return 0.0


def _is_off(text: str, topic: Sequence[str]) -> bool:
    """Tell whether a text names nothing of a topic."""
    return with_classes(content_stems(text), topic).isdisjoint(topic)


def clauses(text: str) -> Iterator[tuple[str, str]]:
    """Yield the clauses of a text, each with the sentence that it stands in: sentence, clause."""
    for start, end in sentences(text) or ((0, len(text)),):
        place = start
        for mark in _CLAUSE_END.finditer(text, start, end):
            if text[place : mark.start()].strip():
                yield text[start:end], text[place : mark.start()]
            place = mark.end()
        if text[place:end].strip():
            yield text[start:end], text[place:end]


def told_of(sentence: str, clause: str) -> str:
    """Return the sentence, or only the clause where the sentence is long or asks for something."""
    short = len(sentence) <= _LONGEST and _WISH.search(sentence) is None
    wish = None if short else _WISH.search(clause)
    if wish and _TO_DO.search(clause, wish.end()):
        return plain(clause)
    if short:
        return plain(sentence)
    return plain(clause[: wish.start()] if wish and len(clause[: wish.start()].split()) >= _SHORTEST else clause)


def clause_of(text: str) -> str:
    """Return the words of a text from because on to the end of the sentence; "" where there are none."""
    found = CAUSAL.search(text)
    if found is None:
        return _ground_of(text)
    end = _END.search(text, found.end())
    clause = " ".join(text[found.start() : end.start() if end else None].split())
    if len(clause.split()) < _SHORTEST:
        return ""
    if end is not None and end.group() == "?":
        clause = clause.partition(",")[0]  # "…, since I am away, can you …?"
    clause = cut(clause, _LONGEST)
    return clause[0].upper() + clause[1:]


def _ground_of(text: str) -> str:
    """Return what stands before "so I need" in its sentence; "" where nothing does."""
    found = _CONSEQUENCE.search(text)
    if found is None:
        return ""
    head = max(text.rfind(mark, 0, found.start()) for mark in ".!?;\n") + 1
    ground = " ".join(text[head : found.start()].split()).rstrip(",")
    return cut(ground, _LONGEST) if len(ground.split()) >= _SHORTEST else ""


def plain(text: str) -> str:
    """Return a text in one line, cut where it is long, without its full stop."""
    return cut(" ".join(text.split()), _LONGEST).strip(" ,-–").rstrip(".")
