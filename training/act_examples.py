"""Sentences whose acts people have labelled, with what was said before each, written and as speech recognition writes.

Persuasion for Good labels every sentence of 190 calls, NLU++ single utterances to a bank's or hotel's assistant, and
MultiDoGO the customer's turns of service calls (in lower case without marks; the bot's turns are missing).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.analysis.act_features import WIDTH, rule_features
from core.analysis.heads import Features, Values
from core.analysis.ngrams import Grams, vocabulary
from core.analysis.phrases import normal_words, word_set
from core.analysis.prompts import NO_PROMPT, prompt_of
from training.corpora import fold_of, records

CORPORA = ("persuasion_for_good", "nlupp", "multidogo")
MULTIDOGO_TURNS = 6000  # the first by the order of the file, each wording once

# What each act is called in each corpus; where a corpus is missing, it says nothing about the act. An empty set says
# that nobody does it there, as in an appeal for donations nobody reports what is broken.
LABELS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "question": {
        "persuasion_for_good": word_set(
            "ask-org-info ask-donation-procedure task-related-inquiry personal-related-inquiry"
            " ask-persuader-donation-intention"
        ),
    },
    "request": {
        "persuasion_for_good": frozenset(),
        "nlupp": word_set(
            "transfer_payment_deposit make_open_apply_setup_get_activate booking change cancel_close_leave_freeze"
            " handoff"
        ),
    },
    "objection": {"persuasion_for_good": frozenset({"negative-reaction-to-donation"})},
    "agreement": {
        "persuasion_for_good": frozenset({"agree-donation", "positive-to-inquiry"}),
        "nlupp": frozenset({"affirm"}),
        "multidogo": frozenset({"confirmation"}),
    },
    "refusal": {"persuasion_for_good": frozenset({"disagree-donation", "disagree-donation-more"})},
    "complaint": {
        "persuasion_for_good": frozenset(),
        "nlupp": frozenset({"wrong_notworking_notshowing"}),
        "multidogo": frozenset({"reportbrokensoftware", "reportbrokenphone", "disputecharge"}),
    },
    "commitment": {"persuasion_for_good": frozenset({"agree-donation", "provide-donation-amount", "confirm-donation"})},
    "thanks": {
        "persuasion_for_good": frozenset({"thank"}),
        "nlupp": frozenset({"thank"}),
        "multidogo": frozenset({"thankyou"}),
    },
    "greeting": {
        "persuasion_for_good": frozenset({"greeting"}),
        "nlupp": frozenset({"greet"}),
        "multidogo": frozenset({"openinggreeting"}),
    },
    "closing": {
        "persuasion_for_good": frozenset({"closing"}),
        "nlupp": frozenset({"end_call"}),
        "multidogo": frozenset({"closinggreeting"}),
    },
    "handoff_request": {
        "persuasion_for_good": frozenset(),
        "nlupp": frozenset({"handoff"}),
        "multidogo": frozenset(),
    },
}
CUSTOMERS_ONLY = frozenset(
    {"question", "objection", "agreement", "refusal", "commitment", "complaint", "handoff_request"}
)
_MARKS = re.compile(r"[^\w\s'$]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One labelled sentence: its dialogue, speaker, text, the other side's last turn, and its labels in the corpus."""

    corpus: str
    dialogue: str
    bot: bool
    text: str
    before: str
    first: bool
    labels: frozenset[str]
    recognised: bool = False

    def words(self) -> tuple[str, ...]:
        """Return the normal words."""
        return normal_words(self.text)

    def words_before(self) -> tuple[str, ...]:
        """Return the normal words of the other side's last turn."""
        return normal_words(self.before)


def as_recognised(text: str) -> str:
    """Write a text in lower case without marks, as speech recognition does.

    >>> as_recognised("Well, what's it for?")
    "well what's it for"
    """
    return " ".join(_MARKS.sub(" ", text.lower()).split())


def persuasion(corpora: Path) -> Iterator[Sentence]:
    """Yield the sentences of Persuasion for Good whose acts are labelled."""
    for record in records(corpora, "persuasion_for_good"):
        if not record["labels"].get("acts_annotated"):
            continue
        last = {"bot": "", "customer": ""}
        for turn in record["turns"]:
            other = "customer" if turn["speaker"] == "bot" else "bot"
            for place, sentence in enumerate((turn["labels"] or {}).get("sentences") or ()):
                if normal_words(sentence["text"]):
                    yield Sentence(
                        "persuasion_for_good",
                        record["id"],
                        turn["speaker"] == "bot",
                        sentence["text"],
                        last[other],
                        place == 0,
                        frozenset({sentence["act"]}),
                    )
            last[turn["speaker"]] = turn["text"]


