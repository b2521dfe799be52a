"""Which language a text is in, as far as it matters: English, or what else it is.

Function words tell: a third to a half of all words of running talk are among the commonest hundred of its language
(Zipf, 1949). They are looked for without accents and capitals, which speech recognition may leave out. Writing in
another script than the Latin one is told by the script. A few foreign words, names or dishes make no difference.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from core.analysis.language_words import ENGLISH, LANGUAGES
from core.text import STOP_WORDS, tokens

_ENGLISH: Final = ENGLISH | STOP_WORDS
_TELLING: Final = {language: words - _ENGLISH for language, words in LANGUAGES.items()}
_ALL_TELLING: Final = frozenset().union(*_TELLING.values())
_FEWEST_TELLING: Final = 3  # function words of a language
_TELLING_SHARE: Final = 0.15  # of all words
_AGAINST_ENGLISH: Final = 1.5  # times the English function words
_FEWEST_WORDS: Final = 25  # from which a text without English function words is in no English
_HARDLY_ENGLISH: Final = 0.06
_LAST_LATIN: Final = "\u024f"
_OTHER_SCRIPT_SHARE: Final = 0.5  # of all letters
_SCRIPTS: Final = {
    "CJK": "Chinese or Japanese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CYRILLIC": "a language in Cyrillic script",
    "ARABIC": "a language in Arabic script",
    "HEBREW": "Hebrew",
    "GREEK": "Greek",
    "DEVANAGARI": "a language in Devanagari script",
    "THAI": "Thai",
}
UNKNOWN: Final = "another language than English"


def other_language(texts: Iterable[str]) -> str | None:
    """Name the language that texts are in, taken together, where that is not English; None where it is or may be."""
    texts = tuple(texts)
    script = other_script(texts)
    if script is not None:
        return script
    plain = (text if text.isascii() else _plain(text) for text in texts)
    words = [word for text in plain for word in tokens(text) if not word[0].isdigit()]
    english = sum(map(_ENGLISH.__contains__, words))
    foreign = sum(map(_ALL_TELLING.__contains__, words))
    if foreign <= _AGAINST_ENGLISH * english and english >= _HARDLY_ENGLISH * len(words):
        return None  # whatever language they are of: this spares most calls the count of each
    counts = Counter(words)
    found = {
        language: sum(number for word, number in counts.items() if word in telling)
        for language, telling in _TELLING.items()
    }
    language = max(found, key=lambda name: found[name])
    if found[language] >= max(_FEWEST_TELLING, _TELLING_SHARE * len(words)) and found[language] > (
        _AGAINST_ENGLISH * english
    ):
        return language
    return UNKNOWN if len(words) >= _FEWEST_WORDS and english < _HARDLY_ENGLISH * len(words) else None


def other_script(texts: Iterable[str]) -> str | None:
    """Name the language or script of most letters of texts where that is not the Latin one."""
    text = " ".join(texts)
    if text.isascii():
        return None
    letters = sum(char.isalpha() for char in text)
    scripts = Counter(
        unicodedata.name(char, "OTHER").partition(" ")[0] for char in text if char > _LAST_LATIN and char.isalpha()
    )
    scripts.pop("LATIN", None)
    if not scripts or scripts.total() < _OTHER_SCRIPT_SHARE * letters:
        return None
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana and "CJK" in scripts:  # Japanese is written in both
        return _SCRIPTS["HIRAGANA"]
    script = max(scripts, key=lambda name: scripts[name])
    return _SCRIPTS.get(script, UNKNOWN)


def _plain(text: str) -> str:
    """Return a text without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
