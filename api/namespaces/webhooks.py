"""Where a tenant's events are sent, and how that went."""

from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import presenting_webhooks
from api.auth import authenticated, principal
from api.contract import CONTRACT
from api.cursors import Cursors
from api.restx import ContractNamespace
from api.wiring import services
from core.webhooks import DeliveryState

ns = ContractNamespace("Webhooks", path="/webhooks", decorators=[authenticated])


@ns.route("")
class Webhooks(Resource):
    """All webhooks of the tenant."""

    @ns.operation("listWebhooks")
    def get(self, cursor: str | None, limit: int) -> Any:
        """List the tenant's webhooks, newest first."""
        cursors = Cursors("listWebhooks")
        page = services().webhooks.page(principal().tenant_id, before=cursors.read(cursor), limit=limit)
        return presenting_webhooks.webhook_page(page, cursors.write(page.next))

    @ns.operation("createWebhook")
    def post(self) -> Any:
        """Have events sent to an address."""
        made = services().webhooks.create(principal().tenant_id, **ns.payload)
        location = f"{CONTRACT.base_path}/webhooks/{made.webhook_id}"
        return presenting_webhooks.webhook_with_secret(made), 201, {"Location": location}


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

    @ns.operation("rotateWebhookSecret")
    def post(self, webhook_id: str) -> Any:
        """Give a webhook a new secret."""
        rotated = services().webhooks.rotate_secret(principal().tenant_id, UUID(webhook_id))
        return presenting_webhooks.webhook_with_secret(rotated)


@ns.route("/<string:webhook_id>/test")
class WebhookTest(Resource):
    """A try of a webhook."""

    @ns.operation("testWebhook")
    def post(self, webhook_id: str) -> Any:
        """Send a test event."""
        return presenting_webhooks.delivery(services().webhooks.test(principal().tenant_id, UUID(webhook_id))), 202


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

    @ns.operation("redeliver")
    def post(self, webhook_id: str, delivery_id: str) -> Any:
        """Send an event once more."""
        again = services().webhooks.redeliver(principal().tenant_id, UUID(webhook_id), UUID(delivery_id))
        return presenting_webhooks.delivery(again), 202
