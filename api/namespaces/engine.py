"""What analyses the calls."""

from typing import Any

from flask_restx import Resource

from api import presenting
from api.auth import authenticated
from api.conditional import unless_known
from api.restx import ContractNamespace, json_response
from api.wiring import services
from core.models.cards import accuracy_rows, model_cards

ns = ContractNamespace("Analysis", path="/analysis", decorators=[authenticated])


@ns.route("/engine")
class Engine(Resource):
    """The analysis that is at work."""

    @ns.operation("getEngine")
    def get(self) -> Any:
        """Show which analysis is at work, and what it rests on."""
        shown = json_response(presenting.engine(services().engine, model_cards(), accuracy_rows()), 200)
        return unless_known(shown.get_data(as_text=True), answer=lambda: shown)
