"""How many calls to review, and which: by chance, and beside them those of which the analysis is least sure."""

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal
from uuid import UUID

import scipy

from core.statistics.intervals import CONFIDENCE

# The share of which least is known by a sample of one size.
_WORST_SHARE: Final = 0.5

Reason = Literal["random", "uncertain"]


@dataclass(frozen=True, slots=True)
class PlannedReview:
    """A call to review: why, what it weighs in estimates, and the mean confidence of its answers (None: unknown)."""

    call_id: str
    reason: Reason
    weight: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """Which of a campaign's `population` judged calls to review.

    Those that are drawn come first, in the order in which they were: whoever stops early has still reviewed calls that
    were drawn by chance. Then come the uncertain ones, the least certain first.
    """

    campaign_id: UUID
    seed: int
    population: int
    calls: tuple[PlannedReview, ...]

    def count(self, reason: Reason) -> int:
        """Return how many there are for a reason."""
        return sum(call.reason == reason for call in self.calls)


def sample_size(margin: float, population: int) -> int:
    """Return how many to draw of a population, so that any share is known to within ± `margin` (95 %).

    By the normal distribution, for the share of which least is known, with the correction for finite populations
    (Cochran 1977).

    >>> sample_size(0.05, 1_000_000), sample_size(0.05, 500), sample_size(0.1, 3)
    (385, 218, 3)
    """
    quantile = float(scipy.special.ndtri((1 + CONFIDENCE) / 2))
    of_infinity = (quantile / margin) ** 2 * _WORST_SHARE * (1 - _WORST_SHARE)
    return min(population, ceil(of_infinity / (1 + (of_infinity - 1) / population))) if population else 0
