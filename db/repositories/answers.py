"""The questions asked of one tenant's calls."""

from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.answers import Answer, Answerer, AnswerPage, AskedQuestion, QuestionType
from core.errors import NotFound
from core.paging import Position
from db.codec import dump_evidence, load_evidence
from db.models import AnswerRow, ConversationRow
from db.repositories.constraints import violated
from db.repositories.pages import newest

_PLACE = (AnswerRow.answered_at, AnswerRow.answer_id)


class AnswerRepository:
    """Questions with their answers."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, asked: AskedQuestion) -> None:
        """Keep a question and its answer; raise NotFound for an unknown call, also for one that is being erased."""
        answer = asked.answer
        values = {
            AnswerRow.answer_id: asked.answer_id,
            AnswerRow.question: asked.question,
            AnswerRow.detected_type: answer.detected_type,
            AnswerRow.text: answer.text,
            AnswerRow.confidence: answer.confidence,
            AnswerRow.evidence: dump_evidence(answer.evidence),
            AnswerRow.answered_at: asked.answered_at,
            AnswerRow.answered_by: answer.answered_by,
            AnswerRow.model: answer.model,
            AnswerRow.fingerprint: asked.fingerprint,
        }
        conversation = select(
            ConversationRow.tenant_id,
            ConversationRow.conversation_id,
            *(literal(value, column.type) for column, value in values.items()),
        ).where(self._is(asked.call_id))
        statement = insert(AnswerRow).from_select(
            [AnswerRow.tenant_id, AnswerRow.conversation_id, *values], conversation
        )
        try:
            added = self._session.scalar(statement.returning(AnswerRow.answer_id))
        except IntegrityError as error:
            if violated(error) == "fk_answers_tenant_id_conversation_id":
                raise NotFound("call", asked.call_id) from error
            raise
        if added is None:
            raise NotFound("call", asked.call_id)

    def get(self, answer_id: UUID) -> AskedQuestion:
        """Return a question that was asked; raise NotFound."""
        found = self._session.execute(
            select(AnswerRow, ConversationRow.call_id)
            .join(
                ConversationRow,
                and_(
                    ConversationRow.tenant_id == AnswerRow.tenant_id,
                    ConversationRow.conversation_id == AnswerRow.conversation_id,
                ),
            )
            .where(AnswerRow.tenant_id == self._tenant_id, AnswerRow.answer_id == answer_id)
        ).one_or_none()
        if found is None:
            raise NotFound("answer", answer_id)
        return _asked(*found)

    def page(self, call_id: str, *, before: Position | None, limit: int) -> AnswerPage:
        """Return the newest answers on a call that come after this place in the list; raise NotFound."""
        conversation_id = self._session.scalar(select(ConversationRow.conversation_id).where(self._is(call_id)))
        if conversation_id is None:
            raise NotFound("call", call_id)
        wanted = select(AnswerRow).where(self._of(conversation_id))
        rows, following = newest(self._session, wanted, _PLACE, before=before, limit=limit)
        return AnswerPage(tuple(_asked(row, call_id) for row in rows), following)

    def find_given(self, call_id: str, fingerprint: bytes) -> Answer | None:
        """Return the first answer that came of a request of this fingerprint, or None."""
        conversation_id = select(ConversationRow.conversation_id).where(self._is(call_id)).scalar_subquery()
        row = self._session.scalar(
            select(AnswerRow)
            .where(self._of(conversation_id), AnswerRow.fingerprint == fingerprint)
            .order_by(*_PLACE)
            .limit(1)
        )
        return None if row is None else _answer(row)

    def _is(self, call_id: str) -> ColumnElement[bool]:
        return and_(ConversationRow.tenant_id == self._tenant_id, ConversationRow.call_id == call_id)

    def _of(self, conversation_id: ColumnElement[UUID] | UUID) -> ColumnElement[bool]:
        return and_(AnswerRow.tenant_id == self._tenant_id, AnswerRow.conversation_id == conversation_id)


def _asked(row: AnswerRow, call_id: str) -> AskedQuestion:
    return AskedQuestion(row.answer_id, call_id, row.question, _answer(row), row.answered_at, row.fingerprint)


def _answer(row: AnswerRow) -> Answer:
    return Answer(
        detected_type=cast(QuestionType, row.detected_type),
        text=row.text,
        confidence=row.confidence,
        evidence=load_evidence(row.evidence),
        answered_by=cast(Answerer, row.answered_by),
        model=row.model,
    )
