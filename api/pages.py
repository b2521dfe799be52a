"""Documentation and health: the pages that need no login and stand outside of the versioned API."""

from flask import Blueprint, Response, current_app

from api.conditional import unless_known
from api.contract import CONTRACT
from api.restx import json_response
from api.wiring import services
from core.errors import NotReady, StorageUnavailable
from db.work import is_ready

pages = Blueprint("pages", __name__)


@pages.get("/healthz")
def health() -> Response:
    """Tell that the process is alive."""
    return json_response({"status": "ok"}, 200)


@pages.get("/readyz")
def readiness() -> Response:
    """Tell whether the database can be reached and its migrations are current; 503 where not."""
    try:
        current = is_ready()
    except StorageUnavailable as error:
        raise NotReady({"database": ["does not answer"]}) from error
    if not current:
        raise NotReady({"migrations": ["are not current"]})
    return json_response({"status": "ok", "checks": {"database": "ok", "migrations": "ok", "broker": _broker()}}, 200)


def _broker() -> str:
    broker = services().broker
    if broker is None:
        return "off"
    return "unavailable" if broker.depths() is None else "ok"


@pages.get("/openapi.json")
def contract_as_json() -> Response:
    """Serve the authored contract as JSON."""
    made_of = ("json", CONTRACT.source)
    return unless_known(*made_of, answer=lambda: Response(CONTRACT.as_json, mimetype="application/json"))


@pages.get("/openapi.yaml")
def contract_as_yaml() -> Response:
    """Serve the authored contract verbatim."""
    made_of = ("yaml", CONTRACT.source)
    return unless_known(*made_of, answer=lambda: Response(CONTRACT.source, mimetype="application/yaml"))


@pages.get("/")
def start() -> Response:
    """Lead somebody who knows nothing to the documentation."""
    return current_app.redirect("/swagger/")  # type: ignore[return-value]
