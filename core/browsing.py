"""Calls as a list shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.paging import Position, ScorePosition
from core.reports import Mood

CallStatus = Literal["pending", "completed", "failed"]
# `-`: from the newest, or the highest.
Sort = Literal["started_at", "-started_at", "overall_quality_score", "-overall_quality_score"]
# Where a page ended: by time, or by score.
CallPlace = Position | ScorePosition


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """Which calls a list shows: those of which all holds that is not None.

    They began in [`since`, `until`); scores are in 0..10, both ends included; `words` are what was said in the call, as
    in a search. Without a report that judges it a call has neither sentiment nor score.
    """

    campaign_id: UUID | None = None
    bot_name: str | None = None
    status: CallStatus | None = None
    sentiment: Mood | None = None
    since: datetime | None = None
    until: datetime | None = None
    min_score: float | None = None
    max_score: float | None = None
    words: str | None = None

    @property
    def need_verdict(self) -> bool:
        """Tell whether calls are left out that have no report, or one that cannot judge them."""
        return not (self.sentiment is None and self.min_score is None and self.max_score is None)


@dataclass(frozen=True, slots=True)
class CallSummary:
    """A call without its turns; what its report says is None where it has none, or one that cannot judge it.

    `status_reason` is why it cannot be judged; `segment` and `outcome` are empty where the call names none.
    """

    conversation_id: UUID
    call_id: str
    campaign_ref: str
    started_at: datetime
    duration_s: float
    bot_name: str
    status: CallStatus
    received_at: datetime
    segment: str
    outcome: str
    status_reason: str | None
    overall_quality_score: float | None
    bot_performance_score: float | None
    customer_engagement_score: float | None
    sentiment: Mood | None
    sentiment_trend: str | None


@dataclass(frozen=True, slots=True)
class CallPage:
    """One page of calls, and where the next one begins (None: there is none)."""

    calls: tuple[CallSummary, ...]
    next: CallPlace | None
