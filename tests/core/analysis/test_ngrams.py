"""The grams of turns: what trained heads look up."""

import numpy as np
import pytest

from core.analysis.ngrams import Grams, grams, vocabulary
from core.analysis.phrases import normal_words


def named(found: Grams, turn: int) -> list[str]:
    words = list(vocabulary().words)
    names = []
    for gram in found.ids[found.starts[turn] : found.starts[turn + 1]]:
        if gram < len(words):
            names.append(words[gram])
        else:
            first, second = divmod(int(vocabulary().pairs[gram - len(words)]), len(words))
            names.append(f"{words[first]} {words[second]}")
    return names


def test_a_turn_is_its_words_and_its_neighbouring_pairs() -> None:
    found = grams([normal_words("No, thanks!")])
    assert named(found, 0) == ["^", "no", "thanks", "!", "^ no", "no thanks", "thanks !"]


def test_pairs_do_not_reach_over_turns() -> None:
    assert "no thanks" not in named(grams([("no",), ("thanks",)]), 0) + named(grams([("no",), ("thanks",)]), 1)


def test_all_numbers_are_one_word() -> None:
    assert named(grams([("2",)]), 0) == named(grams([("1,200.50",)]), 0)


@pytest.mark.parametrize("words", [("thank", "you"), ("zzyzx", "thank", "zzyzx"), ()])
def test_the_values_of_a_turn_have_length_one(words: tuple[str, ...]) -> None:
    assert np.sqrt((grams([words]).values ** 2).sum()) == pytest.approx(1.0)


def test_an_unknown_word_divides_a_pair_and_is_left_out() -> None:
    assert named(grams([("thank", "zzyzx", "you")]), 0) == ["^", "thank", "you", "^ thank"]


def test_a_turn_without_words_still_has_its_start() -> None:
    assert named(grams([(), ("yes",)]), 0) == ["^"]


def test_no_turns_have_no_grams() -> None:
    assert len(grams([])) == 0


def test_turns_are_looked_up_alone_as_together() -> None:
    turns = [normal_words(text) for text in ("I want to go", "no", "", "how much is it?")]
    together = grams(turns)
    for at, turn in enumerate(turns):
        alone = grams([turn])
        own = slice(together.starts[at], together.starts[at + 1])
        assert together.ids[own].tolist() == alone.ids.tolist()
        assert together.values[own].tolist() == alone.values.tolist()


def test_a_detached_ending_is_a_word_of_its_own() -> None:
    assert normal_words("it is n't bad") == ("it", "is", "not", "bad")
