"""Requests grouped by meaning.

A request is known by its key: the stems of the words that say what is wanted, without those in which anybody asks for
anything ("can you tell me …"), and with days, dates, times and numbers as what they are ("on Friday": some day). Keys
are made when a call is stored. When a campaign is shown, the keys that are alike are brought together: each is a
vector, the sum of its words' embeddings, where a word weighs the less the more of the campaign's requests have it (in a
campaign for donations, "donate" tells little), and a day or time half of what another word does. The most frequent key
leads the first topic; each that follows joins the leader that it is near enough to, or leads a topic of its own; in the
end each goes to its nearest leader.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.embedding import WIDTH, embed
from core.text import is_stop_word, stem, tokens

# What is grouped at once; rarer keys are left out. The cost is linear in the keys for a number of topics.
MOST_KEYS: Final = 2000
MOST_SHOWN: Final = 10
LONGEST_QUOTE: Final = 500  # characters of a request that are kept for its topic

# Cosine from which two requests are of one topic: on requests of four corpora the highest that still brings together
# what is the same in other words ("is it expensive?", "what is the price?").
_ALIKE: Final = 0.6
_MOST_STEMS: Final = 12  # of a key; a request with more is a story of its own


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Stems of words in which anything is asked for, and of those with which people begin to talk.
_SAYING_NOTHING: Final = _word_set("""
    actual ah alright also ask believ book check cool could definit er exact feel find give go good great guess happen
    hello help hey hi hmm hope id idea im info inform interest know let like look love make may mean need nice ok okay
    oh perfect pleas possibl provid question realli request say see show sorri sound sure tell thank thing think tri uh
    um understand unk use wait want what whats wonder work wow yeah ye yes
    """)
_DAYS: Final = _word_set("""
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays today tomorrow tonight morning afternoon evening weekend
    """)
_MONTHS: Final = _word_set("""
    january february march april june july august september october november december
    """)
_TIMES: Final = frozenset({"day", "date", "time"})
_ASKING: Final = _word_set("how what can could would is are do does will any try let's move change need want like")
_HALVES: Final = frozenset({"am", "pm"})
# Questions that say by their first words what they are after.
_AFTER: Final = frozenset({"where", "when", "why", "who"})
_AFTER_HOW: Final = frozenset({"much", "many", "long", "far", "old", "often"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A key, one of the wordings that have it, and how many requests do: in all, new ones, and ones left open."""

    key: str
    quote: str
    count: int
    new_count: int
    unresolved_count: int


def topic_key(quote: str) -> str:
    """Return the key of a request; empty where its words do not say what is wanted ("how about that one?").

    A mere time ("9 pm??") answers rather than asks, and has none.
    """
    content = _content(quote)
    if _TIMES.issuperset(content) and _ASKING.isdisjoint(tokens(quote)):
        return ""
    return " ".join(sorted(list(content)[:_MOST_STEMS]))


def grouped(wordings: Sequence[Wording]) -> list[list[Wording]]:
    """Return wordings of one topic together; the earliest lead, so that they should be the most frequent ones."""
    vectors = _vectors(wordings)
    leading = np.zeros_like(vectors)
    count = 0
    for vector in vectors:
        if not count or (leading[:count] @ vector).max() < _ALIKE:
            leading[count] = vector
            count += 1
    groups: list[list[Wording]] = [[] for _ in range(count)]
    if wordings:
        for nearest, each in zip((vectors @ leading[:count].T).argmax(axis=1), wordings, strict=True):
            groups[nearest].append(each)
    return groups


def _vectors(wordings: Sequence[Wording]) -> NDArray[np.float32]:
    contents = [_content(each.quote) for each in wordings]
    requests = Counter[str]()
    for content, each in zip(contents, wordings, strict=True):
        for found in content:
            requests[found] += each.count
    total = sum(each.count for each in wordings)
    words = {word: at for at, word in enumerate({word: None for content in contents for word in content.values()})}
    meaning = embed(list(words))
    vectors = np.zeros((len(wordings), WIDTH), np.float32)
    for vector, content in zip(vectors, contents, strict=True):
        for found, word in content.items():
            weight = sqrt(log(1 + total / requests[found]))
            vector += meaning[words[word]] * np.float32(weight / 2 if found in _TIMES else weight)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)[:, None]
    return vectors


def _content(quote: str) -> dict[str, str]:
    """Map the stems of the words that say what is wanted to those words, in the order of speech."""
    words = tokens(quote)
    found: dict[str, str] = {}
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        named = _named(word, before, words[place + 1] if place + 1 < len(words) else "")
        if named is not None:
            found.setdefault(named, named)
        elif not word[0].isdigit() and not is_stop_word(word) and stem(word) not in _SAYING_NOTHING:
            found.setdefault(stem(word), word)
    return found


def _named(word: str, before: str, after: str) -> str | None:
    """Return what a word stands for rather than its stem: some day, date or time, or what a question is after."""
    if before == "how" and word in _AFTER_HOW:
        return f"how {word}"
    head = word.partition("'")[0]
    if head in _AFTER:
        return head
    if word in _DAYS:
        return "day"
    if word in _MONTHS:
        return "date"
    if word == "pm" or (word[0].isdigit() and (after in _HALVES or word[-2:] in _HALVES)):
        return "time"
    return None
