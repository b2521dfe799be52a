"""Tokens."""

from typing import Any, cast
from uuid import UUID

from flask_restx import Resource

from api import presenting_people as presenting
from api.auth import authenticated, principal, source
from api.restx import ContractNamespace
from api.wiring import services

ns = ContractNamespace("Authentication", path="/auth", decorators=[authenticated])


@ns.route("/login")
class Login(Resource):
    """Exchange credentials for tokens."""

    @ns.operation("login")
    def post(self) -> Any:
        """Exchange tenant, user and password for an access token."""
        body = ns.payload
        grant = services().login.login(body["tenant_id"], body["username"], body["password"], source=source())
        return presenting.grant(grant)


@ns.route("/refresh")
class Refresh(Resource):
    """Go on with a session."""

    @ns.operation("refresh")
    def post(self) -> Any:
        """Exchange a refresh token for new tokens."""
        return presenting.grant(services().sessions.refresh(ns.payload["refresh_token"]))


@ns.route("/logout")
class Logout(Resource):
    """End a session."""

    @ns.operation("logout")
    def post(self) -> Any:
        """End the session of the token that is sent."""
        who = principal()
        return {"ended_sessions": services().sessions.logout(who.tenant_id, cast(UUID, who.session_id))}


@ns.route("/me")
class Me(Resource):
    """Who is asking."""

    @ns.operation("me")
    def get(self) -> Any:
        """Tell who the token belongs to."""
        return presenting.me(principal())


@ns.route("/password")
class Password(Resource):
    """One's own password."""

    @ns.operation("changePassword")
    def post(self) -> Any:
        """Change one's own password."""
        body = ns.payload
        return presenting.grant(
            services().people.change_password(
                principal(), body["current_password"], body["new_password"], source=source()
            )
        )
