"""Documentation and health: the pages that need no login and stand outside of the versioned API."""

from flask import Blueprint, Response, current_app

from api.contract import CONTRACT
from api.restx import json_response
from core.errors import StorageUnavailable
from db.work import is_ready

pages = Blueprint("pages", __name__)


@pages.get("/healthz")
def health() -> Response:
    """Tell that the process is alive."""
    return json_response({"status": "ok"}, 200)


@pages.get("/readyz")
def readiness() -> Response:
    """Tell whether the database can be reached and its migrations are current; 503 where not."""
    if not is_ready():
        raise StorageUnavailable("the migrations are not current")
    return json_response({"status": "ok"}, 200)


@pages.get("/openapi.json")
def contract_as_json() -> Response:
    """Serve the authored contract as JSON."""
    return Response(CONTRACT.as_json, mimetype="application/json")


@pages.get("/openapi.yaml")
def contract_as_yaml() -> Response:
    """Serve the authored contract verbatim."""
    return Response(CONTRACT.source, mimetype="application/yaml")


@pages.get("/")
def start() -> Response:
    """Lead somebody who knows nothing to the documentation."""
    return current_app.redirect("/swagger/")  # type: ignore[return-value]
