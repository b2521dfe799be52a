"""A reader's verdict holds as long as the answer is the one that was read."""

from typing import Any

import pytest

from training.evaluate.calls import asked
from training.evaluate.judged import CHANGED, verdicts

QUESTION = "Did the customer mention the flight?"
CALL = asked(
    {
        "id": "own-1",
        "campaign": None,
        "turns": [{"speaker": "customer", "timestamp": 0.0, "text": "I need a flight to Boston.", "labels": {}}],
    }
)


def a_question(**changes: Any) -> dict[str, Any]:
    got = CALL.ask(QUESTION).text
    return {"dialogue": "own-1", "question": QUESTION, "got": got, "verdict": "right"} | changes


def test_the_verdict_on_the_same_answer_holds() -> None:
    assert verdicts([a_question(), a_question(verdict="wrong")], {"own-1": CALL}) == ["right", "wrong"]


def test_another_answer_has_to_be_read_again() -> None:
    assert verdicts([a_question(got="Yes (it was said twice)")], {"own-1": CALL}) == [CHANGED]


def test_a_verdict_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match="good"):
        verdicts([a_question(verdict="good")], {"own-1": CALL})
