"""Make core/models/sentiment_lexicon.json: what three lists say of words, and phrases set by hand.

The product's own list starts from VADER's valences, without words that name what a call is about, and takes the weights
of training/sentiment_own.json over them. The second list is VADER's as it is, the third the opinion lexicon. Nothing is
fitted here, so that the trained head (training/sentiment.py) can be measured honestly; nothing random.

Usage: python -m training.sentiment_lexicon --vader vader_lexicon.txt --corpora DIRECTORY
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from core.analysis.sentiment_lexicon import LEXICON_PATH
from training.cards import write_card

OWN = Path(__file__).with_name("sentiment_own.json")
SCALE = 0.25  # from VADER's valences (−4..4) to weights
OPINION = 0.5  # weight of a word of the opinion lexicon, which has none
LISTS = {"positive-words.txt": OPINION, "negative-words.txt": -OPINION}


def vader(path: Path) -> dict[str, float]:
    """Return the valences (−4..4) of the lexicon's words, without emoticons."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: float(row[1]) for row in rows if row[0].isalpha() and row[0].isascii()}


def opinions(folder: Path) -> dict[str, float]:
    """Return the weights of the words of the opinion lexicon."""
    return {
        word: weight
        for name, weight in LISTS.items()
        for word in (folder / name).read_text(encoding="utf-8").split()
        if word.isalpha() and word.isascii()
    }


def main() -> None:
    """Write the lexicon with its card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vader", type=Path, required=True, help="vader_lexicon.txt of vaderSentiment 3.3.2")
    parser.add_argument("--corpora", type=Path, required=True, help="directory with opinion_lexicon in it")
    options = parser.parse_args()
    set_by_hand = json.loads(OWN.read_text(encoding="utf-8"))
    folder: Path = options.corpora / "opinion_lexicon"
    valences, opinion = vader(options.vader), opinions(folder)
    topics = frozenset(" ".join(set_by_hand["topics"]).split())
    own = {word: value * SCALE for word, value in valences.items() if word not in topics} | set_by_hand["fixed"]
    words: dict[str, list[float]] = {}
    for word in sorted({*own, *valences, *opinion}):
        weights = (own.get(word, 0.0), valences.get(word, 0.0) * SCALE, opinion.get(word, 0.0))
        if any(weights):
            words[word] = [round(weight, 3) for weight in weights]
    _write({"words": words, "phrases": set_by_hand["phrases"]})
    write_card(
        "sentiment_lexicon",
        what="Weights of words by three lists (this product's own, VADER's, the opinion lexicon's) and of phrases.",
        data=[
            {
                "corpus": "VADER lexicon, vaderSentiment 3.3.2",
                "licence": "MIT, Copyright (c) 2016 C.J. Hutto",
                "cite": "Hutto, Gilbert: VADER, ICWSM 2014",
                "sha256": hashlib.sha256(options.vader.read_bytes()).hexdigest(),
            },
            *(
                {
                    "corpus": f"opinion_lexicon, {name}",
                    "licence": "CC-BY-4.0, Copyright (c) 2011 Bing Liu",
                    "cite": "Hu, Liu, KDD 2004",
                    "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
                }
                for name in LISTS
            ),
        ],
        made_by="training/sentiment_lexicon.py; no random numbers; nothing fitted",
        words=len(words),
        phrases=len(set_by_hand["phrases"]),
        limits="Word lists: they read neither irony nor what a feeling is about, and English only. Own weights and"
        " phrases were set by hand.",
    )


def _write(lexicon: dict[str, Any]) -> None:
    """Write the lexicon, one word a line."""
    lines = [f"  {json.dumps(word, ensure_ascii=False)}: {weights}" for word, weights in lexicon["words"].items()]
    phrases = json.dumps(lexicon["phrases"], indent=1, ensure_ascii=False)
    text = '{\n "words": {\n' + ",\n".join(lines) + f'\n }},\n "phrases": {phrases}\n}}\n'
    LEXICON_PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
