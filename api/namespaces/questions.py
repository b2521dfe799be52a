"""Free questions about one call."""

from typing import Any
from uuid import UUID

from flask_restx import Resource

from api import presenting
from api.auth import authenticated, principal
from api.cursors import Cursors
from api.idempotency import Repeat
from api.restx import ContractNamespace
from api.wiring import services
from core.answers import AskedQuestion
from core.idempotency import Kept

ns = ContractNamespace("Q&A", path="/conversations", decorators=[authenticated])


def _kept(asked: AskedQuestion) -> Kept:
    return {"answer_id": str(asked.answer_id)}


def _answered_before(kept: Kept) -> Any:
    return presenting.answer(services().questions.get(principal().tenant_id, UUID(kept["answer_id"])))


@ns.route("/<string:call_id>/qa")
class Questions(Resource):
    """Questions about one call."""

    @ns.operation("listAnswers")
    def get(self, call_id: str, cursor: str | None, limit: int) -> Any:
        """List the questions that were asked of one call with their answers, newest first."""
        cursors = Cursors("listAnswers", call_id)
        page = services().questions.page(principal().tenant_id, call_id, before=cursors.read(cursor), limit=limit)
        return presenting.answer_page(page, cursors.write(page.next))

    @ns.operation("askQuestion", repeat=Repeat(_kept, _answered_before))
    def post(self, call_id: str) -> Any:
        """Ask a question about one call."""
        question = ns.payload["question"]["text"]
        return presenting.answer(services().questions.ask(principal().tenant_id, call_id, question))
