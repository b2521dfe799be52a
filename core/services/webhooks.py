"""Webhooks: administered by admins, and delivered by couriers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core.errors import InvalidRequest, SecretChanged, SwitchedOff
from core.events import Event, EventType
from core.idempotency import ObjectSecrets
from core.paging import Position
from core.ports import Clock, NewId, OpenWork
from core.webhook_addresses import AddressRefused, AllowedHosts, read_target
from core.webhook_ports import Chance, ClaimDelivery, Post, WakeCouriers
from core.webhooks import (
    ROTATION,
    SCORE_BELOW,
    Attempt,
    Delivery,
    DeliveryClaim,
    DeliveryPage,
    DeliveryState,
    Verdict,
    Webhook,
    WebhookPage,
    message,
    most_tries,
    secret_of,
    verdict,
)

# A courier that is woken up carries off so many at most, so that no task lasts for ever.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class WebhookService:
    """Administers a tenant's webhooks and shows what they were sent."""

    open_work: OpenWork
    clock: Clock
    new_id: NewId
    secrets: ObjectSecrets
    wake_couriers: WakeCouriers
    allowed_hosts: AllowedHosts = ()

    def create(
        self,
        tenant_id: str,
        *,
        url: str,
        events: Sequence[EventType],
        score_below: float = SCORE_BELOW,
        description: str | None = None,
    ) -> Webhook:
        """Make a webhook; raise InvalidRequest for an address where none may lead, or TooMany."""
        self._check(url)
        webhook_id = self.new_id()
        secret = secret_of(self.secrets.new(webhook_id))
        webhook = Webhook(webhook_id, url, tuple(events), score_below, secret, self.clock(), description)
        with self.open_work(tenant_id) as work:
            work.webhooks.add(webhook)
            work.idempotency.keep(webhook)
            work.audit.record("webhook.created", "webhook", str(webhook.webhook_id), {"events": " ".join(events)})
        return webhook

    def get(self, tenant_id: str, webhook_id: UUID) -> Webhook:
        """Return a webhook; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.webhooks.get(webhook_id)

    def page(self, tenant_id: str, *, before: Position | None, limit: int) -> WebhookPage:
        """Return the newest webhooks that come after this place in the list."""
        with self.open_work(tenant_id) as work:
            return work.webhooks.page(before=before, limit=limit)

    def update(self, tenant_id: str, webhook_id: UUID, changes: Mapping[str, Any]) -> Webhook:
        """Replace those of url, events, description, score_below and active that are given.

        Raise NotFound, or InvalidRequest for an address where none may lead.
        """
        if "url" in changes:
            self._check(changes["url"])
        with self.open_work(tenant_id) as work:
            before = work.webhooks.lock(webhook_id)
            webhook = replace(before, **changes)
            webhook = replace(webhook, events=tuple(webhook.events))
            if "active" in changes:
                webhook = replace(webhook, disabled_reason=None)
            work.webhooks.update(webhook)
            if webhook.active and not before.active:
                work.deliveries.resume(webhook_id, self.clock())
            details = {"changed": " ".join(sorted(changes))}
            work.audit.record("webhook.updated", "webhook", str(webhook_id), details)
        return webhook

    def delete(self, tenant_id: str, webhook_id: UUID) -> Webhook:
        """Delete a webhook with its deliveries; return it as it was. Raise NotFound."""
        with self.open_work(tenant_id) as work:
            webhook = work.webhooks.lock(webhook_id)
            work.webhooks.delete(webhook_id)
            work.audit.record("webhook.deleted", "webhook", str(webhook_id))
        return webhook

    def rotate_secret(self, tenant_id: str, webhook_id: UUID) -> Webhook:
        """Give a webhook a new secret; the one before holds for a while, one before that no more. Raise NotFound."""
        with self.open_work(tenant_id) as work:
            before = work.webhooks.lock(webhook_id)
            until = self.clock() + ROTATION
            secret = secret_of(self.secrets.new(webhook_id))
            webhook = replace(before, secret=secret, previous_secret=before.secret, previous_until=until)
            work.webhooks.update(webhook)
            work.idempotency.keep(webhook)
            work.audit.record("webhook.secret_rotated", "webhook", str(webhook_id))
        return webhook

    def secret_again(self, tenant_id: str, webhook_id: UUID) -> str:
        """Return the secret that the same keyed request made before; raise SecretChanged, or NotFound."""
        with self.open_work(tenant_id) as work:
            secret = work.webhooks.get(webhook_id).secret
        if secret not in map(secret_of, self.secrets.again(webhook_id)):
            raise SecretChanged
        return secret

    def test(self, tenant_id: str, webhook_id: UUID) -> Delivery:
        """Send a test event to a webhook, whatever events it is for, and be it switched off; raise NotFound."""
        now = self.clock()
        event = Event(self.new_id(), "webhook.test", now, {"webhook_id": str(webhook_id)})
        with self.open_work(tenant_id) as work:
            webhook = work.webhooks.lock(webhook_id)
            delivery = work.deliveries.add(self.new_id(), webhook, event)
            work.idempotency.keep(delivery)
            work.audit.record("webhook.tested", "webhook", str(webhook_id))
        self.wake_couriers([delivery.delivery_id])
        return delivery

    def delivery(self, tenant_id: str, delivery_id: UUID) -> Delivery:
        """Return a delivery to whichever webhook; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.deliveries.get(delivery_id)

    def deliveries(
        self, tenant_id: str, webhook_id: UUID, *, state: DeliveryState | None, before: Position | None, limit: int
    ) -> DeliveryPage:
        """Return the newest deliveries (in that state) that come after this place in the list; raise NotFound."""
        with self.open_work(tenant_id) as work:
            work.webhooks.get(webhook_id)
            return work.deliveries.page(webhook_id, state=state, before=before, limit=limit)

    def redeliver(self, tenant_id: str, webhook_id: UUID, delivery_id: UUID) -> Delivery:
        """Let an event be sent once more, tried from the beginning; raise NotFound, or SwitchedOff."""
        with self.open_work(tenant_id) as work:
            active = work.webhooks.lock(webhook_id).active
            delivery = work.deliveries.begin_anew(webhook_id, delivery_id, self.clock())
            if not active:
                raise SwitchedOff
            work.idempotency.keep(delivery)
            work.audit.record("webhook.redelivered", "delivery", str(delivery_id))
        self.wake_couriers([delivery_id])
        return delivery

    def _check(self, url: str) -> None:
        try:
            read_target(url, self.allowed_hosts)
        except AddressRefused as refused:
            raise InvalidRequest({"url": [str(refused)]}) from None


