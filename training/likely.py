"""Learn how likely a yes is where no rule knows the words of a question: core/models/likely.json.

STAR's questionnaire teaches it, as asked and in further words of our own (likely_questions.json), together with the
same questions about calls of other tasks and with things that nobody mentions, which must stay absent; and NLU++'s
utterances with questions on an intent that they have and one that they have not. No sign is of a question's own words.
Figures are of questions that were left out of the fit with all their wordings (leave one question out; for NLU++ one
intent; all absent things together). Nothing is drawn at random.

Usage: python -m training.likely --corpora DIRECTORY
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from core.answering.likely import PATH, Signs, signs_of
from core.answering.transcript import Transcript, read_transcript
from training.cards import write_card
from training.corpora import records, source
from training.evaluate.calls import Asked, asked, by_hash, one_of, some_of
from training.evaluate.utterances import QUESTIONS, pairs

WORDINGS = Path(__file__).with_name("likely_questions.json")
CALLS_OF_EITHER_TRUTH = 30  # of each question
OTHER_TASKS = 3  # questions of other tasks that a call is asked
THINGS = 4  # absent things that a call is asked about
LEAST_OF_YES, MOST_OF_NO = 0.65, 0.45
STRENGTH = 1.0  # C of the ridge
DIGITS = 3
# How much each kind of example weighs altogether, every question of a kind the same.
SHARES = {"yes": 1.0, "no": 0.6, "other task": 0.4, "absent": 0.4, "utterance yes": 0.7, "utterance no": 0.7}
ABSENT = (
    "umbrella", "violin", "bicycle lock", "magazine", "coffee machine", "life vest", "haircut", "piano lesson",
    "fishing licence", "garden shed", "ladder", "toaster", "season ticket", "opera", "roof repair", "vet",
    "pottery class", "parcel", "contact lenses", "wallpaper", "surfboard", "birthday card", "carpet", "phone contract",
    "heating", "invoice", "deposit", "discount", "complaint form", "upgrade", "brochure", "survey",
)  # fmt: skip
ABOUT_ABSENT = (
    "Did the customer ask for the {}?", "Was the {} accepted?", "Did the bot recommend a {}?", "Is a {} included?",
    "Did the customer turn down the {}?", "Was the {} delivered?", "Was the caller pleased with the {}?",
    "Did the customer pay for the {}?", "Did anyone bring up a {}?", "Did the bot book the {}?", "Was the {} arranged?",
    "Will the {} be sent?", "Does the customer own a {}?", "Has the {} been cancelled?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A question about a call: its kind (a key of SHARES), the question that all its wordings share, and its signs."""

    kind: str
    question: str
    yes: bool
    signs: Signs


def examples(corpora: Path) -> list[Example]:
    """Return all examples in a fixed order."""
    return [*_of_star(corpora), *_of_utterances(corpora)]


def _example(
    kind: str, question: str, yes: bool, ready: Asked, transcript: Transcript, wording: str
) -> Iterator[Example]:
    plan = ready.plan(wording)
    found = signs_of(plan, transcript)
    if found is not None and not plan.negated:
        yield Example(kind, question, yes, found[0])


def _of_star(corpora: Path) -> Iterator[Example]:
    wordings: dict[str, tuple[str, Sequence[str]]] = json.loads(WORDINGS.read_text(encoding="utf-8"))
    left = dict.fromkeys(((question, truth) for question in wordings for truth in (True, False)), CALLS_OF_EITHER_TRUTH)
    for record in by_hash(records(corpora, "star")):
        items = [item for item in record.get("qa") or () if left.get((item["question"], item["answer"]))]
        if not items:
            continue
        ready = asked(record)
        transcript = _transcript(ready)
        for item in items:
            left[item["question"], item["answer"]] -= 1
            for wording in (item["question"], *wordings[item["question"]][1]):
                kind = "yes" if item["answer"] else "no"
                yield from _example(kind, item["question"], item["answer"], ready, transcript, wording)
        yield from _not_there(ready, transcript, wordings)


def _not_there(
    ready: Asked, transcript: Transcript, wordings: dict[str, tuple[str, Sequence[str]]]
) -> Iterator[Example]:
    """Yield questions on other tasks and on things that nobody mentions."""
    key = ready.call.call_id
    tasks = {str(turn["labels"].get("action_label") or "").partition("_")[0] for turn in ready.record["turns"]}
    tasks.update(wordings[item["question"]][0] for item in ready.record["qa"] if item["question"] in wordings)
    if not ready.record["labels"].get("multi_task"):
        others = [question for question, (task, _) in wordings.items() if task not in tasks]
        for question in some_of(others, key, OTHER_TASKS):
            for wording in (question, *wordings[question][1]):
                yield from _example("other task", question, False, ready, transcript, wording)
    text = " ".join(turn.text.lower() for turn in ready.call.turns)
    for thing in some_of([thing for thing in ABSENT if thing not in text], key, THINGS):
        wording = some_of(ABOUT_ABSENT, key + thing, 1)[0].format(thing)
        yield from _example("absent", "absent things", False, ready, transcript, wording)


