"""Learn how a turn's words and the talk around it tell whether it is on the topic: core/models/topic_relevance.json.

Run from the project's folder: `python -m training.topic_relevance --data ../shared/data`. No corpus says turn by turn
what is on a campaign's topic, so calls are made in which it is known: part of a call of another domain is put inside a
call (on the topic around it, off within), and whole calls are paired with their own campaign or with that of another
domain. Permissive corpora only. The logistic regression is fitted by Newton's method, both classes weighing the same;
the seed is fixed and the same data give the same bytes. The figures in the card come from made calls that were left
out of the fit, and, where it is there, from SGD, whose turns name their service.
"""

import argparse
import gzip
import hashlib
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from core.analysis.relevance import ON_TOPIC, SIGNS, Topic, campaign_topic, saturated, signs, turn_relevances, widened
from core.campaigns import CampaignBrief
from core.text import content_stems

MODEL = "topic_relevance"
SEED = 20240301
LICENCES = {
    "star": "MIT",
    "multidogo": "CDLA-Permissive-1.0",
    "persuasion_for_good": "Apache-2.0",
    "casino": "CC-BY-4.0",
}
SHARES = {"star": 2, "multidogo": 1, "persuasion_for_good": 1, "casino": 1}  # how often a corpus is drawn
SPLICED, WHOLE, LEFT_OUT = 600, 300, 200  # calls
PENALTY = 1.0  # ridge on the weights

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A real call: where it is from, the stems of its turns, its campaign."""

    domain: str
    turns: tuple[Stems, ...]
    topic: Topic


@dataclass(frozen=True, slots=True)
class Made:
    """A call in which it is known which turns are on the topic (None: neither)."""

    turns: tuple[Stems, ...]
    topic: Topic
    on: tuple[bool | None, ...]


def records(folder: Path) -> list[dict[str, Any]]:
    """Read the dialogues of a corpus."""
    packed, plain = folder / "dev.jsonl.gz", folder / "dev.jsonl"
    with gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else plain.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def topic_of(campaign: dict[str, str]) -> Topic:
    """Return the topic of a corpus' campaign."""
    return campaign_topic(CampaignBrief(name=campaign["name"], description=campaign["description"]))


def sources(data: Path, chance: random.Random) -> list[list[Source]]:
    """Draw calls of one domain each from every corpus."""
    drawn: list[list[Source]] = []
    for corpus, share in SHARES.items():
        usable = []
        for record in records(data / corpus):
            domains = record["labels"].get("domains") or [record["labels"].get("domain")]
            if len(domains) == 1 and 6 <= len(record["turns"]) <= 40 and not record["labels"].get("multi_task"):
                usable.append((f"{corpus}/{domains[0]}", record))
        picked = chance.sample(usable, 400)
        calls = [
            Source(domain, tuple(content_stems(turn["text"]) for turn in record["turns"]), topic_of(record["campaign"]))
            for domain, record in picked
        ]
        drawn += [calls] * share
    return drawn


def spliced(drawn: list[list[Source]], chance: random.Random) -> Made:
    """Put part of a call into a call of another domain."""
    while True:
        host, guest = chance.choice(chance.choice(drawn)), chance.choice(chance.choice(drawn))
        if host.domain == guest.domain or one_sided(host) != one_sided(guest):
            continue
        at = chance.randrange(2, len(host.turns))
        begin = chance.randrange(len(guest.turns) - 3)
        part = guest.turns[begin : begin + chance.choice((2, 3, 4, 6, 8, 10))]
        return Made(
            turns=host.turns[:at] + part + host.turns[at:],
            topic=host.topic,
            on=(True,) * at + (False,) * len(part) + (True,) * (len(host.turns) - at),
        )


def one_sided(call: Source) -> bool:
    """Tell whether only the customer's turns are known: beside full calls they would stand out by that alone."""
    return call.domain.startswith("multidogo")


def whole(drawn: list[list[Source]], chance: random.Random) -> Made:
    """Pair a call with its own campaign or, as often, with that of another domain."""
    call = chance.choice(chance.choice(drawn))
    right = chance.random() < 0.5
    other = call
    while not right and other.domain == call.domain:
        other = chance.choice(chance.choice(drawn))
    return Made(call.turns, other.topic, (right,) * len(call.turns))


def rows(made: Sequence[Made]) -> tuple[list[tuple[float, ...]], list[bool]]:
    """Return the signs and the truth of every turn."""
    values: list[tuple[float, ...]] = []
    truth: list[bool] = []
    for call in made:
        for row, on in zip(signs(widened(call.topic, call.turns), call.turns), call.on, strict=True):
            if on is not None:
                values.append(row)
                truth.append(on)
    return values, truth


