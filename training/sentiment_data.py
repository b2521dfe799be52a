"""Sentences and turns with a side, negative, neutral or positive, from labelled corpora."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.corpora import records

LABELS = ("negative", "neutral", "positive")
SIDES = {label: at for at, label in enumerate(LABELS)}
NEGATIVE, NEUTRAL, POSITIVE = range(3)

TRAINED_ON = ("goemotions", "product_reviews", "persuasion_for_good", "nlupp", "banking77", "multidogo")
OPINIONS = ("goemotions", "product_reviews", "persuasion_for_good")  # the others teach what is neutral in a call

# Self-reported feelings that have a side; the others (curious, surprised) are left out.
FELT = {"Happy": POSITIVE, "Neutral": NEUTRAL, **dict.fromkeys(("Sad", "Disgusted", "Angry", "Fearful"), NEGATIVE)}
NEUTRAL_ACTS = frozenset(
    {
        "ask-org-info",
        "ask-donation-procedure",
        "acknowledgement",
        "task-related-inquiry",
        "personal-related-inquiry",
        "provide-donation-amount",
        "greeting",
    }
)
FEELING_INTENTS = frozenset({"thankyou", "closinggreeting", "outofdomain"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence or turn: its corpus and dialogue, and the number of its label in LABELS."""

    corpus: str
    dialogue: str
    text: str
    label: int


def labelled(corpora: Path, corpus: str) -> Iterator[Labelled]:
    """Yield the sentences or turns of a corpus whose side is known.

    Turns of service calls that only do business are neutral: they teach that "lost" or "problem" name the business of a
    call, and distinct ones count once.
    """
    seen: set[str] = set()
    for record in records(corpora, corpus):
        for turn in record["turns"]:
            for text, label in _sides(corpus, turn):
                if corpus == "multidogo":
                    if text in seen:
                        continue
                    seen.add(text)
                yield Labelled(corpus, record["id"], text, label)


def _sides(corpus: str, turn: dict[str, Any]) -> Iterator[tuple[str, int]]:
    labels = turn["labels"]
    if corpus == "goemotions":
        if (side := SIDES.get(labels["sentiment_group"])) is not None:
            yield turn["text"], side
    elif corpus == "product_reviews":
        total = labels.get("score_sum") or 0
        yield turn["text"], NEUTRAL + (total > 0) - (total < 0)
    elif corpus == "persuasion_for_good":
        for sentence in labels.get("sentences", ()) if turn["speaker"] == "customer" else ():
            side, _, rest = sentence["act"].partition("-")
            if rest == "reaction-to-donation":
                yield sentence["text"], SIDES[side]
            elif sentence["act"] in NEUTRAL_ACTS:
                yield sentence["text"], NEUTRAL
    elif corpus in ("nlupp", "banking77"):
        yield turn["text"], NEUTRAL
    elif corpus == "multidogo":
        if FEELING_INTENTS.isdisjoint(labels["intents"]):
            yield turn["text"], NEUTRAL
    elif corpus == "meld":
        yield turn["text"], SIDES[labels["sentiment"]]
    elif corpus == "topical_chat" and (side := FELT.get(labels.get("sentiment"))) is not None:
        yield turn["text"], side
