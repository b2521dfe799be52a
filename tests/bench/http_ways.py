"""One POST in three ways that check it, each an application for uWSGI: read a call, validate it, answer with a report.

None of them analyses or stores. `stock` is Flask-RESTX as its documentation has it, validation and JSON included.
`contract` is this project's way: the operation, strict JSON and every fault by the contract. `service` is the whole
application with everything around a request (token, rate limits, metrics, log, headers, reading into values,
presenting); only the session's row, the analysis and the storing are made up.
"""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask
from flask_restx import Api, Resource
from uuid_utils.compat import uuid7

from api import errors
from api.app import OrjsonProvider, create_app
from api.body import StrictRequest
from api.contract import CONTRACT
from api.idempotency import as_answered
from api.restx import ContractApi, ContractNamespace, swagger_schema
from api.settings import Settings
from core.errors import InvalidRequest
from core.identity import User
from core.jobs import Job
from core.services.conversations import Submission
from core.sessions import Holder, Session
from tests.bench.http_bodies import a_job
from tests.bench.http_floors import PATH, answer

SCHEMA = "ProcessConversationRequest"
MOST_BYTES = 10 * 1024 * 1024
USER = User(UUID(int=1), "tenant_001", "mia", "analyst", "", True, datetime(2026, 1, 1, tzinfo=UTC))


def stock() -> Flask:
    """Return Flask-RESTX with its own validation of the same schemas."""
    app, answered = Flask(__name__), answer()
    app.config.update(RESTX_INCLUDE_ALL_MODELS=True, RESTX_MASK_SWAGGER=False)
    api = Api(app, doc=False)
    for name in CONTRACT.schemas:
        api.schema_model(name, swagger_schema(name))
    posted = api.models[SCHEMA]

    @api.route(PATH)
    class Process(Resource):
        @api.expect(posted, validate=True)
        def post(self) -> dict[str, Any]:
            assert api.payload["transcription"][0]["conversation"]
            return answered

    return app


def contract() -> Flask:
    """Return Flask-RESTX as this project uses it, without what the service puts around every request."""
    app, answered = Flask(__name__), answer()
    app.request_class = StrictRequest
    app.json = OrjsonProvider(app)
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, RESTX_INCLUDE_ALL_MODELS=True, RESTX_MASK_SWAGGER=False)
    blueprint = Blueprint("v1", __name__)
    api = ContractApi(blueprint, doc=False)
    ns = ContractNamespace("Conversations", path="/conversations")

    @ns.route("/process")
    class Process(Resource):
        @ns.operation("processConversations", repeat=as_answered(lambda made: made))
        def post(self, async_: bool) -> dict[str, Any]:
            assert ns.payload["transcription"][0]["conversation"]
            return answered

    api.add_namespace(ns)
    app.register_blueprint(blueprint, url_prefix=CONTRACT.base_path)
    errors.register(app)
    return app


def service() -> Flask:
    """Return the whole application; the environment says how it is set up, and where its metrics go."""
    app = create_app(Settings.from_env())
    built, job, holder = app.extensions["services"], a_job(), _holder()

    def process(tenant_id: str, submission: Submission) -> Job:
        if submission.faults:
            raise InvalidRequest(submission.faults)
        return job

    work = SimpleNamespace(sessions=SimpleNamespace(find_holder=lambda token_id: holder))
    sessions = replace(built.sessions, open_work=lambda tenant_id: nullcontext(work))
    conversations = SimpleNamespace(wake_ups=None, process=process)
    app.extensions["services"] = replace(built, sessions=sessions, conversations=conversations)
    return app


def token_for(environ: dict[str, str]) -> str:
    """Return an access token that `service` takes, where it was given this environment."""
    sessions = create_app(Settings.from_env(environ)).extensions["services"].sessions
    issued, _ = sessions.tokens.issue(USER, uuid7(), datetime.now(UTC) + timedelta(hours=1))
    return str(issued)


def _holder() -> Holder:
    now = datetime.now(UTC)
    return Holder(USER, True, Session(uuid7(), USER.user_id, now, now + timedelta(days=1)), b"")
