"""Lists: which questions were asked, which things were named, ordered, arranged, which values stated."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from core.answering.cues import completes, fails, part_fails, wishes
from core.answering.items import Item, bare_words, distinct, enumerated, wished
from core.answering.named import names_in
from core.answering.parts import next_statement, parts_of
from core.answering.plan import Plan
from core.answering.quotes import cut, quotes
from core.answering.replies import grounded, name_of, not_stated, on_lines
from core.answering.retrieve import coverage, rank
from core.answering.spans import answer_span, asked_of
from core.answering.states import act_lines
from core.answering.transcript import Line, Transcript, prompts_for
from core.answering.values import Kind, values_in
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems, stem
from core.wording import count

_ACTS: Final = (
    ("question", re.compile(r".*\b(?:question|quer)")),
    ("objection", re.compile(r"objection|concern")),
    ("request", re.compile(r"request")),
    ("complaint", re.compile(r"complain")),
    ("apology", re.compile(r"apolog")),
    ("thanks", re.compile(r"thank")),
    ("greeting", re.compile(r"greet")),
    ("refusal", re.compile(r"refus")),
    ("agreement", re.compile(r"agree")),
    ("commitment", re.compile(r"promis|commit")),
)
_VALUES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("email", re.compile(r"\be ?mails?\b")),
    ("phone", re.compile(r"\bphone")),
    ("amount", re.compile(r"\b(?:amounts?|prices?|sums?|figures|fees)$")),
    ("percentage", re.compile(r"\bpercent")),
    ("date", re.compile(r"\b(?:dates?|days)$")),
    ("time", re.compile(r"\btimes?$")),
    ("name", re.compile(r"^(?:different |customer |person |people )?names?$")),
    ("number", re.compile(r"\b(?:numbers?|values?|ids)$")),
)
_ANYTHING: Final = word_set(
    "everything items order orders things thing stuff products bookings whole full complete entire"
)
_ORDERED: Final = re.compile(r"\b(?:order\w*|items?|products?|basket|cart|buy|bought|purchas\w*)\b")
_ARRANGED: Final = re.compile(
    r"\b(?:arrang\w*|book\w*|reserv\w*|schedul\w*|done|complet\w*|organi[sz]\w*|got|fix\w*|set up|sort\w*|achiev\w*"
    r"|accomplish\w*|help\w*|manag\w*)\b"
)
_TRIED: Final = re.compile(
    r"\b(?:tried|try|trying|attempt\w*|want\w*|ask\w*|request\w*|need\w*|look\w* for|seek\w*|after)\b"
)
_OUR_SIDE: Final = re.compile(
    r"\b(?:do|did|have|had|that|which|what|does) we\b|\bour (?:side|agent|bot|rep|adviser)|by us\b"
)
_PASSIVE: Final = re.compile(
    r"\b(?:was|were|been|being) (?:he|she|they|the (?:customer|caller|client|user)) (?:asked|told|offered)\b"
)
_MOST: Final = 8
_LONGEST_ITEM: Final = 110
_LEAST: Final = 0.5  # share of a topic's weight that a turn must cover to tell of it
_NEAR: Final = 0.3  # cosine of a turn that tells of it in other words
_LOOKED_AT: Final = 4  # best passages in which things are looked for


def answer_list(plan: Plan, transcript: Transcript) -> Answer:
    """List acts, things or values of one side (None: both), at most eight in words, with their number."""
    speaker = _speaker(plan)
    for act, pattern in _ACTS:
        if pattern.match(plan.aspect):
            customers = act in ("objection", "complaint", "request")
            side: Speaker | None = speaker or ("customer" if customers else None)
            lines = act_lines(transcript, act, side)
            near = _about(plan, transcript, lines)
            return _acts(plan, near or lines, "questions" if act == "question" else plan.aspect, side)
    for kind, pattern in _VALUES:
        if pattern.search(plan.aspect):
            return _values(plan, transcript, kind, speaker)
    if _classes(plan) <= _stems(_ANYTHING):
        if _ARRANGED.search(plan.words) and not _ORDERED.search(plan.words):
            return _arranged(plan, transcript)
        if _ORDERED.search(plan.words) or _TRIED.search(plan.words):
            return _wished(plan, transcript, "customer")
    items = distinct(_things(plan, transcript, speaker))
    if items:
        return _told(plan, items, 0.5)
    if _TRIED.search(plan.words) or _ORDERED.search(plan.words):
        return _wished(plan, transcript, speaker or "customer")
    return not_stated(plan, transcript)


def _speaker(plan: Plan) -> Speaker | None:
    """Return whose words are listed: "do we tell him", "was he asked" are the bot's."""
    if _OUR_SIDE.search(plan.words) or _PASSIVE.search(plan.words):
        return "bot"
    return plan.speaker


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)


