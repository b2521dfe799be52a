"""Model cards: where each data file of the analysis comes from, its licence, and what was measured with it."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_SUFFIX = ".card.json"


@cache
def model_cards() -> Mapping[str, Mapping[str, Any]]:
    """Map each data file's name to its card (`NAME.card.json` beside it)."""
    return {
        f"{path.name.removesuffix(_SUFFIX)}.json": json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(_FOLDER.glob(f"*{_SUFFIX}"))
    }
