"""Lists: which questions were asked, which things were named, ordered, arranged, which values stated."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from core.answering.cues import completes, fails, part_fails, wishes
from core.answering.itemised import further_wishes, itemised, nearest_items
from core.answering.items import Item, bare_words, chunks, distinct, enumerated, is_clean, wished
from core.answering.kinship import forms_of, kinds_of
from core.answering.named import names_in
from core.answering.parts import denies, next_statement, parts_of
from core.answering.plan import Plan
from core.answering.priorities import answer_priorities
from core.answering.quotes import cut, quotes
from core.answering.replies import grounded, name_of, not_stated
from core.answering.retrieve import coverage, kin_of, rank
from core.answering.spans import answer_span, asked_of, nearest_sentence
from core.answering.states import act_lines
from core.answering.terms import proposed
from core.answering.transcript import Line, Transcript, prompts_for
from core.answering.values import Kind, values_in
from core.answering.vocabulary import related, side, speaker_asked_about, stems_of, word_set
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
    "everything details information items order orders things thing stuff products bookings whole full complete entire"
)
_ORDERED: Final = re.compile(r"\b(?:order\w*|items?|products?|basket|cart|buy|bought|purchas\w*)\b")
_BARGAINED: Final = re.compile(
    r"\b(?:haggl\w*|bargain\w*|negotiat\w*|trad(?:e|ed|ing)|swap\w*|divid\w*|divvi\w*|split\w*|shared? out)\b"
)
_ASKED_FOR: Final = re.compile(r"\b(?:ask\w*|request\w*|want\w* to know|requir\w*|demand\w*)\b")
_OFFERS_HELP: Final = re.compile(
    r"\b(?:how (?:can|may|could) (?:i|we)|help you|would you like (?:me to|to (?:continue|proceed|hear|know|go on))"
    r"|(?:some|any)thing (?:else|more)|is that all)\b",
    re.IGNORECASE,
)
_ARRANGED: Final = re.compile(
    r"\b(?:arrang\w*|book\w*|reserv\w*|schedul\w*|done|complet\w*|organi[sz]\w*|got|fix\w*|set up|sort\w*|achiev\w*"
    r"|accomplish\w*|help\w*|manag\w*)\b"
)
_ASKED_AS: Final = frozenset(
    stems_of(word_set("list enumerate name every single kinds types sorts ways forms item one"))
)
_OPEN_CLASSES: Final = frozenset(
    stems_of(word_set("way option kind type sort form method step thing help point reason information else other"))
)
_TITLES: Final = {"doctor": "Dr"}
_OURSELVES: Final = re.compile(
    r"\b(?:i(?: would|'d)?(?: like| want| need)?|(?:give|tell|show|run|for) (?:me|us)|we"
    r"|our|my)\b"
)
_DEMANDS: Final = re.compile(r"\b(?:demands?|requirements?|needs|wishes|conditions|wants|orders|requests)$")
_PRIORITY: Final = re.compile(r"\b(?:priorit\w*|preferences?)$")
_TRIED: Final = re.compile(
    r"\b(?:tried|try|trying|attempt\w*|want\w*|ask\w*|request\w*|need\w*|look\w* for|seek\w*|after)\b"
)
_OUR_SIDE: Final = re.compile(
    r"\b(?:do|did|have|had|that|which|what|does) we\b|\bour (?:side|agent|bot|rep|adviser)|by us\b"
)
_PASSIVE: Final = re.compile(
    r"\b(?:was|were|been|being) (?:he|she|they|the (?:customer|caller|client|user)) (?:asked|told|offered)\b"
    r"|\b(?:he|she|they|customer|caller|client|user|man|woman|lady) (?:was|were|had been|got) (?:asked|told"
    r"|offered)\b"
)
_BESIDES: Final = re.compile(
    r"\b(?:besides|apart from|other than|in addition to|except(?: for)?) (?:the |his "
    r"|her )?\w+|\belse\b"
)
_PAIR: Final = 2
_MOSTLY: Final = 0.5
_MOST: Final = 8
_LONGEST_ITEM: Final = 110
_LONGEST_WHOLE: Final = 200
_LEAST: Final = 0.5  # share of a topic's weight that a turn must cover to tell of it
_NEAR: Final = 0.3  # cosine of a turn that tells of it in other words
_NEAR_ALONE: Final = 0.34  # the same where it has no word of the topic
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
            if len(near) == 1 and transcript.is_general(plan.topic):
                near = []  # who asks about the matter of the whole call seldom names it
            if act == "request" and side == "customer" and not near:
                return _wished(plan, transcript, side)
            return _acts(plan, near or lines, "questions" if act == "question" else plan.aspect, side)
    for kind, pattern in _VALUES:
        if pattern.search(plan.aspect):
            return _values(plan, transcript, kind, speaker)
    if _BARGAINED.search(plan.words) and (goods := _goods_of(transcript)):
        return itemised(plan, goods, 0.5)
    if _classes(plan) <= _stems(_ANYTHING):
        if speaker == "bot" and _ASKED_FOR.search(plan.words):
            return _asked_for(plan, transcript)
        if _ARRANGED.search(plan.words) and not _ORDERED.search(plan.words):
            return _arranged(plan, transcript)
        if _ORDERED.search(plan.words) or _TRIED.search(plan.words):
            return _wished(plan, transcript, "customer")
    if _PRIORITY.search(plan.aspect):
        return answer_priorities(plan, transcript)
    if items := further_wishes(plan, transcript, speaker or "customer"):
        return itemised(plan, items, 0.45)
    if _DEMANDS.search(plan.aspect):
        return _wished(plan, transcript, speaker or "customer")
    items = distinct(_things(plan, transcript, speaker))
    if items:
        classes = _classes(plan)
        sure = any(_is_reply(transcript, item.line, classes) or _names_class(classes, item.line) for item in items)
        return itemised(plan, items, 0.5 if sure else 0.35)
    if _TRIED.search(plan.words) or _ORDERED.search(plan.words):
        return _wished(plan, transcript, speaker or "customer")
    return nearest_items(plan, transcript, speaker)


def _speaker(plan: Plan) -> Speaker | None:
    """Return whose words are listed: "do we tell him", "was he asked" are the bot's."""
    if _OUR_SIDE.search(plan.words) or _PASSIVE.search(plan.words):
        return "bot"
    return speaker_asked_about(_OURSELVES.sub("", plan.words), "")


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
            or any(
                near is not None and near.speaker != line.speaker and described & set(near.stems)
                for near in (transcript.before(line), transcript.after(line))
            )
        ]
        lines = near or lines
    found = [value for line in lines for each in kinds for value in values_in(line, each)]
    places = {id(value): value for value in found}.values()
    return _listed(plan, [value.text for value in places], [value.line for value in places], plan.aspect, speaker)


