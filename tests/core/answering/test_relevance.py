"""Which turn is likeliest to answer, by what speaks for it."""

import json

import numpy as np
import pytest

from core.analysis.pipeline import analyse
from core.answering.relevance import PATH, relevances
from core.answering.retrieve import rank, signs
from core.answering.transcript import Transcript, read_transcript
from core.answering.understand import understand
from tests.builders import Line, a_call, a_campaign, bot, customer

TURNS = (
    bot("Hello, this is Ava. How may I help you?"),
    customer("My parcel has not come, and I ordered it two weeks ago."),
    bot("I am sorry to hear that. Where should it have gone?"),
    customer("To 14 Mill Lane."),
    bot("Thank you. Shall I send it again or refund you?"),
    customer("Send it again, please. My sister needs the lamp for her wedding."),
    bot("Done. Goodbye."),
)


def transcript(*turns: Line) -> Transcript:
    call, campaign = a_call(turns), a_campaign()
    return read_transcript(call, campaign, analyse(call, campaign))


@pytest.mark.parametrize(
    ("question", "answering"),
    [
        ("What address was the package meant for?", 3),
        ("How long ago did the caller place the order?", 1),
        ("Did the customer want a refund instead?", 5),
        ("Why is the lamp needed?", 5),
    ],
)
def test_the_turn_that_answers_is_found_though_it_is_said_in_other_words(question, answering):
    plan = understand(question)
    ranked = rank(transcript(*TURNS), plan.terms, plan.speaker, plan.words, plan.topic)
    assert ranked[0][0].turn.index == answering


def test_the_model_weighs_signs_that_there_are_and_all_of_them():
    plan = understand("Why is the lamp needed?")
    found = signs(transcript(*TURNS), plan.terms, plan.speaker, plan.words, plan.topic)
    assert set(json.loads(PATH.read_text(encoding="utf-8"))["weights"]) == set(found)
    assert all(values.shape == (len(TURNS),) and np.isfinite(values).all() for values in found.values())
    assert relevances(found).sum() == pytest.approx(1)


def test_turns_without_a_word_have_signs_too():
    plan = understand("Why is the lamp needed?")
    read = transcript(customer("…"), bot("!"), customer("The lamp is needed for a wedding."))
    found = signs(read, plan.terms, plan.speaker, plan.words, plan.topic)
    assert all(np.isfinite(values).all() for values in found.values())
    assert rank(read, plan.terms, plan.speaker, plan.words, plan.topic)[0][0].turn.index == 2


def test_words_are_compared_with_the_nearest_of_each_turn():
    spoken = transcript(*TURNS).spoken
    near = spoken.likeness(["package", "wedding"])
    assert near.shape == (len(TURNS), 2)
    assert near[:, 0].argmax() == 1  # "parcel"
    assert near[5, 1] == pytest.approx(1, abs=1e-5)
