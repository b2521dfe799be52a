"""What turns do, how the customer takes the offer, and whether the customer really converts.

Persuasion for Good labels acts and reactions sentence by sentence and tells who donated; SGD, on which nothing here was
trained, tells whether an offered service was accepted.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.analysis.act_features import RULES, rule_features
from core.analysis.acts import HEAD, thresholds
from core.analysis.conversion import COUNTS
from core.analysis.conversion import NAME as CONVERSION
from core.analysis.heads import GRAMS, PREVIOUS_GRAMS, Features, load_head
from core.analysis.lookups import Lookups
from core.analysis.ngrams import grams
from core.analysis.phrases import normal_words, word_set
from core.analysis.prompts import prompt_of
from core.analysis.reaction import EMBEDDING, reactions
from core.analysis.reaction import NAME as REACTION
from core.reports import Act
from training import acts, conversion, reaction
from training.act_examples import LABELS, campaign_grams
from training.corpora import records
from training.evaluate.protocol import (
    Curve,
    Row,
    auc,
    ece,
    f1,
    has,
    how,
    macro_f1,
    measured,
    over,
    trained_on,
)  # fmt: skip

P4G = "persuasion_for_good"
QUESTION_TARGETS = {False: 0.87, True: 0.80}
REACTION_TASK = "customer's reaction to the offer, sentences"
CONVERSION_TASK = "conversion: did the customer donate"
COPIES = {False: "as written", True: "without punctuation"}
# Labels of Persuasion for Good by which a customer asks; the bot's own questions are none of them.
ASKING = word_set(
    "ask-org-info ask-donation-procedure task-related-inquiry personal-related-inquiry ask-persuader-donation-intention"
)


def rows(data: Path) -> Iterator[Row]:
    """Yield what was measured of acts, reactions and conversion."""
    if has(data, P4G):
        yield from _question_rows(data)
        yield from _reaction_rows(data)
        yield from _conversion_rows(data)
    if all(has(data, corpus) for corpus in acts.CORPORA):
        yield from _act_rows(data)
    if has(data, "sgd"):
        yield from _transfer_rows(data)


def ablation(data: Path) -> Iterator[Row]:
    """Yield the same with parts of the heads taken away; all by five folds on the development halves."""
    if not all(has(data, corpus) for corpus in (*acts.CORPORA, "goemotions")):
        return
    of = _labelled(data)
    for name, blocks in (("rules", (RULES,)), ("n-grams", (GRAMS,)), ("rules + n-grams", acts.BOTH)):
        yield from _questions(_held_questions(data, blocks), how_=f"{name}; five folds", of=of)
    said = _reaction_examples(data)
    names = {RULES: "rules", GRAMS: "n-grams", PREVIOUS_GRAMS: "bot's turn before", EMBEDDING: "embedding",
             reaction.VALENCE: "praise and blame elsewhere"}  # fmt: skip
    for left in reaction.BLOCKS:
        blocks = tuple(block for block in reaction.BLOCKS if block != left)
        yield _reaction(said, reaction.held(said, blocks), f"without {names[left]}; five folds", False)
    calls, own = _calls(data), campaign_grams(data)
    for name, parts in (("counts", (COUNTS,)), ("words", (GRAMS,)), ("words + last words", (GRAMS, PREVIOUS_GRAMS))):
        chances = conversion.held(calls, own, parts)
        yield measured(
            CONVERSION_TASK, P4G, "AUC", calls.ids, over(auc, calls.converted, chances), how=f"{name} alone; five folds"
        )


def curves(data: Path) -> Iterator[Curve]:
    """Yield the probabilities of conversion beside what happened."""
    if has(data, P4G):
        calls = _calls(data)
        yield Curve("conversion", calls.converted.astype(float).tolist(), _conversion_chances(data).tolist())


def _question_rows(data: Path) -> Iterator[Row]:
    yield from _questions(_held_questions(data, acts.BOTH), how_=how(data, P4G, HEAD), of=_labelled(data))


def _questions(told: acts.Held, *, how_: str, of: acts.Labelled) -> Iterator[Row]:
    """Yield the rows of the customer's questions among the sentences of Persuasion for Good."""
    least = thresholds()["question"]
    for recognised, target in QUESTION_TARGETS.items():
        which = [
            at
            for at, place in enumerate(told.places)
            if of.sentences[place].corpus == P4G
            and not of.sentences[place].bot
            and of.sentences[place].recognised is recognised
        ]
        sentences = [of.sentences[told.places[at]] for at in which]
        truth = [not ASKING.isdisjoint(each.labels) for each in sentences]
        baseline = (
            ("the rules alone", f1(truth, acts.by_rules(of, told)[which]))
            if recognised
            else ("“?”", f1(truth, ["?" in each.text for each in sentences]))
        )
        yield measured(
            f"customer question or request, sentences {COPIES[recognised]}",
            P4G,
            "F1",
            [each.dialogue for each in sentences],
            over(f1, truth, told.chances[which] >= least),
            how=how_,
            baseline_name=baseline[0],
            baseline=baseline[1],
            target=target,
        )


