"""How well a stated value fits a question: by what stands beside it, what it replies to, and whose it is.

Linear in the number of turns for each value kind: every value looks at the same few turns around it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.phrases import normal_words
from core.answering.beside import (
    clause_of,
    closeness,
    counted_by,
    follows,
    is_party,
    sentence_of,
    sentence_stems,
    stands_behind,
)
from core.answering.contrary import contradicts
from core.answering.cues import answers, fails, part_fails
from core.answering.owners import asks_for_share, owner_of
from core.answering.parts import denies
from core.answering.plan import Plan
from core.answering.prompts import asks_for, counts_asked, counts_in, prompt_to
from core.answering.retrieve import coverage, kin_of
from core.answering.transcript import Line, Transcript, joined_hours
from core.answering.values import Value
from core.answering.vocabulary import related, word_set
from core.text import content_stems, is_stop_word, stem

# Words of a question that only name the kind of value, or say that somebody stated it.
_KIND_WORDS: Final = {
    "address": "address full complet deliveri home street postal mail ship",
    "age": "old age year month",
    "amount": "price cost fee amount sum fare total budget charg payment money dollar euro pound cent buck expens cheap"
    " pay paid worth much donat offer",
    "email": "email mail address e contact",
    "phone": "phone telephon mobil cell contact number callback whatsapp fax call back reach ring text dial",
    "percentage": "discount percentag percent rate reduct",
    "name": "name full first last surnam call man woman guy ladi gentleman person",
    "time": "time hour clock take place book schedul arrang reserv fix held see meet fit avail suit latest earliest",
    "date": "start end day date month weekday take place book schedul arrang reserv fix held see meet fit avail",
    "when": "when time hour day date month weekday take place soon book schedul arrang reserv fix held see meet fit"
    " avail",
    "year": "year date old make made model manufactur built from produc",
    "duration": "long day night week month year hour minut last take",
    "url": "websit web site url link page",
    "code": "number code id identif",
    "number": "number mani",
}
# What is done with money.
MOVED: Final = word_set(
    "claim request reimburs transfer send sent pay paid charg withdraw deposit move debit deduct donat"
)
_SUM: Final = re.compile(r"\b(?:altogether|all together|in (?:total|all)|overall|add(?:s|ed)? up|all the)\b")
_ONE_OF_SEVERAL: Final = re.compile(
    r"\b(?:each|every|per|apiece|frequent\w*|multiple|several|repeated|transfers|payments|charges|transactions)\b",
    re.IGNORECASE,
)
_FRAME: Final = word_set(
    "name mention promis pledg commit intend quot get got receiv identifi exact eventu final origin initi begin"
)
_SAID_OTHERWISE: Final = {"account": "balanc", "born": "birth", "old": "age"}  # "money in the account" is its balance
_PHRASAL: Final = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"\b(?:set|sets|setting|head|heads|heading) (?:off|out)\b", ("leav", "start")),
        (r"\b(?:kick|kicks|kicking) off\b", ("start",)),
        (r"\b(?:wrap|wraps|wrapping) up\b", ("end",)),
        (r"\b(?:touch|touches|touching) down\b", ("land", "arriv")),
        (r"\b(?:take|takes|taking) off\b", ("depart", "leav")),
        (r"\b(?:lose|loses|losing|lost)\b", ("lost", "took", "taken", "stolen", "withdrawn")),
    )
)
_COMPOUND: Final = re.compile(r"([a-z]{3,})(?:times?|dates?|days?)$")  # "showtime" names the show
_GIVEN: Final = re.compile(
    r"\b(?:giv\w+|gave|provid\w+|leave|left|shar\w+|sa(?:y|id)|stat\w+|mention\w*|customer's"
    r"|client's|caller's|his|her|of the)\b"
)
_SELF_EXPLAINING: Final = ("address", "code", "email", "name", "phone", "url")
_PARTY: Final = word_set("peopl person guest diner passeng adult")
_CAME_TO: Final = re.compile(r"\b(?:come|comes|came|adds? up|added up|amount(?:s|ed)) to\b")
_WINDOW: Final = re.compile(r"\b(?:time|travel|delivery|pick ?up) window\b")
_WINDOW_WORDS: Final = word_set("window travel deliveri pick pickup")
_WHERE_TO: Final = re.compile(r"(?:to )?where\b")
_SENDING: Final = re.compile(r"\b(?:deliver\w*|ship\w*|send\w*|sent|mail\w*)\b", re.IGNORECASE)
_AHEAD: Final = re.compile(r"\b(?:in|within|after|for)\s+(?:about\s+)?$", re.IGNORECASE)
_AGED: Final = re.compile(r"[ -]*(?:years?|months?|yrs?|weeks?)?[ -]old\b", re.IGNORECASE)
_AGES: Final = re.compile(r"\b(?:aged?|turn(?:ed|ing|s)?|i'?m|(?:he|she|it) is|(?:he|she)'s)\s+$", re.IGNORECASE)
_OPEN_CHOICE: Final = re.compile(r"\bhow (?:much|many)\b|\bany (?:amount|number|sum)\b", re.IGNORECASE)
_PUT: Final = re.compile(r"\b(?:ask\w*|request\w*|propos\w*|offer\w*|demand\w*|suggest\w*)\b")
_MAY: Final = re.compile(r"\b(?:can|could|may|might|allowed|eligible)\b")
_NO: Final = word_set("not no never none")
_TO_BE_HAD: Final = word_set("available possible free open left")
_HEAD: Final = 6  # words at the head of a reply in which it says that it has no answer
_TRIED: Final = re.compile(r"\b(?:first|initial\w*|original\w*|tr(?:y|ied)|rejected|refused|turned down)\b")
_LEAST: Final = 0.5
_TAKEN_BACK: Final = 0.4  # what is left of the score of a value that a later turn takes back
_DENIED: Final = 0.6  # and of one in a sentence that says no
_FADING: Final = (1.0, 0.95, 0.9, 0.7, 0.6, 0.55, 0.5)  # what a word counts so many turns before a value
_NEXT: Final = 0.6  # and in the turn after it
_ALONE: Final = 0.3  # score of the only value of its kind in a call that speaks of the thing somewhere


@dataclass(frozen=True, slots=True)
class Sought:
    """What values are weighed by: the question's stems apart from those that name the kind, and what is counted."""

    plan: Plan
    transcript: Transcript
    kind: str
    topic: tuple[str, ...]
    named: tuple[str, ...]
    counted: frozenset[str]
    said: tuple[frozenset[str], ...]  # the stems of each turn, of compounds also the first half


