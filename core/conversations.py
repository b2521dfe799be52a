"""A call as it is kept."""

from dataclasses import dataclass
from datetime import datetime

from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult
from core.reports import Report


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A call as it was sent, with its campaign and what became of it."""

    call: Call
    campaign: Campaign
    received_at: datetime
    result: CallResult


@dataclass(frozen=True, slots=True)
class ReportedCall:
    """A call as it was sent, with its campaign and a report of it."""

    call: Call
    campaign: Campaign
    report: Report
