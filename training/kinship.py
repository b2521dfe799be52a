"""Make core/models/kinship.json: which words mean nearly the same, and which are kinds of others, from WordNet.

WordNet has a word in all its meanings, most of them rare in calls, so that a pair counts only where both words are much
used in the meaning that joins them (shares of tagged text) and are near each other in the product's own embedding: the
cosine plus a part of the logarithm of the product of their shares. The thresholds were set by reading samples of pairs;
no corpus of calls was looked at. Words are those of the embedding and of the vocabulary of the trained heads. Nothing
random.

Usage: python -m training.kinship --wordnet DIRECTORY (data.*, index.*, *.exc and cntlist.rev: Debian's wordnet-base)
"""

import argparse
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.embedding import embed, table
from core.analysis.heads import MODELS
from core.analysis.ngrams import vocabulary
from core.text import is_stop_word, stem
from training.cards import write_card
from training.wordnet import Sense, WordNet, licence_of, read_wordnet

NAME: Final = "kinship"
SHORTEST: Final = 3  # characters of a word
RARITY: Final = 0.09  # what a tenth of the product of the shares costs in cosine
SYNONYM: Final = 0.26  # least cosine, less what rarity costs, of two words of one meaning
SIMILAR: Final = 0.45  # of adjectives that WordNet calls similar
WIDER: Final = 0.45  # of a verb and the next wider one: "recommend" is a way to suggest
AGAIN: Final = "re"  # but to open anew is not to open
DERIVED: Final = 0.28  # of a word and one that is derived from it
LEAST_DERIVED: Final = 0.005  # least product of the shares of these
INFLECTED: Final = 0.25  # least cosine of a word and its irregular form: "ground" is none of "grind"
KIND: Final = 0.38  # least cosine of a class and a kind, with a quarter of the share of the kind's meaning
SHARE_OF_KIND: Final = 0.25
CLASS_SHARE: Final = 0.2  # least share of a class among the word's nouns,
CLASS_COSINE: Final = 0.45  # or else cosine with another word for the class
FEWEST_KINDS, MOST_BELOW = 2, 850  # a class with more words below is too wide to be asked after
# Fields of nouns (wndb's lexicographer files): the widest (animal, food), animals, artifacts, body, food, places,
# persons, plants, possessions, states, substances, times.
CONCRETE: Final = frozenset((3, 5, 6, 8, 13, 15, 18, 20, 21, 26, 27, 28))
ABSTRACT: Final = frozenset((4, 7, 10, 12))  # acts, attributes, communication, feelings
MOSTLY: Final = 0.5  # share of verbs in a stem that names no abstract class: "refus" is most of all "refuse"
PLACE: Final = 15  # the only class whose single members count: Chicago, but not Einstein
PERSON: Final = 18
DOERS: Final = ("er", "or", "ar", "ist", "ian", "ant", "ent", "ee")

Pair = tuple[str, str]


class Words:
    """The words that kin are sought among, with their vectors and their nouns' shares."""

    def __init__(self, wordnet: WordNet) -> None:
        known = {*table().pieces, *vocabulary().words}
        self.wordnet = wordnet
        self.all = sorted(
            word
            for word in known
            if len(word) >= SHORTEST and word in wordnet.shares and word.isascii() and not is_stop_word(word)
        )
        self.vectors: dict[str, NDArray[np.float32]] = dict(zip(self.all, embed(self.all), strict=True))

    def cosine(self, one: str, other: str) -> float:
        """Return how near two words are in the embedding."""
        return float(self.vectors[one] @ self.vectors[other])

    def nearness(self, one: str, sense: Sense, other: str, other_sense: Sense) -> float:
        """Return the cosine of two words, less what it costs that the senses which join them are rare."""
        product = self.wordnet.shares[one][sense] * self.wordnet.shares[other][other_sense]
        return self.cosine(one, other) + RARITY * math.log10(product)

    def of(self, sense: Sense) -> tuple[str, ...]:
        """Return the words of a meaning."""
        return tuple(word for word in self.wordnet.synsets[sense].single_words if word in self.vectors)

    def share_of(self, part: str, word: str) -> float:
        """Return how much of a word's use is as a part of speech."""
        return sum(share for sense, share in self.wordnet.shares[word].items() if sense.startswith(part))

    def share_among_nouns(self, word: str, sense: Sense) -> float:
        """Return how much of a word's use as a noun is in this sense."""
        return self.wordnet.shares[word][sense] / self.share_of("n", word)


def synonyms(words: Words) -> Iterator[Pair]:
    """Yield the words of one meaning, adjectives of a similar one, and verbs with those that are next wider."""
    for sense, synset in words.wordnet.synsets.items():
        own = words.of(sense)
        for at, one in enumerate(own):
            for other in own[at + 1 :]:
                if words.nearness(one, sense, other, sense) >= SYNONYM:
                    yield one, other
        for symbol, near, _, _ in synset.pointers:
            least = SIMILAR if symbol == "&" else WIDER if symbol == "@" and sense.startswith("v") else None
            for other in words.of(near) if least is not None else ():
                for one in own:
                    if words.nearness(one, sense, other, near) >= least and one != AGAIN + other:
                        yield one, other


def opposites(words: Words) -> Iterator[Pair]:
    """Yield the stems of words of opposite meanings, both ways."""
    for synset in words.wordnet.synsets.values():
        for symbol, other, from_word, to_word in synset.pointers:
            if symbol == "!":
                pair = synset.words[from_word - 1], words.wordnet.synsets[other].words[to_word - 1]
                yield stem(pair[0]), stem(pair[1])


