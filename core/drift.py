"""How far a new analysis of the same calls differs from the one before: flipped answers, moved scores."""

from dataclasses import dataclass

from core.reports import ScoreName


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The 5th, 25th, 50th, 75th and 95th percentile, by linear interpolation."""

    p5: float
    p25: float
    p50: float
    p75: float
    p95: float


@dataclass(frozen=True, slots=True)
class AnswerFlip:
    """So many calls whose answer to a question was one and became another."""

    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class AnswerFlips:
    """What became of the answers to one question, over the calls that have one before and after."""

    question_id: str
    compared_count: int
    flips: tuple[AnswerFlip, ...]


@dataclass(frozen=True, slots=True)
class ScoreShift:
    """The distribution of a score before and after, of its differences, and the population stability index."""

    score: ScoreName
    before: Quantiles
    after: Quantiles
    shift: Quantiles
    psi: float


@dataclass(frozen=True, slots=True)
class ReanalysisChanges:
    """What a new analysis says differently. Calls without a report before or after cannot be compared."""

    compared_count: int
    changed_count: int
    answers: tuple[AnswerFlips, ...]
    scores: tuple[ScoreShift, ...]
