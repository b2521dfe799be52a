"""Words in one normal form, and phrases found among them.

Transcripts spell the same words in many ways: with and without apostrophes, in lower case, without punctuation.
`normal_words` undoes that ("I don't", "i dont" → i, do, not); a `PhraseBook` then finds fixed phrases in one pass.
Nothing here says what a phrase means; that is the business of the modules that hold the books.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse, product
from typing import Final, Generic, TypeVar

T = TypeVar("T")


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text, divided at white space, as a set."""
    return frozenset(words.split())


CLAUSE_MARKS = frozenset(".,;:!?")
# The words that are heard most in talk, the commonest first.
_COMMONEST: Final = (
    ". i , you the to is a ? and for that it ! of in my okay not do have yes what are no your can like would am on be "
    "me thank at know there with will thanks so hi we this they want how please all oh help need about just but good "
    "great number right well was an from bye think get as one if go sure may could much hello now else up out really "
    "more something sorry when any has very see them some been anything which"
)
_COMMONNESS: Final = {word: 1.0 / place for place, word in enumerate(_COMMONEST.split(), start=1)}  # Zipf (1949)
SENTENCE_MARKS = frozenset(".!?")

# A number keeps its own point and commas ("1,000.50"); any other mark stands alone.
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[.,;:!?$£€%]")
_ASCII_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+(?:[.,:][0-9]+)*|[.,;:!?$%]")  # of ASCII, faster

_SPELLINGS: Final = {
    "ain't": "is not", "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not",
    "cant": "can not", "wont": "will not", "dont": "do not", "doesnt": "does not", "didnt": "did not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not", "havent": "have not",
    "hasnt": "has not", "hadnt": "had not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not",
    "im": "i am", "ive": "i have", "youre": "you are", "theyre": "they are", "thats": "that is", "whats": "what is",
    "hows": "how is", "wheres": "where is", "whos": "who is", "theres": "there is", "youve": "you have",
    "youll": "you will",
    "let's": "let us", "lets": "let us", "gonna": "going to", "wanna": "want to", "gotta": "got to", "gimme": "give me",
    "lemme": "let me", "dunno": "do not know", "y'all": "you", "u": "you", "ur": "your", "r": "are", "pls": "please",
    "plz": "please", "thx": "thanks", "thankyou": "thank you", "thanku": "thank you", "ok": "okay", "okey": "okay",
    "k": "okay", "kk": "okay", "yep": "yes", "yup": "yes", "yeah": "yes", "yea": "yes", "ya": "yes", "yah": "yes",
    "yess": "yes", "yeh": "yes", "nope": "no", "nah": "no", "hai": "hi", "hii": "hi", "hiya": "hi", "goodbye": "bye",
    "alright": "all right", "allright": "all right", "til": "until", "o'clock": "oclock", "'em": "them", "abt": "about",
    "wat": "what", "wht": "what", "coz": "because", "cuz": "because", "info": "information",
}  # fmt: skip
_KEPT: Final = 4096  # words that are spelt out
_ENDINGS = {"n't": "not", "'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would"}
_IS_AFTER: Final = word_set(
    "it that what who where how when why he she there here everything something everyone nothing this name"
)


@lru_cache(maxsize=_KEPT)
def _spell_out(word: str) -> tuple[str, ...]:
    known = _SPELLINGS.get(word)
    if known is not None:
        return tuple(known.split())
    if "'" not in word:
        return (word,)
    if word.endswith("n't"):
        return (word[:-3], "not") if len(word) > 3 else ("not",)  # recognisers divide "is n't"
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
    text = text.lower().replace("’", "'")
    found = (_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text)
    if "'" not in text and _SPELLINGS.keys().isdisjoint(found):
        return tuple(found)
    spelt: list[str] = []
    for token in found:
        if "'" in token or token in _SPELLINGS:
            spelt.extend(_spell_out(token))
        else:
            spelt.append(token)
    return tuple(spelt)


