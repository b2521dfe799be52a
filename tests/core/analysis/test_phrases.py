"""Phrases are found wherever they stand, however common their words are."""

import pytest

from core.analysis.phrases import normal_words, phrase_set

BOOK = phrase_set("i do", "the", "to * you", "is not|never it ?|.", "on behalf of you")


@pytest.mark.parametrize(
    "text", ["so I do", "The end", "talk to all of to give you", "is never it?", "on behalf of you"]
)
def test_a_phrase_is_found_though_all_its_words_are_common(text: str) -> None:
    words = normal_words(text)
    assert BOOK.any_in(words)
    assert BOOK.first_in(words) == next(BOOK.find(words))


@pytest.mark.parametrize("text", ["", "do I", "to you", "is never it", "on behalf of me"])
def test_words_without_their_order_are_no_phrase(text: str) -> None:
    words = normal_words(text)
    assert not BOOK.any_in(words)
    assert BOOK.first_in(words) is None
    assert list(BOOK.find(words)) == []
