"""Measure what a call is about: the right campaign among all, turns on the topic, and whether a call keeps to it.

SGD alone is measured here: its turns name their service, and nothing was trained on it. A dialogue's own campaign is
the intent that it begins with. Figures for the corpora that the models were trained on stand in their cards.
"""

import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis.campaign_fit import beginning, logistic
from core.analysis.focus import focus
from core.analysis.pipeline import read
from core.analysis.reading import Reading
from core.analysis.relevance import campaign_topic
from core.campaigns import CampaignBrief
from core.preprocessing import DEFAULT_FILLERS, prepare
from core.text import content_stems
from training.corpora import records
from training.evaluate.calls import by_hash, call_of, campaign_of
from training.evaluate.protocol import SHIPPED, Row, auc, balanced_accuracy, ece, has, measured, over, share

CORPUS = "sgd"
RANKED, READ = 600, 400  # dialogues
_COURTESIES = frozenset({"GOODBYE", "THANK_YOU", "REQ_MORE"})  # acts


@dataclass(frozen=True)
class Said:
    """What Q001 says of a call with a campaign, as the probability of Yes, and what is true."""

    dialogue: str
    chance: float
    truth: bool


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of the task."""
    if not has(data, CORPUS):
        return
    dialogues = list(records(data, CORPUS))
    yield from ranked(dialogues)
    chosen = by_hash(dialogues)[:READ]
    readings = [read_with(record, record) for record in chosen]
    yield from turn_rows(chosen, readings)
    yield from call_rows(chosen, readings)


def fused(values: Mapping[str, float]) -> float:
    """Return the product's fit of a campaign by what a call begins with."""
    return logistic("beginning", values) if values else 0.0


# The same by one part: the campaign's words, and closeness in meaning.
ALONE = (lambda values: values.get("words", 0.0), lambda values: values.get("near", 0.0))