def _classes(plan: Plan) -> frozenset[str]:
    """Return the stems of what is listed: those of "flight numbers"."""
    return _stems(word for word in plan.aspect.split() if word not in ("else", "different", "various", "other", "main"))


def _about(plan: Plan, transcript: Transcript, lines: Sequence[Line]) -> list[Line]:
    """Return the turns that are about the topic of a list; none where it has no topic or no turn is."""
    own = tuple(item for item in plan.topic if item not in _stems(plan.aspect.split()[-1:]))
    if not own:
        return []
    return [line for line in lines if coverage(transcript, own, line.stems) >= _LEAST]


def _values(plan: Plan, transcript: Transcript, kind: Kind, speaker: Speaker | None) -> Answer:
    """List values of a kind, those next to the words that describe them where there are any: "flight numbers"."""
    kinds: tuple[Kind, ...] = ("number", "code", "phone") if kind == "number" else (kind,)
    lines = [line for line in transcript.lines if speaker in (None, line.speaker)]
    described = _classes(plan) - _stems(("number", "time", "date", "day", "name", "amount", "price", "value", "id"))
    if described:
        near = [
            line
            for line in lines
            if not described.isdisjoint(line.stems)
            or ((before := transcript.before(line)) is not None and before.asks and described & set(before.stems))
        ]
        lines = near or lines
    found = [value for line in lines for each in kinds for value in values_in(line, each)]
    places = {id(value): value for value in found}.values()
    return _listed(plan, [value.text for value in places], [value.line for value in places], plan.aspect, speaker)


def _wished(plan: Plan, transcript: Transcript, speaker: Speaker) -> Answer:
    """List what a side asked to have, in its own words; what it took back ("no fries") is left out."""
    lines = [line for line in transcript.of(speaker) if wishes(line) or "request" in line.acts or not line.asks]
    items = distinct(item for line in lines for item in wished(line))
    if not items:
        return not_stated(plan, transcript, "nothing was ordered or asked for")
    return _told(plan, items, 0.55)


def _arranged(plan: Plan, transcript: Transcript) -> Answer:
    """List what was done for the customer, or asked to be done, with the bot's own words of what became of it."""
    tried = _TRIED.search(plan.words) is not None
    lines = [
        line
        for line in transcript.of("bot")
        if completes(line) or (tried and fails(line) and any(part_fails(part.words) for part in parts_of(line)))
    ]
    asked = [line for line in transcript.of("customer") if wished(line) and ("request" in line.acts or wishes(line))]
    items = distinct(Item(_short(line), line) for line in lines)
    if tried or not items:
        items = distinct((*(item for line in asked for item in wished(line)[:1]), *items))
    if not items:
        return not_stated(plan, transcript)
    return _told(plan, sorted(items, key=lambda item: item.line.position), 0.55)


def _short(line: Line) -> str:
    """Return the sentence of a turn that tells what was done or not done; the first that does."""
    told = [part for part in parts_of(line) if not part.asks]
    return cut(" ".join(told[0].text.split()), _LONGEST_ITEM).rstrip(".!") if told else line.turn.text


