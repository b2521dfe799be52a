"""Calls as a list shows them, in the contract's words."""

from api.dates import stamp
from api.presenting import Json, present
from core.browsing import CallPage, CallSummary


def call_page(page: CallPage, next_cursor: str | None) -> Json:
    """Present one page of calls."""
    return present(conversations=[_summary(each) for each in page.calls], next_cursor=next_cursor)


def _summary(call: CallSummary) -> Json:
    return present(
        call_id=call.call_id,
        campaign_id=call.campaign_ref,
        timestamp=stamp(call.started_at),
        duration_seconds=call.duration_s,
        bot_name=call.bot_name,
        status=call.status,
        status_reason=call.status_reason,
        received_at=stamp(call.received_at),
        overall_quality_score=call.overall_quality_score,
        bot_performance_score=call.bot_performance_score,
        customer_engagement_score=call.customer_engagement_score,
        sentiment=call.sentiment,
        sentiment_trend=call.sentiment_trend,
        campaign_segment=call.segment or None,
        interaction_outcome=call.outcome or None,
    )
