"""Turns of one speaker that follow each other are one stretch of talk."""

import pytest

from core.preprocessing import prepare
from core.preprocessing.speakers import joined
from tests.builders import Line, a_call, bot, customer


def stretches(*lines: Line, duration_s: float = 120.0) -> list[list[int]]:
    dialogue = joined(prepare(a_call(list(lines), duration_s=duration_s)))
    return [[part.turn.index for part in utterance.turns] for utterance in dialogue.utterances]


def test_a_sentence_cut_by_a_pause_is_one_utterance_with_its_turns() -> None:
    call = a_call([bot("Hello."), customer("I would like", at=3), customer("to cancel", at=6), bot("Sure.", at=9)])
    whole = joined(prepare(call)).utterances[1]
    assert whole.raw == "I would like to cancel"
    assert (whole.index, whole.start_s, whole.slot_s) == (1, 3.0, 6.0)
    assert [(part.offset, part.turn.raw) for part in whole.turns] == [(0, "I would like"), (13, "to cancel")]
    assert whole.turn_at(12).index == 1
    assert whole.turn_at(13).index == 2


def test_sides_that_take_turns_stay_as_they_are() -> None:
    dialogue = prepare(a_call([bot("Hello."), customer("Hi."), bot("Bye.")]))
    assert joined(dialogue) is dialogue


@pytest.mark.parametrize(
    ("pause", "first", "apart"), [(40, "Hello?", True), (40, "Hello and", False), (4, "Hi.", False)]
)
def test_a_new_sentence_after_a_long_pause_is_a_new_turn(pause: float, first: str, apart: bool) -> None:
    lines = (bot(first, at=0), bot("Are you there?", at=pause), customer("Yes.", at=pause + 3))
    assert stretches(*lines) == ([[0], [1], [2]] if apart else [[0, 1], [2]])


def test_what_is_usual_in_a_slow_chat_is_no_long_pause() -> None:
    lines = (
        bot("Hi.", at=0),
        customer("Hello.", at=30),
        bot("One.", at=60),
        bot("Two.", at=90),
        customer("Ok", at=119),
    )
    assert stretches(*lines) == [[0], [1], [2, 3], [4]]


def test_a_monologue_is_not_joined_without_end() -> None:
    assert len(stretches(*[bot("word " * 100)] * 4)) == 4
