"""A campaign's calls as rows to take away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.paging import Position


@dataclass(frozen=True, slots=True)
class ExportedAnswer:
    """What was answered to one question, with the confidence of it, 0..1."""

    answer: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ExportedCall:
    """One call with what was found in it.

    `campaign_ref` is the campaign as it was sent. Scores, trend and answers are None and empty without a report and
    where the call cannot be judged; `status_reason` says why. `answers` by question id, without those whose question
    did not arise.
    """

    call_id: str
    campaign_ref: str
    started_at: datetime
    duration_s: float
    bot_name: str
    segment: str | None
    outcome: str | None
    customer_id: str | None
    status: str
    status_reason: str | None
    overall_quality_score: float | None
    bot_performance_score: float | None
    customer_engagement_score: float | None
    sentiment_trend: str | None
    answers: Mapping[str, ExportedAnswer]
    engine_version: str | None


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Calls in the order of their beginnings, and where the next page begins (None: there is none)."""

    calls: tuple[ExportedCall, ...]
    next: Position | None
