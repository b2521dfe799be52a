"""Words in one normal form, and phrases found among them.

Transcripts spell the same words in many ways: with and without apostrophes, in lower case, without punctuation.
`normal_words` undoes that ("I don't", "i dont" → i, do, not); a `PhraseBook` then finds fixed phrases in one pass.
Nothing here says what a phrase means; that is the business of the modules that hold the books.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Generic, TypeVar

T = TypeVar("T")

CLAUSE_MARKS = frozenset(".,;:!?")
SENTENCE_MARKS = frozenset(".!?")

# A number keeps its own point and commas ("1,000.50"); any other mark stands alone.
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[.,;:!?$£€%]")

_SPELLINGS = {
    "ain't": "is not", "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not",
    "cant": "can not", "wont": "will not", "dont": "do not", "doesnt": "does not", "didnt": "did not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not", "havent": "have not",
    "hasnt": "has not", "hadnt": "had not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not",
    "im": "i am", "ive": "i have", "youre": "you are", "theyre": "they are", "thats": "that is", "whats": "what is",
    "hows": "how is", "wheres": "where is", "whos": "who is", "theres": "there is", "youve": "you have", "youll": "you will",
    "let's": "let us", "lets": "let us", "gonna": "going to", "wanna": "want to", "gotta": "got to", "gimme": "give me",
    "lemme": "let me", "dunno": "do not know", "y'all": "you", "u": "you", "ur": "your", "r": "are", "pls": "please",
    "plz": "please", "thx": "thanks", "thankyou": "thank you", "thanku": "thank you", "ok": "okay", "okey": "okay",
    "k": "okay", "kk": "okay", "yep": "yes", "yup": "yes", "yeah": "yes", "yea": "yes", "ya": "yes", "yah": "yes",
    "yess": "yes", "yeh": "yes", "nope": "no", "nah": "no", "hai": "hi", "hii": "hi", "hiya": "hi", "goodbye": "bye",
    "alright": "all right", "allright": "all right", "til": "until", "o'clock": "oclock", "'em": "them", "abt": "about",
    "wat": "what", "wht": "what", "coz": "because", "cuz": "because", "info": "information",
}  # fmt: skip
_ENDINGS = {"n't": "not", "'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would"}
_IS_AFTER = frozenset(
    "it that what who where how when why he she there here everything something everyone nothing this name".split()
)


def _spell_out(word: str) -> tuple[str, ...]:
    known = _SPELLINGS.get(word)
    if known is not None:
        return tuple(known.split())
    if "'" not in word:
        return (word,)
    if word.endswith("n't"):
        return (word[:-3], "not")
    stem, _, _ = word.rpartition("'")
    ending = word[len(stem) :]
    if ending in _ENDINGS:
        return (stem, _ENDINGS[ending])
    if ending == "'s" and stem in _IS_AFTER:
        return (stem, "is")
    return (word,)


def normal_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case with contractions spelt out, and its clause marks.

    >>> normal_words("I don't think so, thanks!")
    ('i', 'do', 'not', 'think', 'so', ',', 'thanks', '!')
    """
    found: list[str] = []
    for token in _TOKEN.findall(text.lower().replace("’", "'")):
        if "'" in token or token in _SPELLINGS:
            found.extend(_spell_out(token))
        else:
            found.append(token)
    return tuple(found)


def words_only(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without the clause marks."""
    return tuple(word for word in words if word not in CLAUSE_MARKS)


def _spellings(pattern: str) -> Iterator[tuple[str, ...]]:
    """Write out a pattern: `a|b` is either word, a trailing `?` makes a word optional, `*` stands for any one word."""
    choices: list[tuple[str, ...]] = []
    for slot in pattern.split():
        optional = slot.endswith("?")
        words = tuple(slot.removesuffix("?").split("|"))
        choices.append((*words, "") if optional else words)
    for choice in product(*choices):
        yield tuple(word for word in choice if word)


class PhraseBook(Generic[T]):
    """Phrases with a value each, found in a sequence of words in one pass.

    A pattern is words in their normal form; `a|b` is either, `a?` may be absent, `*` is any one word (not a clause
    mark, and not the first). Longer phrases win over shorter ones that begin at the same place.
    """

    __slots__ = ("_by_first",)

    def __init__(self, patterns: Mapping[str, T]) -> None:
        by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for pattern, value in patterns.items():
            for words in _spellings(pattern):
                by_first.setdefault(words[0], []).append((words, value))
        self._by_first = {
            first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in by_first.items()
        }

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and value of each phrase, in order; phrases do not overlap."""
        at, count = 0, len(words)
        while at < count:
            for phrase, value in self._by_first.get(words[at], ()):
                end = at + len(phrase)
                if end <= count and all(
                    word == said or (word == "*" and said not in CLAUSE_MARKS)
                    for word, said in zip(phrase[1:], words[at + 1 : end], strict=True)
                ):
                    yield at, end, value
                    at = end - 1
                    break
            at += 1

    def any_in(self, words: Sequence[str]) -> bool:
        """Tell whether at least one phrase occurs."""
        return next(self.find(words), None) is not None

    def first_in(self, words: Sequence[str]) -> tuple[int, int, T] | None:
        """Return start, end and value of the first phrase, or None."""
        return next(self.find(words), None)


def phrase_set(*patterns: str) -> PhraseBook[bool]:
    """Return a book of phrases that all mean the same."""
    return PhraseBook(dict.fromkeys(patterns, True))