def _things(plan: Plan, transcript: Transcript, speaker: Speaker | None) -> list[Item]:
    """Return things of a class that turns name: members of an enumeration, names, or what a reply to it tells."""
    classes = _classes(plan)
    wanted = classes.union(*(related(item) for item in classes))
    names = _names_of(transcript, wanted, speaker)
    if len(names) > 1:
        return names
    sought = plan.topic or plan.terms
    found: list[Item] = []
    asked = [
        reply
        for line in transcript.lines
        if (line.asks or prompts_for(line)) and not wanted.isdisjoint(line.stems)
        if (reply := next_statement(transcript, line)) is not None
        if reply.speaker != line.speaker and speaker in (None, reply.speaker) and reply.stems
    ]
    ranked = rank(transcript, plan.terms, speaker, plan.words, plan.topic)[:_LOOKED_AT]
    cosines = transcript.cosines(plan.words)
    near = [
        line
        for line, _ in ranked
        if speaker in (None, line.speaker)
        and (coverage(transcript, sought, line.stems) >= _LEAST or cosines[line.position] >= _NEAR)
    ]
    lines = list(dict.fromkeys(line.position for line in (*asked, *near)))
    for line in (transcript.lines[position] for position in lines):
        if line.asks and line not in asked and not wished(line):
            continue
        members = [item for item in enumerated(line, wanted) if not _only_repeats(plan, item)]
        if not members and line in asked:
            members = [Item(told, line) for part in parts_of(line) if (told := bare_words(part.text))]
        if not members:
            told = answer_span(asked_of(plan, transcript), line.turn.text)
            members = [Item(cut(told, _LONGEST_ITEM), line)] if content_stems(told) else []
        found.extend(members)
        if len(members) > 2 and not asked:
            break  # an enumeration is a list by itself
    return sorted(found, key=lambda item: item.line.position)


def _names_of(transcript: Transcript, wanted: frozenset[str], speaker: Speaker | None) -> list[Item]:
    """Return the names of a class of things: those with its word in them, here or elsewhere in the call."""
    known: dict[str, None] = {}
    for line in transcript.lines:
        for name in names_in(line):
            own = {stem(word.lower()) for word in name.split()}
            if own & wanted and own - wanted:
                known[name] = None
    heads = {" ".join(word for word in name.split() if stem(word.lower()) not in wanted): name for name in known}
    found: dict[str, Item] = {}
    for line in transcript.of(speaker):
        for head, name in heads.items():
            if re.search(rf"\b{re.escape(head)}\b", line.turn.text):
                found.setdefault(name, Item(name, line))
    return list(found.values())


def _only_repeats(plan: Plan, item: Item) -> bool:
    return frozenset(content_stems(item.text)) <= frozenset(plan.terms)


def _told(plan: Plan, items: Sequence[Item], confidence: float) -> Answer:
    shown = items[:_MOST]
    rest = f"; and {len(items) - _MOST} more" if len(items) > _MOST else ""
    by = {item.line.speaker for item in shown}
    who = f"named by {name_of(by.pop())}" if len(by) == 1 else "named by both sides"
    lines = list({item.line.position: item.line for item in shown}.values())
    return on_lines(plan, f"{'; '.join(item.text for item in shown)}{rest} - {who}", confidence, lines, most=_MOST)


def _acts(plan: Plan, lines: Sequence[Line], what: str, speaker: Speaker | None) -> Answer:
    asked = what.startswith(("question", "quer"))
    items = [item for line in lines for item in (_asking_parts(line) if asked else [line.turn.text])]
    return _listed(plan, [f'"{cut(" ".join(item.split()), _LONGEST_ITEM)}"' for item in items], lines, what, speaker)


def _listed(plan: Plan, items: Sequence[str], lines: Sequence[Line], what: str, speaker: Speaker | None) -> Answer:
    by = f" by {name_of(speaker)}" if speaker else ""
    noun = what.removesuffix("s")
    if not items:
        return grounded(plan, f"None - no {noun}{by} was found in this call", 0.6)
    told = list(dict.fromkeys(items))
    rest = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    text = f"{'; '.join(told[:_MOST])}{rest} - {count(len(told), noun)}{by}"
    return grounded(plan, text, 0.7, quotes(lines, most=10))


def _asking_parts(line: Line) -> list[str]:
    """Return the sentences of a turn that ask; the whole turn where none ends in a question mark."""
    return [part.text for part in parts_of(line) if part.asks] or [line.turn.text]
