"""What means and shares are compared by: number, mean and sum of squared deviations of some values."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Moments:
    """Of `n` values their mean and the sum of their squared deviations from it.

    A share is the mean of values that are 1 (it is so) or 0 (it is not). Of no value at all the mean is 0.
    """

    n: int
    mean: float
    squares: float

    @property
    def variance(self) -> float:
        """Return the variance of what the values are a sample of, by n − 1; 0 below two values."""
        return self.squares / (self.n - 1) if self.n > 1 else 0.0

    @property
    def deviation(self) -> float:
        """Return the standard deviation of what the values are a sample of."""
        return sqrt(self.variance)

    @property
    def count(self) -> int:
        """Return how many are 1, of values that are 1 or 0."""
        return round(self.mean * self.n)


NONE = Moments(0, 0.0, 0.0)


def share(count: int, n: int) -> Moments:
    """Return the moments of `n` values of which `count` are 1 and the others 0.

    >>> share(1, 4)
    Moments(n=4, mean=0.25, squares=0.75)
    """
    return Moments(n, count / n, count * (n - count) / n) if n else NONE


def pooled(parts: Iterable[Moments]) -> Moments:
    """Return the moments of all values together (Chan, Golub, LeVeque 1979), as exact as those of the parts.

    >>> pooled([share(1, 4), share(0, 4)]) == share(1, 8)
    True
    """
    whole = NONE
    for part in parts:
        n = whole.n + part.n
        if n:
            step = part.mean - whole.mean
            mean = whole.mean + step * part.n / n
            whole = Moments(n, mean, whole.squares + part.squares + step * step * whole.n * part.n / n)
    return whole
