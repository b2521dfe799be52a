"""Pairs of an utterance and a question: as many that are true as that are not."""

import json
from typing import Any

from training.evaluate.utterances import NOT_OF_BANKING, NOT_OF_HOTELS, QUESTIONS, pairs

WORDINGS = json.loads(QUESTIONS.read_text(encoding="utf-8"))["intents"]


def an_utterance(number: int, domain: str, *intents: str) -> dict[str, Any]:
    return {"id": f"own-{number}", "turns": [{"labels": {"intents": list(intents)}}], "labels": {"domain": domain}}


def test_what_is_not_asked_of_a_domain_is_an_intent() -> None:
    assert {*NOT_OF_BANKING, *NOT_OF_HOTELS} <= WORDINGS.keys()


def test_each_utterance_is_asked_for_one_intent_that_it_has_and_one_that_it_has_not() -> None:
    utterances = [an_utterance(at, "banking", "thank", "card") for at in range(20)]
    found = list(pairs(utterances, WORDINGS))
    assert [truth for _, _, truth in found] == ["Yes", "No"] * 20
    assert all((intent in ("thank", "card")) == (truth == "Yes") for _, intent, truth in found)
    assert not {intent for _, intent, _ in found} & set(NOT_OF_BANKING)


def test_the_scarcer_intent_of_an_utterance_is_asked_for() -> None:
    utterances = [an_utterance(0, "hotels", "gym"), an_utterance(1, "hotels", "gym", "spa")]
    assert [intent for _, intent, truth in pairs(utterances, WORDINGS) if truth == "Yes"] == ["gym", "spa"]


def test_an_utterance_without_an_intent_is_left_out() -> None:
    assert list(pairs([an_utterance(0, "hotels")], WORDINGS)) == []
