"""The people of the tenant."""

from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import presenting_people as presenting
from api.auth import authenticated, principal
from api.contract import CONTRACT
from api.cursors import Cursors
from api.idempotency import as_answered
from api.restx import ContractNamespace
from api.wiring import services
from core.identity import User
from core.services.people import UserChange

ns = ContractNamespace("Users", path="/users", decorators=[authenticated])


def _created(user: User) -> Any:
    return presenting.user(user), 201, {"Location": f"{CONTRACT.base_path}/users/{user.user_id}"}


@ns.route("")
class Users(Resource):
    """All users of the tenant."""

    @ns.operation("listUsers")
    def get(self, cursor: str | None, limit: int) -> Any:
        """List the tenant's users, newest first."""
        cursors = Cursors("listUsers")
        page = services().people.page(principal().tenant_id, before=cursors.read(cursor), limit=limit)
        return presenting.user_page(page, cursors.write(page.next))

    @ns.operation("createUser", repeat=as_answered(_created))
    def post(self) -> Any:
        """Add a user."""
        body = ns.payload
        people, tenant_id = services().people, principal().tenant_id
        return _created(people.add_user(tenant_id, body["username"], body["role"], body["password"]))


@ns.route("/<string:user_id>")
class OneUser(Resource):
    """One user."""

    @ns.operation("getUser")
    def get(self, user_id: str) -> Any:
        """Show a user."""
        return presenting.user(services().people.get(principal().tenant_id, UUID(user_id)))

    @ns.operation("updateUser")
    def patch(self, user_id: str) -> Any:
        """Change a user's role or password, deactivate or activate him."""
        change = UserChange(**ns.payload)
        return presenting.user(services().people.update_user(principal().tenant_id, UUID(user_id), change))
