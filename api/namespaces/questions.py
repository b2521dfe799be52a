"""Free questions about one call."""

from typing import Any

from flask_restx import Resource

from api import presenting
from api.auth import authenticated, principal
from api.restx import ContractNamespace
from api.wiring import services

ns = ContractNamespace("Q&A", path="/conversations", decorators=[authenticated])


@ns.route("/<string:call_id>/qa")
class Questions(Resource):
    """Questions about one call."""

    @ns.operation("askQuestion")
    def post(self, call_id: str) -> Any:
        """Ask a question about one call."""
        question = ns.payload["question"]["text"]
        return presenting.answer(services().questions.ask(principal().tenant_id, call_id, question))
