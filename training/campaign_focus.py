"""Learn how a call's beginning tells its campaign, and what tells that it keeps to it: core/models/campaign_focus.json.

`beginning`: calls with their own campaign, and with each of the others of a list; in STAR's calls of several tasks the
campaign is the task that they begin with. `call`: calls with their own campaign or that of another domain, and STAR's
calls of several tasks with each of their tasks, which are focused where half of the words or more are about it. Each
kind of calls weighs the same, and so do both answers. Weights that would speak against their sense stay at zero.

Usage: python -m training.campaign_focus --corpora DIRECTORY
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from core.analysis.campaign_fit import BEGINS, PATH, beginning, learned
from core.analysis.focus import KEEPS, keeping
from core.analysis.pipeline import read
from core.campaigns import CampaignBrief
from core.preprocessing import DEFAULT_FILLERS, prepare
from training.cards import write_card
from training.corpora import FOLDS, fold_of, records, source
from training.evaluate.calls import call_of, campaign_of
from training.topic_relevance import TASKS, brief_of, tasks_of

SEED = 20240301
CALLS = {"star": 300, "multidogo": 150, "persuasion_for_good": 100, "casino": 60}  # of one domain
SEVERAL = 3  # one of so many of STAR's calls of several tasks
RIDGE = 1.0


@dataclass(frozen=True)
class Case:
    """A call with a campaign: its kind, its values by name, and whether the campaign is its own."""

    kind: str
    dialogue: str
    values: Mapping[str, float]
    truth: bool


@dataclass(frozen=True)
class Known:
    """A record of a corpus, its domain and its own campaign."""

    record: Mapping[str, Any]
    domain: str
    brief: CampaignBrief


def of_one_domain(corpora: Path, chance: random.Random) -> list[Known]:
    """Draw calls of one domain; half of STAR's get the campaign that a business might have written."""
    found = []
    for corpus, number in CALLS.items():
        usable = [
            record
            for record in records(corpora, corpus)
            if len(record["turns"]) >= 5 and not record["labels"].get("multi_task")
        ]
        for record in chance.sample(usable, number):
            labels = record["labels"]
            domain = (labels.get("domains") or [labels.get("domain")])[0]
            written = corpus == "star" and domain in TASKS and chance.random() < 0.5
            brief = CampaignBrief(*TASKS[domain]) if written else brief_of(record["campaign"])
            found.append(Known(record, f"{corpus}/{domain}", brief))
    return found


def of_several_tasks(corpora: Path) -> list[Mapping[str, Any]]:
    """Return some of STAR's calls of several tasks."""
    usable = [record for record in records(corpora, "star") if record["labels"]["multi_task"]]
    return usable[::SEVERAL]


def beginnings(single: Sequence[Known], several: Sequence[Mapping[str, Any]]) -> list[Case]:
    """Return calls with each campaign of a list of one for every domain."""
    campaigns = {f"star/{task}": CampaignBrief(*TASKS[task]) for task in sorted(TASKS)}
    campaigns |= {known.domain: known.brief for known in single if not known.domain.startswith("star/")}
    calls = [("one domain", known.record, known.domain) for known in single if known.domain in campaigns]
    for record in several:
        first = next((task for task in tasks_of(record["turns"]) if task), None)
        if first is not None:
            calls.append(("several tasks", record, f"star/{first}"))
    return [
        Case(kind, record["id"], beginning([turn["text"] for turn in record["turns"]], brief), name == domain)
        for kind, record, domain in calls
        for name, brief in campaigns.items()
    ]


def whole_calls(single: Sequence[Known], several: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Case]:
    """Return calls as the product reads them, with campaigns that they keep to or not."""
    found: list[Case] = []

    def add(kind: str, record: Mapping[str, Any], brief: CampaignBrief, truth: bool) -> None:
        campaign = campaign_of({"campaign": {"name": brief.name, "description": brief.description}})
        values = keeping(read(prepare(call_of(dict(record)), DEFAULT_FILLERS), campaign))
        if values:
            found.append(Case(kind, record["id"], values, truth))

    for known in single:
        others = [other.brief for other in single if other.domain != known.domain]
        add("one domain", known.record, known.brief, True)
        add("one domain", known.record, chance.choice(others), False)
    for record in several:
        tasks = tasks_of(record["turns"])
        words = {
            task: sum(len(turn["text"].split()) for turn, of in zip(record["turns"], tasks, strict=True) if of == task)
            for task in sorted({task for task in tasks if task})
        }
        for task, number in words.items() if len(words) > 1 else ():
            add("several tasks", record, CampaignBrief(*TASKS[task]), number >= sum(words.values()) / 2)
    return found


