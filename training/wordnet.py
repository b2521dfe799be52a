"""Read Princeton WordNet 3.0 as Debian's package wordnet-base holds it: index, data, exception and count files.

The files' form: wndb(5WN), cntlist(5WN). Of the words only single ones are kept, in lower case, since a call is read
word by word.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Final

PARTS: Final = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_TYPES: Final = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}  # of a sense's key; 5: satellite adjective
_UNTAGGED: Final = 0.8  # what the first sense of a word counts where no text was tagged; the nth 1/n of it

Sense = str  # part of speech and offset, "n07881800"


@dataclass(frozen=True, slots=True)
class Synset:
    """Words of one meaning, its field (wndb's lexicographer file) and its pointers: symbol, sense, from word, to word.

    The words of a pointer are counted from 1; 0 is the whole synset.
    """

    words: tuple[str, ...]
    field: int
    pointers: tuple[tuple[str, Sense, int, int], ...]

    @property
    def single_words(self) -> tuple[str, ...]:
        """The words that are one word."""
        return tuple(word for word in self.words if word.isalpha() and word.isascii())


@dataclass(frozen=True, slots=True)
class WordNet:
    """All synsets, and how much of a word's use each of its senses has (they add up to 1)."""

    synsets: dict[Sense, Synset]
    shares: dict[str, dict[Sense, float]]
    exceptions: dict[str, frozenset[str]] = field(default_factory=dict)  # base form to its irregular forms

    def below(self, sense: Sense, *, instances: bool) -> Iterator[Sense]:
        """Yield the kinds of a sense, and instances where these are wanted; itself first, each once."""
        symbols = ("~", "~i") if instances else ("~",)
        seen = {sense}
        waiting = [sense]
        while waiting:
            current = waiting.pop()
            yield current
            for symbol, other, _, _ in self.synsets[current].pointers:
                if symbol in symbols and other not in seen:
                    seen.add(other)
                    waiting.append(other)


def read_wordnet(folder: Path) -> WordNet:
    """Return WordNet from the folder of its files; raise FileNotFoundError where one is missing."""
    synsets = {
        sense: synset for part, name in PARTS.items() for sense, synset in _synsets(part, folder / f"data.{name}")
    }
    counts = _counts(folder / "cntlist.rev")
    weights: dict[str, dict[Sense, float]] = defaultdict(dict)
    for part, name in PARTS.items():
        for word, senses in _senses(part, folder / f"index.{name}"):
            for rank, sense in enumerate(senses, 1):
                weights[word][sense] = counts.get((word, part, rank), 0) + _UNTAGGED / rank
    shares = {
        word: {sense: weight / sum(found.values()) for sense, weight in found.items()}
        for word, found in weights.items()
    }
    return WordNet(synsets, shares, _exceptions(folder))


def licence_of(folder: Path) -> str:
    """Return the licence, which stands at the head of each file and has to stand with each copy."""
    with (folder / "data.noun").open(encoding="ascii") as lines:
        return " ".join(line.split(maxsplit=1)[1].strip() for line in takewhile(_is_licence, lines) if line.split()[1:])


def _is_licence(line: str) -> bool:
    return line.startswith("  ")


def _lines(path: Path) -> Iterator[list[str]]:
    """Yield the fields of each line that is not of the licence."""
    with path.open(encoding="ascii") as lines:
        yield from (line.split() for line in lines if not _is_licence(line))


def _synsets(part: str, path: Path) -> Iterator[tuple[Sense, Synset]]:
    for fields in _lines(path):
        number = int(fields[3], 16)
        words = tuple(fields[4 + 2 * at].partition("(")[0].lower() for at in range(number))
        at = 4 + 2 * number
        pointers = tuple(
            (symbol, other_part.replace("s", "a") + offset, int(ends[:2], 16), int(ends[2:], 16))
            for symbol, offset, other_part, ends in (
                fields[first : first + 4] for first in range(at + 1, at + 1 + 4 * int(fields[at]), 4)
            )
        )
        yield part + fields[0], Synset(words, int(fields[1]), pointers)


def _senses(part: str, path: Path) -> Iterator[tuple[str, list[Sense]]]:
    for fields in _lines(path):
        if fields[0].isalpha():
            number = int(fields[2])
            yield fields[0], [part + offset for offset in fields[-number:]]


def _counts(path: Path) -> dict[tuple[str, str, int], int]:
    """Return how often each sense was tagged, by word, part of speech and rank."""
    found: dict[tuple[str, str, int], int] = {}
    for key, rank, count in _lines(path):
        word, _, rest = key.partition("%")
        found[word, _TYPES[rest[0]], int(rank)] = int(count)
    return found


def _exceptions(folder: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in ("noun", "verb"):  # of adjectives: comparatives, which mean something else
        for form, *bases in _lines(folder / f"{name}.exc"):
            for base in bases:
                if form.isalpha() and base.isalpha():
                    found[base].add(form)
    return {base: frozenset(forms) for base, forms in found.items()}