def ranked(dialogues: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """Yield how often a dialogue's own campaign comes first of all of the corpus."""
    campaigns = sorted({(record["campaign"]["name"], record["campaign"]["description"]) for record in dialogues})
    briefs = [CampaignBrief(name, description) for name, description in campaigns]
    chosen = by_hash(dialogues)[:RANKED]
    right = [campaigns.index((record["campaign"]["name"], record["campaign"]["description"])) for record in chosen]
    begun = [[beginning([turn["text"] for turn in record["turns"]], brief) for brief in briefs] for record in chosen]
    ours, words, near = ([best([fit(values) for values in each]) for each in begun] for fit in (fused, *ALONE))
    usual = [best(scores) for scores in bm25(chosen, briefs)]
    groups = [record["id"] for record in chosen]
    names = [name for name, _ in campaigns]
    for measure, target, same in (
        ("R@1 of name and description", 0.40, lambda one, other: one == other),
        ("R@1 of name", None, lambda one, other: names[one] == names[other]),
    ):
        hits = [[same(said, at) for said, at in zip(found, right, strict=True)] for found in (ours, words, near, usual)]
        baseline = float(np.mean(hits[3]))
        for variant, found in (("", hits[0]), (", words alone", hits[1]), (", embedding alone", hits[2])):
            yield measured(
                f"campaign topic: right campaign among all{variant}",
                CORPUS,
                measure,
                groups,
                share(found),
                how=SHIPPED,
                baseline_name="BM25",
                baseline=baseline,
                target=target,
            )


def turn_rows(chosen: Sequence[dict[str, Any]], readings: Sequence[Reading]) -> Iterator[Row]:
    """Yield how well turns on the topic are told from others."""
    truth: list[bool] = []
    ours: list[float] = []
    words: list[float] = []
    groups: list[str] = []
    for record, reading in zip(chosen, readings, strict=True):
        topic = campaign_topic(reading.campaign.brief)
        on = {at: is_on for at, is_on in enumerate(on_topic(record)) if is_on is not None}
        for turn in reading.turns:
            if turn.utterance.index in on:
                truth.append(on[turn.utterance.index])
                ours.append(turn.relevance)
                words.append(topic.relevance(turn.stems))
                groups.append(record["id"])
    yield measured(
        "turn on the campaign's topic",
        CORPUS,
        "AUC",
        groups,
        over(auc, truth, ours),
        how=SHIPPED,
        baseline_name="the campaign's words",
        baseline=auc(truth, words),
    )


def call_rows(chosen: Sequence[dict[str, Any]], readings: Sequence[Reading]) -> Iterator[Row]:
    """Yield how often Q001 is right: of calls with their own campaign, and with one that they never touch."""
    own = [
        Said(record["id"], chance_of(reading), keeps(record)) for record, reading in zip(chosen, readings, strict=True)
    ]
    wrong = []
    for record in chosen:
        strange = [each for each in chosen if not services(each) & services(record)]
        if strange:
            other = strange[zlib.crc32(record["id"].encode()) % len(strange)]
            wrong.append(Said(record["id"], chance_of(read_with(record, other)), False))
    task = "Q001, call keeps to its campaign for half of its words or more"
    usual = max(np.mean([said.truth for said in own]), 1 - np.mean([said.truth for said in own]))
    yield row(task, "accuracy", own, lambda truth, said: float(np.mean(truth == said)), float(usual))
    yield row(task, "balanced accuracy", own, balanced_accuracy, 0.5)
    parts = (
        ("Q001, Yes of calls that keep to it", True, [said for said in own if said.truth]),
        ("Q001, No of calls that leave it", False, [said for said in own if not said.truth]),
        ("Q001, No of calls with a campaign they never touch", False, wrong),
    )
    for part, answer, said in parts:
        if said:
            yield row(part, "share found", said, recall(answer))
    both = [*own, *wrong]
    yield measured(
        "calibration of Q001's confidence",
        CORPUS,
        "ECE",
        [said.dialogue for said in both],
        over(ece, [said.truth for said in both], [said.chance for said in both]),
        how=SHIPPED,
        target=0.05,
        lower_is_better=True,
    )


def row(
    task: str,
    measure: str,
    said: Sequence[Said],
    statistic: Callable[[Any, Any], float],
    baseline: float | None = None,
) -> Row:
    """Return the row of a statistic of answers."""
    return measured(
        task,
        CORPUS,
        measure,
        [each.dialogue for each in said],
        over(statistic, [each.truth for each in said], [each.chance >= 0.5 for each in said]),
        how=SHIPPED,
        baseline_name=None if baseline is None else "usual answer",
        baseline=baseline,
    )


def recall(answer: bool) -> Callable[[Any, Any], float]:
    """Return the share of answers that are this one."""
    return lambda truth, said: float(np.mean(said == answer))


def read_with(record: dict[str, Any], other: dict[str, Any]) -> Reading:
    """Read a dialogue as a call of another one's campaign."""
    return read(prepare(call_of(record), DEFAULT_FILLERS), campaign_of(other))


def chance_of(reading: Reading) -> float:
    """Return the probability of Yes that Q001 states."""
    metric = focus(reading)
    return metric.confidence if metric.answer == "Yes" else 1.0 - metric.confidence


def services(record: dict[str, Any]) -> frozenset[str]:
    """Return the kinds of services that a dialogue is about."""
    return frozenset(act[0].partition("_")[0] for turn in record["turns"] for act in turn["labels"]["acts"] if act[0])


def on_topic(record: dict[str, Any]) -> list[bool | None]:
    """Tell of each turn whether it is about the service that the dialogue begins with; None for a courtesy."""
    own = record["turns"][0]["labels"]["acts"][0][0].partition("_")[0]
    found: list[bool | None] = []
    for turn in record["turns"]:
        acts = turn["labels"]["acts"]
        courteous = any(act[1] in _COURTESIES for act in acts)
        about = {act[0].partition("_")[0] for act in acts if act[0]}
        found.append(own in about if about and not courteous else None)
    return found


def keeps(record: dict[str, Any]) -> bool:
    """Tell whether half of the words or more are about the service that the dialogue begins with."""
    words = Counter[bool]()
    for turn, on in zip(record["turns"], on_topic(record), strict=True):
        if on is not None:
            words[on] += len(turn["text"].split())
    return words[True] >= words[False]


def best(scores: Sequence[float]) -> int:
    """Return the number of the best score, the first of equal ones."""
    return max(range(len(scores)), key=lambda at: (scores[at], -at))


def bm25(chosen: Sequence[dict[str, Any]], briefs: Sequence[CampaignBrief]) -> Iterator[list[float]]:
    """Yield the BM25 scores of the campaigns for each whole dialogue (Robertson and Zaragoza, 2009; k1 1.2, b 0.75)."""
    documents = [Counter(content_stems(apart(f"{brief.name} {brief.description}"))) for brief in briefs]
    holding = Counter(stem for document in documents for stem in document)
    lengths = [sum(document.values()) for document in documents]
    mean = sum(lengths) / len(lengths)
    for record in chosen:
        asked = Counter(stem for turn in record["turns"] for stem in content_stems(turn["text"]))
        yield [
            math.fsum(
                number
                * math.log(1 + (len(documents) - holding[stem] + 0.5) / (holding[stem] + 0.5))
                * document[stem]
                * 2.2
                / (document[stem] + 1.2 * (0.25 + 0.75 * length / mean))
                for stem, number in asked.items()
                if stem in document
            )
            for document, length in zip(documents, lengths, strict=True)
        ]


def apart(text: str) -> str:
    """Return a text with words like FindMovies taken apart."""
    return "".join(f" {mark}" if mark.isupper() else mark for mark in text)
