"""Measure the sentiment of turns on labelled corpora, beside VADER where that package is installed.

Corpora that the lexicon is fitted on are measured by five folds of dialogues: each is judged by a lexicon that was
fitted without it. The others are judged by the shipped lexicon. Their texts are read, never kept.

Usage: python -m training.measure_sentiment --vader vader_lexicon.txt --corpora DIRECTORY
"""

import argparse
import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from core.analysis.phrases import normal_words
from core.analysis.sentiment import NEUTRAL_BAND, SentimentLexicon, charges, lexicon, shipped_lexicon
from training.sentiment_lexicon import MEASURED, OWN, SMALLEST, fit, records, samples, vader

FOLDS = 5
VADER_BAND = 0.05  # as its authors advise
# Self-reported feelings that have a side; the others (curious, surprised) are left out.
SIDES = {"Happy": 1, "Neutral": 0, "Sad": -1, "Disgusted": -1, "Angry": -1, "Fearful": -1}
SIGN = {"positive": 1, "neutral": 0, "negative": -1}

Judge = Callable[[str], int]


def macro_f1(pairs: Sequence[tuple[int, int]]) -> float:
    """Return the mean F1 of the three labels over (label, judgement) pairs."""
    scores = []
    for label in (1, 0, -1):
        hits = sum(truth == label == said for truth, said in pairs)
        total = sum((truth == label) + (said == label) for truth, said in pairs)
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / len(scores)


def judge_with(book: SentimentLexicon) -> Judge:
    """Return a judge of texts by a lexicon."""

    def judge(text: str) -> int:
        total = sum(charge.weight * charge.factor for charge in charges(normal_words(text), book))
        feeling = total / (1.0 + total * total) ** 0.5
        return (feeling >= NEUTRAL_BAND) - (feeling <= -NEUTRAL_BAND)

    return judge


def vader_judge() -> Judge | None:
    """Return VADER as a judge; None where it is not installed."""
    if importlib.util.find_spec("vaderSentiment") is None:
        return None
    analyzer: Any = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()

    def judge(text: str) -> int:
        score = analyzer.polarity_scores(text)["compound"]
        return int(score >= VADER_BAND) - int(score <= -VADER_BAND)

    return judge


def reactions(corpora: Path) -> Iterator[tuple[int, str, int]]:
    """Yield dialogue number, text and side of each reaction of a persuadee to the appeal."""
    for number, record in enumerate(records(corpora, "persuasion_for_good")):
        for turn in record["turns"]:
            for sentence in turn["labels"].get("sentences", ()) if turn["speaker"] == "customer" else ():
                side, _, rest = sentence["act"].partition("-")
                if rest == "reaction-to-donation" and side in SIGN:
                    yield number, sentence["text"], SIGN[side]


def labelled(corpora: Path, name: str) -> Iterator[tuple[int, str, int]]:
    """Yield dialogue number, text and side of each labelled turn of a corpus that the lexicon is not fitted on."""
    sides = SIDES if name == "topical_chat" else SIGN
    for number, record in enumerate(records(corpora, name)):
        for turn in record["turns"]:
            if (side := sides.get(turn["labels"].get("sentiment"))) is not None:
                yield number, turn["text"], side


def main() -> None:
    """Measure and write the figures for the model card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vader", type=Path, required=True, help="vader_lexicon.txt of vaderSentiment 3.3.2")
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()
    own = json.loads(OWN.read_text(encoding="utf-8"))
    prior = vader(options.vader, set(" ".join(own["topics"]).split()))
    held: dict[str, list[tuple[str, int, int]]] = {"goemotions": [], "product_reviews": [], "persuasion_for_good": []}
    for fold in range(FOLDS):
        inside = list(samples(options.corpora, lambda _, number, fold=fold: number % FOLDS != fold))
        weights = fit(prior, own["fixed"], own["phrases"], [(text, label) for _, text, label in inside])
        judge = judge_with(
            lexicon({word: weight for word, weight in weights.items() if abs(weight) >= SMALLEST}, own["phrases"])
        )
        for corpus, text, label in samples(options.corpora, lambda _, number, fold=fold: number % FOLDS == fold):
            if corpus in ("goemotions", "product_reviews"):
                held[corpus].append((text, int(label), judge(text)))
        held["persuasion_for_good"] += [
            (text, side, judge(text)) for number, text, side in reactions(options.corpora) if number % FOLDS == fold
        ]
    shipped = judge_with(shipped_lexicon())
    for name in ("topical_chat", "meld"):
        held[name] = [(text, side, shipped(text)) for _, text, side in labelled(options.corpora, name)]
    baseline = vader_judge()
    measured = [
        {
            "task": "sentiment of a sentence"
            if name in ("goemotions", "product_reviews")
            else "sentiment of a turn"
            if name != "persuasion_for_good"
            else "reaction to the appeal, by sentence",
            "corpus": name,
            "how": "shipped lexicon, not fitted on it" if name in ("topical_chat", "meld") else "five folds",
            "n": len(rows),
            "measure": "macro-F1 of positive, neutral, negative",
            "value": round(macro_f1([(label, said) for _, label, said in rows]), 3),
            "baseline": None
            if baseline is None
            else {
                "name": "VADER 3.3.2",
                "value": round(macro_f1([(label, baseline(text)) for text, label, _ in rows]), 3),
            },
        }
        for name, rows in held.items()
    ]
    MEASURED.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
