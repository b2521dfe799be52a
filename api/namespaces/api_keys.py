"""What machines log in with."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import presenting_keys
from api.auth import authenticated, principal
from api.contract import CONTRACT
from api.cursors import Cursors
from api.dates import moment
from api.idempotency import Repeat
from api.restx import ContractNamespace
from api.wiring import services
from core.idempotency import Kept

ns = ContractNamespace("API keys", path="/api-keys", decorators=[authenticated])


def _created(shown: Mapping[str, Any], text: str) -> Any:
    location = f"{CONTRACT.base_path}/api-keys/{shown['key_id']}"
    return {**shown, "key": text}, 201, {"Location": location}


def _created_before(kept: Kept) -> Any:
    return _created(kept, services().api_keys.text_again(principal().tenant_id, UUID(kept["key_id"])))


@ns.route("")
class ApiKeys(Resource):
    """All API keys of the tenant."""

    @ns.operation("listApiKeys")
    def get(self, cursor: str | None, limit: int) -> Any:
        """List the tenant's API keys, newest first."""
        cursors = Cursors("listApiKeys")
        page = services().api_keys.page(principal().tenant_id, before=cursors.read(cursor), limit=limit)
        return presenting_keys.api_key_page(page, cursors.write(page.next))

    @ns.operation("createApiKey", repeat=Repeat(presenting_keys.api_key, _created_before))
    def post(self) -> Any:
        """Make an API key for a machine."""
        body = ns.payload
        expires_at = moment(body["expires_at"]) if "expires_at" in body else None
        key, text = services().api_keys.create(principal().tenant_id, body["name"], body["scopes"], expires_at)
        return _created(presenting_keys.api_key(key), text)


@ns.route("/<string:key_id>")
class OneApiKey(Resource):
    """One API key."""

    @ns.operation("getApiKey")
    def get(self, key_id: str) -> Any:
        """Show an API key, never its text."""
        return presenting_keys.api_key(services().api_keys.get(principal().tenant_id, UUID(key_id)))

    @ns.operation("deleteApiKey")
    def delete(self, key_id: str) -> Any:
        """Revoke an API key."""
        return presenting_keys.api_key(services().api_keys.revoke(principal().tenant_id, UUID(key_id)))