def fitted(cases: Sequence[Case], signs: Mapping[str, int]) -> dict[str, float]:
    """Return the weights and intercept of a logistic regression whose weights have given signs."""
    names = [*signs]
    values = np.array([[case.values[name] for name in names] for case in cases])
    truth = np.array([case.truth for case in cases])
    groups = [(case.kind, case.truth) for case in cases]
    weights = np.array([1.0 / groups.count(group) for group in groups])
    weights *= len(cases) / weights.sum()

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = values @ point[:-1] + point[-1]
        costs = np.logaddexp(0.0, np.where(truth, -logits, logits))
        slopes = weights * (1.0 / (1.0 + np.exp(-logits)) - truth)
        ridge = RIDGE * point[:-1]
        total = float(weights @ costs + ridge @ point[:-1] / 2)
        return total, np.append(values.T @ slopes + ridge, slopes.sum())

    bounds = [(0.0, None) if signs[name] > 0 else (None, 0.0) for name in names] + [(None, None)]
    point = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return {name: float(f"{value:.4g}") for name, value in zip([*names, "intercept"], point, strict=True)}


def crossed(cases: Sequence[Case], signs: Mapping[str, int]) -> NDArray[np.float64]:
    """Return the logit of each case by weights that were fitted without its dialogue's fold."""
    found = np.zeros(len(cases))
    for fold in range(FOLDS):
        model = fitted([case for case in cases if fold_of(case.dialogue) != fold], signs)
        for at, case in enumerate(cases):
            if fold_of(case.dialogue) == fold:
                found[at] = model["intercept"] + sum(model[name] * case.values[name] for name in signs)
    return found


def measured(cases: Sequence[Case], logits: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """Return, for each kind of calls, the area under the ROC curve and the share of either answer that is found."""
    found = {}
    for kind in sorted({case.kind for case in cases}):
        which = np.array([case.kind == kind for case in cases])
        truth = np.array([case.truth for case in cases])[which]
        said = logits[which]
        found[kind] = {
            "auc": round(float(roc_auc_score(truth, said)), 3),
            "yes_found": round(float((said[truth] >= 0).mean()), 3),
            "no_found": round(float((said[~truth] < 0).mean()), 3),
            "cases": len(truth),
        }
    return found


def first_right(cases: Sequence[Case], logits: NDArray[np.float64]) -> dict[str, float]:
    """Return, for each kind of calls, the share whose own campaign is the first of all."""
    best: dict[tuple[str, str], tuple[float, bool]] = {}
    for case, logit in zip(cases, logits, strict=True):
        call = (case.kind, case.dialogue)
        best[call] = max(best.get(call, (-np.inf, False)), (float(logit), case.truth))
    kinds = sorted({kind for kind, _ in best})
    return {
        f"{kind}: own campaign first of all": round(
            float(np.mean([right for (of, _), (_, right) in best.items() if of == kind])), 3
        )
        for kind in kinds
    }


def write(model: Mapping[str, Mapping[str, float]]) -> None:
    """Write the model, and let the product read it anew."""
    PATH.write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    learned.cache_clear()


def main() -> None:
    """Fit both, and write the model and its card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()

    chance = random.Random(SEED)  # noqa: S311 - draws training data, guards nothing
    single, several = of_one_domain(options.corpora, chance), of_several_tasks(options.corpora)
    begins = [case for case in beginnings(single, several) if case.values]
    of_beginning, of_call = dict.fromkeys(BEGINS, 1), dict(KEEPS)
    model = {"beginning": fitted(begins, of_beginning)}
    write(model)  # whole calls are read with it
    calls = whole_calls(single, several, chance)
    model["call"] = fitted(calls, of_call)
    write(model)
    write_card(
        "campaign_focus",
        what="Two logistic regressions: whether a call fits a campaign by what it begins with, and whether it keeps to"
        " it (Q001).",
        data=[source(options.corpora, corpus) for corpus in CALLS],
        made_by="training/campaign_focus.py; the same data and libraries give the same bytes",
        seed=SEED,
        measured={
            "how": "5 folds by dialogue",
            "beginning": {**first_right(begins, crossed(begins, of_beginning)), "campaigns": 13 + 8},
            "call": measured(calls, crossed(calls, of_call)),
        },
        limits="Calls with a campaign of another domain are easier to tell than calls that leave theirs on the way.",
    )


if __name__ == "__main__":
    main()
