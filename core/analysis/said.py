"""What the text of a turn is by itself: its normal words, its stems, its sentences. No other turn is looked at."""

from dataclasses import dataclass
from itertools import chain
from typing import Final

from core.analysis.phrases import normal_words
from core.analysis.reading import Sentence
from core.analysis.recurring import Recurring
from core.analysis.sentiment_lexicon import charge
from core.dialogues import Utterance
from core.text import content_stems, sentences


@dataclass(frozen=True, slots=True)
class Said:
    """The normal words and content stems of a turn's cleaned text, in order, and the sentences of its raw text.

    `charge` is what the word lists say of its feeling (core.analysis.sentiment_lexicon).
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    charge: tuple[float, ...]


_NOTHING: Final = Said((), (), (), charge(()))


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
        words, stems = normal_words(text), content_stems(text)
    elif len(found) == 1:
        words, stems = found[0].words, found[0].stems
    else:  # sentences end at white space, so that the words of a text are those of its sentences
        words = tuple(chain.from_iterable(sentence.words for sentence in found))
        stems = tuple(chain.from_iterable(sentence.stems for sentence in found))
    return Said(words, stems, found, charge(words))


RECURRING: Final = Recurring(_read)