def _asked_for(plan: Plan, transcript: Transcript) -> Answer:
    """List what the bot asked to be told, each question as what it is after."""
    found: list[Item] = []
    for line in transcript.of("bot"):
        if not (line.asks or prompts_for(line)) or _OFFERS_HELP.search(line.turn.text):
            continue
        asking = [part.text for part in parts_of(line) if part.asks] or [part.text for part in parts_of(line)]
        found += wished(line) or [Item(cut(told.strip(" .?!"), _LONGEST_ITEM), line) for told in asking]
    items = distinct(found)
    return itemised(plan, items, 0.55) if items else not_stated(plan, transcript, "nothing was asked for")


def _goods_of(transcript: Transcript) -> list[Item]:
    """Return the things that the two sides count and divide, with the turn that first proposes who gets some."""
    first: dict[str, Item] = {}
    for share in proposed(transcript):
        first.setdefault(share.thing, Item(share.thing, share.line))
    return list(first.values())


def _wished(plan: Plan, transcript: Transcript, speaker: Speaker) -> Answer:
    """List what a side asked to have, in its own words; what it took back ("no fries") is left out."""
    lines = [line for line in transcript.of(speaker) if wishes(line) or "request" in line.acts or not line.asks]
    items = distinct(item for line in lines for item in wished(line))
    if not items:
        return not_stated(plan, transcript, "nothing was ordered or asked for")
    return itemised(plan, items, 0.55)


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
    return itemised(plan, sorted(items, key=lambda item: item.line.position), 0.55)


def _short(line: Line) -> str:
    """Return the sentence of a turn that tells what was done or not done; the first that does."""
    told = [part for part in parts_of(line) if not part.asks]
    return cut(" ".join(told[0].text.split()), _LONGEST_ITEM).rstrip(".!") if told else line.turn.text


