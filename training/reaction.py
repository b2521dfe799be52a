"""Make core/models/reaction.npz, .json and their card: how a sentence of the customer takes what the bot proposes.

Corpus: the customer's labelled sentences of Persuasion for Good, written and recognised. Beside words, word pairs, the
bot's words before, the rules' findings and the static embedding, the head is given how praise and blame sound
elsewhere: two regressions on GoEmotions and the opinion lexicon are columns of their own in training. They are linear
in the words, and are added to the words' weights when the head is written.

Usage: python -m training.reaction --corpora DIRECTORY
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from core.analysis.act_features import RULES
from core.analysis.embedding import embed
from core.analysis.heads import GRAMS, PREVIOUS_GRAMS, Features, Head
from core.analysis.ngrams import grams, vocabulary
from core.analysis.phrases import normal_words, word_set
from core.analysis.reaction import EMBEDDING, LABELS, NAME
from training.act_examples import Sentence, as_recognised, campaign_grams, folds, persuasion, rules_of, without
from training.cards import write_card
from training.corpora import FOLDS, records, source
from training.evaluate.protocol import f1, macro_f1
from training.linear import Recipe, export, fit, rows_of, taken

FOR = frozenset({"positive-reaction-to-donation", "agree-donation"})
AGAINST = frozenset({"negative-reaction-to-donation", "disagree-donation", "disagree-donation-more"})
VALENCE = "valence"
BLOCKS = (GRAMS, PREVIOUS_GRAMS, RULES, EMBEDDING, VALENCE)
STRENGTH = 1.0
BEFORE = 0.5  # how freely the bot's words are used beside the customer's
PRAISE = word_set("admiration amusement approval caring desire excitement gratitude joy love optimism pride relief")
BLAME = word_set(
    "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness"
)


@dataclass(frozen=True)
class Examples:
    """The customer's sentences with their labels (numbers of LABELS), features and folds; `valence` is per gram."""

    sentences: list[Sentence]
    labels: NDArray[np.int64]
    features: Features
    folds: NDArray[np.int64]
    valence: NDArray[np.float32]


def label_of(acts: frozenset[str]) -> int:
    """Return the number of the label that a sentence's acts stand for."""
    return 1 if acts & FOR else 2 if acts & AGAINST else 0


def examples(corpora: Path) -> Examples:
    """Read the customer's sentences, each followed by its recognised copy."""
    found: list[Sentence] = []
    for each in persuasion(corpora):
        if not each.bot:
            heard = as_recognised(each.text)
            found += [
                each,
                replace(each, text=heard or each.text, before=as_recognised(each.before), recognised=True),
            ]
    own = campaign_grams(corpora)
    valence = valence_of_grams(corpora)
    spoken = grams([each.words() for each in found])
    columns = np.asarray(rows_of(spoken) @ valence, np.float32)
    scale = columns.std(axis=0)
    features = Features(
        without(spoken, own),
        without(grams([each.words_before() for each in found]), own, BEFORE),
        {
            RULES: rules_of(found),
            EMBEDDING: embed([" ".join(each.words()) for each in found]),
            VALENCE: columns / scale,
        },
    )
    labels = np.array([label_of(each.labels) for each in found])
    return Examples(found, labels, features, folds(found), (valence / scale).astype(np.float32))


def valence_of_grams(corpora: Path) -> NDArray[np.float64]:
    """Return what praise and blame weigh in each gram: by two regressions on GoEmotions, and by the opinion lexicon."""
    turns = [turn for record in records(corpora, "goemotions") for turn in record["turns"]][::2]
    known = rows_of(grams([normal_words(turn["text"]) for turn in turns]))
    columns: list[NDArray[np.float64]] = []
    for wanted, other in ((PRAISE, BLAME), (BLAME, PRAISE)):
        shown = np.array([bool(wanted & set(turn["labels"]["emotions"])) for turn in turns])
        mixed = np.array([bool(other & set(turn["labels"]["emotions"])) for turn in turns])
        model = LogisticRegression(C=1.0, max_iter=200, random_state=0).fit(known, shown & ~mixed)
        columns.append(model.coef_[0])
    words = vocabulary().words
    for name in ("positive-words.txt", "negative-words.txt"):
        listed = (corpora / "opinion_lexicon" / name).read_text(encoding="latin-1").split("\n")
        column = np.zeros(len(vocabulary()))
        column[[words[word] for word in map(str.strip, listed) if word in words]] = 1.0
        columns.append(column)
    return np.stack(columns, axis=1)


