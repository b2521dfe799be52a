"""Evidence: words of the call, verbatim, cut at sentences where a turn is long."""

from collections.abc import Collection, Iterable
from typing import Final

from core.answering.transcript import Line
from core.answering.vocabulary import related
from core.reports import Evidence
from core.text import content_stems, sentences
from core.wording import moment

_LONGEST_QUOTE: Final = 240  # characters
IN_TEXT: Final = 120  # characters of a quotation within an answer


def quote(line: Line, topic: Collection[str] = (), *, longest: int = _LONGEST_QUOTE) -> Evidence:
    """Return a turn as evidence: whole, or where it is long the sentence nearest to the topic, cut between words."""
    turn = line.turn
    words = turn.text.strip()
    if len(words) > longest:
        wanted = frozenset(topic).union(*(related(item) for item in topic))
        spans = sentences(turn.text)
        if wanted and spans:
            start, end = max(spans, key=lambda span: len(wanted.intersection(content_stems(turn.text[slice(*span)]))))
        else:
            start, end = spans[0] if spans else (0, len(turn.text))
        words = cut(turn.text[start:end], max(longest, _LONGEST_QUOTE))
    return Evidence(turn.index, turn.timestamp_s, turn.speaker, words)


def quotes(lines: Iterable[Line], topic: Collection[str] = (), *, most: int = 3) -> tuple[Evidence, ...]:
    """Return the first turns as evidence, each turn once."""
    once = dict.fromkeys(line.position for line in lines)
    by_position = {line.position: line for line in lines}
    return tuple(quote(by_position[position], topic) for position in list(once)[:most])


def cut(text: str, longest: int) -> str:
    """Return the beginning of a text, cut between words; verbatim.

    >>> cut("one two three", 8)
    'one two'
    """
    text = text.strip()
    if len(text) <= longest:
        return text
    head = text[: longest + 1]
    space = max(head.rfind(" "), head.rfind("\n"))
    return head[:space].rstrip() if space > longest // 2 else text[:longest]


def in_words(evidence: Evidence) -> str:
    """Render a quotation within a sentence, short and on one line."""
    return quoted(evidence.quote)


def quoted(text: str) -> str:
    """Render words of the call within a sentence: in quotation marks, short and on one line."""
    said = " ".join(text.split())
    short = cut(said, IN_TEXT)
    return f'"{short}{"…" if len(short) < len(said) else ""}"'


def at(line: Line) -> str:
    """Render when a turn began."""
    return moment(line.turn.timestamp_s)
