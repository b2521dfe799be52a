from pathlib import Path

import pytest

from core.analysis.language import other_language

CALLS = Path(__file__).parents[3] / "training" / "other_languages.txt"
UNTOLD = 1  # of the calls in other Latin scripts: Czech has small words that are English ones too


def calls_of(section: str) -> list[list[str]]:
    text = CALLS.read_text(encoding="utf-8")
    lines = text.partition(f"[{section}]\n")[2].partition("\n[")[0].splitlines()
    return [[turn.strip() for turn in line.split("|")] for line in lines if line]


@pytest.mark.parametrize("language", ["Spanish", "French", "German", "Italian", "Portuguese", "Dutch"])
def test_a_language_is_told_with_and_without_marks_and_accents(language: str) -> None:
    calls = calls_of(language)
    assert len(calls) >= 10
    assert [other_language(call) for call in calls] == [language] * len(calls)


def test_other_scripts_are_told() -> None:
    calls = calls_of("other scripts")
    assert len(calls) >= 10
    assert all(other_language(call) for call in calls)


def test_most_other_languages_in_latin_script_are_told() -> None:
    calls = calls_of("other Latin script")
    assert len(calls) >= 10
    assert sum(other_language(call) is None for call in calls) <= UNTOLD


def test_some_foreign_words_make_no_foreign_call() -> None:
    calls = calls_of("English with some foreign words")
    assert len(calls) >= 10
    assert [other_language(call) for call in calls] == [None] * len(calls)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4711",
        "ok",
        "😀😀😀",
        "okay so um i was wondering like how much is it",
        "I DONT KNOW",
        "José María Álvarez de la Vega",
        "pizza margherita",
    ],
)
def test_too_little_or_english_is_no_other_language(text: str) -> None:
    assert other_language([text]) is None
