"""One measure of a score, before it is turned into points."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure: `value` in 0..1 of at most `maximum` points, why, and the turns (indices as sent) it rests on."""

    part: str
    maximum: float
    value: float
    reason: str
    turns: tuple[int, ...] = ()
