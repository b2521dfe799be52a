"""A call's reports, and what a new analysis changed, in the contract's words."""

from dataclasses import asdict

from api.dates import stamp
from api.presenting import Json, present
from core.drift import AnswerFlips, ReanalysisChanges
from core.reports import ReportPage, ReportSummary


def report_page(page: ReportPage, next_cursor: str | None) -> Json:
    """Present one page of a call's reports."""
    return present(reports=[_summary(each) for each in page.reports], next_cursor=next_cursor)


def _summary(shown: ReportSummary) -> Json:
    return {
        "report_id": str(shown.report_id),
        "generated_at": stamp(shown.generated_at),
        "current": shown.current,
        "engine_version": shown.engine_version,
        "overall_quality_score": shown.overall_quality_score,
        "bot_performance_score": shown.bot_performance_score,
        "customer_engagement_score": shown.customer_engagement_score,
        "sentiment_trend": shown.sentiment_trend,
    }


def changes(shown: ReanalysisChanges) -> Json:
    """Present what a new analysis says differently."""
    return {
        "compared_count": shown.compared_count,
        "changed_count": shown.changed_count,
        "answers": [_flips(each) for each in shown.answers],
        "scores": [asdict(each) for each in shown.scores],
    }


def _flips(shown: AnswerFlips) -> Json:
    return {
        "question_id": shown.question_id,
        "compared_count": shown.compared_count,
        "flipped_count": sum(flip.count for flip in shown.flips),
        "flips": [asdict(flip) for flip in shown.flips],
    }
