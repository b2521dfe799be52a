"""Events: what is told of jobs that ended and of calls that were analysed. Nothing of what was said in a call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.jobs import CallResult, JobSummary
from core.reports import Report

EventType = Literal["job.completed", "job.failed", "conversation.analysed", "score.below_threshold", "webhook.test"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as it is told: `data` in the contract's words.

    An event of a call has its `call_id`, so that it goes when the call is erased; with a `score` it is one for those
    only whose threshold is above it.
    """

    event_id: UUID
    type: EventType
    at: datetime
    data: Mapping[str, Any]
    call_id: str | None = None
    score: float | None = None


def events_of_job(job: JobSummary, at: datetime, new_id: Callable[[], UUID]) -> tuple[Event, ...]:
    """Return what is told of a job that has ended; nothing of one that has not."""
    if not job.ended:
        return ()
    data = {
        "job_id": str(job.job_id),
        "kind": job.kind,
        "state": job.state,
        "transcription_count": job.call_count,
        "processed_count": job.processed_count,
        "failed_count": job.failed_count,
    }
    # A job that was done at once is completed, whatever became of its calls.
    has_reports = job.state == "completed" and job.failed_count < job.call_count
    return (Event(new_id(), "job.completed" if has_reports else "job.failed", at, data),)


def events_of_calls(
    job_id: UUID, results: Sequence[CallResult], at: datetime, new_id: Callable[[], UUID]
) -> tuple[Event, ...]:
    """Return what is told of calls that have a new report, in their order; nothing of those that have none."""
    told: list[Event] = []
    for report in (result.report for result in results):
        if report is None:
            continue
        data = _of_report(job_id, report)
        score = report.analysis.overall_quality_score
        told.append(Event(new_id(), "conversation.analysed", at, data, report.call_id))
        told.append(Event(new_id(), "score.below_threshold", at, data, report.call_id, score))
    return tuple(told)


def _of_report(job_id: UUID, report: Report) -> Mapping[str, Any]:
    analysis = report.analysis
    return {
        "call_id": report.call_id,
        "campaign_id": report.campaign_ref,
        "job_id": str(job_id),
        "report_id": str(report.report_id),
        "overall_quality_score": analysis.overall_quality_score,
        "bot_performance_score": analysis.bot_performance_score,
        "customer_engagement_score": analysis.customer_engagement_score,
        "sentiment_trend": analysis.sentiment_trend,
    }