def forms(words: Words) -> Iterator[Pair]:
    """Yield words with their irregular forms ("stole") and with what is derived from them ("refusal"), doers left out.

    A doer ("operator") is no deed ("operate").
    """
    by_regular_stem: dict[str, set[str]] = defaultdict(set)
    for word in words.all:
        by_regular_stem[stem(word)].add(word)
    for base in words.all:
        for form in words.wordnet.exceptions.get(base, ()):
            if by_regular_stem.get(stem(form), set()) - {form}:
                continue  # "leaves" of "leaf" is "leave" by its stem
            if len(form) >= SHORTEST and float(embed([base])[0] @ embed([form])[0]) >= INFLECTED:
                yield base, form
    synsets = words.wordnet.synsets
    for sense, synset in synsets.items():
        for symbol, other, from_word, to_word in synset.pointers:
            if symbol not in ("+", "\\") or not from_word or PERSON in (synset.field, synsets[other].field):
                continue
            one, derived = synset.words[from_word - 1], synsets[other].words[to_word - 1]
            if one not in words.vectors or derived not in words.vectors or _is_doer(one, derived):
                continue
            shares = words.wordnet.shares
            enough = shares[one][sense] * shares[derived][other] >= LEAST_DERIVED
            if enough and words.nearness(one, sense, derived, other) >= DERIVED:
                yield one, derived


def _is_doer(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.endswith(DOERS) and long[: len(short) - 1] == short[:-1]


def kinds(words: Words) -> Iterator[tuple[str, list[str]]]:
    """Yield each class with its kinds."""
    wordnet = words.wordnet
    usual: dict[str, str] = {}  # the commonest word of each stem
    for word in sorted(words.all, key=lambda word: table().pieces.get(word, len(table().pieces))):
        usual.setdefault(stem(word), word)
    verbs = {of for of, word in usual.items() if words.share_of("v", word) >= MOSTLY}
    below: dict[Sense, list[tuple[Sense, str]]] = {}
    for word in words.all:
        found: set[str] = set()
        fields = CONCRETE | ABSTRACT if stem(word) not in verbs else CONCRETE
        for sense in wordnet.shares[word]:
            if not sense.startswith("n") or wordnet.synsets[sense].field not in fields:
                continue
            others = [words.cosine(word, other) for other in words.of(sense) if other != word]
            if words.share_among_nouns(word, sense) < CLASS_SHARE and max(others, default=0.0) < CLASS_COSINE:
                continue
            members = below.setdefault(sense, list(_below(words, sense)))
            if len(members) <= MOST_BELOW:
                for kind_sense, kind in members:
                    share = words.share_among_nouns(kind, kind_sense)
                    if words.cosine(word, kind) + SHARE_OF_KIND * share >= KIND and stem(kind) != stem(word):
                        found.add(kind)
        if len(found) >= FEWEST_KINDS:
            yield word, sorted(found)


def _below(words: Words, sense: Sense) -> Iterator[tuple[Sense, str]]:
    for each in words.wordnet.below(sense, instances=words.wordnet.synsets[sense].field == PLACE):
        if each != sense:
            yield from ((each, word) for word in words.of(each))


def by_stem(pairs: Iterator[Pair], besides: frozenset[Pair] = frozenset()) -> dict[str, set[str]]:
    """Return the other stems of the pairs of each stem, without the given pairs."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        left, right = stem(one), stem(other)
        if left != right and (left, right) not in besides and (right, left) not in besides:
            found[left].add(right)
            found[right].add(left)
    return found


def main() -> None:
    """Write the kin of each stem, and a card."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wordnet", type=Path, required=True, help="directory of WordNet 3.0's files")
    folder: Path = parser.parse_args().wordnet
    words = Words(read_wordnet(folder))
    formed = by_stem(forms(words))
    kin = by_stem(synonyms(words), frozenset(opposites(words)))
    classes: dict[str, set[str]] = defaultdict(set)
    for word, found in kinds(words):
        classes[stem(word)] |= {stem(kind) for kind in found} - {stem(word)}
    tables = {
        name: {key: " ".join(sorted(found)) for key, found in sorted(of.items())}
        for name, of in (("forms", formed), ("synonyms", kin), ("kinds", classes))
    }
    text = json.dumps(tables, indent=0, separators=(",", ":")) + "\n"
    (MODELS / f"{NAME}.json").write_text(text, encoding="ascii")
    write_card(
        NAME,
        what="Stems that are forms of the same word, that mean nearly the same, and that name kinds of others.",
        data=[
            {
                "corpus": f"WordNet 3.0, {path.name}",
                "licence": "WordNet 3.0 licence, Copyright 2006 by Princeton University; its text: notice",
                "cite": "Miller: WordNet: A Lexical Database for English, CACM 38(11), 1995",
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            for path in sorted(
                (*folder.glob("data.*"), *folder.glob("index.*"), *folder.glob("*.exc"), folder / "cntlist.rev")
            )
        ],
        notice=licence_of(folder),
        made_by="training/kinship.py; no random numbers; nothing fitted",
        words=len(words.all),
        pairs={name: sum(len(found.split()) for found in of.values()) for name, of in tables.items()},
        limits="One word each, no phrases; English of the newspapers and books that WordNet was tagged on: what a trade"
        " calls its things is in core/answering/vocabulary.py instead. The shares of senses come from 1990s text.",
    )


if __name__ == "__main__":
    main()
