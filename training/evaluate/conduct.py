"""How calls were conducted, where it is labelled: goals, annoyance, answers out of scope; and which calls are no calls.

STAR tells whether the customer was annoyed (rare), whether the goal was reached by the customer's own answer, and what
the assistant's last transaction came to; SGD tells the last. No corpus has calls that cannot be judged: what is
measured is how often a real English call is turned away, and other languages on short calls written for this project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.analysis.annoyance import SHARP, call_model
from core.analysis.annoyance import annoyance as annoyance_of
from core.analysis.bot_faults import bot_faults
from core.analysis.frustration import SHARP_WORDS, SHOWING
from core.analysis.goal import goal_reached
from core.analysis.heads import Features
from core.analysis.judgeable import why_not_judged
from core.analysis.language import other_language
from core.analysis.lookups import Lookups
from core.analysis.ngrams import grams
from core.analysis.pipeline import read
from core.analysis.reading import Reading
from core.analysis.sentiment import NEUTRAL_BAND
from core.preprocessing import DEFAULT_FILLERS, prepare
from training import annoyance
from training.corpora import records
from training.evaluate.calls import by_hash, call_of, campaign_of
from training.evaluate.protocol import (
    CROSS_VALIDATED,
    Row,
    auc,
    balanced_accuracy,
    ece,
    f1,
    has,
    how,
    measured,
    over,
    share,
)

CALLS = 1500  # of each corpus, in the order of a hash
ENGLISH = ("star", "sgd", "persuasion_for_good", "casino", "topical_chat")  # both sides speak, three turns and more
WRITTEN_AT_HAND = "rules, written with some of these calls at hand"
OWN_CALLS = "word tables and calls by the same hand"
OTHER_LANGUAGES = Path(__file__).parents[1] / "other_languages.txt"
_REACHED = (
    "_successful", "_succeeded", "meeting_inform_confirmed", "party_confirm_rsvp", "ride_confirm_booking",
    "fraud_report_submitted", "inform_balance", "last_step_and_done", "inform_doctors_instructions",
)  # fmt: skip
_FAILED = ("_failed", "_unavailable", "nothing_found", "cannot_authenticate", "no_venue", "not_available")


@dataclass(frozen=True)
class Read:
    """A dialogue of a corpus and what the product reads in it."""

    record: dict[str, Any]
    reading: Reading


def rows(data: Path) -> Iterator[Row]:
    """Yield all figures of this module."""
    if has(data, "star"):
        yield from _annoyance(data)
        yield from _goals(data)
        yield _out_of_scope(data)
    if has(data, "sgd"):
        yield from _transactions(data)
    yield from _turned_away(data)
    yield from _languages()


@cache
def _read(data: Path, corpus: str) -> tuple[Read, ...]:
    found = by_hash(records(data, corpus))[:CALLS]
    return tuple(Read(record, read(prepare(call_of(record), DEFAULT_FILLERS), campaign_of(record))) for record in found)


def _annoyance(data: Path) -> Iterator[Row]:
    task = "customer frustrated or annoyed"
    method = how(data, "star", annoyance.NAME)
    star = annoyance.calls(data)
    sharp = [any(SHARP.any_in(turn.words) for turn in turns) for turns in star.customers]
    if method == CROSS_VALIDATED:
        words, labels = annoyance.comments(data)
        held = annoyance.out_of_fold(star, Features(grams([*words, *star.words()])), labels)
        chances = [
            max(float(chance), SHARP_WORDS * is_sharp) for chance, is_sharp in zip(held.chances, sharp, strict=True)
        ]
        passes = held.passes & (held.strongest >= SHOWING)
        said = [bool(one) or is_sharp for one, is_sharp in zip(passes, sharp, strict=True)]
    else:
        found = [annoyance_of(turns, Lookups()) for turns in star.customers]
        chances = [max(each.call, SHARP_WORDS * is_sharp) for each, is_sharp in zip(found, sharp, strict=True)]
        least = call_model().threshold
        said = [
            is_sharp or (each.call >= least and max(each.turns) >= SHOWING)
            for each, is_sharp in zip(found, sharp, strict=True)
        ]
    negative = [sum(turn.sentiment <= -NEUTRAL_BAND for turn in turns) / len(turns) for turns in star.customers]
    complains = [any("complaint" in turn.acts for turn in turns) for turns in star.customers]
    yield measured(
        task, "star", "AUC", star.ids, over(auc, star.annoyed, chances), how=method,
        baseline_name="share of negative turns", baseline=auc(star.annoyed, negative),
    )  # fmt: skip
    yield measured(
        task, "star", f"F1 of Yes ({int(star.annoyed.sum())} annoyed)", star.ids, over(f1, star.annoyed, said),
        how=method, baseline_name="a complaint among the acts", baseline=f1(star.annoyed, complains),
    )  # fmt: skip
    yield measured(
        task, "star", "expected calibration error", star.ids, over(ece, star.annoyed, chances), how=method,
        lower_is_better=True,
    )  # fmt: skip


def _goals(data: Path) -> Iterator[Row]:
    task = "goal of the call reached"
    asked = [each for each in _read(data, "star") if each.record["labels"]["goal_achieved"] is not None]
    yield from _reached(task, "star", asked, [each.record["labels"]["goal_achieved"] for each in asked], "own answer")
    ended = [(each, outcome) for each in _read(data, "star") if (outcome := last_transaction(each.record)) is not None]
    yield from _reached(
        task, "star", [each for each, _ in ended], [outcome for _, outcome in ended], "last transaction"
    )


def last_transaction(record: dict[str, Any]) -> bool | None:
    """Return whether the last transaction that STAR's assistant told of succeeded, by its own labels of its turns."""
    labels = [turn["labels"].get("action_label") or "" for turn in record["turns"] if turn["speaker"] == "bot"]
    for label in reversed(labels):
        if any(part in label for part in _FAILED):
            return False
        if any(part in label for part in _REACHED):
            return True
    return None


