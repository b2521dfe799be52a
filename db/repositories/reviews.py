"""What people think of one tenant's calls, and which of them to ask for."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, func, insert, literal, literal_column, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.paging import Position
from core.reviews import Review, ReviewedAnswer, ReviewedCall, ReviewPage
from core.statistics.planning import PlannedReview
from db.models import CallFactsRow, ConversationRow, ReviewRow
from db.repositories.constraints import violated
from db.repositories.pages import newest

_PLACE = (ReviewRow.reviewed_at, ReviewRow.review_id)
_ITS_CALL: ColumnElement[bool] = and_(
    ConversationRow.tenant_id == ReviewRow.tenant_id, ConversationRow.conversation_id == ReviewRow.conversation_id
)


class ReviewRepository:
    """Reviews; they can be added and read, and nothing else."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, review: Review) -> None:
        """Keep a review; raise NotFound for an unknown call, also for one that is being erased."""
        values: dict[Any, Any] = {
            ReviewRow.review_id: review.review_id,
            ReviewRow.reviewer: review.reviewer,
            ReviewRow.reviewer_id: review.reviewer_id,
            ReviewRow.reviewed_at: review.reviewed_at,
            ReviewRow.report_id: review.report_id,
            ReviewRow.answers: [_document(answer) for answer in review.answers],
            ReviewRow.comment: review.comment,
        }
        conversation = select(
            ConversationRow.tenant_id,
            ConversationRow.conversation_id,
            *(literal(value, column.type) for column, value in values.items()),
        ).where(self._is(review.call_id))
        statement = insert(ReviewRow).from_select(
            [ReviewRow.tenant_id, ReviewRow.conversation_id, *values], conversation
        )
        try:
            added = self._session.scalar(statement.returning(ReviewRow.review_id))
        except IntegrityError as error:
            if violated(error) == "fk_reviews_tenant_id_conversation_id":
                raise NotFound("call", review.call_id) from error
            raise
        if added is None:
            raise NotFound("call", review.call_id)

    def get(self, review_id: UUID) -> Review:
        """Return a review; raise NotFound."""
        found = self._session.execute(
            select(ReviewRow, ConversationRow.call_id)
            .join(ConversationRow, _ITS_CALL)
            .where(ReviewRow.tenant_id == self._tenant_id, ReviewRow.review_id == review_id)
        ).one_or_none()
        if found is None:
            raise NotFound("review", review_id)
        return _review(*found)

    def page(self, call_id: str, *, before: Position | None, limit: int) -> ReviewPage:
        """Return the newest reviews of a call that come after this place in the list; raise NotFound."""
        conversation_id = self._session.scalar(select(ConversationRow.conversation_id).where(self._is(call_id)))
        if conversation_id is None:
            raise NotFound("call", call_id)
        wanted = select(ReviewRow).where(
            ReviewRow.tenant_id == self._tenant_id, ReviewRow.conversation_id == conversation_id
        )
        rows, following = newest(self._session, wanted, _PLACE, before=before, limit=limit)
        return ReviewPage(tuple(_review(row, call_id) for row in rows), following)

    def of_campaign(self, campaign_id: UUID) -> tuple[ReviewedCall, ...]:
        """Return all reviews of a campaign's calls, oldest first."""
        rows = self._session.execute(
            select(
                ReviewRow.conversation_id,
                ReviewRow.reviewer_id,
                ReviewRow.reviewer,
                ReviewRow.reviewed_at,
                ReviewRow.answers,
            )
            .join(ConversationRow, _ITS_CALL)
            .where(ReviewRow.tenant_id == self._tenant_id, ConversationRow.campaign_id == campaign_id)
            .order_by(*_PLACE)
        )
        return tuple(
            ReviewedCall(row.conversation_id, row.reviewer, row.reviewer_id, row.reviewed_at, _answers(row.answers))
            for row in rows
        )

    def count_population(self, campaign_id: UUID) -> int:
        """Count a campaign's calls that can be judged."""
        return self._session.scalar(select(func.count()).where(self._judged(campaign_id))) or 0

    def plan(
        self, campaign_id: UUID, *, seed: int, drawn: int, uncertain: int
    ) -> tuple[int, tuple[PlannedReview, ...]]:
        """Return a campaign's number of calls that can be judged, and which of them to review.

        The least certain are so many of all; of the others so many are drawn: those whose ids have the smallest hashes
        with the seed, so that a call that comes later takes the place of one at most. The number is as of the moment of
        the draw.
        """
        pool = (
            select(CallFactsRow.conversation_id, CallFactsRow.mean_confidence)
            .where(self._judged(campaign_id))
            .cte("pool")
        )
        least = (
            select(pool.c.conversation_id, pool.c.mean_confidence)
            .order_by(pool.c.mean_confidence.nulls_last(), pool.c.conversation_id)
            .limit(uncertain)
            .cte("least")
        )
        name = func.concat(literal(f"{seed} "), cast(pool.c.conversation_id, Text))
        hashed = func.sha256(func.convert_to(name, literal_column("'UTF8'")))
        chance = (
            select(pool.c.conversation_id, pool.c.mean_confidence, hashed.label("hash"))
            .where(pool.c.conversation_id.not_in(select(least.c.conversation_id)))
            .order_by(hashed, pool.c.conversation_id)
            .limit(drawn)
            .cte("chance")
        )
        either = union_all(
            select(literal("random").label("reason"), chance),
            select(literal("uncertain").label("reason"), least, literal(b"").label("hash")),
        ).subquery()
        population = select(func.count()).select_from(pool).scalar_subquery()
        rows = self._session.execute(
            select(population.label("population"), ConversationRow.call_id, either.c.reason, either.c.mean_confidence)
            .join(
                ConversationRow,
                and_(
                    ConversationRow.tenant_id == self._tenant_id,
                    ConversationRow.conversation_id == either.c.conversation_id,
                ),
            )
            .order_by(either.c.reason, either.c.hash, either.c.mean_confidence.nulls_last(), either.c.conversation_id)
        ).all()
        if not rows:
            return 0, ()
        total = rows[0].population
        sure = sum(row.reason == "uncertain" for row in rows)
        weight = (total - sure) / max(len(rows) - sure, 1)
        return total, tuple(
            PlannedReview(row.call_id, row.reason, weight if row.reason == "random" else 1.0, row.mean_confidence)
            for row in rows
        )

    def _judged(self, campaign_id: UUID) -> ColumnElement[bool]:
        return and_(
            CallFactsRow.tenant_id == self._tenant_id, CallFactsRow.campaign_id == campaign_id, CallFactsRow.judged
        )

    def _is(self, call_id: str) -> ColumnElement[bool]:
        return and_(ConversationRow.tenant_id == self._tenant_id, ConversationRow.call_id == call_id)


def _review(row: ReviewRow, call_id: str) -> Review:
    return Review(
        row.review_id,
        call_id,
        row.reviewer,
        row.reviewer_id,
        row.reviewed_at,
        row.report_id,
        _answers(row.answers),
        row.comment,
    )


def _document(answer: ReviewedAnswer) -> dict[str, str]:
    return {"question_id": answer.question_id, "answer": answer.answer, "machine_answer": answer.machine_answer}


def _answers(documents: list[dict[str, Any]]) -> tuple[ReviewedAnswer, ...]:
    return tuple(ReviewedAnswer(each["question_id"], each["answer"], each["machine_answer"]) for each in documents)
