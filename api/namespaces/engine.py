"""What analyses the calls."""

from typing import Any

from flask_restx import Resource

from api import presenting
from api.auth import authenticated
from api.restx import ContractNamespace
from api.wiring import services
from core.models.cards import accuracy_rows, model_cards

ns = ContractNamespace("Analysis", path="/analysis", decorators=[authenticated])


@ns.route("/engine")
class Engine(Resource):
    """The analysis that is at work."""

    @ns.operation("getEngine")
    def get(self) -> Any:
        """Show which analysis is at work, and what it rests on."""
        return presenting.engine(services().engine, model_cards(), accuracy_rows())
