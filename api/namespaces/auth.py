"""Tokens."""

from typing import Any

from flask import request
from flask_restx import Resource

from api import presenting
from api.auth import authenticated
from api.restx import ContractNamespace
from api.wiring import services

ns = ContractNamespace("Authentication", path="/auth", decorators=[authenticated])


@ns.route("/login")
class Login(Resource):
    """Exchange credentials for a token."""

    @ns.operation("login")
    def post(self) -> Any:
        """Exchange tenant, user and password for an access token."""
        body = ns.payload
        source = request.remote_addr or ""
        session = services().login.login(body["tenant_id"], body["username"], body["password"], source=source)
        return presenting.session(session)
