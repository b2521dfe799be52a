"""Questions asked of a call, and their answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.reports import Evidence

QuestionType = Literal["boolean", "categorical", "numeric", "textual"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call says to a question.

    `text` is one self-contained sentence or two: the answer, then its grounds. `confidence` is in 0..1.
    """

    detected_type: QuestionType
    text: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with its answer, as it is kept."""

    answer_id: UUID
    call_id: str
    question: str
    answer: Answer
    answered_at: datetime