def single_turns(corpora: Path, corpus: str, most: int) -> Iterator[Sentence]:
    """Yield the customer's labelled turns of NLU++ or MultiDoGO, each wording once."""
    known: set[str] = set()
    for record in records(corpora, corpus):
        for turn in record["turns"]:
            if len(known) >= most:
                return
            if turn["text"] not in known and normal_words(turn["text"]):
                known.add(turn["text"])
                yield Sentence(
                    corpus, record["id"], False, turn["text"], "", True, frozenset(turn["labels"]["intents"])
                )


def sentences(corpora: Path) -> list[Sentence]:
    """Return all labelled sentences, each that has marks or capitals followed by its recognised copy."""
    written = [
        *persuasion(corpora),
        *single_turns(corpora, "nlupp", 10**6),
        *single_turns(corpora, "multidogo", MULTIDOGO_TURNS),
    ]
    found: list[Sentence] = []
    for sentence in written:
        found.append(sentence)
        heard = as_recognised(sentence.text)
        if sentence.corpus != "multidogo" and heard:
            found.append(replace(sentence, text=heard, before=as_recognised(sentence.before), recognised=True))
    return found


def shown(of: list[Sentence], act: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of which sentences it is known whether they do an act, and which do."""
    names = LABELS[act]
    known = np.array([each.corpus in names and not (each.bot and act in CUSTOMERS_ONLY) for each in of])
    does = np.array([not names.get(each.corpus, frozenset()).isdisjoint(each.labels) for each in of])
    return known, does & known


def folds(of: list[Sentence]) -> NDArray[np.int64]:
    """Return the fold of each sentence, that of its dialogue."""
    return np.array([fold_of(each.dialogue) for each in of])


def rules_of(of: list[Sentence]) -> Values:
    """Return the rule features of sentences, (n, WIDTH)."""
    found = np.zeros((len(of), WIDTH), np.float32)
    for at, each in enumerate(of):
        prompt = NO_PROMPT if each.bot else prompt_of(each.words_before())
        found[at] = rule_features(each.words(), prompt, first=each.first, bot=each.bot)
    return found


# Words of the donation campaign: what comes by more than so many times the share of other corpora's turns.
_OWN_FROM = 20.0
_OWN_AT_LEAST = 5  # turns
_ALSO_OWN = frozenset({"kid", "kids", "child", "amount", "hit"})
_CALLS = ("star", "multidogo", "casino", "nlupp", "banking77", "goemotions")


def campaign_grams(corpora: Path) -> NDArray[np.bool_]:
    """Tell which grams of the vocabulary hold a word that belongs to the donation campaign, (size of the vocabulary,).

    A head that shall know how people take an offer must not know this one offer.
    """
    here, turns_here = _turns_with(corpora, ("persuasion_for_good",))
    elsewhere, turns_elsewhere = _turns_with(corpora, _CALLS)
    own = {
        word
        for word, number in here.items()
        if number >= _OWN_AT_LEAST and number / turns_here >= _OWN_FROM * (elsewhere.get(word, 0) + 1) / turns_elsewhere
    } | _ALSO_OWN
    known = vocabulary()
    of_word = np.array([word in own for word in known.words])
    first, second = np.divmod(known.pairs, len(known.words))
    return np.concatenate([of_word, of_word[first] | of_word[second]])


def _turns_with(corpora: Path, names: tuple[str, ...]) -> tuple[dict[str, int], int]:
    counts: dict[str, int] = {}
    turns = 0
    for name in names:
        for record in records(corpora, name):
            for turn in record["turns"]:
                turns += 1
                for word in set(normal_words(turn["text"])):
                    counts[word] = counts.get(word, 0) + 1
    return counts, turns


def without(of: Grams, left_out: NDArray[np.bool_], scale: float = 1.0) -> Grams:
    """Return grams with the value of some set to 0, and the others scaled."""
    return Grams(of.ids, of.values * np.where(left_out[of.ids], 0.0, scale).astype(np.float32), of.starts)


def features_of(of: list[Sentence], left_out: NDArray[np.bool_], grams_of: Grams) -> Features:
    """Return what the act head is trained on."""
    return Features(without(grams_of, left_out), None, {"rules": rules_of(of)})


def both(first: Grams, second: Grams) -> Grams:
    """Return the grams of some turns followed by those of others."""
    ids, values = np.concatenate([first.ids, second.ids]), np.concatenate([first.values, second.values])
    return Grams(ids, values, np.concatenate([first.starts, second.starts[1:] + first.starts[-1]]))