def sought(plan: Plan, transcript: Transcript, kind: str) -> Sought:
    """Return what values of a kind are weighed by."""
    own = frozenset(_KIND_WORDS.get(kind, "").split())
    framed = own | _FRAME
    if kind == "when" and _WINDOW.search(plan.words):
        framed |= _WINDOW_WORDS
    counts = kind == "number" and counts_asked(plan.words)
    topic = tuple(item for item in plan.topic if item not in (own if kind == "number" else framed))
    otherwise = _SAID_OTHERWISE if kind in ("amount", "date", "when") and MOVED.isdisjoint(plan.terms) else {}
    topic = tuple(dict.fromkeys(otherwise.get(item, item) for item in topic))
    for pattern, meant in _PHRASAL:
        if found := pattern.search(plan.words):
            verb = stem(found.group().split()[0])
            spoken = [item for item in meant if transcript.frequency[item]] or meant
            topic = tuple(spoken[0] if item == verb else item for item in topic)
    if kind == "amount" and _CAME_TO.search(plan.words) and transcript.frequency["total"]:
        topic = ("total",)
    if kind == "address" and _WHERE_TO.match(plan.words):
        topic = ()  # whatever goes there
    short = _acronyms(plan.words)
    return Sought(
        plan,
        transcript,
        kind,
        topic,
        tuple(item for item in plan.topic if item in own),
        frozenset(counts or ()),
        tuple(
            frozenset(line.stems).union(_first_halves(line), *(short[word] for word in short.keys() & set(line.words)))
            for line in transcript.lines
        ),
    )


