"""Things that are told one after the other: "A, B and C", what is ordered or wished for, names of one kind.

An item is a stretch of a turn, verbatim but for white space and for the words that frame it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.answering.quotes import cut
from core.answering.transcript import Line
from core.answering.vocabulary import word_set
from core.text import content_stems, is_stop_word, sentences

_DIVIDER: Final = re.compile(
    r"\s*[,;](?: +(?:and|or|but|also|plus|then)\b)?(?: +(?:also|even))?\s*(?!\d{3}\b)"
    r"|\s+(?:and|&|plus|as well as|along with)(?: +also)?\s+|\s+/\s+|\s*\?\s+(?=\w+\?)",
    re.IGNORECASE,
)
# "There are many ways such as A, B and C": what is told stands behind.
_INTRODUCING: Final = re.compile(
    r"\b(?:such as|like|including|includes?|namely|for example|for instance|e\.g\.|those are|these are"
    r"|they are)\b[:,]?"
    r"\s+(?!to\b)|:\s+(?=\S)",
    re.IGNORECASE,
)
_WISH: Final = re.compile(
    r"\b(?:(?:(?:i|we)(?:'d|'ll| ?would| ?will| ?also| ?just| ?m|'m| ?am)?|and|also) ?(?:also |just |really |still )?"
    r"(?:wants?|needs?|like|order|try|go with|looking for|interested in|love|prefer|add)"
    r"|(?:i|we)(?:'d|'ll| ?would| ?will) (?:also |just )?(?:take|have|get)"
    r"|(?:can|could|may) (?:i|we|you)(?: please)?(?: also)? (?:have|get|order|add|take|book|give|make|find"
    r"|tell|provide|confirm|share|show)(?: me| us)?"
    r"|(?:please|^(?:ok |okay |yes |and |also )?(?:please )?)(?= ?(?:change|assign|sen[dt]|cancel|update|upgrade|close"
    r"|transfer|check|find|request|move|refund|book|e?mail)\b)"
    r"|let me (?:have|get)|(?:please|and|also|yes|then),? (?:add|include|make it|give me|get me|order|book)"
    r"|^(?:add|order|include|give me|get me|book)|at least(?= (?:\d|one\b|two\b|three\b|an?\b))"
    r"|in addition(?: to (?:that|this))?,?|plus|one more)"
    r"(?: to)?(?: (?:order|have|get|buy|add|try|book|reserve|place an order(?: for)?|request|schedule|make"
    r"|check(?: on)?|take|organi[sz]e|find(?: out)?(?: about)?|see|know(?: about)?|look (?:for|at|up|into)"
    r"|search for))?\b",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"^(?:yes |yeah |ok |okay |sure |and |also |then )*(?=(?:\d{1,2}|one|two|three|four|five|six|a|an)"
    r" (?!please|thanks|sir|more things?|things?|minute|moment|second)[^\W\d]{3,})",
    re.IGNORECASE,
)
# "fries large 2", in a turn of its own
_COUNTED_BEHIND: Final = re.compile(
    r"^(?:and |also )?[^\W\d]{3,20}(?: [^\W\d]{1,20}){0,4} (?:\d|1\d|20)$", re.IGNORECASE
)
_FRAMING: Final = word_set(
    """
    either
    please pls plz sir madam maam mam thanks thank you so to it that this them these those my me some a an the of in for
    at on from with as i we he she they is are was were do does and or but also too want need like take have get order
    would will can could try yes yeah ok okay sure no just then about only there get be make by your our his her their
    """
)
_ASKING: Final = word_set("what how when where which who why")
_BEING: Final = word_set("is are was were")
_TRAILING_PART: Final = re.compile(
    r"\s+(?:at|in|on|for|with|from|so that|so|because|that|which|who|when|where|if|please|pls|sir|thanks|thank you"
    r"|now"
    r"|today|to|since|until|till|by|after|before|there|here)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_ASKING_TAIL: Final = re.compile(r"\s+(?:(?:can|could|would|will) (?:you|i|we)|please|pls)\b.*$", re.IGNORECASE)
_EXCEPTED: Final = re.compile(r"^(?:but |and )?(?:no|not|without|except|don't|do not)\b", re.IGNORECASE)
_AND_SO_ON: Final = re.compile(
    r"[\s.–-]*\b(?:(?:and )?(?:things|stuff|others?) like that|and so on|etc\.?|and more)\W*$", re.I
)
_SUBJECT: Final = re.compile(r"^(?:(?:they|we|it|he|she|i|you) (?:also )?(?:will |would |can |could )?)", re.IGNORECASE)
# Words with which what is left of a clause begins, and those that a short name of a thing does not hold.
_TORN: Final = word_set(
    """
    am is are was were be been it's that's there's he's she's they're we're i'm you're they'll i'll we'll he'll she'll
    it'll it he she they we i but because so looks look seems sounds have has had do does did don't doesn't didn't can
    could will would should may might actually basically especially maybe sorry nope hey hi hello please glad if when
    while which who whom whose what than then
    """
)
_CLAUSAL: Final = word_set("i i'm it's he she they we you are am is was were that's don't can't won't sorry")
_EDGES: Final = re.compile(r"^[^\w$£€#]+|[^\w%)]+$")
_MARKS: Final = " .,!?;:-\"'()"
_EITHER: Final = re.compile(r"\b(?:either|whether)\b", re.IGNORECASE)
_OR: Final = re.compile(r"\s+or\s+(?!so\b|more\b|less\b|not\b|no\b)", re.IGNORECASE)
_FEW: Final = 6  # words of a sentence in which "or" stands between things
_SHORT: Final = 4  # words up to which the members of an enumeration are things, not clauses
_LONGEST: Final = 90  # characters of an item


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a turn tells of, in the turn's own words."""

    text: str
    line: Line