def _transactions(data: Path) -> Iterator[Row]:
    ended = [each for each in _read(data, "sgd") if each.record["labels"]["transactions"]]
    truth = [each.record["labels"]["transactions"][-1]["result"] == "NOTIFY_SUCCESS" for each in ended]
    yield from _reached("goal of the call reached", "sgd", ended, truth, "last transaction")


def _reached(task: str, corpus: str, calls: list[Read], truth: list[bool], label: str) -> Iterator[Row]:
    ids = [each.record["id"] for each in calls]
    said = [goal_reached(each.reading).answer == "Yes" for each in calls]
    usual = max(truth.count(True), truth.count(False)) / len(truth)
    hits = [right == given for right, given in zip(truth, said, strict=True)]
    yield measured(
        task, corpus, f"accuracy, {label}", ids, share(hits), how=WRITTEN_AT_HAND,
        baseline_name="the usual answer", baseline=usual,
    )  # fmt: skip
    yield measured(
        task, corpus, f"balanced accuracy, {label}", ids, over(balanced_accuracy, truth, said), how=WRITTEN_AT_HAND,
        baseline_name="the usual answer", baseline=0.5,
    )  # fmt: skip


def _out_of_scope(data: Path) -> Row:
    calls: list[str] = []
    truth: list[bool] = []
    said: list[bool] = []
    for each in _read(data, "star"):
        faults = bot_faults(each.reading).details or ()
        lost = {fault.evidence.turn for fault in faults if fault.evidence and fault.what == "cannot_help"}
        for index, turn in enumerate(each.record["turns"]):
            if turn["speaker"] == "bot" and turn["labels"].get("action_label"):  # free text is not labelled
                calls.append(each.record["id"])
                truth.append(turn["labels"]["action_label"] == "out_of_scope")
                said.append(index in lost)
    return measured("bot cannot help, by turn", "star", "F1", calls, over(f1, truth, said), how=WRITTEN_AT_HAND)


def _turned_away(data: Path) -> Iterator[Row]:
    for corpus in ENGLISH:
        if has(data, corpus):
            calls = _read(data, corpus)
            turned = [why_not_judged(each.reading) is not None for each in calls]
            yield measured(
                "real English calls that are not judged", corpus, "share", [each.record["id"] for each in calls],
                share(turned), how=WRITTEN_AT_HAND, target=0.005, lower_is_better=True,
            )  # fmt: skip


def _languages() -> Iterator[Row]:
    """Yield how many short calls in other languages are told apart from English; the tables are by the same hand."""
    found = list(other_calls())
    foreign = [(call, section) for call, section in found if not section.startswith("English")]
    task = "calls in another language than English"
    told = [other_language(call) is not None for call, _ in foreign]
    yield measured(task, "own short calls", "recall", range(len(told)), share(told), how=OWN_CALLS, target=0.95)
    english = [other_language(call) is not None for call, section in found if section.startswith("English")]
    yield measured(
        task, "own short calls", "false alarms, English with some foreign words", range(len(english)), share(english),
        how=OWN_CALLS, target=0.0, lower_is_better=True,
    )  # fmt: skip


def other_calls() -> Iterator[tuple[list[str], str]]:
    """Yield the turns and the section of each call of training/other_languages.txt."""
    section = ""
    for line in OTHER_LANGUAGES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield [turn.strip() for turn in line.split("|")], section
