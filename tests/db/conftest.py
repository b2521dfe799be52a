"""Storage on the run's PostgreSQL server.

Tests keep out of each other's way by a tenant of their own rather than by rolling back, so that threads with
connections of their own see what a test has stored.
"""

from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import Engine

from db.base import db
from db.embedded import DatabaseUrls
from db.engine import bind, owner_engine
from db.work import open_work

_numbers = count(1)


@pytest.fixture(scope="session")
def owner(urls: DatabaseUrls) -> Engine:
    """The owner of the tables, who is no superuser."""
    return owner_engine(urls.owner)


@pytest.fixture(scope="session")
def app(urls: DatabaseUrls) -> Iterator[Flask]:
    app = Flask("tests")
    bind(app, url=urls.app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _app_context(request: pytest.FixtureRequest) -> Iterator[None]:
    if "app" not in request.fixturenames and "tenant" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("app").app_context():
        yield


@pytest.fixture
def tenant(app: Flask) -> str:
    """The id of a tenant that no other test knows."""
    return a_tenant(app)


@pytest.fixture
def other_tenant(app: Flask) -> str:
    return a_tenant(app)


def a_tenant(app: Flask) -> str:
    tenant_id = f"tenant-{next(_numbers)}"
    with app.app_context(), open_work(tenant_id) as work:
        work.tenants.add("Brightline")
    return tenant_id
