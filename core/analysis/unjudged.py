"""What a report holds of a call that cannot be judged: no score, no confidence, and nothing but the reason.

The contract promises values everywhere, so that each is the one that claims least. A reader knows by `status_reason`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, get_args

from core.analysis.next_steps import NOTHING_AGREED
from core.analysis.not_applicable import not_applicable
from core.reports import Metric, ScoreName, ScorePart

PART: Final = "not judged"
_FULL: Final = 10.0
_LEAST: Final = {"Q001": "No", "Q002": "Neutral", "Q003": "No", "Q004": "0%", "Q005": "Undecided"}


def unjudged_metrics(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """Return the metrics with the answers that claim least, confidence 0 and no evidence, in the same order."""
    return tuple(_unjudged(metric) for metric in metrics)


def _unjudged(metric: Metric) -> Metric:
    if metric.question_id not in _LEAST:
        return not_applicable(metric.question_id, metric.question, None, confidence=0.0)
    parts = metric.time_breakdown
    return replace(
        metric,
        answer=_LEAST[metric.question_id],
        confidence=0.0,
        evidence=(),
        sentiment_score=None if metric.sentiment_score is None else 0.0,
        sentiment_trajectory=(),
        new_requests=None if metric.new_requests is None else (),
        unresolved_count=None if metric.unresolved_count is None else 0,
        time_breakdown=None if parts is None else dict.fromkeys(parts, 0.0),
        interest_level=None if metric.interest_level is None else 0.5,
        next_steps=None if metric.next_steps is None else NOTHING_AGREED,
        conversion_probability=None if metric.conversion_probability is None else 0.0,
    )


def unjudged_parts(reason: str) -> tuple[ScorePart, ...]:
    """Return the one part of each score: no points of ten, and why."""
    return tuple(ScorePart(score, PART, 0.0, _FULL, reason) for score in get_args(ScoreName))