def enumerated(line: Line, wanted: frozenset[str] = frozenset()) -> tuple[Item, ...]:
    """Return the members of the first enumeration in a turn, in order; of a sentence with wanted stems if any has them.

    What an enumeration excludes ("but no fish") is left out. Empty where nothing is enumerated.
    """
    text = line.turn.text
    told: list[str] = []
    for start, end in sentences(text) or ((0, len(text)),):
        if told and told[-1][-1] not in ".!?…":  # a long sentence that was divided
            told[-1] = f"{told[-1]} {text[start:end]}"
        else:
            told.append(text[start:end])
    near = [part for part in told if not wanted.isdisjoint(content_stems(part))]
    for part in (*near, *told):
        if len(members := _members(part)) > 1:
            return tuple(Item(member, line) for member in members)
    return ()


def wished(line: Line) -> tuple[Item, ...]:
    """Return what a turn asks to have: what follows "I'd like", "can I get" and the like, or a number of things."""
    found: list[Item] = []
    text = line.turn.text
    if _COUNTED_BEHIND.match(text.strip()):
        return (Item(text.strip(), line),)
    for start, end in sentences(text) or ((0, len(text)),):
        part = text[start:end]
        heads = list(_WISH.finditer(part)) or [match for match in (_COUNTED.match(part),) if match is not None]
        for head, following in zip(heads, (*heads[1:], None), strict=False):
            behind = part[head.end() : following.start() if following is not None else len(part)]
            for member in _members(behind) or [behind]:
                if (thing := bare_words(_ASKING_TAIL.sub("", member))) and not _NOTHING.match(thing):
                    found.append(Item(thing, line))
    return tuple(found)


def is_clean(text: str) -> bool:
    """Tell whether a stretch of a turn can stand in a list: a thing or a deed, not the torn-off end of a clause.

    >>> is_clean("two large fries"), is_clean("looks like the restaurant is full")
    (True, False)
    """
    words = [word.strip(_MARKS) for word in text.lower().replace("’", "'").split()]
    return bool(words) and words[0] not in _TORN and (len(words) > _SHORT or _CLAUSAL.isdisjoint(words))


