"""Jobs in the contract's words."""

from api.dates import stamp
from api.presenting import Json, call_result, present
from api.presenting_reports import changes
from core.jobs import JobPage, JobStatus, JobSummary

# What is wrong with a job that has not completed, by its state.
_ERRORS = {
    "cancelled": {"message": "The job was cancelled.", "code": "cancelled"},
    "failed": {"message": "Not one call of the job could be analysed.", "code": "all_calls_failed"},
}


def job(shown: JobSummary) -> Json:
    """Present a job without its results."""
    anew = shown.kind == "reanalysis"
    return present(
        job_id=str(shown.job_id),
        kind=shown.kind,
        status="processing" if not shown.ended else "completed" if shown.state == "completed" else "failed",
        state=shown.state,
        submitted_at=stamp(shown.submitted_at),
        completed_at=stamp(shown.completed_at) if shown.completed_at else None,
        transcription_count=shown.call_count,
        processed_count=shown.processed_count,
        failed_count=shown.failed_count,
        error=_ERRORS.get(shown.state),
        campaign_id=str(shown.campaign_id) if anew else None,
        dry_run=shown.dry_run if anew else None,
    )


def job_status(shown: JobStatus, next_cursor: str | None) -> Json:
    """Present a job with one page of its results."""
    return present(
        **job(shown.summary),
        results=[call_result(each) for each in shown.results],
        changes=changes(shown.changes) if shown.changes else None,
        next_cursor=next_cursor,
    )


def job_page(page: JobPage, next_cursor: str | None) -> Json:
    """Present one page of jobs."""
    return present(jobs=[job(each) for each in page.jobs], next_cursor=next_cursor)