def _things(plan: Plan, transcript: Transcript, speaker: Speaker | None) -> list[Item]:
    """Return things of a class that turns name: by their names, as kinds of it, in an enumeration or in a reply."""
    classes = _classes(plan)
    wanted = classes.union(*(related(item) for item in classes))
    if len(names := _names_of(transcript, wanted, speaker)) > 1:
        return names
    lines = _telling(plan, transcript, speaker, classes.union(*(forms_of(item) for item in classes)))
    surest = [line for line in lines if _is_reply(transcript, line, classes) or not wanted.isdisjoint(line.stems)]
    if kinds := frozenset[str]().union(*(kinds_of(item) for item in classes)) - frozenset(plan.terms):
        near = [item for line in lines for item in _of_kinds(line, kinds)]
        far = [item for line in transcript.of(speaker) for item in _of_kinds(line, kinds)]
        if found := near or (far if len(far) > 1 else []):
            return sorted(found, key=lambda item: item.line.position)
    if classes <= _stems(_ANYTHING):
        return [
            Item(cut(nearest_sentence(asked_of(plan, transcript), line.turn.text), _LONGEST_ITEM), line)
            for line in lines
        ]
    found = []
    for line in (surest or lines[:_PAIR]) if classes.isdisjoint(_OPEN_CLASSES) else lines:
        replies = _is_reply(transcript, line, classes)
        members = [item for item in enumerated(line, wanted) if not _only_repeats(plan, item)]
        if len(members) > _PAIR:
            return [item for item in members if is_clean(item.text)] or members  # an enumeration is a list by itself
        told_of = sum(len(content_stems(item.text)) for item in members)
        if not replies and wanted.isdisjoint(line.stems) and told_of < len(line.stems) * _MOSTLY:
            members = []  # "here and anywhere" in passing is no list
        if not members and replies:
            members = [Item(told, line) for part in parts_of(line) if (told := bare_words(part.text))]
        if not members:
            told = answer_span(asked_of(plan, transcript), line.turn.text)
            members = [Item(cut(told, _LONGEST_ITEM), line)] if content_stems(told) else []
        if not all(is_clean(item.text) for item in members):
            whole = nearest_sentence(asked_of(plan, transcript), line.turn.text)
            members = [Item(cut(whole, _LONGEST_WHOLE).rstrip(".,"), line)]
        found.extend(members)
    return sorted(found, key=lambda item: item.line.position)


def _telling(plan: Plan, transcript: Transcript, speaker: Speaker | None, wanted: frozenset[str]) -> list[Line]:
    """Return the turns that tell of a class of things, best first: replies to a question for it, then what is near."""
    replies = [
        line
        for line in transcript.of(speaker)
        if line.stems and not (line.asks and not wished(line)) and _is_reply(transcript, line, wanted)
    ]
    before = {line.position: transcript.lines[line.position - 1] for line in replies}
    meant = transcript.cosines(plan.words)
    replies.sort(
        key=lambda line: (
            -coverage(transcript, plan.terms, before[line.position].stems) - meant[before[line.position].position],
            line.position,
        )
    )
    head = _stems(plan.aspect.split()[-1:])  # "options" are seldom called so where they are told
    sought = tuple(item for item in plan.topic if item not in head | _ASKED_AS) or plan.topic
    words, terms = plan.words, plan.terms
    if plan.aspect == "else":
        words = _BESIDES.sub("", words)
        terms = sought = content_stems(" ".join(word for word in words.split() if side(word) is None))
    cosines = [max(pair) for pair in zip(transcript.cosines(words), transcript.cosines(plan.aspect), strict=True)]
    near: list[Line] = []
    for line, _ in rank(transcript, terms, speaker, words, sought)[:_LOOKED_AT]:
        own = line
        if line.asks or prompts_for(line):
            reply = next_statement(transcript, line)
            if reply is not None and speaker in (None, reply.speaker) and reply.speaker != line.speaker and reply.stems:
                own = reply
        covered = coverage(transcript, sought, line.stems) if sought else 0.0
        tells = covered >= _LEAST or cosines[line.position] >= (_NEAR if covered else _NEAR_ALONE)
        if tells and speaker in (None, own.speaker) and (not own.asks or wished(own)):
            near.append(own)
    return list({line.position: line for line in (*replies, *near)}.values())


def _names_class(classes: frozenset[str], line: Line) -> bool:
    """Tell whether a turn has the name of a class, of a kind of it, or of what is nearly the same."""
    return any(not (kin_of(item) | {item}).isdisjoint(line.stems) for item in classes)


def _is_reply(transcript: Transcript, line: Line, wanted: frozenset[str]) -> bool:
    before = transcript.before(line)
    return (
        before is not None
        and before.speaker != line.speaker
        and (before.asks or prompts_for(before))
        and not wanted.isdisjoint(before.stems)
    )


def _of_kinds(line: Line, kinds: frozenset[str]) -> list[Item]:
    """Return what a turn names of certain kinds, with the words that go with it; not what it denies."""
    if kinds.isdisjoint(line.stems):
        return []
    members = [item for item in enumerated(line, kinds) if not kinds.isdisjoint(content_stems(item.text))]
    if members:
        return members
    return [
        Item(told, line)
        for part in parts_of(line)
        for told in chunks(part.text)
        if not kinds.isdisjoint(own := content_stems(told)) and not denies(part.words, own)
    ]


def _names_of(transcript: Transcript, wanted: frozenset[str], speaker: Speaker | None) -> list[Item]:
    """Return the names of a class of things: those with its word in them, here or elsewhere in the call."""
    known: dict[str, None] = {}
    titles = [title for held, title in _TITLES.items() if held in wanted]
    for line in transcript.lines:
        for title in titles:
            known.update(dict.fromkeys(re.findall(rf"\b{title}\.? [A-Z]\w+", line.turn.text)))
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
