import sys
from collections.abc import Callable

import pytest

from core.preprocessing.cleaning import DEFAULT_FILLERS, Cleaner
from tests.counting import calls_made

CLEAN = Cleaner().clean


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("Um, I would like to pay.", "I would like to pay."),
        ("Well, uh, it is fine", "Well, it is fine"),
        ("ERM yes HMM", "yes"),
        ("Ummm, uhhh, maybe", "maybe"),
        ("It was, you know, fine.", "It was, fine."),
        ("it was you know fine", "it was fine"),
        ("I mean, it is too much", "it is too much"),
        ("I want it, um.", "I want it."),
        ("  two \t\n words ", "two words"),
    ],
)
def test_fillers_and_surplus_white_space_are_left_out(said: str, cleaned: str) -> None:
    assert CLEAN(said) == cleaned


@pytest.mark.parametrize(
    "said",
    [
        "Do you know the price?",
        "You know what the price is",
        "I'll let you know",
        "That is what I mean",
        "The umbrella is in the hummer",
        "uh-huh",
        "Her mother erred",
        "100% sure, no. 5!",
    ],
)
def test_words_that_only_look_like_fillers_stay(said: str) -> None:
    assert CLEAN(said) == said


@pytest.mark.parametrize("said", ["um", "Um... uh, hmm.", "You know, I mean...", "   ", "\u200b"])
def test_a_turn_of_fillers_alone_is_empty_once_cleaned(said: str) -> None:
    assert CLEAN(said) == ""


def test_emoji_survive_with_and_without_fillers() -> None:
    assert CLEAN("um 👍🏽") == "👍🏽"
    assert CLEAN("👩‍👩‍👧") == "👩‍👩‍👧"


def test_text_is_composed_to_nfc() -> None:
    assert CLEAN("cafe\u0301") == "caf\u00e9"


def test_the_fillers_can_be_chosen() -> None:
    assert Cleaner(("like", "basically")).clean("It is like basically um free") == "It is um free"


def test_without_fillers_only_white_space_is_cleaned() -> None:
    assert Cleaner(()).clean("um,  you know") == "um, you know"


def test_a_filler_may_contain_regex_characters() -> None:
    assert Cleaner(("(pause)", "a+")).clean("well (pause) a+ b") == "well b"


def test_cleaning_twice_changes_nothing_more() -> None:
    once = CLEAN("Um, um, well, you know, I mean, uh , it, uh, is")
    assert CLEAN(once) == once


@pytest.mark.parametrize(
    "bait",
    [lambda n: " um" * n, lambda n: " " * n + "x", lambda n: "you know " * n, lambda n: "m" * n, lambda n: ", um" * n],
)
def test_bait_is_cleaned_in_linear_work(bait: Callable[[int], str]) -> None:
    # The pattern engine itself cannot be counted; that it returns at all on long bait is what remains.
    cleaner = Cleaner(DEFAULT_FILLERS)
    few, many = (calls_made(lambda size=size: cleaner.clean(bait(size))) for size in (1_000, 10_000))
    assert many <= 11 * few + 20
    assert sys.getsizeof(cleaner.clean(bait(10_000))) < 100_000


@pytest.mark.parametrize("said", ["y'know it", "(like) it", "no, well-known", "so... it", "unlike it", "it, LIKEEE"])
def test_fillers_of_ones_own_are_found_in_ascii_as_in_any_text(said: str) -> None:
    clean = Cleaner(("like", "y'know", "...", "well")).clean
    assert clean(said) == clean(f"{said} é").removesuffix("é").rstrip()
