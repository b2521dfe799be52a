"""How specific a word stem is: what talk of any topic is full of says nothing of a topic.

The rates were counted by training/background_frequencies.py; see the model's card for the data and their licences.
"""

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).parent.parent / "models" / "background_frequencies.json"

# On a logarithmic scale from "in every turn" (0) to "never seen" (1): below the first a stem says nothing, from the
# second on it is as specific as can be.
_GENERAL, _SPECIFIC = 0.35, 0.9

_NUMBER: Final = 0.3


class _Specificities(dict[str, float]):
    def __missing__(self, stem: str) -> float:
        return _NUMBER if _is_number(stem) else 1.0


def _load() -> _Specificities:
    model = json.loads(PATH.read_text(encoding="utf-8"))
    scale = math.log(model["floor"])
    return _Specificities(
        (stem, min(1.0, max(0.0, (math.log(rate) / scale - _GENERAL) / (_SPECIFIC - _GENERAL))))
        for stem, rate in model["rates"].items()
        if not _is_number(stem)
    )


def _is_number(stem: str) -> bool:
    return stem[0].isdigit() and stem[-1].isdigit()


_SPECIFICITIES: Final = _load()


def specificity(stem: str) -> float:
    """Return how specific a stem is, 0..1; 1 for a stem that the background has not seen. A number counts little."""
    return _SPECIFICITIES[stem]


def specificities(stems: Iterable[str]) -> Iterator[float]:
    """Yield how specific each stem is, 0..1: for the stems of a call, at the price of a look-up each."""
    return map(_SPECIFICITIES.__getitem__, stems)