def _of_utterances(corpora: Path) -> Iterator[Example]:
    wordings: dict[str, list[str]] = json.loads(QUESTIONS.read_text(encoding="utf-8"))["intents"]
    for record, intent, truth in pairs(by_hash(records(corpora, "nlupp")), wordings):
        ready = asked(record)
        wording = one_of(wordings[intent], f"{record['id']} {intent}")
        kind = f"utterance {truth.lower()}"
        yield from _example(kind, intent, truth == "Yes", ready, _transcript(ready), wording)


def _transcript(ready: Asked) -> Transcript:
    return read_transcript(ready.call, ready.campaign, ready.analysis)


def weights_of(of: Sequence[Example]) -> NDArray[np.float64]:
    """Return what each example weighs, (n,), mean 1: each kind its share, and in a kind each question the same."""
    number = Counter((each.kind, each.question) for each in of)
    questions = Counter(kind for kind, _ in number)
    found = np.array([SHARES[each.kind] / questions[each.kind] / number[each.kind, each.question] for each in of])
    return found / found.mean()


def fitted(of: Sequence[Example]) -> LogisticRegression:
    """Fit on examples."""
    values = np.array([astuple(each.signs) for each in of])
    return LogisticRegression(C=STRENGTH, max_iter=1000).fit(
        values, [each.yes for each in of], sample_weight=weights_of(of)
    )


def held_out(of: Sequence[Example]) -> NDArray[np.float64]:
    """Return the probability of each example, (n,), by a fit without its question."""
    found = np.zeros(len(of))
    questions = np.array([each.question for each in of])
    values = np.array([astuple(each.signs) for each in of])
    for question in sorted(set(questions)):
        model = fitted([each for each in of if each.question != question])
        found[questions == question] = model.predict_proba(values[questions == question])[:, 1]
    return found


def measured(of: Sequence[Example], held: NDArray[np.float64]) -> list[dict[str, Any]]:
    """Return what the card tells: how well questions left out are told apart, and how often what is absent is said."""
    kind, yes = np.array([each.kind for each in of]), np.array([each.yes for each in of])
    told: list[dict[str, Any]] = []
    for corpus, kinds in (("star", ("yes", "no")), ("nlupp", ("utterance yes", "utterance no"))):
        which = np.isin(kind, kinds)
        told.append(
            {
                "corpus": corpus, "n": int(which.sum()), "how": "leave one question out",
                "auc": round(float(roc_auc_score(yes[which], held[which])), 3),
                "yes_told": round(float((held[which & yes] >= LEAST_OF_YES).mean()), 3),
                "wrong_yes": round(float((held[which & ~yes] >= LEAST_OF_YES).mean()), 3),
            }
        )  # fmt: skip
    for each in ("other task", "absent"):
        which = kind == each
        wrong = round(float((held[which] >= LEAST_OF_YES).mean()), 3)
        told.append({"corpus": "star", "of": each, "n": int(which.sum()), "wrong_yes": wrong})
    return told


def main() -> None:
    """Measure, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    corpora = parser.parse_args().corpora
    found = examples(corpora)
    model = fitted(found)
    about = {
        "bias": round(float(model.intercept_[0]), DIGITS),
        "weights": {
            name: round(float(weight), DIGITS) for name, weight in zip(Signs.__slots__, model.coef_[0], strict=True)
        },
        "least_of_yes": LEAST_OF_YES,
        "most_of_no": MOST_OF_NO,
    }
    PATH.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    told = measured(found, held_out(found))
    write_card(
        "likely",
        what="How likely a question is to be answered with yes (logistic regression over signs of how near a call comes"
        " to it and how it went), for questions that no rule answers from a turn.",
        data=[source(corpora, name) for name in ("star", "nlupp")],
        made_by="training/likely.py; nothing is drawn at random",
        measured=told,
        limits="Typed dialogues of few tasks and single utterances in English. What a call is near to and what went"
        " well in it count as done: of two like deeds in one call, one done and one not, it cannot tell which.",
    )
    print(json.dumps([about, *told], indent=1))


if __name__ == "__main__":
    main()
