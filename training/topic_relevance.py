"""Learn how a turn's words and meaning and the talk around it tell whether it is on the topic: topic_relevance.json.

Two kinds of calls teach it. STAR's calls of several tasks: a wizard's action names the task of a turn, and each task in
turn is taken for the campaign's topic. And made calls: part of a call of another domain is put inside a call (on the
topic around it, off within), and whole calls are paired with their own campaign or with that of another domain. A fifth
of the dialogues is left out of the fit, for the figures in the card. Both classes weigh the same. The seed is fixed.

Usage: python -m training.topic_relevance --corpora DIRECTORY
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from core.analysis.closeness import Vectors
from core.analysis.embedding import embed
from core.analysis.relevance import (
    ON_TOPIC,
    PATH,
    SIGNS,
    campaign_topic,
    signs,
    topic_closeness,
    turn_relevances,
    widened,
)
from core.campaigns import CampaignBrief
from core.text import content_stems
from training.cards import write_card
from training.corpora import fold_of, records, source

SEED = 20240301
CORPORA = ("star", "multidogo", "persuasion_for_good", "casino")
SHARES = (2, 1, 1, 1)  # how often a corpus is drawn
DRAWN, SPLICED, WHOLE, LEFT_OUT = 400, 600, 300, 200  # calls
PARTS = (2, 3, 4, 6, 8, 10)  # turns of a part of another call
STRENGTH = 1.0  # C of the ridge

# How a business might describe each of STAR's tasks, for calls in which it is the campaign.
TASKS = {
    "apartment": ("Apartment search and viewings", "Help callers find an apartment to rent and arrange a viewing."),
    "bank": ("Bank service line", "Tell customers the balance of their bank account and take reports of fraud."),
    "doctor": ("Doctor's office", "Make appointments with a doctor and remind patients of their instructions."),
    "hotel": ("Hotel reservations", "Find and reserve a hotel room, and take service requests of guests."),
    "meeting": ("Meeting scheduling", "Schedule meetings for the user."),
    "party": ("Party planning", "Plan a party at a venue, or confirm that a guest will come."),
    "plane": ("Flight bookings", "Search for a flight and book a seat on the plane."),
    "restaurant": ("Restaurant reservations", "Find a restaurant and reserve a table."),
    "ride": ("Ride booking", "Book a ride, change it, or tell its status."),
    "spaceship": ("Spaceship computer", "Help the crew with access codes and the life support of the spaceship."),
    "trip": ("Directions", "Tell the way from one place to another, on foot, by car or by bus."),
    "trivia": ("Trivia game", "Play a quiz of trivia questions."),
    "weather": ("Weather forecast", "Tell the weather forecast for a place and a day."),
}

Truth = tuple[bool | None, ...]  # whether each turn is on the topic; None: neither


@dataclass(frozen=True)
class Talk:
    """A call: the words of its turns, what it is about, and its campaign."""

    dialogue: str
    domain: str
    texts: tuple[str, ...]
    brief: CampaignBrief
    on: Truth = ()

    @property
    def stems(self) -> list[tuple[str, ...]]:
        """Return the stems of each turn."""
        return [tuple(content_stems(text)) for text in self.texts]

    @property
    def vectors(self) -> Vectors:
        """Return the embeddings of the turns."""
        return embed(self.texts)


def brief_of(campaign: dict[str, str]) -> CampaignBrief:
    """Return the brief of a corpus' campaign."""
    return CampaignBrief(name=campaign["name"], description=campaign["description"])


def of_one_domain(corpora: Path, corpus: str) -> list[Talk]:
    """Return the calls of a corpus that are about one thing."""
    found = []
    for record in records(corpora, corpus):
        labels = record["labels"]
        domains = labels.get("domains") or [labels.get("domain")]
        if len(domains) == 1 and 6 <= len(record["turns"]) <= 40 and not labels.get("multi_task"):
            texts = tuple(turn["text"] for turn in record["turns"])
            found.append(Talk(record["id"], f"{corpus}/{domains[0]}", texts, brief_of(record["campaign"])))
    return found


def of_several_tasks(corpora: Path) -> Iterator[Talk]:
    """Yield STAR's calls of several tasks, once for each of its tasks, with the campaign that the task stands for."""
    for record in records(corpora, "star"):
        if not record["labels"]["multi_task"]:
            continue
        tasks = tasks_of(record["turns"])
        texts = tuple(turn["text"] for turn in record["turns"])
        for task in sorted({task for task in tasks if task}):
            on = tuple(None if each is None else each == task for each in tasks)
            if not all(each is not False for each in on):
                yield Talk(record["id"], task, texts, CampaignBrief(*TASKS[task]), on)


def tasks_of(turns: Sequence[dict[str, Any]]) -> list[str | None]:
    """Return the task of each turn: of the bot's by its action, of the customer's by the bot's next."""
    tasks: list[str | None] = []
    for turn in turns:
        task = str(turn["labels"].get("action_label") or "").partition("_")[0]
        tasks.append(task if turn["speaker"] == "bot" and task in TASKS else None)
    for at, turn in enumerate(turns[:-1]):
        if turn["speaker"] == "customer" and turns[at + 1]["speaker"] == "bot":
            tasks[at] = tasks[at + 1]
    return tasks


