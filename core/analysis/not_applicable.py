"""The answer to a question that had no opportunity to arise: that is not a "No"."""

from typing import Final

from core.reports import Detail, Metric

ANSWER: Final = "Not applicable"


def not_applicable(
    question_id: str, question: str, details: tuple[Detail, ...] | None = None, *, confidence: float = 1.0
) -> Metric:
    """Return the metric of a question that could not arise in the call; `confidence` is in 0..1."""
    return Metric(
        question_id=question_id,
        question=question,
        answer=ANSWER,
        answer_type="categorical",
        confidence=confidence,
        status="no_opportunity",
        details=details,
    )
