"""Webhooks and what they are sent, in the contract's words."""

from api.dates import stamp
from api.presenting import Json, present
from core.webhooks import Attempt, Delivery, DeliveryPage, Webhook, WebhookPage


def webhook(shown: Webhook) -> Json:
    """Present a webhook without its secret."""
    return present(
        webhook_id=str(shown.webhook_id),
        url=shown.url,
        events=list(shown.events),
        description=shown.description,
        score_below=shown.score_below,
        active=shown.active,
        disabled_reason=shown.disabled_reason,
        created_at=stamp(shown.created_at),
    )


def webhook_page(page: WebhookPage, next_cursor: str | None) -> Json:
    """Present a page of webhooks."""
    return present(webhooks=[webhook(each) for each in page.webhooks], next_cursor=next_cursor)


def delivery(shown: Delivery) -> Json:
    """Present a delivery with every try."""
    next_attempt_at = shown.next_attempt_at
    return present(
        delivery_id=str(shown.delivery_id),
        event_id=str(shown.event_id),
        event_type=shown.event_type,
        state=shown.state,
        created_at=stamp(shown.created_at),
        next_attempt_at=None if next_attempt_at is None else stamp(next_attempt_at),
        payload=dict(shown.payload),
        attempts=[_attempt(each) for each in shown.attempts],
    )


def delivery_page(page: DeliveryPage, next_cursor: str | None) -> Json:
    """Present a page of deliveries."""
    return present(deliveries=[delivery(each) for each in page.deliveries], next_cursor=next_cursor)


def _attempt(shown: Attempt) -> Json:
    return present(at=stamp(shown.at), latency_ms=shown.latency_ms, status=shown.status, error=shown.error)
