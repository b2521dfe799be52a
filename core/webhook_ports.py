"""What webhooks need of the outside, as protocols. db and the outer ring of api implement them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.events import Event
from core.paging import Position
from core.webhooks import (
    Attempt,
    Delivery,
    DeliveryClaim,
    DeliveryPage,
    DeliveryState,
    DisabledReason,
    Message,
    Verdict,
    Webhook,
    WebhookPage,
)

# A number from 0 to 1.
Chance = Callable[[], float]
# Says that these deliveries are due; whoever hears nothing of it finds them later.
WakeCouriers = Callable[[Sequence[UUID]], None]
# Claims this delivery, or else the one that has been due for longest, of any tenant; None where none is due. Nothing is
# due to a webhook, or of a tenant, that has as many deliveries under way as it may.
ClaimDelivery = Callable[[UUID | None, datetime], DeliveryClaim | None]
# Sends a message once, whatever comes of it; takes a limited time, and raises nothing that the receiver could cause.
Post = Callable[[Message], Attempt]


class Webhooks(Protocol):
    """The webhooks of one tenant."""

    def add(self, webhook: Webhook) -> None:
        """Keep a new webhook; raise TooMany where the tenant has MOST_WEBHOOKS."""

    def get(self, webhook_id: UUID) -> Webhook:
        """Return the webhook; raise NotFound."""

    def lock(self, webhook_id: UUID) -> Webhook:
        """Return a webhook that nobody else changes until the end of the unit of work; raise NotFound."""

    def page(self, *, before: Position | None, limit: int) -> WebhookPage:
        """Return the newest webhooks that come after this place in the list."""

    def update(self, webhook: Webhook) -> None:
        """Replace all but its id and when it was created; raise NotFound."""

    def switch_off(self, webhook: Webhook, reason: DisabledReason) -> bool:
        """Make a webhook inactive; False where it was so before, leads elsewhere by now, or is no more."""

    def delete(self, webhook_id: UUID) -> None:
        """Delete a webhook with its deliveries."""

    def announce(self, events: Sequence[Event]) -> tuple[UUID, ...]:
        """Make a delivery of each event to each active webhook that wants it; return the deliveries' ids.

        In the transaction of what the events tell of, so that both happen or neither. Events of a call that there is
        no more are told to nobody.
        """


class Deliveries(Protocol):
    """What one tenant's webhooks are sent."""

    def add(self, delivery_id: UUID, webhook: Webhook, event: Event) -> Delivery:
        """Make a delivery of an event to one webhook, be it active or not."""

    def get(self, delivery_id: UUID) -> Delivery:
        """Return a delivery to whichever webhook; raise NotFound."""

    def page(
        self, webhook_id: UUID, *, state: DeliveryState | None, before: Position | None, limit: int
    ) -> DeliveryPage:
        """Return the newest deliveries (in that state) to a webhook that come after this place in the list."""

    def begin_anew(self, webhook_id: UUID, delivery_id: UUID, at: datetime) -> Delivery:
        """Let a delivery be tried from the beginning, from a moment on; raise NotFound."""

    def resume(self, webhook_id: UUID, at: datetime) -> None:
        """Let what waits for a webhook to be switched on be tried from a moment on."""

    def claimed(self, claim: DeliveryClaim) -> tuple[Webhook, Delivery] | None:
        """Return what a claim is to, and its webhook, which nobody changes meanwhile; None where it holds no more."""

    def park(self, claim: DeliveryClaim) -> None:
        """Let a delivery wait until its webhook is switched on; this claim was no try."""

    def record(self, claim: DeliveryClaim, attempt: Attempt | None, verdict: Verdict) -> None:
        """Note a try, and how the delivery goes on, unless the claim holds no more."""
