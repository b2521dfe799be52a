"""The questions asked of one tenant's calls."""

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from core.answers import AskedQuestion
from core.errors import NotFound
from db.codec import dump_evidence
from db.models import AnswerRow, ConversationRow


class AnswerRepository:
    """Questions with their answers."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, asked: AskedQuestion) -> None:
        """Keep a question and its answer; raise NotFound for an unknown call."""
        answer = asked.answer
        values = {
            AnswerRow.answer_id: asked.answer_id,
            AnswerRow.question: asked.question,
            AnswerRow.detected_type: answer.detected_type,
            AnswerRow.text: answer.text,
            AnswerRow.confidence: answer.confidence,
            AnswerRow.evidence: dump_evidence(answer.evidence),
            AnswerRow.answered_at: asked.answered_at,
        }
        conversation = select(
            ConversationRow.tenant_id,
            ConversationRow.conversation_id,
            *(literal(value, column.type) for column, value in values.items()),
        ).where(ConversationRow.tenant_id == self._tenant_id, ConversationRow.call_id == asked.call_id)
        statement = insert(AnswerRow).from_select(
            [AnswerRow.tenant_id, AnswerRow.conversation_id, *values], conversation
        )
        if self._session.scalar(statement.returning(AnswerRow.answer_id)) is None:
            raise NotFound("call", asked.call_id)
