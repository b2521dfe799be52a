"""Make core/models/sentiment_lexicon.json from the VADER lexicon, labelled sentences and weights set by hand.

The prior weight of a word is its VADER valence times one scale. Labelled sentences then move it: a least-squares
fit of the label (−1, 0, 1) on the charges that the product's own scorer finds, with a ridge around the prior, so that a
rare word keeps its VADER weight and a frequent one takes what the sentences say. Requests of service dialogues count as
neutral: they teach that "lost" or "problem" name the business of a call. Nothing random, no dependency.

Usage: python -m training.sentiment_lexicon --vader vader_lexicon.txt --corpora DIRECTORY
"""

import argparse
import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.analysis.phrases import normal_words
from core.analysis.sentiment import LEXICON_PATH, charges, lexicon

OWN = Path(__file__).with_name("sentiment_own.json")
MEASURED = Path(__file__).with_name("sentiment_measured.json")  # made by training.measure_sentiment
RIDGE = 12.0
SWEEPS = 12
SMALLEST = 0.05  # weights below this are left out
NEUTRAL_ACTS = {
    "ask-org-info",
    "ask-donation-procedure",
    "task-related-inquiry",
    "acknowledgement",
    "personal-related-inquiry",
}
UNCLEAR_INTENTS = {"wrong_notworking_notshowing", "thank", "lost_stolen"}

Sample = tuple[str, float]


