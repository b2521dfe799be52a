"""Books that are looked through at once hold what each holds by itself."""

import pytest

from core.analysis.phrases import Shelf, normal_words, phrase_set

WISHES = phrase_set("i want|need", "please * me", "would you")
THANKS = phrase_set("thanks", "thank you very? much", "how * of you")
BOOKS = (WISHES, THANKS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "thanks, please call me",
        "please. call me",  # a mark is no word
        "please me",
        "i wanted to thank you much",
        "how very kind of you, how kind of you",
        "would",
    ],
)
def test_a_shelf_tells_of_each_book_what_the_book_does(text: str) -> None:
    words = normal_words(text)
    assert Shelf(*BOOKS).books_in(words) == {book for book in BOOKS if book.any_in(words)}


def test_a_word_that_may_be_any_does_not_hide_the_one_that_is_named() -> None:
    any_word, named = phrase_set("call * back"), phrase_set("call me now")
    assert Shelf(any_word, named).books_in(("call", "me", "now")) == {named}
    assert Shelf(any_word, named).books_in(("call", "me", "back")) == {any_word}
