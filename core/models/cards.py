"""Model cards: where each data file of the analysis comes from, its licence, and what was measured with it.

And accuracy.json: what `make evaluate` measured of the whole.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_SUFFIX = ".card.json"


@cache
def model_cards() -> Mapping[str, Mapping[str, Any]]:
    """Map the name of each data file to its card: the `NAME.card.json` whose `sha256` names the file."""
    cards = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob(f"*{_SUFFIX}")))
    return {file: card for card in cards for file in card["sha256"]}


@cache
def accuracy_rows() -> Sequence[Mapping[str, Any]]:
    """Return the measured figures in the order of task, corpus and measure: the contract's AccuracyRow each."""
    told = json.loads((_FOLDER / "accuracy.json").read_text(encoding="utf-8"))
    return tuple(told["rows"])