@dataclass(frozen=True, slots=True)
class DeliveryService:
    """Delivers what is due, of any tenant. At least once: a courier that dies may have delivered already.

    `on_attempt` hears of every try: whose it is, the id of the webhook, and how it went. Once the process is
    `stopping`, what is under way is brought to its end, and nothing is begun.
    """

    open_work: OpenWork
    claim: ClaimDelivery
    post: Post
    clock: Clock
    chance: Chance
    on_attempt: Callable[[DeliveryClaim, UUID, Attempt], None]
    stopping: Callable[[], bool] = lambda: False

    def deliver(self, delivery_id: UUID) -> None:
        """Deliver this, if it is due, and then what else is due, a limited number in a row."""
        hint: UUID | None = delivery_id
        for _ in range(AT_ONCE):
            if self.stopping():
                return
            claim = self.claim(hint, self.clock())
            if claim is None:
                return
            self._carry(claim)
            hint = None

    def _carry(self, claim: DeliveryClaim) -> None:
        with self.open_work(claim.tenant_id) as work:
            found = work.deliveries.claimed(claim)
            if found is None:
                return
            webhook, delivery = found
            # A test is tried once, and that now.
            if not webhook.active and delivery.event_type != "webhook.test":
                work.deliveries.park(claim)
                return
            if claim.tries > most_tries(delivery.event_type):
                # All its tries ended their couriers.
                work.deliveries.record(claim, None, Verdict("dead"))
                return
        attempt = self.post(message(webhook, delivery, self.clock()))
        self.on_attempt(claim, webhook.webhook_id, attempt)
        after = verdict(delivery.event_type, claim.tries, attempt, self.clock(), self.chance())
        with self.open_work(claim.tenant_id) as work:
            # Whoever needs both takes hold of the webhook first.
            switched_off = after.gone and work.webhooks.switch_off(webhook, "gone")
            work.deliveries.record(claim, attempt, after)
            if switched_off:
                work.audit.record("webhook.disabled", "webhook", str(webhook.webhook_id), {"reason": "gone"})
