"""What the webhooks of one tenant are sent, and how that went."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.events import Event, EventType
from core.paging import Position
from core.webhooks import (
    Attempt,
    Delivery,
    DeliveryClaim,
    DeliveryError,
    DeliveryPage,
    DeliveryState,
    Verdict,
    Webhook,
)
from db.models import ConversationRow, WebhookAttemptRow, WebhookDeliveryRow, WebhookRow
from db.repositories.pages import newest
from db.repositories.webhooks import delivery_row, webhook_value

_PLACE = (WebhookDeliveryRow.created_at, WebhookDeliveryRow.delivery_id)


class DeliveryRepository:
    """Deliveries of a webhook page by page, and the one that a courier has in hand.

    Whoever needs a webhook and one of its deliveries takes hold of the webhook first; of a call, a delivery that tells
    of it and the tries of that, in this order.
    """

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, delivery_id: UUID, webhook: Webhook, event: Event) -> Delivery:
        """Make a delivery of an event to one webhook, be it active or not."""
        row = delivery_row(self._tenant_id, delivery_id, webhook, event, None)
        self._session.execute(insert(WebhookDeliveryRow).values(row))
        return _delivery(WebhookDeliveryRow(**row), ())

    def get(self, delivery_id: UUID) -> Delivery:
        """Return a delivery to whichever webhook; raise NotFound."""
        mine = and_(WebhookDeliveryRow.tenant_id == self._tenant_id, WebhookDeliveryRow.delivery_id == delivery_id)
        row = self._session.scalar(select(WebhookDeliveryRow).where(mine))
        if row is None:
            raise NotFound("delivery", delivery_id)
        return _delivery(row, self._attempts([delivery_id]).get(delivery_id, ()))

    def page(
        self, webhook_id: UUID, *, state: DeliveryState | None, before: Position | None, limit: int
    ) -> DeliveryPage:
        """Return the newest deliveries (in that state) to a webhook that come after this place in the list."""
        every = select(WebhookDeliveryRow).where(self._of(webhook_id))
        if state is not None:
            every = every.where(WebhookDeliveryRow.state == state)
        rows, following = newest(self._session, every, _PLACE, before=before, limit=limit)
        attempts = self._attempts([row.delivery_id for row in rows])
        return DeliveryPage(tuple(_delivery(row, attempts.get(row.delivery_id, ())) for row in rows), following)

    def begin_anew(self, webhook_id: UUID, delivery_id: UUID, at: datetime) -> Delivery:
        """Let a delivery be tried from the beginning, from a moment on; raise NotFound.

        A try that is under way is logged, but no longer says how the delivery goes on.
        """
        row = self._session.scalar(
            update(WebhookDeliveryRow)
            .where(self._of(webhook_id), WebhookDeliveryRow.delivery_id == delivery_id)
            .values(state="pending", tries=0, claim=WebhookDeliveryRow.claim + 1, next_attempt_at=at, lease_until=None)
            .returning(WebhookDeliveryRow)
        )
        if row is None:
            raise NotFound("delivery", delivery_id)
        return _delivery(row, self._attempts([delivery_id]).get(delivery_id, ()))

    def resume(self, webhook_id: UUID, at: datetime) -> None:
        """Let what waits for a webhook to be switched on be tried from a moment on."""
        waits = and_(WebhookDeliveryRow.state == "pending", WebhookDeliveryRow.next_attempt_at.is_(None))
        # In the order in which others take hold of several.
        held = (
            select(WebhookDeliveryRow.delivery_id)
            .where(self._of(webhook_id), waits)
            .order_by(WebhookDeliveryRow.delivery_id)
            .with_for_update()
            .cte("held")
        )
        these = WebhookDeliveryRow.delivery_id.in_(select(held.c.delivery_id))
        self._session.execute(
            update(WebhookDeliveryRow).where(self._of(webhook_id), these).values(next_attempt_at=at),
            execution_options={"synchronize_session": False},
        )

    def claimed(self, claim: DeliveryClaim) -> tuple[Webhook, Delivery] | None:
        """Return what a claim is to, and its webhook, which nobody changes meanwhile; None where it holds no more."""
        found = self._session.execute(
            select(WebhookDeliveryRow, WebhookRow)
            .join(
                WebhookRow,
                and_(
                    WebhookRow.tenant_id == WebhookDeliveryRow.tenant_id,
                    WebhookRow.webhook_id == WebhookDeliveryRow.webhook_id,
                ),
            )
            .where(self._is(claim))
            .with_for_update(read=True, of=WebhookRow)
        ).one_or_none()
        return None if found is None else (webhook_value(found[1]), _delivery(found[0], ()))

    def park(self, claim: DeliveryClaim) -> None:
        """Let a delivery wait until its webhook is switched on; this claim was no try."""
        self._session.execute(
            update(WebhookDeliveryRow)
            .where(self._is(claim))
            .values(tries=WebhookDeliveryRow.tries - 1, next_attempt_at=None, lease_until=None)
        )

    def record(self, claim: DeliveryClaim, attempt: Attempt | None, verdict: Verdict) -> None:
        """Note a try, and how the delivery goes on, unless the claim holds no more."""
        there = select(WebhookDeliveryRow.conversation_id).where(
            WebhookDeliveryRow.tenant_id == self._tenant_id, WebhookDeliveryRow.delivery_id == claim.delivery_id
        )
        # The try refers to the call. Whoever erases that takes hold of the call first, and then of its deliveries.
        call = select(ConversationRow.conversation_id).where(
            ConversationRow.tenant_id == self._tenant_id, ConversationRow.conversation_id == there.scalar_subquery()
        )
        self._session.execute(call.with_for_update(read=True, key_share=True))
        found = self._session.execute(there.with_for_update()).one_or_none()
        if found is None:
            return
        if attempt is not None:
            self._session.execute(
                insert(WebhookAttemptRow).values(
                    tenant_id=self._tenant_id,
                    delivery_id=claim.delivery_id,
                    claim=claim.number,
                    conversation_id=found.conversation_id,
                    at=attempt.at,
                    latency_ms=attempt.latency_ms,
                    status=attempt.status,
                    error=attempt.error,
                )
            )
        self._session.execute(
            update(WebhookDeliveryRow)
            .where(self._is(claim))
            .values(state=verdict.state, next_attempt_at=verdict.next_attempt_at, lease_until=None)
        )

    def _attempts(self, delivery_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Attempt, ...]]:
        rows = self._session.scalars(
            select(WebhookAttemptRow)
            .where(WebhookAttemptRow.tenant_id == self._tenant_id, WebhookAttemptRow.delivery_id.in_(delivery_ids))
            .order_by(WebhookAttemptRow.claim)
        )
        attempts: dict[UUID, tuple[Attempt, ...]] = {}
        for row in rows:
            made = Attempt(row.at, row.latency_ms, row.status, cast(DeliveryError | None, row.error))
            attempts[row.delivery_id] = (*attempts.get(row.delivery_id, ()), made)
        return attempts

    def _of(self, webhook_id: UUID) -> ColumnElement[bool]:
        return and_(WebhookDeliveryRow.tenant_id == self._tenant_id, WebhookDeliveryRow.webhook_id == webhook_id)

    def _is(self, claim: DeliveryClaim) -> ColumnElement[bool]:
        return and_(
            WebhookDeliveryRow.tenant_id == self._tenant_id,
            WebhookDeliveryRow.delivery_id == claim.delivery_id,
            WebhookDeliveryRow.claim == claim.number,
        )


def _delivery(row: WebhookDeliveryRow, attempts: tuple[Attempt, ...]) -> Delivery:
    return Delivery(
        delivery_id=row.delivery_id,
        event_id=row.event_id,
        event_type=cast(EventType, row.event_type),
        state=cast(DeliveryState, row.state),
        created_at=row.created_at,
        payload=row.payload,
        next_attempt_at=row.next_attempt_at,
        attempts=attempts,
    )