def weighed(wanted: Sought, values: Sequence[Value]) -> list[tuple[float, Value]]:
    """Return the values that fit with their scores, above 0 to about 1; where none does, the only one of its kind.

    One that a later turn takes back ("I can't on Thursday") counts for less.
    """
    values = [value for value in values if not is_other_sum(wanted, value)]
    said = [frozenset(content_stems(value.text)) for value in values]
    tried = _TRIED.search(wanted.plan.words) is not None
    taken_back = {
        stems: value.line.position for stems, value in zip(said, values, strict=True) if is_denied(value) and not tried
    }
    scored = [
        (
            _weigh(wanted, value)
            * (
                _TAKEN_BACK
                if taken_back.get(stems, -1) > value.line.position or (not tried and _is_turned_down(wanted, value))
                else 1.0
            ),
            value,
        )
        for stems, value in zip(said, values, strict=True)
    ]
    return [item for item in scored if item[0] > 0] or _only_one(wanted, values)


def _is_turned_down(wanted: Sought, value: Value) -> bool:
    """Tell whether a day or an hour that is asked for is not to be had: "Is 5 pm free?" "I am afraid not."."""
    if value.kind not in ("date", "time") or not value.line.asks:
        return False
    reply = wanted.transcript.after(value.line)
    return reply is not None and reply.speaker != value.line.speaker and (answers(reply) < 0 or fails(reply))


def _only_one(wanted: Sought, values: Sequence[Value]) -> list[tuple[float, Value]]:
    """Accept the only value of its kind where the call speaks of the thing, or where a turn is nothing but it."""
    if wanted.kind == "number":
        return []
    of_side = [value for value in values if wanted.plan.speaker in (None, value.line.speaker)]
    known = not wanted.topic or (coverage(wanted.transcript, wanted.topic, frozenset().union(*wanted.said)) >= _LEAST)
    if known and wanted.topic and wanted.kind not in _SELF_EXPLAINING:
        ones = of_side or list(values)
        if wanted.kind == "amount":  # most of what is spoken of has a price, which need not be told
            ones = [value for value in ones if near_enough(wanted, wanted.topic, value.line)]
        return _if_one(ones)
    one_sided = wanted.kind == "code" and wanted.plan.speaker == "customer" and not wanted.transcript.of("bot")
    if (known or one_sided) and wanted.kind in (*_SELF_EXPLAINING, "amount", "date", "time", "when"):
        return _if_one([value for value in of_side if _is_reply_to_unheard(wanted.transcript, value)])
    return []


def _if_one(values: Sequence[Value]) -> list[tuple[float, Value]]:
    distinct = {value.text.lower() for value in values}
    if len(distinct) == len({value.kind for value in values}) == 2:  # a day with its hour
        return [(_ALONE, values[0])]
    return [(_ALONE, value) for value in values[-1:]] if len(distinct) == 1 else []


def _is_reply_to_unheard(transcript: Transcript, value: Value) -> bool:
    """Tell whether a turn is no more than a value, and what it replies to is not in the call."""
    before = transcript.before(value.line)
    rest = value.line.turn.text[: value.start] + " " + value.line.turn.text[value.end :]
    return (before is None or before.speaker == value.line.speaker) and not content_stems(rest)


def _weigh(wanted: Sought, value: Value) -> float:
    plan, kind, line = wanted.plan, wanted.kind, value.line
    if kind == "address" and line.speaker == "bot" and _WHERE_TO.match(plan.words):
        return 0.8 if _SENDING.search(sentence_of(value)) else 0.0  # where a shop stands is not where it delivers to
    if kind == "when" and value.kind == "duration" and not _AHEAD.search(line.turn.text[: value.start]):
        return 0.0
    if kind == "number":
        score = _of_counted(wanted, value) if wanted.counted else _of_number(wanted, value)
    elif kind == "age":
        score = _of_age(wanted, value)
    else:
        score = _of_topic(wanted, value)
    if not score or contradicts(plan.words, clause_of(value)):
        return 0.0
    if is_denied(value):
        score *= _DENIED
    if plan.speaker is not None and line.speaker != plan.speaker and line.asks and _OPEN_CHOICE.search(line.turn.text):
        return 0.0  # "How much would you give, from $1 to $5?" is not what the other side said
    if plan.speaker is not None:
        score = _by_side(wanted, value, score)
    if wanted.named and score and near_enough(wanted, wanted.named, line) >= _LEAST:
        score += 0.1
    return max(score, 0.05) if score else 0.0


