"""Every data file of the analysis has a card that is true of it."""

import hashlib
from pathlib import Path

import pytest

from core.analysis.engine import ENGINE
from core.models.cards import model_cards

FOLDER = Path(__file__).resolve().parents[2] / "core" / "models"


@pytest.mark.parametrize("name", sorted(ENGINE.models))
def test_a_data_file_has_a_card_with_its_source_licence_and_fingerprint(name: str) -> None:
    card = model_cards()[name]
    assert card["what"]
    assert card["data"]
    assert all(each["licence"] for each in card["data"])
    assert card["sha256"][name] == hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    assert card["sha256"][name] == ENGINE.models[name]
