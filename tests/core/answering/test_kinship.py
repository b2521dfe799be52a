"""Which words mean nearly the same, and which are kinds of others."""

import time

import pytest

from core.answering import kinship
from core.answering.kinship import forms_of, kinds_of
from core.answering.vocabulary import related
from core.text import stem


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("lawyer", "attorney"),
        ("purchase", "buy"),
        ("purchase", "bought"),
        ("stolen", "theft"),
        ("film", "movie"),
        ("repair", "fix"),
        ("refuse", "decline"),
        ("sick", "ill"),
        ("vacation", "holiday"),
        ("begin", "started"),
        ("colour", "color"),
        ("recommend", "suggest"),
        ("verify", "check"),
    ],
)
def test_words_that_mean_nearly_the_same_are_related_both_ways(word: str, other: str) -> None:
    assert stem(other) in related(stem(word))
    assert stem(word) in related(stem(other))


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("monday", "tuesday"),
        ("buy", "sell"),
        ("cheap", "expensive"),
        ("accept", "refuse"),
        ("mother", "father"),
        ("hot", "cold"),
        ("mortgage", "loan"),
        ("coffee", "tea"),
        ("husband", "wife"),
        ("credit", "debit"),
        ("arrive", "leave"),
        ("open", "close"),
        ("open", "reopen"),
        ("leaf", "leave"),
        ("borrow", "lend"),
    ],
)
def test_opposites_siblings_and_kinds_are_not_related(word: str, other: str) -> None:
    assert stem(other) not in related(stem(word))
    assert stem(word) not in related(stem(other))


@pytest.mark.parametrize(
    ("word", "form"),
    [("steal", "stole"), ("pay", "paid"), ("complain", "complaint"), ("decide", "decision"), ("child", "children")],
)
def test_forms_of_a_word_are_known_whether_irregular_or_derived(word: str, form: str) -> None:
    assert stem(form) in forms_of(stem(word))
    assert stem(word) in forms_of(stem(form))


@pytest.mark.parametrize(("deed", "doer"), [("operate", "operator"), ("manage", "manager"), ("teach", "teacher")])
def test_who_does_something_is_no_form_of_the_deed(deed: str, doer: str) -> None:
    assert stem(doer) not in forms_of(stem(deed))


@pytest.mark.parametrize(
    ("class_word", "kind"),
    [
        ("drink", "lemonade"),
        ("drinks", "coke"),
        ("vehicle", "truck"),
        ("city", "Chicago"),
        ("season", "winter"),
        ("month", "August"),
        ("relative", "grandmother"),
        ("animal", "horse"),
        ("clothing", "jacket"),
        ("furniture", "sofa"),
        ("emotion", "fear"),
        ("illness", "diabetes"),
        ("sport", "tennis"),
        ("colour", "purple"),
    ],
)
def test_a_kind_stands_for_its_class_and_not_the_class_for_the_kind(class_word: str, kind: str) -> None:
    assert stem(kind.lower()) in kinds_of(stem(class_word))
    assert stem(class_word) not in kinds_of(stem(kind.lower()))


def test_no_word_is_kin_to_itself() -> None:
    for word in ("steal", "buy", "drink", "price", "hotel"):
        assert word not in related(word)
        assert word not in kinds_of(word)


def test_an_unknown_word_has_no_kin() -> None:
    assert related("zzyzx") == kinds_of("zzyzx") == forms_of("zzyzx") == frozenset()


def test_the_tables_are_read_in_a_moment() -> None:
    kinship._tables.cache_clear()
    begun = time.perf_counter()
    kinship._tables()
    assert time.perf_counter() - begun < 0.1
