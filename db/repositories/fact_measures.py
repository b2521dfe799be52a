"""What calls are measured by: scores, and rates of what may be so or not."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute

from db.models import CallFactsRow

# Null where the call cannot be judged.
SCORES: Mapping[str, InstrumentedAttribute[float | None]] = MappingProxyType(
    {
        "overall_quality_score": CallFactsRow.overall_quality_score,
        "bot_performance_score": CallFactsRow.bot_performance_score,
        "customer_engagement_score": CallFactsRow.customer_engagement_score,
    }
)
# Whether it is so; null where it cannot arise in the call, or the call cannot be judged.
RATES: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {
        "positive_sentiment": CallFactsRow.sentiment == "positive",
        "negative_sentiment": CallFactsRow.sentiment == "negative",
        "interested": CallFactsRow.interested.expression,
        "goal_reached": CallFactsRow.goal_reached.expression,
        "new_requests_raised": CallFactsRow.new_request_count > 0,
        "requests_left_unresolved": case((CallFactsRow.new_request_count > 0, CallFactsRow.unresolved_count > 0)),
    }
)
