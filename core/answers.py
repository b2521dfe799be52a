"""Questions asked of a call, and their answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.paging import Position
from core.reports import Evidence

QuestionType = Literal["boolean", "categorical", "numeric", "textual"]

# Our own analysis, or a large language model that an operator may set up.
Answerer = Literal["local", "language_model"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call says to a question.

    `text` is one self-contained sentence or two: the answer, then its grounds. `confidence` is in 0..1. `model` names
    the language model where one answered.
    """

    detected_type: QuestionType
    text: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    answered_by: Answerer = "local"
    model: str | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with its answer, as it is kept.

    `fingerprint` is that of the request which a language model was sent and replied to (None: none was, or it did not);
    whatever became of the reply, the same request is not made again.
    """

    answer_id: UUID
    call_id: str
    question: str
    answer: Answer
    answered_at: datetime
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One page of the questions asked of a call, newest first, and where the next one begins (None: there is none)."""

    answers: tuple[AskedQuestion, ...]
    next: Position | None
