"""Evidence: words of the call that carry a statement, verbatim, and the check that they are."""

from collections.abc import Iterable
from typing import Final

from core.analysis.reading import Sentence, TurnReading
from core.dialogues import Dialogue
from core.reports import Evidence

LIMIT: Final = 200  # characters of one quotation


class NotVerbatim(ValueError):
    """A quotation is not in the turn that it names: a fault of the analysis, never of the call."""


def quote(turn: TurnReading, sentence: Sentence | None = None, limit: int = LIMIT) -> Evidence:
    """Quote one sentence of a turn, or the turn from its first words on, in at most `limit` characters.

    What is longer is cut after the last whole sentence that fits, or else after the last whole word; what remains is
    a verbatim part of the raw turn. Its time is the turn's start in seconds.
    """
    utterance = turn.utterance
    words = sentence.text if sentence else utterance.raw.strip()
    if len(words) > limit:
        offset = sentence.start if sentence else len(utterance.raw) - len(utterance.raw.lstrip())
        ends = [part.end - offset for part in turn.sentences if 0 < part.end - offset <= limit]
        words = words[: max(ends)] if ends else _whole_words(words, limit)
    return Evidence(turn=utterance.index, timestamp_s=utterance.start_s, speaker=utterance.speaker, quote=words)


def require_verbatim(evidence: Iterable[Evidence], dialogue: Dialogue) -> None:
    """Raise NotVerbatim unless every quotation is in the raw turn that it names."""
    raw = {utterance.index: utterance.raw for utterance in dialogue.utterances}
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
