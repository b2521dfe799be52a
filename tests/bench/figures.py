"""What a part of the bench hands in: figures of several rounds, each against another of the same round."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal, Protocol

Verdict = Literal["reached", "not reached", ""]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: `short` is for continuous integration, where only a broken run counts."""

    short: bool

    @property
    def rounds(self) -> int:
        """How often everything is measured, in turn."""
        return 2 if self.short else 5


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure is to be: at least, or at most."""

    at_least: bool
    value: float

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}"


def at_least(value: float) -> Goal:
    return Goal(True, value)


def at_most(value: float) -> Goal:
    return Goal(False, value)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, a value a round; `name` is unique within its part and stays the same from run to run.

    `unit` is "ms", "calls/s", "×", "%", "MB", "s", "bytes" …; ratios have "×" and are what goals are about. A figure
    without rounds, or with one that is no number, raises ValueError: the measurement went wrong.
    """

    part: str
    name: str
    unit: str
    rounds: tuple[float, ...]
    goal: Goal | None = None
    more_is_better: bool = False

    def __post_init__(self) -> None:
        if not self.rounds or not all(map(math.isfinite, self.rounds)):
            raise ValueError(f"{self.part}: {self.name} has no figure in every round: {self.rounds}")

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def lowest(self) -> float:
        return min(self.rounds)

    @property
    def highest(self) -> float:
        return max(self.rounds)

    @property
    def verdict(self) -> Verdict:
        """Tell whether the median is what it is to be; nothing where there is no goal."""
        if self.goal is None:
            return ""
        met = self.median >= self.goal.value if self.goal.at_least else self.median <= self.goal.value
        return "reached" if met else "not reached"

    @property
    def gains_by_growing(self) -> bool:
        """Tell whether more is better, as its goal says, or it itself where it has none."""
        return self.goal.at_least if self.goal else self.more_is_better


class Part(Protocol):
    """A module of this package that measures: it yields figures as soon as it has them."""

    def measure(self, scale: Scale) -> Iterator[Figure]: ...


def interleaved(ways: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, tuple[float, ...]]:
    """Take each way in turn, so many times over: what disturbs the machine disturbs all alike. Return their figures.

    Each way returns its own figure. One round goes before and is thrown away, for caches.
    """
    found: dict[str, list[float]] = {name: [] for name in ways}
    for each in range(rounds + 1):
        for name, way in ways.items():
            figure = way()
            if each:
                found[name].append(figure)
    return {name: tuple(figures) for name, figures in found.items()}


def quotients(some: tuple[float, ...], others: tuple[float, ...]) -> tuple[float, ...]:
    """Return what one is of the other, round by round."""
    return tuple(one / other for one, other in zip(some, others, strict=True))
