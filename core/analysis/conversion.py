"""How likely a customer is to do what the call asks: a small calibrated logistic on counted features.

What is said and what is done differ: interest_level reads the first, conversion_probability estimates the second. The
coefficients were fitted on calls of one campaign (see the card); for another campaign the order of calls carries over
better than the height of the probability.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from core.analysis.reading import Reading
from core.analysis.stance import DECISIVE, Signal, level

MODEL_PATH: Final = Path(__file__).parents[1] / "models" / "conversion.json"


def conversion_features(reading: Reading, found: Sequence[Signal]) -> dict[str, float]:
    """Return the counted features of a call, each about 0..1 (level: −1..1)."""
    counts = Counter(signal.kind for signal in found)
    last = next((signal.kind for signal in reversed(found) if signal.kind in DECISIVE), None)
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer"]
    words = sum(len(turn.utterance.text.split()) for turn in customer)
    late = customer[-3:]
    return {
        "level": level(found) / 4.0,
        "committed": float(counts["commitment"] > 0),
        "refused": float(counts["refusal"] > 0),
        "last_is_refusal": float(last == "refusal"),
        "objections": min(counts["objection"], 4) / 4.0,
        "questions": min(counts["question"], 6) / 6.0,
        "feeling": sum(turn.sentiment for turn in customer) / len(customer) if customer else 0.0,
        "late_feeling": sum(turn.sentiment for turn in late) / len(late) if late else 0.0,
        "thanks_late": float(any("thanks" in turn.acts for turn in late)),
        "words_a_turn": min(words / len(customer), 30.0) / 30.0 if customer else 0.0,
    }


def conversion_probability(reading: Reading, found: Sequence[Signal]) -> float:
    """Return the estimated probability that the customer converts, 0..1."""
    intercept, coefficients = _model()
    features = conversion_features(reading, found)
    return 1.0 / (1.0 + math.exp(-(intercept + sum(coefficients[name] * value for name, value in features.items()))))


@lru_cache(maxsize=1)
def _model() -> tuple[float, dict[str, float]]:
    stored = json.loads(MODEL_PATH.read_text(encoding="utf-8"))
    return float(stored["intercept"]), {name: float(value) for name, value in stored["coefficients"].items()}
