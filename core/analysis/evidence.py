"""Evidence: words of the call that carry a statement, verbatim, and the check that they are."""

from collections.abc import Iterable
from typing import Final

from core.analysis.reading import Sentence, TurnReading
from core.dialogues import Dialogue, Utterance
from core.reports import Evidence

LIMIT: Final = 200  # characters of one quotation


class NotVerbatim(ValueError):
    """A quotation is not in the turn that it names: a fault of the analysis, never of the call."""


def quote(turn: TurnReading, sentence: Sentence | None = None, limit: int = LIMIT) -> Evidence:
    """Quote one sentence of a turn, or the turn from its first words on, in at most `limit` characters.

    What is longer is cut after the last whole sentence that fits, or else after the last whole word; what remains is
    a verbatim part of the raw turn. Its time is the turn's start in seconds. Of words that run over several turns of a
    joined utterance those of one turn are quoted, where most of them are.
    """
    utterance = turn.utterance
    start = sentence.start if sentence else len(utterance.raw) - len(utterance.raw.lstrip())
    end = sentence.end if sentence else len(utterance.raw.rstrip())
    said, offset = utterance, 0
    if utterance.parts:
        said, offset = _fullest(utterance, start, end)
        start, end = max(start, offset), min(end, offset + len(said.raw))
    words = utterance.raw[start:end].strip()
    if len(words) > limit:
        start += len(utterance.raw[start:end]) - len(utterance.raw[start:end].lstrip())
        ends = [part.end - start for part in turn.sentences if 0 < part.end - start <= limit]
        words = words[: max(ends)] if ends else _whole_words(words, limit)
    return Evidence(turn=said.index, timestamp_s=said.start_s, speaker=said.speaker, quote=words)


def _fullest(utterance: Utterance, start: int, end: int) -> tuple[Utterance, int]:
    """Return the turn of a joined utterance that holds most of the characters from start to end, and its offset."""
    return max(
        ((part.turn, part.offset) for part in utterance.parts),
        key=lambda each: min(end, each[1] + len(each[0].raw)) - max(start, each[1]),
    )


def require_verbatim(evidence: Iterable[Evidence], dialogue: Dialogue) -> None:
    """Raise NotVerbatim unless every quotation is in the raw turn that it names."""
    raw = {turn.index: turn.raw for utterance in dialogue.utterances for turn in utterance.sent}
    for item in evidence:
        if not item.quote or item.quote not in raw.get(item.turn, ""):
            raise NotVerbatim(f"turn {item.turn} does not say so")


def _whole_words(words: str, limit: int) -> str:
    """Cut before the word that passes the limit; inside it where there is no other."""
    head = words[: limit + 1]
    for position in range(limit, 0, -1):
        if head[position].isspace():
            return head[:position].rstrip()
    return head[:limit]