def records(corpora: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the dialogues of a corpus."""
    plain = corpora / name / "dev.jsonl"
    with plain.open(encoding="utf-8") if plain.exists() else gzip.open(f"{plain}.gz", "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def samples(corpora: Path, keep: Any = lambda corpus, number: True) -> Iterator[tuple[str, str, float]]:
    """Yield corpus, text and label; `keep(corpus, number)` chooses dialogues."""
    sign = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
    for number, record in enumerate(records(corpora, "goemotions")):
        group = record["turns"][0]["labels"]["sentiment_group"]
        if group in sign and keep("goemotions", number):
            yield "goemotions", record["turns"][0]["text"], sign[group]
    for number, record in enumerate(records(corpora, "product_reviews")):
        for turn in record["turns"] if keep("product_reviews", number) else ():
            total = turn["labels"].get("score_sum")
            yield "product_reviews", turn["text"], 0.0 if not total else (1.0 if total > 0 else -1.0)
    for number, record in enumerate(records(corpora, "persuasion_for_good")):
        for turn in record["turns"] if keep("persuasion_for_good", number) else ():
            for sentence in turn["labels"].get("sentences", ()) if turn["speaker"] == "customer" else ():
                act = sentence["act"]
                if act in NEUTRAL_ACTS or act.endswith("reaction-to-donation"):
                    label = 1.0 if act.startswith("positive") else -1.0 if act.startswith("negative") else 0.0
                    yield "persuasion_for_good", sentence["text"], label
    for number, record in enumerate(records(corpora, "nlupp")):
        if not UNCLEAR_INTENTS & set(record["turns"][0]["labels"]["intents"]) and keep("nlupp", number):
            yield "nlupp", record["turns"][0]["text"], 0.0
    for number, record in enumerate(records(corpora, "multidogo")):
        for turn in record["turns"] if keep("multidogo", number) else ():
            if not {"thankyou", "closinggreeting", "outofdomain"} & set(turn["labels"]["intents"]):
                yield "multidogo", turn["text"], 0.0


def fit(
    prior: dict[str, float], fixed: dict[str, float], phrases: dict[str, float], data: list[Sample]
) -> dict[str, float]:
    """Return the weights of all words: those of `fixed` as they are, the others fitted around their prior."""
    book = lexicon(prior | fixed, phrases)
    rows: list[tuple[float, dict[str, float]]] = []
    for text, label in data:
        features: dict[str, float] = defaultdict(float)
        for charge in charges(normal_words(text), book):
            features[charge.key] += charge.factor
        if features:
            rows.append((label, dict(features)))
    constant = fixed | phrases
    scale_top = scale_low = 0.0
    for label, features in rows:
        valence = sum(prior[key] * factor for key, factor in features.items() if key not in constant)
        rest = label - sum(constant[key] * factor for key, factor in features.items() if key in constant)
        scale_top += rest * valence
        scale_low += valence * valence
    weights = {word: value * scale_top / scale_low for word, value in prior.items()} | constant
    start = dict(weights)
    columns: dict[str, list[tuple[int, float]]] = defaultdict(list)
    residuals: list[float] = []
    for number, (label, features) in enumerate(rows):
        residuals.append(label - sum(weights[key] * factor for key, factor in features.items()))
        for key, factor in features.items():
            if key not in constant:
                columns[key].append((number, factor))
    for _ in range(SWEEPS):  # coordinate descent: each step is the exact optimum of one weight
        for word, cells in columns.items():
            slope = sum(residuals[row] * factor for row, factor in cells) + RIDGE * (start[word] - weights[word])
            step = slope / (sum(factor * factor for _, factor in cells) + RIDGE)
            weights[word] += step
            for row, factor in cells:
                residuals[row] -= step * factor
    return {word: weights[word] for word in {**prior, **fixed}}


def vader(path: Path, topics: set[str]) -> dict[str, float]:
    """Return the valences (−4..4) of the lexicon's words, without emoticons and topic words."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: float(row[1]) for row in rows if row[0].isalpha() and row[0].isascii() and row[0] not in topics}


def main() -> None:
    """Fit and write the lexicon with its card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vader", type=Path, required=True, help="vader_lexicon.txt of vaderSentiment 3.3.2")
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    parser.add_argument("--output", type=Path, default=LEXICON_PATH)
    options = parser.parse_args()
    own = json.loads(OWN.read_text(encoding="utf-8"))
    prior = vader(options.vader, set(" ".join(own["topics"]).split()))
    data = list(samples(options.corpora))
    counts: dict[str, int] = defaultdict(int)
    for corpus, _, _ in data:
        counts[corpus] += 1
    weights = fit(prior, own["fixed"], own["phrases"], [(text, label) for _, text, label in data])
    words = {word: round(weight, 3) for word, weight in sorted(weights.items()) if abs(weight) >= SMALLEST}
    output: Path = options.output
    text = json.dumps({"words": words, "phrases": own["phrases"]}, indent=0, ensure_ascii=False) + "\n"
    output.write_text(text, encoding="utf-8")
    card = {
        "name": "sentiment_lexicon",
        "what": "Weights of words and phrases for the feeling of one turn, fitted around the valences of VADER.",
        "data": [
            {
                "corpus": "VADER lexicon, vaderSentiment 3.3.2",
                "licence": "MIT, Copyright (c) 2016 C.J. Hutto",
                "cite": "Hutto, Gilbert: VADER, ICWSM 2014",
                "sha256": hashlib.sha256(options.vader.read_bytes()).hexdigest(),
            },
            {"corpus": "goemotions", "licence": "CC-BY-4.0", "cite": "Demszky et al., ACL 2020"},
            {"corpus": "product_reviews", "licence": "CC-BY-4.0", "cite": "Hu, Liu, KDD 2004; Ding et al. 2008"},
            {"corpus": "persuasion_for_good", "licence": "Apache-2.0", "cite": "Wang et al., ACL 2019"},
            {"corpus": "nlupp", "licence": "CC-BY-4.0", "cite": "Casanueva et al., NAACL 2022"},
            {"corpus": "multidogo", "licence": "CDLA-Permissive-1.0", "cite": "Peskov et al., EMNLP-IJCNLP 2019"},
        ],
        "fitted_on": dict(counts),
        "ridge": RIDGE,
        "words": len(words),
        "phrases": len(own["phrases"]),
        "made_by": "training/sentiment_lexicon.py; no random numbers",
        "measured": json.loads(MEASURED.read_text(encoding="utf-8")),
        "limits": "A word list: it reads neither irony nor what a feeling is about, and English only. On talk that"
        " it was not fitted on it is hardly better than VADER, and a yes or no to an offer is no feeling: it is"
        " worse than VADER there (core.analysis.acts reads those). Weights of phrases were set by hand.",
        "sha256": {output.name: hashlib.sha256(output.read_bytes()).hexdigest()},
    }
    card_path = output.with_name(f"{output.stem}.card.json")
    card_path.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
