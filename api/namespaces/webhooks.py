"""Where a tenant's events are sent, and how that went."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import presenting_webhooks
from api.auth import authenticated, principal
from api.contract import CONTRACT
from api.cursors import Cursors
from api.idempotency import Repeat
from api.restx import ContractNamespace
from api.wiring import services
from core.idempotency import Kept
from core.webhooks import Delivery, DeliveryState

ns = ContractNamespace("Webhooks", path="/webhooks", decorators=[authenticated])


def _created(shown: Mapping[str, Any], secret: str) -> Any:
    location = f"{CONTRACT.base_path}/webhooks/{shown['webhook_id']}"
    return {**shown, "secret": secret}, 201, {"Location": location}


def _rotated(shown: Mapping[str, Any], secret: str) -> Any:
    return {**shown, "secret": secret}


def _secret_of(kept: Kept) -> str:
    return services().webhooks.secret_again(principal().tenant_id, UUID(kept["webhook_id"]))


def _begun(delivery: Delivery) -> Any:
    return presenting_webhooks.delivery(delivery), 202


def _begun_before(kept: Kept) -> Any:
    return _begun(services().webhooks.delivery(principal().tenant_id, UUID(kept["delivery_id"])))


_CREATED_AGAIN = Repeat(presenting_webhooks.webhook, lambda kept: _created(kept, _secret_of(kept)))
_ROTATED_AGAIN = Repeat(presenting_webhooks.webhook, lambda kept: _rotated(kept, _secret_of(kept)))

# What is told of a call goes with it, so that it is not kept elsewhere.
_BEGUN_AGAIN = Repeat(lambda delivery: {"delivery_id": str(delivery.delivery_id)}, _begun_before)


@ns.route("")
class Webhooks(Resource):
    """All webhooks of the tenant."""

    @ns.operation("listWebhooks")
    def get(self, cursor: str | None, limit: int) -> Any:
        """List the tenant's webhooks, newest first."""
        cursors = Cursors("listWebhooks")
        page = services().webhooks.page(principal().tenant_id, before=cursors.read(cursor), limit=limit)
        return presenting_webhooks.webhook_page(page, cursors.write(page.next))

    @ns.operation("createWebhook", repeat=_CREATED_AGAIN)
    def post(self) -> Any:
        """Have events sent to an address."""
        made = services().webhooks.create(principal().tenant_id, **ns.payload)
        return _created(presenting_webhooks.webhook(made), made.secret)


@ns.route("/<string:webhook_id>")
class OneWebhook(Resource):
    """One webhook."""

    @ns.operation("getWebhook")
    def get(self, webhook_id: str) -> Any:
        """Show a webhook."""
        return presenting_webhooks.webhook(services().webhooks.get(principal().tenant_id, UUID(webhook_id)))

    @ns.operation("updateWebhook")
    def patch(self, webhook_id: str) -> Any:
        """Change a webhook, switch it off or on."""
        changed = services().webhooks.update(principal().tenant_id, UUID(webhook_id), ns.payload)
        return presenting_webhooks.webhook(changed)

    @ns.operation("deleteWebhook")
    def delete(self, webhook_id: str) -> Any:
        """Delete a webhook with its deliveries."""
        return presenting_webhooks.webhook(services().webhooks.delete(principal().tenant_id, UUID(webhook_id)))


@ns.route("/<string:webhook_id>/rotate-secret")
class WebhookSecret(Resource):
    """What a webhook's messages are signed with."""

    @ns.operation("rotateWebhookSecret", repeat=_ROTATED_AGAIN)
    def post(self, webhook_id: str) -> Any:
        """Give a webhook a new secret."""
        rotated = services().webhooks.rotate_secret(principal().tenant_id, UUID(webhook_id))
        return _rotated(presenting_webhooks.webhook(rotated), rotated.secret)


@ns.route("/<string:webhook_id>/test")
class WebhookTest(Resource):
    """A try of a webhook."""

    @ns.operation("testWebhook", repeat=_BEGUN_AGAIN)
    def post(self, webhook_id: str) -> Any:
        """Send a test event."""
        return _begun(services().webhooks.test(principal().tenant_id, UUID(webhook_id)))


@ns.route("/<string:webhook_id>/deliveries")
class Deliveries(Resource):
    """What a webhook was sent."""

    @ns.operation("listDeliveries")
    def get(self, webhook_id: str, state: DeliveryState | None, cursor: str | None, limit: int) -> Any:
        """List what was sent to a webhook, and how that went, newest first."""
        cursors = Cursors("listDeliveries", str(UUID(webhook_id)), state or "")
        page = services().webhooks.deliveries(
            principal().tenant_id, UUID(webhook_id), state=state, before=cursors.read(cursor), limit=limit
        )
        return presenting_webhooks.delivery_page(page, cursors.write(page.next))


@ns.route("/<string:webhook_id>/deliveries/<string:delivery_id>/redeliver")
class Redelivery(Resource):
    """A delivery once more."""

    @ns.operation("redeliver", repeat=_BEGUN_AGAIN)
    def post(self, webhook_id: str, delivery_id: str) -> Any:
        """Send an event once more."""
        return _begun(services().webhooks.redeliver(principal().tenant_id, UUID(webhook_id), UUID(delivery_id)))
