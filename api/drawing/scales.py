"""Where a value stands in a picture, and which values an axis names."""

import math
from dataclasses import dataclass
from typing import Final

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_TIME_STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values linearly from `low`..`high` to `start`..`end`; what lies beyond is set to the nearer end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value; the start where the scale has no length."""
        if self.high == self.low:
            return self.start
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Return round values within low..high, at most so many (≥ 2), evenly apart.

    >>> ticks(0, 10), ticks(-0.13, 0.41, 4)
    ((0.0, 2.0, 4.0, 6.0, 8.0, 10.0), (0.0, 0.2, 0.4))
    """
    if not high > low:
        return (low,)
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    return next(found for step in _STEPS if len(found := _within(low, high, step * power)) <= most)


def time_ticks(length_s: float, most: int = 8) -> tuple[float, ...]:
    """Return round points in time within 0..length_s, at most so many, evenly apart.

    >>> time_ticks(95, 6)
    (0.0, 30.0, 60.0, 90.0)
    """
    for step in _TIME_STEPS_S:
        if length_s / step < most:
            return _within(0.0, length_s, float(step))
    return ticks(0.0, length_s, most)


def _within(low: float, high: float, step: float) -> tuple[float, ...]:
    slack = step * 1e-9
    first, last = math.ceil(low / step - 1e-9), math.floor((high + slack) / step)
    return tuple(round(each * step, 12) + 0.0 for each in range(first, last + 1))
