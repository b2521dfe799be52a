import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.preprocessing import prepare
from tests.builders import Line, a_call, bot, customer


def test_slots_run_to_the_next_turn_and_the_last_to_the_end_of_the_call() -> None:
    dialogue = prepare(a_call([bot("Hi", at=2), customer("Hello", at=5), bot("Bye", at=9)], duration_s=12))
    assert [utterance.slot_s for utterance in dialogue.utterances] == [3, 4, 3]
    assert dialogue.lead_in_s == 2
    assert dialogue.warnings == ()


def test_speech_fills_no_more_than_the_slot() -> None:
    dialogue = prepare(a_call([bot("one two three four five six", at=0), customer("No", at=1)], duration_s=60))
    assert [utterance.speech_s for utterance in dialogue.utterances] == [1, 1.26]


def test_turns_out_of_order_are_put_in_order_and_named() -> None:
    dialogue = prepare(a_call([bot("a", at=0), bot("b", at=20), customer("c", at=10)], duration_s=30))
    assert [utterance.index for utterance in dialogue.utterances] == [0, 2, 1]
    assert dialogue.warnings == ("turn 2 is out of order, at 10 s (1 turn is)",)


def test_turns_of_the_same_time_keep_the_order_in_which_they_were_sent() -> None:
    lines = [bot("a", at=0), customer("b", at=3), bot("c", at=3), customer("d", at=3), bot("e", at=8)]
    assert [utterance.raw for utterance in prepare(a_call(lines, duration_s=9)).utterances] == list("abcde")


def test_a_turn_beyond_the_end_is_named_with_how_many_do() -> None:
    lines = [bot("word " * 200, at=0), *(customer("ok", at=at) for at in (95, 96, 97))]
    dialogue = prepare(a_call(lines, duration_s=80))
    assert dialogue.warnings == ("turn 1 starts at 95 s, after the call's end at 80 s (3 turns do)",)
    assert dialogue.duration_s == 80
    assert [utterance.start_s for utterance in dialogue.utterances] == [0, 95, 96, 97]
    assert [utterance.slot_s for utterance in dialogue.utterances] == [80, 0, 0, 0]


def test_much_talk_beyond_the_end_is_divided_by_words() -> None:
    dialogue = prepare(a_call([bot("one two", at=0), bot("one two", at=50), bot("one two", at=90)], duration_s=9))
    assert [utterance.slot_s for utterance in dialogue.utterances] == pytest.approx([3, 3, 3])
    assert dialogue.warnings[-1] == "much of the talk is after the call's end: the time is divided by words instead"


def test_without_times_they_are_estimated_from_words() -> None:
    lines = [bot("one", at=0), customer("one two three four five six", at=0)]
    dialogue = prepare(a_call(lines, duration_s=38.2))
    assert [utterance.slot_s for utterance in dialogue.utterances] == pytest.approx([12.6, 25.6], abs=0.001)
    assert dialogue.warnings == ("all turns start at 0 s: their times are estimated from their words",)


def test_without_a_duration_the_call_ends_with_the_last_words() -> None:
    dialogue = prepare(a_call([bot("Hi", at=0), customer("Hello there", at=4)], duration_s=0))
    assert dialogue.duration_s == pytest.approx(5.52)
    assert dialogue.warnings == ("the call's duration is given as 0 s: 6s are taken, from its turns",)


def test_one_turn_needs_no_warning() -> None:
    dialogue = prepare(a_call([bot("Hi", at=0)], duration_s=7))
    assert dialogue.warnings == ()
    assert dialogue.utterances[0].slot_s == 7


def test_a_call_without_turns_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one turn"):
        prepare(a_call([]))


def test_the_call_stays_as_it_was_sent() -> None:
    call = a_call([bot("  Um,  hello "), customer("uh yes", at=0)])
    dialogue = prepare(call)
    assert [turn.text for turn in call.turns] == ["  Um,  hello ", "uh yes"]
    assert sorted(utterance.raw for utterance in dialogue.utterances) == ["  Um,  hello ", "uh yes"]
    assert sorted(utterance.text for utterance in dialogue.utterances) == ["hello", "yes"]


_TIMES = st.floats(min_value=0, max_value=604_800, allow_nan=False)


@given(
    st.lists(st.tuples(st.sampled_from(["bot", "customer"]), _TIMES, st.text(min_size=1, max_size=20)), min_size=1),
    _TIMES,
)
def test_whatever_the_times_the_parts_sum_to_the_duration(
    turns: list[tuple[str, float, str]], duration_s: float
) -> None:
    lines = [Line(speaker, text, at) for speaker, at, text in turns]  # type: ignore[arg-type]
    dialogue = prepare(a_call(lines, duration_s=duration_s))
    slots = [utterance.slot_s for utterance in dialogue.utterances]
    assert math.fsum([dialogue.lead_in_s, *slots]) == pytest.approx(dialogue.duration_s, abs=1e-6)
    assert all(utterance.slot_s >= utterance.speech_s >= 0 for utterance in dialogue.utterances)
    assert sorted(utterance.index for utterance in dialogue.utterances) == list(range(len(turns)))