def _by_side(wanted: Sought, value: Value, score: float) -> float:
    """Weigh whose a value is: that of the side asked about, or one that this side took up."""
    plan, line, kind = wanted.plan, value.line, wanted.kind
    if asks_for_share(plan):
        owner = owner_of(value)
        if owner not in (None, plan.speaker):
            return 0.0
        return score + 0.2 * (owner is not None) + 0.2 * _is_accepted(wanted.transcript, line)
    if kind == "number":
        return score + 0.1 * (line.speaker == plan.speaker and _PUT.search(plan.words) is not None)
    if line.speaker == plan.speaker:
        return score + (0.0 if _MAY.search(plan.words) else 0.15)  # what the customer can do, the bot tells
    taken = taken_up(wanted.transcript, plan, line)
    if kind in ("phone", "email", "name", "address"):
        if not _GIVEN.search(plan.words):
            return score - 0.05
        return score if taken else 0.0
    return score - 0.25 if kind == "amount" and not taken else score


def _is_accepted(transcript: Transcript, line: Line) -> bool:
    reply = transcript.after(line)
    return reply is not None and reply.speaker != line.speaker and answers(reply) > 0


def _of_topic(wanted: Sought, value: Value) -> float:
    """Score a value by how much of the topic its sentence names, the turns before it, and what it replies to."""
    transcript, kind, line = wanted.transcript, wanted.kind, value.line
    prompt = prompt_to(transcript, line)
    asked_kind = prompt is not None and asks_for(prompt, kind)
    if not wanted.topic:
        return 0.8 if kind == "name" or asked_kind else 0.0 if kind == "code" else 0.6
    beyond = wanted.said[line.position].difference(line.stems)  # what compounds and initials of the turn stand for
    own = coverage(transcript, wanted.topic, sentence_stems(value) | beyond)
    around = near_enough(wanted, wanted.topic, line)
    asked = prompt is not None and (
        coverage(transcript, (*wanted.topic, *wanted.named), frozenset(prompt.stems)) >= _LEAST
    )
    if kind in ("code", "name") and (not (own >= _LEAST or asked) or (own < _LEAST and "not" in line.words[:_HEAD])):
        return 0.0
    if around < _LEAST and not asked:
        return 0.0
    # Of several codes in a turn each has its own word right before it.
    close = 3 * closeness(value, wanted.topic) if kind == "code" else closeness(value, wanted.plan.terms)
    turn = coverage(transcript, wanted.topic, line.stems)  # a turn of several lines has them as sentences
    return 0.4 + 0.35 * own + 0.1 * turn + 0.15 * around + 0.05 * asked + close


def _of_counted(wanted: Sought, value: Value) -> float:
    """Score a number by the thing that it counts: "29 guests", or "29" in reply to "how many guests?"."""
    kin = wanted.counted.union(*(kin_of(item) for item in wanted.counted))
    prompt = prompt_to(wanted.transcript, value.line)
    asked = frozenset(counts_in(prompt) if prompt is not None else ())
    behind = counted_by(value)
    party = not kin.isdisjoint(_PARTY) and (not behind.isdisjoint(_PARTY) if behind else is_party(value))
    beside = not kin.isdisjoint(behind) or party or (not behind and stands_behind(value, kin))
    if not beside and (kin.isdisjoint(asked) or behind):
        return 0.0
    rest = tuple(item for item in wanted.topic if item not in wanted.counted)
    if not rest:
        return 0.85 if beside else 0.8
    near = near_enough(wanted, rest, value.line)
    if not near and any(wanted.transcript.frequency[item] for item in rest):
        return _ALONE  # what it is about is spoken of elsewhere
    own = coverage(wanted.transcript, rest, sentence_stems(value))
    return (0.65 if beside else 0.6) + 0.2 * near + 0.05 * own


