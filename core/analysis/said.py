"""What the text of a turn is by itself: its normal words, its stems, its sentences. No other turn is looked at."""

from dataclasses import dataclass
from itertools import chain
from typing import Final

from core.analysis.phrases import normal_words
from core.analysis.reading import Sentence
from core.analysis.recurring import Recurring
from core.dialogues import Utterance
from core.text import content_stems, sentences


@dataclass(frozen=True, slots=True)
class Said:
    """The normal words and content stems of a turn's cleaned text, in order, and the sentences of its raw text."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    sentences: tuple[Sentence, ...]


_NOTHING: Final = Said((), (), ())


def said(utterance: Utterance) -> Said:
    """Return what an utterance says; it has no sentences where nothing is left once it is cleaned."""
    texts = utterance.raw, utterance.text
    return _read(texts) if utterance.speaker == "customer" else RECURRING(texts)


def _read(texts: tuple[str, str]) -> Said:
    raw, text = texts
    if not text:
        return _NOTHING
    found = tuple(
        Sentence(start, end, part := raw[start:end], normal_words(part), content_stems(part))
        for start, end in sentences(raw)
    )
    if text != raw.strip():  # something was cleaned away
        return Said(normal_words(text), content_stems(text), found)
    if len(found) == 1:
        return Said(found[0].words, found[0].stems, found)
    # Sentences end at white space, so that the words of a text are those of its sentences.
    return Said(
        tuple(chain.from_iterable(sentence.words for sentence in found)),
        tuple(chain.from_iterable(sentence.stems for sentence in found)),
        found,
    )


RECURRING: Final = Recurring(_read)
