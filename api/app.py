"""create_app: builds everything, decides nothing."""

import orjson
from flask import Blueprint, Flask
from flask.json.provider import JSONProvider
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from api import compression, errors, framing, namespaces, observability, operations, preferences, wiring
from api.body import StrictRequest
from api.cli import register_commands
from api.contract import CONTRACT
from api.metrics import watch_pool
from api.pages import pages
from api.rate_limits import limit_rates
from api.request_metrics import count_requests
from api.restx import ContractApi
from api.scraping import State, allow_scraping, scraping
from api.settings import Settings
from api.shared_page import shared
from api.swagger_page import swagger_page
from api.tracing import TRACER
from db.base import db
from db.engine import bind
from db.migrate import MIGRATIONS

MAX_BODY_BYTES = 10 * 1024 * 1024


class OrjsonProvider(JSONProvider):
    """JSON as orjson writes it."""

    def dumps(self, obj: object, **kwargs: object) -> str:
        """Return the value as compact JSON."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **kwargs: object) -> object:
        """Return the value of a JSON text."""
        return orjson.loads(s)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; without settings, as the environment says."""
    settings = settings or Settings.from_env()
    observability.configure_logging(settings.log_level, settings.log_format)
    app = Flask(__name__, static_folder=None)
    app.request_class = StrictRequest
    # A doubled slash names nothing; it is not sent elsewhere, by an address made of the Host header at that.
    app.url_map.merge_slashes = False
    app.json = OrjsonProvider(app)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        RESTX_ERROR_404_HELP=False,
        RESTX_INCLUDE_ALL_MODELS=True,
        RESTX_MASK_SWAGGER=False,
        PUBLIC_BASE_URL=settings.public_base_url,
        METRICS_ACCESS=allow_scraping(settings),
        DATABASE_OWNER_URL=settings.database_owner_url or settings.database_url,
    )
    app.extensions["services"] = built = wiring.build(settings)
    app.extensions["state"] = State(built.engine, built.broker, settings.data_dir)
    count_requests(app)
    TRACER.follow_requests(app)
    if settings.database_url:
        bind(app, url=settings.database_url)
        Migrate(app, db, directory=str(MIGRATIONS))
    observability.observe(app)
    if settings.database_url:
        with app.app_context():
            watch_pool(app)
            TRACER.follow_statements(db.engine)
    limit_rates(app, settings.rate_limits)
    # The last of them is the first to see an answer.
    framing.end_after_not_modified(app)
    compression.compress_answers(app)
    preferences.follow_preferences(app)
    operations.announce_deprecations(app)
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    errors.register(app)
    register_commands(app)
    app.register_blueprint(pages)
    app.register_blueprint(swagger_page)
    app.register_blueprint(shared)
    app.register_blueprint(scraping)
    app.register_blueprint(_versioned_api(), url_prefix=CONTRACT.base_path)
    return app


def _versioned_api() -> Blueprint:
    blueprint = Blueprint("v1", __name__)
    info = CONTRACT.document["info"]
    api = ContractApi(
        blueprint,
        doc=False,
        version=info["version"],
        title=info["title"],
        description=info["description"],
        authorizations={
            "bearerAuth": {"type": "apiKey", "in": "header", "name": "Authorization"},
            "apiKeyAuth": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        },
    )
    for ns in namespaces.ALL:
        api.add_namespace(ns)
    return blueprint