def _of_number(wanted: Sought, value: Value) -> float:
    """Score a number that is not a count: beside a word of the topic, or in reply to a question about it."""
    topic = wanted.topic or wanted.plan.topic
    prompt = prompt_to(wanted.transcript, value.line)
    near = not frozenset(topic).isdisjoint(counted_by(value)) or follows(value, topic)
    asked = prompt is not None and coverage(wanted.transcript, topic, frozenset(prompt.stems)) >= _LEAST
    if not near and not asked:
        return 0.0
    return (0.7 if near else 0.6) + 0.2 * coverage(wanted.transcript, wanted.plan.terms, frozenset(value.line.stems))


def _of_age(wanted: Sought, value: Value) -> float:
    """Score a number or a span of years as an age: "4 months old", "turned 60", or a reply to "how old?"."""
    text = value.line.turn.text
    prompt = prompt_to(wanted.transcript, value.line)
    asked = prompt is not None and asks_for(prompt, "age")
    told = _AGED.match(text, value.end) is not None
    if not (told or asked or (value.kind == "number" and _AGES.search(text[: value.start]))):
        return 0.0
    around = near_enough(wanted, wanted.topic, value.line) if wanted.topic else 1.0
    if around < _LEAST and not asked:
        return 0.0
    return 0.5 + 0.2 * told + 0.2 * around + 0.05 * (value.kind == "duration")


def near_enough(wanted: Sought, topic: Sequence[str], line: Line) -> float:
    """Return the share of a topic's weight that is said in a turn or next to it, 0..1; less the farther before."""
    total = found = 0.0
    for item in topic:
        weight = wanted.transcript.weight(item)
        kin = related(item)
        best = 0.0
        for distance, share in enumerate(_FADING):
            if share <= best or distance > line.position:
                break
            said = wanted.said[line.position - distance]
            best = max(best, share if item in said else 0.0 if kin.isdisjoint(said) else 0.8 * share)
        if best < _NEXT and line.position + 1 < len(wanted.said) and item in wanted.said[line.position + 1]:
            best = _NEXT
        total += weight
        found += best * weight
    return found / total if total else 0.0


def is_other_sum(wanted: Sought, value: Value) -> bool:
    """Tell whether an amount is of another kind than asked for.

    What goes to or from an account is not what is in it, and one of several payments is not what they add up to.
    """
    if wanted.kind != "amount":
        return False
    clause = clause_of(value)
    if _SUM.search(wanted.plan.words) and _ONE_OF_SEVERAL.search(clause):
        return True
    return "balanc" in wanted.topic and not MOVED.isdisjoint(content_stems(clause))


def is_denied(value: Value) -> bool:
    """Tell whether the sentence of a value says that something is not to be had: "not available at 5 pm"."""
    words = tuple(word for word in normal_words(sentence_of(value)) if word)
    if value.kind in ("date", "time") and denies(words, content_stems(joined_hours(value.text))):
        return True
    return part_fails(words) or not (_NO.isdisjoint(words) or _TO_BE_HAD.isdisjoint(words))


def taken_up(transcript: Transcript, plan: Plan, line: Line) -> bool:
    """Tell whether the side asked about said yes to what the other side proposed in this turn."""
    reply = transcript.after(line)
    return reply is not None and reply.speaker == plan.speaker and line.asks and answers(reply) > 0


def _acronyms(words: str) -> dict[str, frozenset[str]]:
    """Return the initials of up to four words in a row with their stems: "ssn" for a social security number."""
    split = words.split()
    return {
        "".join(word[0] for word in run): frozenset(stem(word) for word in run if not is_stop_word(word))
        for width in (3, 4)
        for run in (split[place : place + width] for place in range(len(split) - width + 1))
    }


def _first_halves(line: Line) -> frozenset[str]:
    found = (_COMPOUND.match(word) for word in line.words)
    return frozenset(stem(match.group(1)) for match in found if match is not None)
