"""Storage on the run's PostgreSQL server.

Tests keep out of each other's way by a tenant of their own rather than by rolling back, so that threads with
connections of their own see what a test has stored.
"""

from collections.abc import Iterator
from itertools import count
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, make_url, text

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


def as_whom(url: str, role: str, name: str | None = None) -> str:
    """Return a URL with another role (and another database)."""
    changed = make_url(url).set(username=role)
    return (changed.set(database=name) if name else changed).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def superuser(urls: DatabaseUrls) -> Engine:
    return owner_engine(as_whom(urls.owner, "postgres")).execution_options(isolation_level="AUTOCOMMIT")


@pytest.fixture
def empty(urls: DatabaseUrls, superuser: Engine) -> Iterator[DatabaseUrls]:
    """A database of the same server without any tables."""
    name = f"empty_{uuid4().hex}"
    with superuser.connect() as connection:
        connection.execute(text(f"create database {name} owner {make_url(urls.owner).username}"))
    app_role = make_url(urls.app).username or ""
    owner_role = make_url(urls.owner).username or ""
    yield DatabaseUrls(owner=as_whom(urls.owner, owner_role, name), app=as_whom(urls.app, app_role, name))
    with superuser.connect() as connection:
        connection.execute(text(f"drop database if exists {name} with (force)"))


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
