import numpy as np

from core.analysis.ngrams import grams
from training.act_examples import LABELS, Sentence, as_recognised, both, folds, shown, without

TEXTS = [("yes", "please"), ("no", "thanks")]


def sentence(text: str, *labels: str, bot: bool = False, corpus: str = "persuasion_for_good") -> Sentence:
    return Sentence(corpus, "call", bot, text, "", True, frozenset(labels))


def test_a_recognised_copy_has_neither_marks_nor_capitals_but_its_words() -> None:
    assert as_recognised("Well, I don't KNOW: is it $2?") == "well i don't know is it $2"


def test_the_bots_sentences_say_nothing_about_acts_of_customers() -> None:
    of = [
        sentence("Who?", "ask-org-info"),
        sentence("Who?", "task-related-inquiry", bot=True),
        sentence("Yes.", "other"),
    ]
    known, does = shown(of, "question")
    assert known.tolist() == [True, False, True]
    assert does.tolist() == [True, False, False]


def test_a_corpus_without_a_label_says_nothing_about_it() -> None:
    assert "multidogo" not in LABELS["question"]
    assert not shown([sentence("who", corpus="multidogo")], "question")[0].any()


def test_copies_of_a_dialogue_are_in_one_fold() -> None:
    assert len(set(folds([sentence("a"), sentence("b")]).tolist())) == 1


def test_grams_left_out_weigh_nothing_and_the_others_are_scaled() -> None:
    of = grams(TEXTS)
    left_out = np.zeros(int(of.ids.max()) + 1, bool)
    left_out[of.ids[0]] = True
    found = without(of, left_out, 0.5)
    assert found.values[of.ids == of.ids[0]].tolist() == [0.0] * int((of.ids == of.ids[0]).sum())
    kept = of.ids != of.ids[0]
    assert found.values[kept].tolist() == (of.values[kept] * np.float32(0.5)).tolist()


def test_both_puts_turns_after_turns() -> None:
    first, second = grams(TEXTS[:1]), grams(TEXTS[1:])
    together, whole = both(first, second), grams(TEXTS)
    assert together.ids.tolist() == whole.ids.tolist()
    assert together.starts.tolist() == whole.starts.tolist()