def _act_rows(data: Path) -> Iterator[Row]:
    of = _labelled(data)
    for act in LABELS:
        told = _held(data, act, acts.BOTH)
        ruled = acts.by_rules(of, told)
        by_head = act in thresholds()
        said = told.chances >= thresholds()[_act(act)] if by_head else ruled
        yield measured(
            f"act: {act.replace('_', ' ')}",
            ", ".join(sorted(LABELS[act])),
            "F1",
            [of.sentences[place].dialogue for place in told.places],
            over(f1, told.does, said),
            how=how(data, "nlupp", HEAD) if by_head else "rules",
            baseline_name="the rules alone" if by_head else "head over the rules, which the product leaves",
            baseline=f1(told.does, ruled if by_head else told.chances >= acts.best_threshold(told)),
        )


def _act(name: str) -> Act:
    return next(act for act in thresholds() if act == name)


def _reaction_rows(data: Path) -> Iterator[Row]:
    of = _reaction_examples(data)
    if trained_on(data, P4G, [REACTION]):
        chances = reaction.held(of)
    else:
        said = [each.words() for each in of.sentences]
        chances = _reactions(said, [each.words_before() for each in of.sentences], of.features.dense[RULES])
    for recognised in COPIES:
        yield _reaction(of, chances, how(data, P4G, REACTION), recognised)


def _reaction(of: reaction.Examples, chances: NDArray[np.float32], how_: str, recognised: bool) -> Row:
    which = np.array([each.recognised is recognised for each in of.sentences])
    chosen = [each for each in of.sentences if each.recognised is recognised]
    return measured(
        f"{REACTION_TASK} {COPIES[recognised]}",
        P4G,
        "macro-F1",
        [each.dialogue for each in chosen],
        over(macro_f1, of.labels[which], chances[which].argmax(axis=1)),
        how=how_,
        baseline_name="VADER",
        baseline=0.407,
        target=None if recognised else 0.63,
    )


def _reactions(
    said: Sequence[tuple[str, ...]], before: Sequence[tuple[str, ...]], rules: NDArray[np.float32]
) -> NDArray[np.float32]:
    known = Lookups()
    return reactions(known.grams(said), known.grams(before), known.vectors([" ".join(words) for words in said]), rules)


def _conversion_rows(data: Path) -> Iterator[Row]:
    calls, chances = _calls(data), _conversion_chances(data)
    told = how(data, P4G, CONVERSION)
    yield measured(
        CONVERSION_TASK, P4G, "AUC", calls.ids, over(auc, calls.converted, chances), how=told,
        baseline_name="VADER", baseline=0.615, target=0.73,
    )  # fmt: skip
    yield measured(
        CONVERSION_TASK, P4G, "ECE", calls.ids, over(ece, calls.converted, chances), how=told, target=0.05,
        lower_is_better=True,
    )  # fmt: skip


def _transfer_rows(data: Path) -> Iterator[Row]:
    ids, accepted, before, said = [], [], [], []
    for record in records(data, "sgd"):
        for offer in record["labels"].get("offered_intents") or ():
            ids.append(record["id"])
            accepted.append(offer["response"] == "AFFIRM_INTENT")
            before.append(normal_words(record["turns"][offer["turn"]]["text"]))
            said.append(normal_words(record["turns"][offer["turn"] + 1]["text"]))
    rules = np.array(
        [
            rule_features(words, prompt_of(asked), first=True, bot=False)
            for words, asked in zip(said, before, strict=True)
        ],
        np.float32,
    )
    chances = _reactions(said, before, rules)
    yield measured(
        "customer's reaction to the offer, the reply to an offered service", "sgd", "AUC, for against against", ids,
        over(auc, accepted, chances[:, 1] - chances[:, 2]), how=how(data, "sgd", REACTION),
    )  # fmt: skip


@cache
def _labelled(data: Path) -> acts.Labelled:
    return acts.labelled(data)


@cache
def _held(data: Path, act: str, blocks: tuple[str, ...]) -> acts.Held:
    of = _labelled(data)
    if trained_on(data, P4G, [HEAD]):
        return acts.held(of, act, blocks)
    known, does = acts.shown(of.sentences, act)
    places = np.flatnonzero(known)
    if act not in thresholds():
        return acts.Held(act, places, does[places], np.zeros(len(places), np.float32))
    features = Features(grams([each.words() for each in of.sentences]), None, of.features.dense)
    column = load_head(HEAD).labels.index(act)
    chances = load_head(HEAD).probabilities(features)[places, column]
    return acts.Held(act, places, does[places], chances)


def _held_questions(data: Path, blocks: tuple[str, ...]) -> acts.Held:
    return _held(data, "question", blocks)


@cache
def _reaction_examples(data: Path) -> reaction.Examples:
    return reaction.examples(data)


@cache
def _calls(data: Path) -> conversion.Calls:
    return conversion.calls(data)


@cache
def _conversion_chances(data: Path) -> NDArray[np.float64]:
    calls = _calls(data)
    if trained_on(data, P4G, [CONVERSION]):
        return conversion.held(calls, campaign_grams(data))
    return conversion.bounded_all(calls, load_head(CONVERSION).probabilities(calls.features)[:, 0].astype(np.float64))
