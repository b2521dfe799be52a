"""Heads: sums of linear blocks, calibrated."""

import numpy as np
import pytest

from core.analysis.heads import Features, Head, gathered
from core.analysis.ngrams import grams, vocabulary

SIZE = len(vocabulary())
ONE, NONE = np.ones(1, np.float32), np.zeros(1, np.float32)


def weights_of(**words: float) -> np.ndarray:
    weights = np.zeros((SIZE, 1), np.float32)
    for word, weight in words.items():
        weights[vocabulary().words[word]] = weight
    return weights


def head(**blocks: np.ndarray) -> Head:
    return Head(("act",), "sigmoid", blocks, NONE, ONE, NONE)


def test_a_logit_is_the_sum_of_its_blocks() -> None:
    found = grams([("yes",), ("no",)])
    dense = np.array([[2.0], [3.0]], np.float32)
    judge = head(grams=weights_of(yes=4.0), loudness=np.array([[10.0]], np.float32))
    of_yes = found.values[list(found.ids[: found.starts[1]]).index(vocabulary().words["yes"])]
    logits = judge.logits(Features(found, dense={"loudness": dense}))
    assert logits[:, 0].tolist() == pytest.approx([4.0 * of_yes + 20.0, 30.0])


def test_what_was_said_before_counts_by_its_own_weights() -> None:
    judge = head(previous_grams=weights_of(no=1.0))
    logits = judge.logits(Features(grams([("yes",), ("yes",)]), previous_grams=grams([("no",), ("yes",)])))
    assert logits[0, 0] > 0 == logits[1, 0]


@pytest.mark.parametrize("block", ["previous_grams", "embedding"])
def test_a_missing_block_is_an_error_not_a_guess(block: str) -> None:
    width = SIZE if block == "previous_grams" else 2
    with pytest.raises(KeyError, match=block):
        head(**{block: np.ones((width, 1), np.float32)}).logits(Features(grams([("yes",)])))


def test_softmax_probabilities_sum_to_one_and_follow_the_logits() -> None:
    two = Head(("a", "b"), "softmax", {}, np.zeros(2, np.float32), np.ones(2, np.float32), np.zeros(2, np.float32))
    chances = two.calibrated(np.array([[1000.0, 0.0], [0.0, 0.0]], np.float32))
    assert chances.tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_calibration_scales_and_shifts_the_logit() -> None:
    judge = Head(("act",), "sigmoid", {}, NONE, 2 * ONE, -1 * ONE)
    assert judge.calibrated(np.array([[0.5]], np.float32))[0, 0] == pytest.approx(0.5)


def test_no_turns_have_no_sums() -> None:
    assert gathered(grams([]), weights_of(yes=1.0)).shape == (0, 1)
