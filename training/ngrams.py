"""Make core/models/ngrams.json, .npz and their card: the words and word pairs that heads are trained on.

Counted over the distinct turns of all permissive corpora, without labels. A gram is kept that comes in enough turns of
one corpus at least, so that a small corpus has its words in it too. Nothing random.

Usage: python -m training.ngrams --corpora DIRECTORY
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.analysis.ngrams import ARRAYS_PATH, LEFT_OUT, NUMBER, START, VOCABULARY_PATH
from core.analysis.phrases import normal_words
from training.cards import write_card
from training.corpora import LICENCES, records, source

FEWEST_TURNS = 4  # of one corpus, for a word
FEWEST_TURNS_OF_A_PAIR = 6
LONGEST = 80  # words of a turn that are looked at; longer ones are monologues


def gram_words(words: Iterable[str]) -> list[str]:
    """Return the words that grams are made of: marks but ?, ! and $ left out, numbers made one.

    >>> gram_words(("i", "want", "2", ",", "please", "!"))
    ['^', 'i', 'want', '0', 'please', '!']
    """
    return [START, *(NUMBER if word[:1].isdigit() else word for word in words if word and word not in LEFT_OUT)]


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()
    turns = 0
    in_turns: Counter[str] = Counter()
    pairs_in_turns: Counter[tuple[str, str]] = Counter()
    kept: set[str] = set()
    kept_pairs: set[tuple[str, str]] = set()
    for corpus in LICENCES:
        texts = {turn["text"] for record in records(options.corpora, corpus) for turn in record["turns"]}
        words_here: Counter[str] = Counter()
        pairs_here: Counter[tuple[str, str]] = Counter()
        for text in texts:
            words = gram_words(normal_words(text)[:LONGEST])
            words_here.update(set(words))
            pairs_here.update(set(pairwise(words)))
        turns += len(texts)
        in_turns += words_here
        pairs_in_turns += pairs_here
        kept |= {word for word, number in words_here.items() if number >= FEWEST_TURNS}
        kept_pairs |= {pair for pair, number in pairs_here.items() if number >= FEWEST_TURNS_OF_A_PAIR}
    words = sorted(kept)
    ids = {word: at for at, word in enumerate(words)}
    pairs = sorted(ids[first] * len(ids) + ids[second] for first, second in kept_pairs if {first, second} <= kept)
    by_key = {
        ids[first] * len(ids) + ids[second]: pairs_in_turns[first, second]
        for first, second in kept_pairs
        if {first, second} <= kept
    }
    counts = [in_turns[word] for word in words] + [by_key[key] for key in pairs]
    idf = [1.0 + math.log((1 + turns) / (1 + number)) for number in counts]
    VOCABULARY_PATH.write_text(json.dumps({"words": words}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    np.savez_compressed(ARRAYS_PATH, pairs=np.array(pairs, np.int64), idf=np.array(idf, np.float16).astype(np.float32))
    write_card(
        "ngrams",
        what="The vocabulary that the trained heads share: words and pairs of neighbouring words with their inverse "
        "document frequency. Counted without labels.",
        data=[source(options.corpora, corpus) for corpus in LICENCES],
        made_by="training/ngrams.py; no random numbers",
        words=len(words),
        pairs=len(pairs),
        turns=turns,
    )
    print(f"{len(words)} words, {len(pairs)} pairs of {turns} distinct turns")


if __name__ == "__main__":
    main()