def fit(values: Sequence[tuple[float, ...]], truth: Sequence[bool], steps: int = 12) -> list[float]:
    """Fit weights and, last, the intercept by Newton's method."""
    size = len(values[0]) + 1
    weights = [0.0] * size
    share = sum(truth) / len(truth)
    for _ in range(steps):
        slope = [PENALTY * weight for weight in weights[:-1]] + [0.0]
        curve = [[PENALTY if i == j and i < size - 1 else 0.0 for j in range(size)] for i in range(size)]
        for row, on in zip(values, truth, strict=True):
            point = (*row, 1.0)
            guess = 1.0 / (1.0 + math.exp(-sum(map(float.__mul__, weights, point))))
            cost = 0.5 / (share if on else 1.0 - share)
            error, bend = cost * (guess - on), cost * guess * (1.0 - guess)
            for i, left in enumerate(point):
                slope[i] += error * left
                scaled, line = bend * left, curve[i]
                for j in range(i + 1):
                    line[j] += scaled * point[j]
        for i in range(size):
            for j in range(i):
                curve[j][i] = curve[i][j]
        weights = [weight - step for weight, step in zip(weights, solve(curve, slope), strict=True)]
    return weights


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a small system of linear equations by Gaussian elimination with pivoting."""
    lines = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(lines)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(lines[row][at]))
        lines[at], lines[pivot] = lines[pivot], lines[at]
        for row in range(at + 1, size):
            factor = lines[row][at] / lines[at][at]
            for column in range(at, size + 1):
                lines[row][column] -= factor * lines[at][column]
    found = [0.0] * size
    for at in range(size - 1, -1, -1):
        rest = sum(lines[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (lines[at][size] - rest) / lines[at][at]
    return found


def sgd(data: Path) -> list[Made]:
    """Read SGD's calls, measured only: a turn is on the topic where it is about the first intent's service."""
    made = []
    for record in records(data / "sgd")[::10]:
        service = record["turns"][0]["labels"]["acts"][0][0].partition("_")[0]
        on: list[bool | None] = []
        for turn in record["turns"]:
            acts = [
                act for act in turn["labels"]["acts"] if act[0] and act[1] not in ("GOODBYE", "THANK_YOU", "REQ_MORE")
            ]
            on.append(service in {act[0].partition("_")[0] for act in acts} if acts else None)
        made.append(
            Made(
                tuple(content_stems(turn["text"]) for turn in record["turns"]), topic_of(record["campaign"]), tuple(on)
            )
        )
    return made


def measure(made: Sequence[Made]) -> dict[str, float | int]:
    """Return the area under the ROC curve of turn relevance, beside that of the campaign's words alone."""
    scores: dict[str, tuple[list[float], list[float]]] = {"auc": ([], []), "auc_words_alone": ([], [])}
    for call in made:
        wide = turn_relevances(widened(call.topic, call.turns), call.turns)
        plain = [
            saturated(sum(call.topic.weights.get(stem, 0.0) for stem in dict.fromkeys(stems))) for stems in call.turns
        ]
        for name, values in (("auc", wide), ("auc_words_alone", plain)):
            for value, on in zip(values, call.on, strict=True):
                if on is not None:
                    scores[name][on].append(value)
    off, on_topic = scores["auc"]
    return {
        **{name: round(area(*values), 3) for name, values in scores.items()},
        "on_topic_found": round(sum(value >= ON_TOPIC for value in on_topic) / len(on_topic), 3),
        "off_topic_found": round(sum(value < ON_TOPIC for value in off) / len(off), 3),
        "turns": len(off) + len(on_topic),
    }


def area(off: list[float], on: list[float]) -> float:
    """Return the share of pairs in which the turn on the topic scores higher, ties counting half."""
    ranked = sorted(chain(((value, 0) for value in off), ((value, 1) for value in on)))
    total, seen, at = 0.0, 0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        tied_on = sum(kind for _, kind in ranked[at:end])
        tied_off = end - at - tied_on
        total += tied_on * (seen + tied_off / 2)
        seen += tied_off
        at = end
    return total / (len(off) * len(on))


def main() -> None:
    """Write the model and its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("core/models"))
    arguments = parser.parse_args()

    chance = random.Random(SEED)  # noqa: S311 - draws training data, guards nothing
    drawn = sources(arguments.data, chance)
    taught = [[calls[at] for at in range(len(calls)) if at % 4] for calls in drawn]
    left = [calls[::4] for calls in drawn]
    values, truth = rows(
        [spliced(taught, chance) for _ in range(SPLICED)] + [whole(taught, chance) for _ in range(WHOLE)]
    )
    *weights, intercept = fit(values, truth)
    model = {
        "intercept": float(f"{intercept:.4g}"),
        "weights": {sign: float(f"{weight:.4g}") for sign, weight in zip(SIGNS, weights, strict=True)},
    }
    text = json.dumps(model, indent=2, sort_keys=True) + "\n"
    (arguments.out / f"{MODEL}.json").write_text(text, encoding="utf-8")

    measured = {"made calls left out of the fit": measure([spliced(left, chance) for _ in range(LEFT_OUT)])}
    if (arguments.data / "sgd").is_dir():
        measured["SGD, not in the fit, but looked at when thresholds were set"] = measure(sgd(arguments.data))
    card = {
        "name": MODEL,
        "what": "Logistic regression of a turn being on the campaign's topic on its own words and the talk around it.",
        "data": [{"corpus": corpus, "licence": licence} for corpus, licence in LICENCES.items()],
        "turns": len(truth),
        "seed": SEED,
        "made_by": "training/topic_relevance.py",
        "measured": measured,
        "baseline": "auc_words_alone: the words of name and description, no context",
        "limits": "Departures in the training data are cut in from other calls, so they are more abrupt than real ones."
        " A topic that is never called by a word of the campaign or its company is not seen.",
        "sha256": {f"{MODEL}.json": hashlib.sha256(text.encode()).hexdigest()},
    }
    (arguments.out / f"{MODEL}.card.json").write_text(
        json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