class Drawn:
    """Draws calls of one domain, and makes calls of them in which it is known which turns are on the topic."""

    def __init__(self, pools: Sequence[Sequence[Talk]], chance: random.Random) -> None:
        """Draw from pools, one a corpus."""
        self.pools = pools
        self.chance = chance

    def one(self) -> Talk:
        """Draw a call."""
        (pool,) = self.chance.choices(self.pools, SHARES)
        return self.chance.choice(pool)

    def spliced(self) -> Talk:
        """Put part of a call into a call of another domain."""
        while True:
            host, guest = self.one(), self.one()
            # calls of one side only would stand out beside others by that alone
            if host.domain == guest.domain or one_sided(host) != one_sided(guest):
                continue
            at = self.chance.randrange(2, len(host.texts))
            begin = self.chance.randrange(len(guest.texts) - 3)
            part = guest.texts[begin : begin + self.chance.choice(PARTS)]
            on = (True,) * at + (False,) * len(part) + (True,) * (len(host.texts) - at)
            return Talk(host.dialogue, host.domain, host.texts[:at] + part + host.texts[at:], host.brief, on)

    def whole(self) -> Talk:
        """Pair a call with its own campaign or, as often, with that of another domain."""
        call = self.one()
        right = self.chance.random() < 0.5
        other = call
        while not right and other.domain == call.domain:
            other = self.one()
        return Talk(call.dialogue, call.domain, call.texts, other.brief, (right,) * len(call.texts))


def one_sided(call: Talk) -> bool:
    """Tell whether only the customer's turns are known."""
    return call.domain.startswith("multidogo")


def examples(calls: Sequence[Talk]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the signs (n, s) and the truth (n,) of every turn of calls."""
    values: list[tuple[float, ...]] = []
    truth: list[bool] = []
    for call in calls:
        stems = call.stems
        topic = widened(campaign_topic(call.brief), stems)
        own = [topic.relevance(said) for said in stems]
        close = topic_closeness(call.brief, own, call.vectors)
        for row, on in zip(signs(topic, stems, own, close), call.on, strict=True):
            if on is not None:
                values.append(row)
                truth.append(on)
    return np.array(values), np.array(truth)


def relevances(call: Talk) -> Sequence[float]:
    """Return the relevance that the product gives to each turn."""
    stems = call.stems
    topic = widened(campaign_topic(call.brief), stems)
    own = [topic.relevance(said) for said in stems]
    return turn_relevances(topic, stems, own, topic_closeness(call.brief, own, call.vectors))


def words_alone(call: Talk) -> list[float]:
    """Return the relevance of each turn by the campaign's words, without context: the baseline."""
    topic = campaign_topic(call.brief)
    return [topic.relevance(stems) for stems in call.stems]


def measure(calls: Sequence[Talk]) -> dict[str, float | int]:
    """Return the area under the ROC curve of turn relevance, beside that of the campaign's words alone."""
    known = [(call, at) for call in calls for at, on in enumerate(call.on) if on is not None]
    truth = np.array([call.on[at] for call, at in known])
    ours, words = (
        np.array([value for call in calls for value, on in zip(of(call), call.on, strict=True) if on is not None])
        for of in (relevances, words_alone)
    )
    return {
        "auc": round(float(roc_auc_score(truth, ours)), 3),
        "auc_words_alone": round(float(roc_auc_score(truth, words)), 3),
        "on_topic_found": round(float((ours[truth] >= ON_TOPIC).mean()), 3),
        "off_topic_found": round(float((ours[~truth] < ON_TOPIC).mean()), 3),
        "turns": len(truth),
    }


def main() -> None:
    """Fit, and write the model and its card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()

    chance = random.Random(SEED)  # noqa: S311 - draws training data, guards nothing
    pools = [chance.sample(of_one_domain(options.corpora, corpus), DRAWN) for corpus in CORPORA]
    taught = Drawn([[call for call in pool if fold_of(call.dialogue)] for pool in pools], chance)
    left = Drawn([[call for call in pool if not fold_of(call.dialogue)] for pool in pools], chance)
    several = [call for call in of_several_tasks(options.corpora) if chance.random() < 1 / 4]

    made = [taught.spliced() for _ in range(SPLICED)] + [taught.whole() for _ in range(WHOLE)]
    values, truth = examples(made + [call for call in several if fold_of(call.dialogue)])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(values, truth)
    about = {
        "intercept": float(f"{model.intercept_[0]:.4g}"),
        "weights": {sign: float(f"{weight:.4g}") for sign, weight in zip(SIGNS, model.coef_[0], strict=True)},
    }
    PATH.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    write_card(
        "topic_relevance",
        what="Logistic regression of a turn being on the campaign's topic on its own words, their meaning (by the"
        " static embedding) and the talk around it.",
        data=[source(options.corpora, corpus) for corpus in CORPORA],
        made_by="training/topic_relevance.py; the same data and libraries give the same bytes",
        seed=SEED,
        turns=len(truth),
        measured={
            "made calls left out of the fit": measure([left.spliced() for _ in range(LEFT_OUT)]),
            "STAR's calls of several tasks left out of the fit": measure(
                [call for call in several if not fold_of(call.dialogue)]
            ),
        },
        baseline="auc_words_alone: the words of name and description, no context",
        limits="Departures of the made calls are cut in from other calls, so they are more abrupt than real ones.",
    )


if __name__ == "__main__":
    main()