def words_only(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without the clause marks."""
    return tuple(filterfalse(CLAUSE_MARKS.__contains__, words))


def _spellings(pattern: str) -> Iterator[tuple[str, ...]]:
    """Write out a pattern: `a|b` is either word, a trailing `?` makes a word optional, `*` stands for any one word."""
    choices: list[tuple[str, ...]] = []
    for slot in pattern.split():
        optional = slot.endswith("?") and slot != "?"
        words = tuple((slot.removesuffix("?") if optional else slot).split("|"))
        choices.append((*words, "") if optional else words)
    for choice in product(*choices):
        yield tuple(word for word in choice if word)


def _commonness(word: str) -> float:
    """Return about how often a word is heard, as a share of the commonest one."""
    return _COMMONNESS.get(word, 0.0)


class PhraseBook(Generic[T]):
    """Phrases with a value each, found in a sequence of words in one pass.

    A pattern is words in their normal form; `a|b` is either, `a?` may be absent, `*` is any one word (not a clause
    mark, and not the first). Longer phrases win over shorter ones that begin at the same place. The phrases are kept
    as a tree of words, so that the time does not depend on how many there are. Of each phrase the word that is heard
    least is kept besides: most sentences have none of these, and need not be gone through.
    """

    __slots__ = ("_roots", "_telling")

    def __init__(self, patterns: Mapping[str, T]) -> None:
        self._roots: dict[str, _Node[T]] = {}
        telling: set[str] = set()
        for pattern, value in patterns.items():
            for words in _spellings(pattern):
                if telling.isdisjoint(words):
                    telling.add(min((word for word in words if word != "*"), key=_commonness))
                node = self._roots.setdefault(words[0], _Node())
                for word in words[1:]:
                    node = node.after.setdefault(word, _Node())
                if node.end is None:
                    node.end = (value,)
        self._telling = frozenset(telling)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and value of each phrase, in order; phrases do not overlap."""
        if self._telling.isdisjoint(words):
            return
        last = len(words)
        free = 0
        for at, node in enumerate(map(self._roots.get, words), start=1):
            if node is None or at <= free:
                continue
            if node.end is None and (at >= last or not (words[at] in node.after or "*" in node.after)):
                continue  # most words that begin a phrase begin none here
            hit = _longest(node, words, at)
            if hit is not None:
                free = hit[0]
                yield at - 1, free, hit[1]

    def any_in(self, words: Sequence[str]) -> bool:
        """Tell whether at least one phrase occurs."""
        if self._telling.isdisjoint(words):
            return False
        roots = self._roots
        last = len(words)
        for at, node in enumerate(map(roots.get, words), start=1):
            if node is None:
                continue
            if node.end is not None:
                return True
            if at < last and (words[at] in node.after or "*" in node.after) and _longest(node, words, at) is not None:
                return True
        return False

    def first_in(self, words: Sequence[str]) -> tuple[int, int, T] | None:
        """Return start, end and value of the first phrase, or None."""
        return next(self.find(words), None)


class Shelf:
    """Books of phrases that are looked through at once: one pass over the words tells which of them hold something."""

    __slots__ = ("_roots",)

    def __init__(self, *books: PhraseBook[bool]) -> None:
        self._roots: dict[str, _Shared] = {}
        for book in books:
            for word, node in book._roots.items():
                self._roots.setdefault(word, _Shared()).share(node, book)

    def books_in(self, words: Sequence[str]) -> set[PhraseBook[bool]]:
        """Return the books of which at least one phrase occurs, as PhraseBook.any_in would tell of each."""
        found: set[PhraseBook[bool]] = set()
        last = len(words)
        for at, node in enumerate(map(self._roots.get, words), start=1):
            if node is None:
                continue
            found.update(node.books)
            if at < last and (words[at] in node.after or "*" in node.after):
                _gather(node, words, at, found)
        return found


class _Shared:
    """A word's place in the tree of several books: what may follow, and the books with a phrase that ends here."""

    __slots__ = ("after", "books")

    def __init__(self) -> None:
        self.after: dict[str, _Shared] = {}
        self.books: set[PhraseBook[bool]] = set()

    def share(self, node: "_Node[bool]", book: PhraseBook[bool]) -> None:
        """Take over what a book has here and further on."""
        if node.end is not None:
            self.books.add(book)
        for word, following in node.after.items():
            self.after.setdefault(word, _Shared()).share(following, book)


def _gather(node: _Shared, words: Sequence[str], at: int, found: set[PhraseBook[bool]]) -> None:
    """Add the books whose phrases go on from a node at this place."""
    for place in range(at, len(words)):
        word = words[place]
        other = node.after.get("*")
        if other is not None and word not in CLAUSE_MARKS:
            found.update(other.books)
            _gather(other, words, place + 1, found)
        following = node.after.get(word)
        if following is None:
            return
        found.update(following.books)
        node = following


class _Node(Generic[T]):
    """A word's place in the tree: what may follow, and the value (in a tuple) of the phrase that ends here."""

    __slots__ = ("after", "end")

    def __init__(self) -> None:
        self.after: dict[str, _Node[T]] = {}
        self.end: tuple[T] | None = None


def _longest(node: _Node[T], words: Sequence[str], at: int) -> tuple[int, T] | None:
    """Return the end and value of the longest phrase that goes on from a node at this place, or None."""
    best: tuple[int, T] | None = None
    while True:
        if node.end is not None:
            best = (at, node.end[0])
        if at >= len(words) or not node.after:
            return best
        word = words[at]
        if "*" in node.after and word not in CLAUSE_MARKS:
            other = _longest(node.after["*"], words, at + 1)
            if other is not None and (best is None or other[0] > best[0]):
                best = other
        following = node.after.get(word)
        if following is None:
            return best
        node, at = following, at + 1


def phrase_set(*patterns: str) -> PhraseBook[bool]:
    """Return a book of phrases that all mean the same."""
    return PhraseBook(dict.fromkeys(patterns, True))
