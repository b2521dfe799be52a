"""The heads that read turns: the run-time side gives what the trainer gave, and they know what they are for."""

import json
from typing import Any

import numpy as np
import pytest

from core.analysis import acts, conversion, reaction
from core.analysis.act_features import RULES, WIDTH, rule_features
from core.analysis.embedding import embed
from core.analysis.heads import MODELS, Features, load_head
from core.analysis.ngrams import grams
from core.analysis.prompts import NO_PROMPT, prompt_of
from core.analysis.reaction import reactions
from core.preprocessing import DEFAULT_FILLERS, prepare
from tests.builders import Line, a_call, bot, customer

OFFER = bot("We have a plan for ten dollars a month. Would you like to sign up?")


def checks(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))["checks"]
    assert len(found) >= 4
    return found


def split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def rules(check: dict[str, Any]) -> np.ndarray:
    prompt = prompt_of(split(check["before"]))
    return np.array([rule_features(split(check["words"]), prompt, first=check["first"], bot=False)], np.float32)


@pytest.mark.parametrize("check", checks(acts.HEAD))
def test_the_act_head_gives_what_its_trainer_gave(check: dict[str, Any]) -> None:
    given = load_head(acts.HEAD).probabilities(Features(grams([split(check["words"])]), dense={RULES: rules(check)}))
    assert given[0].tolist() == pytest.approx(check["probabilities"], abs=2e-4)


@pytest.mark.parametrize("check", checks(reaction.NAME))
def test_the_reaction_head_gives_what_its_trainer_gave(check: dict[str, Any]) -> None:
    words = split(check["words"])
    given = reactions(grams([words]), grams([split(check["before"])]), embed([check["words"]]), rules(check))
    assert given[0].tolist() == pytest.approx(check["probabilities"], abs=2e-4)


@pytest.mark.parametrize("check", checks(conversion.NAME))
def test_the_conversion_head_gives_what_its_trainer_gave(check: dict[str, Any]) -> None:
    words = split(check["words"])
    counts = np.array([check["counts"]], np.float32)
    features = Features(grams([words]), grams([words[-conversion.LATE_WORDS :]]), {conversion.COUNTS: counts})
    assert load_head(conversion.NAME).probabilities(features)[0, 0] == pytest.approx(check["probability"], abs=2e-4)


def test_rule_features_have_their_width_and_range() -> None:
    found = rule_features(split("well , how much is it ?"), NO_PROMPT, first=True, bot=False)
    assert len(found) == WIDTH
    assert all(0.0 <= value <= 1.0 for value in found)


def heard(*lines: Line) -> tuple[acts.Heard, ...]:
    return acts.hear(prepare(a_call(lines), DEFAULT_FILLERS))


@pytest.mark.parametrize("text", ["Yes, that sounds great.", "I would be glad to", "what a wonderful idea"])
def test_who_welcomes_the_offer_reacts_for_it(text: str) -> None:
    assert heard(OFFER, customer(text))[1].reaction > 0.3


@pytest.mark.parametrize("text", ["No, I don't want that.", "no i can't afford it right now", "I don't trust you"])
def test_who_turns_it_down_reacts_against_it(text: str) -> None:
    assert heard(OFFER, customer(text))[1].reaction < -0.3


def test_the_bot_has_no_reaction() -> None:
    assert heard(bot("That sounds wonderful, I love it!"), customer("Hello."))[0].reaction == 0.0


@pytest.mark.parametrize(
    "text", ["so what happens if i cancel", "Great, and how much is it?", "does it have a contract"]
)
def test_a_question_is_known_among_other_words(text: str) -> None:
    assert "question" in heard(OFFER, customer(text))[1].acts


@pytest.mark.parametrize("text", ["", "?", "...", "😀"])
def test_a_turn_without_words_does_no_harm(text: str) -> None:
    assert len(heard(OFFER, customer(text or " "))) >= 1
