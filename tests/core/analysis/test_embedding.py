"""Texts as vectors: the product adds up what the trainer fitted, whatever the case and punctuation."""

import json
import time

import numpy as np
import pytest

from core.analysis.embedding import VOCABULARY_PATH, WIDTH, embed, pieces_of, table, words_of

CHECKS = json.loads(VOCABULARY_PATH.read_text(encoding="utf-8"))["checks"]
SAID = "Unauthorized transactions were made on my credit card!"


@pytest.mark.parametrize("check", CHECKS, ids=[check["text"] for check in CHECKS])
def test_the_product_computes_what_the_trainer_did(check: dict[str, list[float]]) -> None:
    assert np.abs(embed([str(check["text"])])[0] - np.array(check["vector"])).max() < 1e-5


def test_vectors_have_length_one_but_for_texts_without_a_known_piece() -> None:
    vectors = embed([SAID, "", "?!", "日本", "x" * 200])
    assert vectors.shape == (5, WIDTH)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0, 0, 0], abs=1e-6)
    assert embed([]).shape == (0, WIDTH)


def test_case_accents_and_punctuation_count_for_nothing() -> None:
    plain, written = embed(["the cafe does not take my card 2 times", "The Café does NOT take: my card, 2 times?!"])
    assert np.array_equal(plain, written)


def test_texts_of_one_meaning_are_nearer_than_texts_that_share_words() -> None:
    said, meant, shared = embed(
        ["Somebody stole money from my account.", "I want to report fraud with my card.", "From my home to the park."]
    )
    assert said @ meant > said @ shared + 0.2


def test_what_is_said_beside_a_text_does_not_change_its_vector() -> None:
    many = [SAID, "", "Hello there"] * 2000  # more than is added up in one go
    assert np.array_equal(embed(many)[-3:], embed([SAID, "", "Hello there"]))


def test_words_are_cut_greedily_into_the_longest_known_pieces() -> None:
    names = list(table().pieces)
    assert [names[row] for row in pieces_of("embeddings")] == ["em", "##bed", "##ding", "##s"]
    assert words_of("Don't—stop_it") == ["don", "t", "stop", "it"]


def test_time_is_linear_in_the_number_of_texts() -> None:
    def seconds(texts: list[str]) -> float:
        begin = time.process_time()
        embed(texts)
        return time.process_time() - begin

    texts = [f"{SAID} {at}" for at in range(1000)]
    embed(texts * 8)
    few, many = (min(seconds(texts * times) for _ in range(5)) for times in (1, 8))
    assert many < 16 * few
