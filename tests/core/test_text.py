import doctest

import pytest

from core import text, wording
from core.text import content_stems, is_stop_word, sentences, stem, tokens


@pytest.mark.parametrize("module", [text, wording])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def split(said: str) -> list[str]:
    return [said[start:end] for start, end in sentences(said)]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Hello. How are you? Fine!", ["Hello.", "How are you?", "Fine!"]),
        ("It costs 3.50 a month", ["It costs 3.50 a month"]),
        ("Ask Mr. Bell about it.", ["Ask Mr. Bell about it."]),
        ("Wait... what?!", ["Wait...", "what?!"]),
        ("one\ntwo", ["one", "two"]),
        ("He said “no.” Then he left.", ["He said “no.”", "Then he left."]),
        ("no marks at all", ["no marks at all"]),
        ("  ", []),
        ("", []),
    ],
)
def test_sentences_are_found(said: str, parts: list[str]) -> None:
    assert split(said) == parts


def test_long_talk_without_marks_is_divided_where_the_speaker_starts_anew() -> None:
    said = (
        "i was calling about the bill that came last week because there is a charge that i do not know and i wanted"
        " to ask what it is for so that i can pay it"
    )
    parts = split(said)
    assert len(parts) > 1
    assert " ".join(parts) == said
    assert all(len(part.split()) >= 5 for part in parts)


def test_sentences_cover_every_word() -> None:
    said = "word " * 500 + "and word " * 200
    assert " ".join(split(said)).split() == said.split()


def test_words_keep_inner_apostrophes_and_numbers() -> None:
    assert tokens("It's 5,000.50 at 4:30 – isn’t it?") == ("it's", "5,000.50", "at", "4:30", "isn't", "it")


@pytest.mark.parametrize(
    "said",
    ["It's fine", "'tis the 'best' one''s", "5,000.50 or 5, 000", "at 4:30pm.", "a_b c-d\x1ce", "NO! 1st", "", "'"],
)
def test_ascii_is_divided_like_any_other_text(said: str) -> None:
    assert tokens(said) == tokens(f"{said} é")[:-1]


def test_function_words_have_no_topic() -> None:
    assert content_stems("I don't want to, you're not at it, aren't we?") == ()
    assert is_stop_word("they'll")
    assert not is_stop_word("router")


def test_endless_words_are_not_stemmed() -> None:
    assert stem("a" * 5_000) == "a" * 5_000
