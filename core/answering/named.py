"""Things and people by name: which hotel, what the doctor is called, to whom.

A name is what is written with capitals.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from core.answering.plan import Plan
from core.answering.quotes import at, in_words, quote
from core.answering.replies import name_of, on_lines
from core.answering.retrieve import rank
from core.answering.spans import asked_of, person_in
from core.answering.transcript import Line, Transcript
from core.answering.values import may_be_name, stated, values_in
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.text import stem

_ASKED: Final = (
    re.compile(r".*\bnames? of (?:the |his |her |their |its |a )?(?P<noun>\w+)"),
    re.compile(r"who (?:is|was|will be) (?:the |his |her |their |my )?(?P<noun>\w+)"),
    re.compile(
        r"(?:in |at |on |for |to |from |with )?(?:which|what) (?!(?:kind|type|sort|is|was|did|does|do"
        r"|are|were)\b)(?P<noun>\w+)"
    ),
)
_WHOM: Final = re.compile(r"(?:to |for |with |by |from )?(?:who|whom|whose)\b")
_TOWARDS: Final = re.compile(r"(for|to|with|by|from) whom?\b")
_NAME: Final = r"[A-Z][\w'’&-]{1,30}(?:(?: (?:of|the|and|at|&))? (?:[A-Z][\w'’&-]{1,30}|\d{1,4}))"
_ANY_NAME: Final = re.compile(rf"{_NAME}{{0,4}}")
_SENTENCE_HEAD: Final = re.compile(r"(?:^|[.!?\n]\s*)[\"']?$")
_NO_NAMES: Final = word_set(
    """
    i i'm i'd i'll i've ok okay yes no hi hello thanks thank great sure please good well oh so and but the a an my
    your is are do does did can could would will what which who where when why how it it's that's there this he she
    they we you if also alright right perfect excellent sorry unfortunately monday tuesday wednesday thursday friday
    saturday sunday am pm january february march april may june july august september october november december
    """
)
_ADDRESSED: Final = re.compile(
    r"\b(?:hi|hello|hey|thanks|thank you|thank u|bye|goodbye|ok|okay|sure|please|morning|work|help)"
    r"(?: (?:so much|very much|again))?,? ([A-Za-z]{3,15})(?=\s*(?:[.,!?]|$))",
    re.IGNORECASE,
)
_GOING_BY_NUMBERS: Final = word_set("bus train tram line route flight gate platform track room seat exit channel road")
_ANY_NUMBER: Final = re.compile(r"\d")
_BUSINESSES: Final = word_set(
    "company companies shop store brand bank firm business retailer organisation organization"
)
_LAST: Final = re.compile(r"\b(?:finally|final|eventually|last|in the end|at the end|ended up)\b")
_TITLES: Final = {"doctor": ("dr", "doctor"), "mister": ("mr",)}
_BARE: Final = 2  # words of content of a reply that may be no more than a name
_SEARCHED: Final = 4  # best passages in which a name is looked for


def find_named(plan: Plan, transcript: Transcript) -> Answer | None:
    """Name the thing or the person that a question is after; None where the call gives no such name."""
    asked = next(filter(None, (pattern.match(plan.words) for pattern in _ASKED)), None)
    if asked is not None:
        noun = asked.group("noun")
        found = [
            (name, line)
            for line in transcript.lines
            for name in _beside(line, noun)
            if not _only_asks(line, plan, transcript)
        ]
        if found:
            return _chosen(plan, transcript, found)
        number = _numbered(plan, transcript, noun)
        if number is not None:
            return number
        if noun in _BUSINESSES:
            ranked = [line for line, _ in rank(transcript, plan.terms, None, plan.words, plan.topic)[:_SEARCHED]]
            for line in ranked or transcript.lines[:_SEARCHED]:
                days = " ".join(value.text for value in values_in(line, "date"))
                names = [name for name in names_in(line) if _ANY_NUMBER.search(name) is None and name not in days]
                if names:
                    return _named(plan, names[-1], line, 0.3, ranked)
    if _WHOM.match(plan.words) and plan.terms:
        ranked = [line for line, _ in rank(transcript, plan.terms, None, plan.words, plan.topic)[:_SEARCHED]]
        if towards := _TOWARDS.match(plan.words):
            for line in ranked:
                for name in names_in(line):
                    if f" {towards.group(1)} {name}" in line.turn.text:
                        return _named(plan, name, line, 0.5, ranked)
        for line in ranked:
            for near in (line, transcript.after(line) if line.asks else None):
                name = person_in(asked_of(plan, transcript), near.turn.text) if near is not None else ""
                if near is not None and name:
                    return _named(plan, name, near, 0.45, ranked)
    return None


def addressed_by_name(plan: Plan, transcript: Transcript) -> Answer | None:
    """Name a side by how the other one addresses it: "Thank you, Spencer."; None where it does not."""
    if plan.speaker is None or plan.type == "boolean":
        return None
    own = frozenset(word.lower() for value in stated(transcript, "name") for word in value.text.split())
    found = [
        (match.group(1), line)
        for line in transcript.lines
        if line.speaker != plan.speaker
        for match in _ADDRESSED.finditer(line.turn.text)
        if may_be_name(match.group(1)) and match.group(1).lower() not in own
    ]
    if not found:
        return None
    most = Counter(name.lower() for name, _ in found).most_common(1)[0][0]
    name, line = next(item for item in found if item[0].lower() == most)
    others = [other for each, other in found if each.lower() == most]
    return _named(plan, name, line, 0.3 + 0.1 * min(3, len(others)), others)


def names_in(line: Line) -> list[str]:
    """Return the names in a turn: capitals within a sentence, or at its head where more than one word has them."""
    names: list[str] = []
    text = line.turn.text
    for match in _ANY_NAME.finditer(text):
        words = match.group().split()
        while words and words[0].lower().removesuffix("'s") in _NO_NAMES:
            words = words[1:]
        at_head = _SENTENCE_HEAD.search(text[max(0, match.start() - 3) : match.start()]) is not None
        alone = len(line.stems) <= _BARE  # "Who is it?" "Sirius."
        if words and (len(words) > 1 or not at_head or alone):
            names.append(" ".join(words).removesuffix("'s").strip("'’"))
    return names


def _beside(line: Line, noun: str) -> list[str]:
    """Return the names that contain a noun ("the Hilton Hotel") or follow it ("Dr. Johnson", "my son Ben")."""
    kin = {stem(noun)} | related(stem(noun))
    if kin.isdisjoint(line.stems) and not set(_TITLES.get(noun, ())) & set(line.words):
        return []
    names = [
        name
        for name in names_in(line)
        if len(name.split()) > 1 and any(stem(word.lower()) in kin for word in name.split())
    ]
    titles = (title.capitalize() for title in _TITLES.get(noun, ()))
    heads = "|".join(re.escape(word) for word in (noun, *titles))
    after = re.compile(
        rf"\b(?:{heads})s?\.?,? (?:(?:is|was|called|named|will be|is called) )?(?:the )?({_NAME}{{0,2}})"
    )
    described = re.compile(
        rf"({_NAME}{{0,4}})(?:,[^,.!?]{{1,80}},)? (?:is|was|offers) (?:an?|the|our|one of) [^.,!?]{{0,40}}?\b{noun}\b"
    )
    names += [name for name in described.findall(line.turn.text) if name.split()[0].lower() not in _NO_NAMES]
    return names + [found for found in after.findall(line.turn.text) if found.split()[0].lower() not in _NO_NAMES]


def _numbered(plan: Plan, transcript: Transcript, noun: str) -> Answer | None:
    """Name a thing by its number: "bus 67", "gate B4", and of what goes by numbers alone "take the 67"."""
    beside = re.compile(rf"\b{noun} (?:number |no\.? ?|#)?(?P<name>[A-Z]?\d{{1,4}}[A-Za-z]?)\b", re.IGNORECASE)
    before = re.compile(rf"\bthe (?P<name>\d{{1,4}}[A-Za-z]?)(?: {noun}\b| (?=and|to|from|at|towards)|(?=[.,!?]|$))")
    ranked = [line for line, _ in rank(transcript, plan.terms, None, plan.words, plan.topic)]
    for pattern in (beside, before) if noun in _GOING_BY_NUMBERS else (beside,):
        for line in ranked or transcript.lines:
            if found := pattern.search(line.turn.text):
                return _named(plan, found["name"], line, 0.5, ranked[:_SEARCHED])
    return None


def _only_asks(line: Line, plan: Plan, transcript: Transcript) -> bool:
    """Tell whether the other side merely asks about the name and is told no."""
    reply = transcript.after(line)
    return (
        plan.speaker is not None
        and line.speaker != plan.speaker
        and line.asks
        and reply is not None
        and "no" in reply.words[:2]
    )


def _chosen(plan: Plan, transcript: Transcript, found: Sequence[tuple[str, Line]]) -> Answer:
    if _LAST.search(plan.words) or plan.speaker == "customer":
        name, line = found[-1]
    else:
        order = [line.position for line, _ in rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)]
        name, line = min(
            found, key=lambda item: order.index(item[1].position) if item[1].position in order else len(order)
        )
    distinct = {name for name, _ in found}
    others = [other for _, other in found] + [
        other for other, _ in rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)
    ]
    return _named(plan, name, line, 0.65 if len(distinct) == 1 else 0.5, others)


def _named(plan: Plan, name: str, line: Line, confidence: float, others: Sequence[Line]) -> Answer:
    text = f"{name} - {name_of(line.speaker)} at {at(line)}: {in_words(quote(line, plan.terms))}"
    return on_lines(plan, text, confidence, [line, *others])
