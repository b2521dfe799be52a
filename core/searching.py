"""What was said: how a search is written, and where its words stand in a turn."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final, cast

from core.calls import Speaker
from core.errors import InvalidRequest
from core.paging import ScorePosition

# Characters of one side's words that can be found: more than two hours of talk. PostgreSQL takes a megabyte of words,
# which both sides together stay below, whatever they are written in: a character makes four bytes at most.
LONGEST_SIDE: Final = 120_000
MOST_WORDS: Final = 32  # that are looked for at once
LONGEST_QUOTE: Final = 400
MOST_QUOTES: Final = 5
_BEFORE_MATCH: Final = 120  # characters that a quote of a long turn begins before the first match

# What parts words. PostgreSQL's own reader of texts would make one word of a whole address or of "and/or", and takes
# time by the square of its length for a text of nothing but "a_a_a_". Replaced character by character: places stay.
PUNCTUATION: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a0¡«»¿–—‘’“”…"
_SPACES: Final = str.maketrans(PUNCTUATION, " " * len(PUNCTUATION))

_PIECE: Final = re.compile(r'(?P<without>-?)"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')
_WORD: Final = re.compile(r"\S+")
_SIDE: Final = "speaker:"

# The stems that a word as it is written is found by.
Stems = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What to find: in the words of one side, or of both (None).

    `text` is in the language of PostgreSQL's web search, of words, quotation marks, `or` and `-` alone. `parts` are
    the words and phrases that shall be said, as words.
    """

    speaker: Speaker | None
    text: str
    parts: tuple[tuple[str, ...], ...]

    @property
    def any_part(self) -> str:
        """Return what finds each of the parts by itself, in the language of `text`."""
        return " or ".join(_phrase(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Highlight:
    """Where a match stands in a quote, in code points; `end` is the one behind it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """A turn that matches, as it was said; `index` is its place in the call, from 0."""

    index: int
    timestamp_s: float
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A turn that matches, or the part of a long one around its first match, verbatim."""

    turn: int
    timestamp_s: float
    speaker: Speaker
    text: str
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call that matches. `rank` ≥ 0 can be compared within one search; `turns` match best, in their order."""

    call_id: str
    campaign_ref: str
    started_at: datetime
    bot_name: str
    rank: float
    turns: tuple[FoundTurn, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A call that matches, with what was said."""

    call: FoundCall
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results, best first, and where the next one begins (None: there is none)."""

    results: tuple[SearchResult, ...]
    next: ScorePosition | None


def parsed(q: str) -> WordQuery:
    """Read what a partner looks for.

    Raises InvalidRequest where its `speaker:` is none, or there are two of them, or nothing is to be found.

    >>> parsed('speaker:customer "credit card" -visa or e-mail')
    WordQuery(speaker='customer', text='"credit card" -"visa" or "e mail"', parts=(('credit', 'card'), ('e', 'mail')))
    """
    said: list[str] = []
    parts: list[tuple[str, ...]] = []
    speakers: set[str] = set()
    either = False
    for piece in _PIECE.finditer(q):
        word = piece["word"]
        if word is not None and word.lower().startswith(_SIDE):
            speakers.add(word.lower().removeprefix(_SIDE))
            continue
        if word is not None and word.lower() == "or":
            either = bool(said)
            continue
        without = bool(piece["without"]) if word is None else word.startswith("-")
        words = tuple(spaced(piece["phrase"] if word is None else word).split())
        if words:
            said += ["or"] * either + ["-" * without + _phrase(words)]
            either = False
        if words and not without:
            parts.append(words)
    if not parts:
        raise InvalidRequest({"q": ["must name a word or a phrase to find"]})
    if sum(map(len, parts)) > MOST_WORDS:
        raise InvalidRequest({"q": [f"must not name more than {MOST_WORDS} words"]})
    return WordQuery(_only(speakers), " ".join(said), tuple(parts))


def spaced(text: str) -> str:
    """Return a text with a space for everything that parts words, so that every word stays at its place."""
    return text.translate(_SPACES)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as they are written."""
    return frozenset(spaced(text).split())


def quoted(turn: FoundTurn, parts: Sequence[Sequence[str]], stems: Stems) -> Quote:
    """Quote a turn, or 400 characters of a long one, with the places of what was looked for."""
    found = highlights(turn.text, parts, stems)
    start, end = _window(turn.text, found)
    shown = (Highlight(max(each.start, start) - start, min(each.end, end) - start) for each in found)
    inside = tuple(each for each in shown if 0 <= each.start < each.end)
    return Quote(turn.index, turn.timestamp_s, turn.speaker, turn.text[start:end], inside)


def highlights(text: str, parts: Sequence[Sequence[str]], stems: Stems) -> tuple[Highlight, ...]:
    """Return where words and phrases stand in a text, in order and apart; a phrase is one place."""
    words = [(each.start(), each.end(), stems.get(each.group(), frozenset())) for each in _WORD.finditer(spaced(text))]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, _, found) in enumerate(words):
        for stem in found:
            places[stem].append(place)
    spans: set[tuple[int, int]] = set()
    for part in dict.fromkeys(map(tuple, parts)):
        first, *others = (stems.get(word, frozenset()) for word in part)
        for at in chain.from_iterable(places[stem] for stem in first):
            said = words[at + 1 : at + 1 + len(others)]
            if len(said) == len(others) and all(one & word[2] for one, word in zip(others, said, strict=True)):
                spans.add((words[at][0], words[at + len(others)][1]))
    apart: list[Highlight] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1].end:
            apart[-1] = Highlight(apart[-1].start, max(apart[-1].end, end))
        else:
            apart.append(Highlight(start, end))
    return tuple(apart)


def _only(speakers: set[str]) -> Speaker | None:
    if speakers - {"customer", "bot"}:
        raise InvalidRequest({"q": ["knows speaker:customer and speaker:bot only"]})
    if len(speakers) > 1:
        raise InvalidRequest({"q": ["must name one speaker at most"]})
    return cast(Speaker, next(iter(speakers))) if speakers else None


def _phrase(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'


def _window(text: str, found: Sequence[Highlight]) -> tuple[int, int]:
    """Return which part of a text is quoted: all of it where it is short, else from some words before the match."""
    if len(text) <= LONGEST_QUOTE:
        return 0, len(text)
    match = found[0].start if found else 0
    start = min(max(match - _BEFORE_MATCH, 0), len(text) - LONGEST_QUOTE)
    end = start + LONGEST_QUOTE
    if start:
        blank = text.find(" ", start, match)
        start = start if blank < 0 else blank + 1
    if end < len(text):
        blank = text.rfind(" ", match + 1, end)
        end = end if blank < 0 else blank
    return start, end
