"""The webhooks of one tenant, and the outbox of what they are to be told."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from core.errors import NotFound, TooMany
from core.events import Event, EventType
from core.paging import Position
from core.webhooks import KEPT, MOST_WEBHOOKS, DisabledReason, Webhook, WebhookPage, wanted
from db.models import ConversationRow, TenantRow, WebhookDeliveryRow, WebhookRow
from db.repositories.pages import newest
from db.repositories.sweeping import sweep

_PLACE = (WebhookRow.created_at, WebhookRow.webhook_id)
# Built once: making such a statement, and the key by which SQLAlchemy knows it again, takes longer than sending it.
_ACTIVE = (
    select(WebhookRow)
    .where(WebhookRow.tenant_id == bindparam("tenant_id"), WebhookRow.active)
    .order_by(*_PLACE)
    .with_for_update(read=True, key_share=True)
)


class WebhookRepository:
    """Webhooks by id, and page by page."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, webhook: Webhook) -> None:
        """Keep a new webhook; raise TooMany where the tenant has MOST_WEBHOOKS."""
        # Else two that come at once would both find room for one more.
        one_at_a_time = select(TenantRow.tenant_id).where(TenantRow.tenant_id == self._tenant_id)
        self._session.execute(one_at_a_time.with_for_update(key_share=True))
        there = select(func.count()).select_from(WebhookRow).where(WebhookRow.tenant_id == self._tenant_id)
        if self._session.scalars(there).one() >= MOST_WEBHOOKS:
            raise TooMany("webhook", MOST_WEBHOOKS)
        self._session.execute(
            insert(WebhookRow).values(
                tenant_id=self._tenant_id,
                webhook_id=webhook.webhook_id,
                created_at=webhook.created_at,
                **_changeable(webhook),
            )
        )

    def get(self, webhook_id: UUID) -> Webhook:
        """Return the webhook; raise NotFound."""
        return self._one(webhook_id, select(WebhookRow).where(self._is(webhook_id)))

    def lock(self, webhook_id: UUID) -> Webhook:
        """Return a webhook that nobody else changes until the end of the unit of work; raise NotFound."""
        return self._one(webhook_id, select(WebhookRow).where(self._is(webhook_id)).with_for_update(key_share=True))

    def page(self, *, before: Position | None, limit: int) -> WebhookPage:
        """Return the newest webhooks that come after this place in the list."""
        every = select(WebhookRow).where(WebhookRow.tenant_id == self._tenant_id)
        rows, following = newest(self._session, every, _PLACE, before=before, limit=limit)
        return WebhookPage(tuple(webhook_value(row) for row in rows), following)

    def update(self, webhook: Webhook) -> None:
        """Replace all but its id and when it was created; raise NotFound."""
        statement = update(WebhookRow).where(self._is(webhook.webhook_id)).values(**_changeable(webhook))
        if self._session.scalar(statement.returning(WebhookRow.webhook_id)) is None:
            raise NotFound("webhook", webhook.webhook_id)

    def switch_off(self, webhook: Webhook, reason: DisabledReason) -> bool:
        """Make a webhook inactive; False where it was so before, leads elsewhere by now, or is no more."""
        statement = (
            update(WebhookRow)
            .where(self._is(webhook.webhook_id), WebhookRow.url == webhook.url, WebhookRow.active)
            .values(active=False, disabled_reason=reason)
        )
        return self._session.scalar(statement.returning(WebhookRow.webhook_id)) is not None

    def delete(self, webhook_id: UUID) -> None:
        """Delete a webhook with its deliveries."""
        self._session.execute(delete(WebhookRow).where(self._is(webhook_id)))

    def announce(self, events: Sequence[Event]) -> tuple[UUID, ...]:
        """Make a delivery of each event to each active webhook that wants it; return the deliveries' ids.

        In the transaction of what the events tell of, so that both happen or neither. Events of a call that there is
        no more are told to nobody. Whoever has no webhook pays one query by an index.
        """
        told = wanted(self._active(), events)
        calls = self._conversations({event.call_id for _, event in told if event.call_id is not None})
        rows = [
            delivery_row(self._tenant_id, uuid7(), webhook, event, calls.get(event.call_id or ""))
            for webhook, event in told
            if event.call_id is None or event.call_id in calls
        ]
        if rows:
            self._session.execute(insert(WebhookDeliveryRow), rows)
            mine = WebhookDeliveryRow.tenant_id == self._tenant_id
            before = max(event.at for event in events) - KEPT
            sweep(self._session, WebhookDeliveryRow.delivery_id, WebhookDeliveryRow.created_at, before, mine)
        return tuple(row["delivery_id"] for row in rows)

    def _active(self) -> list[Webhook]:
        """Return the active webhooks, none of which can be deleted before the end of the unit of work.

        A key to one that is deleted meanwhile would otherwise undo the unit of work, and what the events tell of.
        """
        rows = self._session.scalars(_ACTIVE, {"tenant_id": self._tenant_id})
        return [webhook_value(row) for row in rows]

    def _conversations(self, call_ids: set[str]) -> Mapping[str, UUID]:
        if not call_ids:
            return {}
        found = self._session.execute(
            select(ConversationRow.call_id, ConversationRow.conversation_id).where(
                ConversationRow.tenant_id == self._tenant_id, ConversationRow.call_id.in_(call_ids)
            )
        )
        return {row.call_id: row.conversation_id for row in found}

    def _one(self, webhook_id: UUID, statement: Any) -> Webhook:
        row = self._session.scalar(statement)
        if row is None:
            raise NotFound("webhook", webhook_id)
        return webhook_value(row)

    def _is(self, webhook_id: UUID) -> ColumnElement[bool]:
        return and_(WebhookRow.tenant_id == self._tenant_id, WebhookRow.webhook_id == webhook_id)


def delivery_row(
    tenant_id: str, delivery_id: UUID, webhook: Webhook, event: Event, conversation_id: UUID | None
) -> dict[str, Any]:
    """Return the row of a new delivery, which is due at once."""
    return {
        "tenant_id": tenant_id,
        "delivery_id": delivery_id,
        "webhook_id": webhook.webhook_id,
        "event_id": event.event_id,
        "event_type": event.type,
        "conversation_id": conversation_id,
        "payload": dict(webhook.payload(event)),
        "created_at": event.at,
        "state": "pending",
        "tries": 0,
        "claim": 0,
        "next_attempt_at": event.at,
        "lease_until": None,
    }


def webhook_value(row: WebhookRow) -> Webhook:
    """Return the webhook in a row."""
    return Webhook(
        webhook_id=row.webhook_id,
        url=row.url,
        events=tuple(cast(Sequence[EventType], row.events)),
        score_below=row.score_below,
        secret=row.secret,
        created_at=row.created_at,
        description=row.description,
        active=row.active,
        disabled_reason=cast(DisabledReason | None, row.disabled_reason),
        previous_secret=row.previous_secret,
        previous_until=row.previous_until,
    )


def _changeable(webhook: Webhook) -> dict[str, Any]:
    return {
        "url": webhook.url,
        "events": list(webhook.events),
        "description": webhook.description,
        "score_below": webhook.score_below,
        "active": webhook.active,
        "disabled_reason": webhook.disabled_reason,
        "secret": webhook.secret,
        "previous_secret": webhook.previous_secret,
        "previous_until": webhook.previous_until,
    }