def distinct(items: Iterable[Item]) -> list[Item]:
    """Return the items without those whose words of content another one has in one stretch; in order."""
    kept: list[Item] = []
    for item in items:
        own = _content_of(item)
        if any(_is_within(own, _content_of(other)) for other in kept):
            continue
        kept = [other for other in kept if not _is_within(_content_of(other), own)]
        kept.append(item)
    return kept


def _content_of(item: Item) -> str:
    return f" {' '.join(content_stems(item.text)) or item.text.lower()} "


def _is_within(own: str, other: str) -> bool:
    return own in other or set(own.split()) == set(other.split())


def _members(part: str) -> list[str]:
    """Divide a sentence at its commas and conjunctions; fewer than two members are none."""
    introduced = _INTRODUCING.search(part)
    pieces = _pieces(part[introduced.end() :]) if introduced is not None else []
    if len(pieces) < 2:
        introduced, pieces = None, _pieces(part)
    if len(pieces) < 2:
        return []
    *middle, last = *pieces[1:-1], _head(pieces[-1])
    longest = max(len(piece.split()) for piece in (*middle, last))
    if longest > _SHORT:
        return [cut(_clause(piece), _LONGEST) for piece in pieces]
    # Things: the first and the last of them may stand in a clause.
    first = pieces[0] if introduced is not None else _tail(pieces[0], longest)
    return [told for piece in (first, *middle, last) if (told := bare_words(piece))]


def _pieces(part: str) -> list[str]:
    if _EITHER.search(part) or len(part.split()) <= _FEW:
        part = _OR.sub(", ", part)
    pieces = (_AND_SO_ON.sub("", piece).strip() for piece in _DIVIDER.split(part))
    return [piece for piece in pieces if bare_words(piece) and not _EXCEPTED.match(piece)]


def _clause(piece: str) -> str:
    return _SUBJECT.sub("", piece).strip(" .,!?;:-")


def _tail(piece: str, longest: int) -> str:
    """Return the words at the end of a piece after its last framing word, at most one more than the others have."""
    words = piece.split()
    kept: list[str] = []
    for word in reversed(words):
        if is_stop_word(word.lower().strip(".,!?")) or len(kept) > longest:
            break
        kept.insert(0, word)
    if len(kept) > longest:
        kept = kept[-longest:]
    return " ".join(kept)


def _head(piece: str) -> str:
    return _TRAILING_PART.sub("", piece.strip().lstrip("-").strip())


def chunks(text: str) -> list[str]:
    """Return the runs of words of content in a text, in order: "a sore throat since Monday" has two."""
    found: list[list[str]] = [[]]
    for word in text.split():
        if is_stop_word(word.lower().strip(_MARKS)) or not word.strip(_MARKS):
            found.append([])
            continue
        found[-1].append(word.strip(_MARKS))
        if word[-1] in ",;:.!?":
            found.append([])
    return [" ".join(run) for run in found if run]


_NOTHING: Final = re.compile(
    r"^(?:(?:one|another|some|a couple|couple|few|a few) )?(?:more )?(?:things?|questions?|help|assistance|information"
    r"|favou?r|ask|know|look|talk|speak|go|say|do|able|try)\b(?: (?:\w+|with|you|here)){0,1}$",
    re.IGNORECASE,
)


def bare_words(text: str) -> str:
    """Return a short text without the words that frame it at its ends; "" where none of content is left."""
    words = text.split()
    while words and words[0].lower().strip(_MARKS) in _FRAMING:
        words = words[1:]
    clause = bool(words) and words[0].lower() in _ASKING  # "what the fee is"
    while words and (last := words[-1].lower().strip(_MARKS)) in _FRAMING and not (clause and last in _BEING):
        words = words[:-1]
    told = _EDGES.sub("", " ".join(words))
    return cut(told, _LONGEST) if content_stems(told) else ""
