"""Webhooks: addresses that events are sent to, what was sent there, and how it is signed and tried again.

Messages are those of Standard Webhooks 1.0 (https://www.standardwebhooks.com).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from core.events import Event, EventType
from core.paging import Position

SECRET_PREFIX = "whsec_"  # noqa: S105 # says what the rest is
# How long deliveries are signed with the secret before as well.
ROTATION = timedelta(hours=24)
# After each try that failed, until the last.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300, 1800, 7200, 18_000, 36_000, 72_000, 86_400))
MOST_TRIES = len(PAUSES) + 1
JITTER = 0.2
KEPT = timedelta(days=30)
MOST_WEBHOOKS = 20
SCORE_BELOW = 5
GONE = 410

DeliveryState = Literal["pending", "delivered", "dead"]
DisabledReason = Literal["gone"]
# Why there was no answer, or none that counts.
DeliveryError = Literal[
    "timeout", "name_unknown", "address_refused", "connection_failed", "tls_failed", "protocol_error", "redirect"
]


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address, the types of events that it is sent, and what its messages are signed with.

    `score_below`, 0 to 10, is the least overall score that is no `score.below_threshold`. Until `previous_until`
    messages are signed with the `previous_secret` too. `disabled_reason`: why the service itself switched it off.
    """

    webhook_id: UUID
    url: str
    events: tuple[EventType, ...]
    score_below: float
    secret: str = field(repr=False)
    created_at: datetime
    description: str | None = None
    active: bool = True
    disabled_reason: DisabledReason | None = None
    previous_secret: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """Return the secrets that a message is signed with at a moment, the newest first."""
        if self.previous_secret is None or self.previous_until is None or self.previous_until <= now:
            return (self.secret,)
        return (self.secret, self.previous_secret)

    def wants(self, event: Event) -> bool:
        """Tell whether it is sent an event."""
        return event.type in self.events and (event.score is None or event.score < self.score_below)

    def payload(self, event: Event) -> Mapping[str, Any]:
        """Return what it is told of an event."""
        data = event.data if event.score is None else {**event.data, "score_below": self.score_below}
        return {"type": event.type, "timestamp": event.at.isoformat().replace("+00:00", "Z"), "data": data}


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """One page of a tenant's webhooks, newest first, and where the next one begins (None: there is none)."""

    webhooks: tuple[Webhook, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: when it began, how long it took, and the status of the answer or why there was none that counts."""

    at: datetime
    latency_ms: int
    status: int | None = None
    error: DeliveryError | None = None

    @property
    def succeeded(self) -> bool:
        """Tell whether the receiver took the event."""
        return self.status is not None and 200 <= self.status < 300 and self.error is None


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to one webhook. Pending without `next_attempt_at`: until the webhook is switched on."""

    delivery_id: UUID
    event_id: UUID
    event_type: EventType
    state: DeliveryState
    created_at: datetime
    payload: Mapping[str, Any]
    next_attempt_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One page of a webhook's deliveries, newest first, and where the next one begins (None: there is none)."""

    deliveries: tuple[Delivery, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """A delivery in the hands of one courier, until its lease ends; only the newest `number` says how it goes on.

    `tries` counts this one, since the beginning or the last redelivery.
    """

    tenant_id: str
    delivery_id: UUID
    number: int
    tries: int


@dataclass(frozen=True, slots=True)
class Message:
    """A POST that is ready to be sent."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a delivery goes on after a try; `gone`: its receiver wants no more of anything."""

    state: DeliveryState
    next_attempt_at: datetime | None = None
    gone: bool = False


def secret_of(drawn: str) -> str:
    """Return 256 random bits, 43 characters of base64url, as a secret.

    >>> secret_of("_" * 42 + "8")
    'whsec_/////////////////////////////////////////w='
    """
    return SECRET_PREFIX + base64.b64encode(base64.urlsafe_b64decode(f"{drawn}=")).decode()


def message(webhook: Webhook, delivery: Delivery, now: datetime) -> Message:
    """Return a delivery as it is sent now: signed with every secret that holds."""
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":")).encode()
    event_id, timestamp = str(delivery.event_id), int(now.timestamp())
    signatures = [signature(secret, event_id, timestamp, body) for secret in webhook.secrets_at(now)]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "call-quality-api",
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
    return Message(webhook.url, headers, body)


def signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`.

    The worked example of Standard Webhooks' own libraries:

    >>> secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    >>> signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b"%s.%d.%s" % (event_id.encode(), timestamp, body)
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def most_tries(event_type: EventType) -> int:
    """Return how often an event is tried: one that is sent on request, once."""
    return 1 if event_type == "webhook.test" else MOST_TRIES


def verdict(event_type: EventType, tries: int, attempt: Attempt, now: datetime, chance: float) -> Verdict:
    """Tell how a delivery goes on after try number `tries`; `chance`, 0 to 1, spreads the pauses by ± JITTER."""
    if attempt.succeeded:
        return Verdict("delivered")
    if attempt.status == GONE:
        return Verdict("dead", gone=True)
    if tries >= most_tries(event_type):
        return Verdict("dead")
    return Verdict("pending", now + PAUSES[tries - 1] * (1 + JITTER * (2 * chance - 1)))


def wanted(webhooks: Sequence[Webhook], events: Sequence[Event]) -> list[tuple[Webhook, Event]]:
    """Return which of the webhooks are sent which of the events, in the order of the events."""
    return [(webhook, event) for event in events for webhook in webhooks if webhook.wants(event)]
