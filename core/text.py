"""Words, sentences and stems of English talk, for every part of the analysis. No meaning is given to them here.

Everything is linear in the characters of the text. Speech recognition often leaves punctuation out, so that sentence
boundaries are looked for in the words as well.
"""

import re
from functools import lru_cache
from threading import Lock
from typing import Final

import snowballstemmer


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD: Final = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:'[^\W_]+)*")
# Letters in lower case and digits; apostrophes stay, all else is white space. The usual text, in ASCII, is divided by
# this table in half the time of an expression.
PLAIN_ASCII: Final = {
    code: chr(code).lower() if chr(code).isalnum() or chr(code) == "'" else " " for code in range(128)
}
_PARTED_NUMBER: Final = re.compile(r"[.,:](?<=\d.)\d")
# That the expression begins with a set of characters halves the time of the search.
_STOP: Final = re.compile(r"[.!?…\r\n](?:(?<=[.!?…])[.!?…]*[\"'”’)\]]*(?=\s|$)|(?<=[\r\n])[\r\n]*)")
_CHUNK: Final = re.compile(r"\S+")

# "Mr. Bell" is one sentence.
_ABBREVIATIONS: Final = _word_set("mr mrs ms dr st vs no e.g i.e etc a.m p.m jr sr approx")
# Where a speaker who is transcribed without punctuation starts anew.
_RESTARTS: Final = _word_set("and but so because okay ok well then also anyway now i we you is are do does can could")
_HARD_RESTARTS: Final = _word_set("and but so because okay ok well then also anyway now")
_LONGEST_RUN: Final = 24  # words without a full stop before a boundary is looked for
_SHORTEST_PIECE: Final = 8  # words that such a piece keeps at least

_LONGEST_STEMMED: Final = 40  # characters; longer "words" are noise and stay as they are

STOP_WORDS: Final = _word_set("""
    a about above after again against ain all also am an and another any anybody anyone anything are aren as at be
    because been before being below between both but by can cannot could couldn d did didn do does doesn doing don
    down during each either else ever every everybody everyone everything few for from further get gets getting go
    goes going gonna got had hadn has hasn have haven having he her here hers herself him himself his how i if in into
    is isn it its itself just kind let lets ll lot m many may maybe me might mine more most much must mustn my myself
    need needn neither no nobody none nor not nothing now o of off oh ok okay on once one only or other others ought
    our ours ourselves out over own please quite rather re really s same shall shan she should shouldn so some
    somebody someone something sort such sure t than that the their theirs them themselves then there these they thing
    things this those though through thus to too um under until up upon us ve very wanna want wants was wasn we well
    were weren what whatever when where whether which while who whom whose why will with within without won would
    wouldn yeah yep yes you your yours yourself yourselves
    """)

_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = Lock()  # the stemmer keeps the word it works on


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, numbers and inner apostrophes included.

    >>> tokens("Don’t charge $1,200.50 at 4:30pm!")
    ("don't", 'charge', '1,200.50', 'at', '4:30', 'pm')
    """
    text = text.replace("’", "'")
    if text.isascii() and not _PARTED_NUMBER.search(text):
        plain = f" {text.translate(PLAIN_ASCII)} "
        if "'" not in plain or not (" '" in plain or "' " in plain or "''" in plain):  # else some are no inner ones
            return tuple(plain.split())
    return tuple(_WORD.findall(text.lower()))


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the character spans of the sentences, in order, without the white space around them.

    A sentence ends at a full stop, question or exclamation mark or a new line. A run of more than 24 words without
    any of these is divided where a speaker seems to start anew. Blank text has no sentence.

    >>> text = "Hello. How much is it?"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Hello.', 'How much is it?']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for mark in _STOP.finditer(text):
        if mark.group()[0] == "." and _is_abbreviation(text, start, mark.start()):
            continue
        _add_pieces(text, start, mark.end(), spans)
        start = mark.end()
    _add_pieces(text, start, len(text), spans)
    return tuple(spans)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball (Porter 2) stem of one lower-case English word.

    >>> stem("donations"), stem("donating")
    ('donat', 'donat')
    """
    if len(word) > _LONGEST_STEMMED:
        return word
    with _stemmer_lock:
        return str(_stemmer.stemWord(word))


def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry a topic, in order: stop words and single letters are left out.

    >>> content_stems("I'd like to know about your donations")
    ('like', 'know', 'donat')
    """
    return tuple(filter(None, map(_content_stem, tokens(text))))


@lru_cache(maxsize=50_000)
def _content_stem(word: str) -> str:
    """Return the stem of a word of content, "" for a stop word."""
    return "" if is_stop_word(word) else stem(word)


def is_stop_word(word: str) -> bool:
    """Tell whether a lower-case word says nothing of the topic: function words, contractions, single letters."""
    if word in STOP_WORDS or (len(word) == 1 and not word.isdigit()):
        return True
    head, apostrophe, tail = word.partition("'")
    return bool(apostrophe) and (head in STOP_WORDS or (tail == "t" and head.endswith("n")))


def _is_abbreviation(text: str, start: int, stop: int) -> bool:
    """Tell whether the full stop at `stop` ends an abbreviation or an initial rather than a sentence."""
    begin = stop
    while begin > start and stop - begin < 8 and not text[begin - 1].isspace():
        begin -= 1
    word = text[begin:stop]
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper() and word != "I")


def _add_pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    """Add the span without outer white space; divide it where it is long and has no boundary of its own."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    if text.count(" ", start, end) < _LONGEST_RUN:
        spans.append((start, end))
        return
    words = [match.span() for match in _CHUNK.finditer(text, start, end)]
    first = 0
    if len(words) > _LONGEST_RUN:
        for position in range(_SHORTEST_PIECE, len(words) - _SHORTEST_PIECE + 1):
            if position - first < _SHORTEST_PIECE or not _starts_anew(text, words, position, position - first):
                continue
            spans.append((words[first][0], words[position - 1][1]))
            first = position
    spans.append((words[first][0], end))


def _starts_anew(text: str, words: list[tuple[int, int]], position: int, length: int) -> bool:
    """Tell whether the word at `position` may begin a piece after `length` words."""
    word = text[slice(*words[position])].strip(",;:").lower()
    after_comma = text[words[position - 1][1] - 1] in ",;:—–-"
    return word in (_RESTARTS if after_comma or length >= _LONGEST_RUN else _HARD_RESTARTS)
