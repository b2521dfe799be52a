"""The training of the sentiment head: it learns what is asked, the same every time."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")

from core.analysis.heads import GRAMS
from core.analysis.sentiment import LEXICON
from training import sentiment
from training.sentiment import (
    BLOCKS,
    PER_DOUBLING,
    Corpus,
    as_shipped,
    but_corpus,
    but_fold,
    logits_of,
    sentences_of,
    trained,
)
from training.sentiment_data import LABELS, TRAINED_ON

TEXTS = ("I love this", "what a great idea", "my number is 12", "send it to me", "this is awful", "I hate waiting")
SIDES = np.array([2, 2, 1, 1, 0, 0])


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Corpus:
    known = sentences_of(TEXTS, np.eye(len(LABELS), dtype=np.float32)[SIDES], np.ones(len(TEXTS), np.float32))
    made = Corpus(known, SIDES, np.arange(len(TEXTS)) % 5, [f"d{at}" for at in range(len(TEXTS))], TEXTS)
    monkeypatch.setattr(sentiment, "corpus", lambda corpora, name: made)
    return made


def test_the_head_learns_the_sides_and_is_the_same_when_trained_again(small: Corpus, tmp_path: Path) -> None:
    first, second = trained(tmp_path), trained(tmp_path)
    everything = np.ones(len(TEXTS), bool)
    assert logits_of(first, small.known, everything).argmax(1).tolist() == SIDES.tolist()
    assert all(np.array_equal(first.blocks[block], second.blocks[block]) for block in BLOCKS)


def test_a_fold_or_a_corpus_can_be_left_out(small: Corpus) -> None:
    assert but_fold(0)("goemotions", small).tolist() == [False, True, True, True, True, False]
    assert not but_corpus("goemotions")("goemotions", small).any()
    assert all(but_corpus("goemotions")(name, small).all() for name in TRAINED_ON if name != "goemotions")


def test_a_part_can_be_left_out_and_the_tilt_moves_the_sides_only(small: Corpus, tmp_path: Path) -> None:
    head = trained(tmp_path, blocks=tuple(block for block in BLOCKS if block != GRAMS))
    assert GRAMS not in head.blocks
    level = np.zeros((1, len(LABELS)), np.float32)
    assert as_shipped(head).calibrated(level)[0].argmin() == LABELS.index("neutral")


def test_the_head_of_the_word_lists_is_mixed_in(small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = sentiment.LISTS_ALONE
    lists = trained(tmp_path, blocks=(LEXICON,))
    mixed = trained(tmp_path)
    monkeypatch.setattr(sentiment, "LISTS_ALONE", 0.0)
    unmixed = trained(tmp_path)
    everything = np.ones(len(TEXTS), bool)
    by_lists, by_all = (logits_of(head, small.known, everything) for head in (lists, unmixed))
    expected = share * by_lists + (1 - share) * by_all
    assert not np.allclose(by_lists, by_all, atol=0.1)
    assert np.allclose(logits_of(mixed, small.known, everything), expected, atol=0.01)


def test_the_longer_a_turn_the_more_it_takes_to_leave_neutral(small: Corpus, tmp_path: Path) -> None:
    head = trained(tmp_path)
    known = sentences_of(
        ("send it", "send it to me", "send, it to me now and then to him"),
        np.zeros((3, len(LABELS)), np.float32),
        np.ones(3, np.float32),
    )
    everything = np.ones(3, bool)
    added = logits_of(as_shipped(head), known, everything) - logits_of(head, known, everything)
    assert np.allclose(added[:, 1], PER_DOUBLING * np.log2([2, 4, 9]), atol=1e-3)
    assert not added[:, [0, 2]].any()
