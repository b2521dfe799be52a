"""The application on the run's PostgreSQL server; each test takes place in a transaction that is rolled back."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask

from api.app import create_app
from api.launcher_broker import Broker, find_program
from api.settings import Settings
from api.wiring import Services, services
from db.base import db
from db.embedded import DatabaseUrls
from db.work import inside
from tests.api.contract_client import ContractClient
from tests.api.partner import Partner
from tests.db.jobs_at_work import forget_all_chunks

PASSWORD = "correct-horse-battery-staple"


@pytest.fixture(scope="session")
def settings(urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_env(
        {
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "LOG_LEVEL": "CRITICAL",
            # Nobody listens there: what workers are to do, tests have done themselves.
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
            # All tests together would use up a minute's requests; test_rate_limits has limits of its own.
            "RATE_LIMIT_TENANT": "0",
            "RATE_LIMIT_KEY": "0",
        }
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.test_client_class = ContractClient
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def rolled_back(app: Flask) -> Iterator[None]:
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection, connection.begin() as outer, inside(connection):
        # Claims look over all tenants, and tests of the database leave chunks behind.
        forget_all_chunks()
        yield
        outer.rollback()


@pytest.fixture
def anybody(app: Flask, rolled_back: None) -> Partner:
    """Somebody without a token."""
    return Partner(app.test_client())


@pytest.fixture(scope="session")
def tokens(app: Flask) -> dict[str, str]:
    """Tokens of the analysts of two tenants that are there in every test: hashing a password takes its time."""
    return {tenant_id: str(a_partner(app, tenant_id).token) for tenant_id in ("acme", "globex")}


@pytest.fixture
def partner(app: Flask, tokens: dict[str, str], rolled_back: None) -> Partner:
    """An analyst of the tenant `acme`, logged in."""
    return Partner(app.test_client(), tokens["acme"], "acme")


@pytest.fixture
def other_partner(app: Flask, tokens: dict[str, str], rolled_back: None) -> Partner:
    """An analyst of another tenant, logged in."""
    return Partner(app.test_client(), tokens["globex"], "globex")


@pytest.fixture(name="services")
def its_services(app: Flask) -> Services:
    """The use cases, beside what is asked over HTTP."""
    found: Services = app.extensions["services"]
    return found


@pytest.fixture
def admin(app: Flask, partner: Partner) -> Partner:
    """An admin of the tenant `acme`."""
    return a_partner(app, "acme", username="boss", role="admin")


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker of the Redis kind, as `make run` starts it."""
    program = find_program()
    assert program is not None
    broker = Broker(program, tmp_path_factory.mktemp("broker"), 5000)
    broker.start()
    yield broker
    broker.stop()


def a_partner(app: Flask, tenant_id: str, *, username: str = "ann", role: str = "analyst") -> Partner:
    with app.app_context():
        people = services().people
        if username == "ann":
            people.add_tenant(tenant_id, tenant_id.title())
        people.add_user(tenant_id, username, role, PASSWORD)  # type: ignore[arg-type]
    partner = Partner(app.test_client())
    partner.log_in(tenant_id, username, PASSWORD)
    return partner


@pytest.fixture
def logged(app: Flask) -> Iterator[list[Any]]:
    """The events that the service logs, as they come."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    with structlog.testing.capture_logs() as events:
        yield events
    structlog.configure(**before)


@pytest.fixture(scope="session")
def data_dir(settings: Settings) -> Path:
    return settings.data_dir