def trained(of: Examples, inside: NDArray[np.bool_], blocks: tuple[str, ...] = BLOCKS) -> Head:
    """Return the head trained on the sentences inside, on the training's own blocks."""
    recipe = Recipe(LABELS, "softmax", blocks, strength=STRENGTH, class_weight="balanced")
    return fit(taken(of.features, inside), of.labels[inside], recipe)


def held(of: Examples, blocks: tuple[str, ...] = BLOCKS) -> NDArray[np.float32]:
    """Return the probabilities of every sentence by heads that were trained without its dialogue's fold."""
    found = np.zeros((len(of.sentences), len(LABELS)), np.float32)
    for fold in range(FOLDS):
        outside = of.folds == fold
        found[outside] = trained(of, ~outside, blocks).probabilities(taken(of.features, outside))
    return found


def shipped(head: Head, valence: NDArray[np.float32]) -> Head:
    """Return the head with the valence columns added to the words' weights, and the scale of the bot's words."""
    blocks = dict(head.blocks)
    blocks[GRAMS] = (blocks[GRAMS] + valence @ blocks.pop(VALENCE)).astype(np.float16).astype(np.float32)
    blocks[PREVIOUS_GRAMS] = (blocks[PREVIOUS_GRAMS] * BEFORE).astype(np.float16).astype(np.float32)
    return replace(head, blocks=blocks)


def main() -> None:
    """Measure, train and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    options = parser.parse_args()
    of = examples(options.corpora)
    said = held(of).argmax(axis=1)
    heard = np.array([each.recognised for each in of.sentences])
    head = shipped(trained(of, np.ones(len(of.labels), bool)), of.valence)
    checked = of.sentences[0:800:100]
    plain = Features(
        grams([each.words() for each in checked]),
        grams([each.words_before() for each in checked]),
        {RULES: rules_of(checked), EMBEDDING: embed([" ".join(each.words()) for each in checked])},
    )
    export(
        NAME,
        head,
        [
            {
                "words": " ".join(each.words()),
                "before": " ".join(each.words_before()),
                "first": each.first,
                "probabilities": [round(float(chance), 5) for chance in row],
            }
            for each, row in zip(checked, head.probabilities(plain), strict=True)
        ],
    )
    measured = [
        {
            "task": "customer's reaction to the offer",
            "corpus": "persuasion_for_good",
            "n": int(which.sum()),
            "how": f"five folds by dialogue, {name}",
            "measure": "macro-F1",
            "value": round(macro_f1(of.labels[which], said[which]), 3),
            "f1": {label: round(f1(of.labels[which] == at, said[which] == at), 3) for at, label in enumerate(LABELS)},
        }
        for name, which in (("as written", ~heard), ("without punctuation", heard))
    ]
    write_card(
        NAME,
        what="How a sentence of the customer takes what the bot proposes: for it, against it, neither (logistic"
        " regression on words, the bot's words before, rules and the static embedding).",
        data=[source(options.corpora, corpus) for corpus in ("persuasion_for_good", "goemotions")]
        + [{"corpus": "opinion_lexicon", "licence": "CC-BY-4.0", "cite": "Hu and Liu, KDD 2004"}],
        made_by="training/reaction.py; nothing is drawn at random",
        measured=measured,
        limits="One campaign, a charity appeal in written chat; its own words carry no weight. Labellers disagree much"
        " about what is a reaction: the negative ones are rare and often tell of hardship without a word of refusal.",
    )
    print(*measured, sep="\n")


if __name__ == "__main__":
    main()
