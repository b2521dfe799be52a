"""What lists and analytics know of a call: what its report says, in single values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from core.calls import Call
from core.reports import Analysis, Metric, Mood, Report, SentimentTrend

QUESTION_IDS: Final = tuple(f"Q{number:03}" for number in range(1, 13))
# The standard questions: those that arise in every call that can be judged.
STANDARD_IDS: Final = QUESTION_IDS[:5]
# Characters of a segment or an outcome that are kept: they name groups of calls.
LONGEST_NAME: Final = 200
# Turns of the customer whose mean is the mood at the last of them: one that is misread is no fall by itself.
_MOOD_TURNS: Final = 3


@dataclass(frozen=True, slots=True)
class CallFacts:
    """One call that has a report.

    What a report on a call that cannot be judged (`status_reason`) says of it claims nothing: that is None here, and so
    is what does not arise in a call. Scores are in 0..10, confidences and shares in 0..1. `mood_drop` is the largest
    fall of the customer's mood from any moment to a later one, 0..2; `mean_confidence` is that of the five standard
    questions. `answers` and `confidences` are by question. `segment` and `outcome` are empty where the call names none.
    """

    campaign_id: UUID
    bot_name: str
    segment: str
    outcome: str
    started_at: datetime
    status_reason: str | None = None
    overall_quality_score: float | None = None
    bot_performance_score: float | None = None
    customer_engagement_score: float | None = None
    sentiment: Mood | None = None
    sentiment_trend: SentimentTrend | None = None
    interested: bool | None = None
    goal_reached: bool | None = None
    request_count: int | None = None
    new_request_count: int | None = None
    unresolved_count: int | None = None
    mood_drop: float | None = None
    mean_confidence: float | None = None
    main_offer_share: float | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    confidences: Mapping[str, float] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Tell whether the call can be judged."""
        return self.status_reason is None


def facts_of(call: Call, campaign_id: UUID, report: Report) -> CallFacts:
    """Return what lists and analytics know of a call by its report. Migration 0012 reads stored reports alike."""
    analysis = report.analysis
    known = CallFacts(
        campaign_id=campaign_id,
        bot_name=call.bot_name,
        segment=name_of(call.metadata.get("campaign_segment")),
        outcome=name_of(call.metadata.get("interaction_outcome")),
        started_at=call.started_at,
        status_reason=analysis.status_reason,
    )
    if not known.judged:
        return known
    metrics = {metric.question_id: metric for metric in analysis.metrics if metric.status != "no_opportunity"}
    answers = {question: metrics[question].answer for question in QUESTION_IDS if question in metrics}
    asked, asked_new, unresolved = _requests(metrics.get("Q003"))
    return replace(
        known,
        overall_quality_score=analysis.overall_quality_score,
        bot_performance_score=analysis.bot_performance_score,
        customer_engagement_score=analysis.customer_engagement_score,
        sentiment=cast(Mood, answers["Q002"].lower()) if "Q002" in answers else None,
        sentiment_trend=analysis.sentiment_trend,
        interested=answers["Q005"] == "Interested" if "Q005" in answers else None,
        goal_reached=answers["Q006"] == "Yes" if "Q006" in answers else None,
        request_count=asked,
        new_request_count=asked_new,
        unresolved_count=unresolved,
        mood_drop=_mood_drop(call, analysis),
        mean_confidence=_mean([metrics[question].confidence for question in STANDARD_IDS if question in metrics]),
        main_offer_share=_main_offer(metrics.get("Q004")),
        answers=answers,
        confidences={question: metrics[question].confidence for question in answers},
    )


def name_of(value: Any) -> str:
    """Return what stands in a call's metadata as a name, as far as it is kept; empty where it is none."""
    return value[:LONGEST_NAME] if isinstance(value, str) else ""


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _requests(metric: Metric | None) -> tuple[int | None, int | None, int | None]:
    """Count what the customer asked for: all of it, what was new, and what of that was not met.

    Reports from before every request was told have the new ones only.
    """
    if metric is None or metric.new_requests is None:
        return None, None, None
    told = metric.new_requests if metric.requests is None else metric.requests
    return len(told), len(metric.new_requests), metric.unresolved_count


def _main_offer(metric: Metric | None) -> float | None:
    parts = (metric.time_breakdown if metric is not None else None) or {}
    total = parts.get("total")
    return parts["main_offer"] / total if total else None


def _mood_drop(call: Call, analysis: Analysis) -> float | None:
    speakers = {turn.index: turn.speaker for turn in call.turns}
    felt = [turn.sentiment for turn in analysis.turns if speakers.get(turn.turn) == "customer"]
    if not felt:
        return None
    highest, fall = -1.0, 0.0
    for place in range(len(felt)):
        mood = _mean(felt[max(0, place + 1 - _MOOD_TURNS) : place + 1]) or 0.0
        highest = max(highest, mood)
        fall = max(fall, highest - mood)
    return fall
