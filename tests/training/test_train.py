"""`make train` makes every model, none that is missing, each with the option that its script knows."""

from pathlib import Path

import pytest

from core.models.cards import model_cards
from training.train import STEPS

TRAINING = Path(__file__).resolve().parents[2] / "training"


def test_every_model_is_made_by_a_step_and_every_step_makes_one() -> None:
    makers = {Path(card["made_by"].split(";")[0]).stem for card in model_cards().values()}
    assert makers == set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_given_an_option_that_its_script_knows(step: str) -> None:
    assert f'add_argument("{STEPS[step]}"' in (TRAINING / f"{step}.py").read_text(encoding="utf-8")
