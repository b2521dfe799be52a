"""Calls of any length are made of dialogues one after the other."""

from typing import Any

from tests.builders import SMALL_TALK, a_call, a_campaign
from training.evaluate.timing import QUESTIONS, call_with, split


def a_dialogue(start: float) -> dict[str, Any]:
    turns = [
        {"speaker": line.speaker, "timestamp": start + 4.0 * at, "text": line.text}
        for at, line in enumerate(SMALL_TALK)
    ]
    return {"id": f"own-{start}", "campaign": {"name": "Fibre", "description": "Sell fibre."}, "turns": turns}


def test_a_call_has_as_many_turns_as_asked_for_in_the_order_of_time() -> None:
    call, _ = call_with([a_dialogue(0.0), a_dialogue(7.0)], 20)
    assert len(call.turns) == 20
    times = [turn.timestamp_s for turn in call.turns]
    assert times == sorted(times)
    assert [turn.text for turn in call.turns[16:]] == [line.text for line in SMALL_TALK[:4]]


def test_the_split_names_every_measure_and_the_steps_of_reading() -> None:
    steps = dict(split(a_call(), a_campaign()))
    assert {"preparation", "reading", "reading: hear", "insights"} <= steps.keys()
    assert any(step.startswith("measure Q005") for step in steps)
    assert all(took > 0 for took in steps.values())


def test_every_question_whose_cost_is_told_is_another() -> None:
    assert len(set(QUESTIONS)) == len(QUESTIONS) >= 24
