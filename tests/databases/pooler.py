"""Behind pgbouncer in transaction mode, a server connection serves one tenant now and another in a moment.

It is set up as docs/pages/deploy/database.md says.
"""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import make_url, text

from db.base import db
from db.embedded import DatabaseUrls
from db.engine import ActsAsAnotherRole, bind
from db.work import is_ready, open_work
from tests.api.partner import a_transcription
from tests.blackbox.conftest import BASE, CAMPAIGN, Reply, Service, wait_until
from tests.databases.conftest import POOL_SIZE, Cluster

CLIENTS, ROUNDS = 8, 5
TENANTS = ("north", "south")


@pytest.fixture(scope="module")
def app(pooled: DatabaseUrls) -> Iterator[Flask]:
    app = Flask("pooled")
    bind(app, url=pooled.app)
    with app.app_context():
        for tenant_id in TENANTS:
            with open_work(tenant_id) as work:
                work.tenants.add(tenant_id)
        yield app
        db.engine.dispose()


def test_the_role_brings_the_limits_that_a_pooler_does_not_pass_on(app: Flask) -> None:
    with db.engine.connect() as connection:
        found = {
            name: connection.scalar(text(f"show {name}"))
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone")
        }
        assert connection.scalar(text("select current_user")) == "call_quality_app"
    assert found == {
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
        "timezone": "UTC",
    }
    assert is_ready()


def test_transactions_of_tenants_that_share_connections_see_their_own_rows_only(app: Flask) -> None:
    shared: set[int] = set()

    def look(client: int) -> list[str]:
        mine, wrong = TENANTS[client % 2], []
        with app.app_context():
            for _ in range(100):
                with db.engine.connect() as connection:
                    if connection.scalar(text("select count(*) from tenants")):
                        wrong.append("a transaction without a tenant sees one")
                    connection.rollback()
                    connection.execute(text("select set_config('app.tenant_id', :id, true)"), {"id": mine})
                    shared.add(connection.scalar(text("select pg_backend_pid()")) or 0)
                    seen = connection.scalars(text("select tenant_id from tenants")).all()
                    wrong += [] if seen == [mine] else [f"{mine} sees {seen}"]
        return wrong

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert [each for wrong in pool.map(look, range(CLIENTS)) for each in wrong] == []
    assert 1 < len(shared) <= POOL_SIZE


def test_a_login_whose_role_the_pooler_ignores_is_refused(pooled: DatabaseUrls) -> None:
    app = Flask("owner")
    bind(app, url=make_url(pooled.app).set(username="call_quality_owner").render_as_string(hide_password=False))
    with app.app_context(), pytest.raises(ActsAsAnotherRole, match="call_quality_owner"):
        db.engine.connect()


@pytest.fixture(scope="module")
def service(pooled: DatabaseUrls, cluster: Cluster, app: Flask) -> Iterator[Service]:
    folder = cluster.folder / "service"
    folder.mkdir()
    service = Service(
        folder,
        DATABASE_URL=pooled.app,
        DATABASE_OWNER_URL=pooled.owner,
        RATE_LIMIT_TENANT="0",
        RATE_LIMIT_KEY="0",
    )
    service.start()
    yield service
    service.stop()


def test_the_whole_service_keeps_tenants_apart_under_load(service: Service) -> None:
    partners = [_partner(service, tenant_id) for tenant_id in TENANTS]

    def work(client: int) -> list[str]:
        me, tenant_id, found = partners[client % 2], TENANTS[client % 2], []
        for number in range(ROUNDS):
            call_id = f"{tenant_id}-{client}-{number}"
            found += _wrong(me.process(call_id), 200, call_id)
            found += _wrong(me.get(f"/conversations/{call_id}/report"), 200, call_id)
            theirs = f"{TENANTS[1 - client % 2]}-{client ^ 1}-{number}"
            found += _wrong(me.get(f"/conversations/{theirs}/report"), 404, "")
            found += _wrong(me.post(f"/conversations/{call_id}/qa", {"question": {"text": "Was it good?"}}), 200, "")
            listed = me.get("/conversations?limit=100")
            if not all(each["call_id"].startswith(tenant_id) for each in listed.json()["conversations"]):
                found.append(f"{tenant_id} is listed another's calls")
        job = me.ask("POST", f"{BASE}/conversations/process?async=true", _batch(tenant_id, client))
        found += _wrong(job, 202, "")
        wait_until(lambda: me.get(f"/jobs/{job.json()['job_id']}/status").json()["status"] != "processing")
        found += _wrong(me.get(f"/jobs/{job.json()['job_id']}/status"), 200, '"processed_count":2')
        return found

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert [each for found in pool.map(work, range(CLIENTS)) for each in found] == []
    for partner in partners:
        exported = partner.get("/campaigns/FIBRE/export?format=ndjson").body.splitlines()
        assert len(exported) == CLIENTS // 2 * (ROUNDS + 2)


def _partner(service: Service, tenant_id: str) -> Service:
    """Return a partner of one tenant, with a campaign and a token of its own."""
    password = f"wander-crisp-{uuid.uuid4().hex}"
    options = ["--tenant", tenant_id, "--username", "ann", "--role", "admin", "--password-stdin"]
    service.command("users", "add", *options, given=password)
    partner = Service(service.data_dir)
    partner.port = service.port
    answer = partner.post("/auth/login", {"tenant_id": tenant_id, "username": "ann", "password": password})
    partner.token = answer.json()["access_token"]
    assert partner.post("/campaigns", {"name": tenant_id, "code": CAMPAIGN}).status == 201
    return partner


def _batch(tenant_id: str, client: int) -> bytes:
    calls = [a_transcription(f"{tenant_id}-{client}-later-{number}", CAMPAIGN) for number in range(2)]
    return json.dumps({"transcription": calls}).encode()


def _wrong(answer: Reply, status: int, holds: str) -> list[str]:
    text = answer.body.decode()
    return [] if answer.status == status and holds in text else [f"{answer.status} instead of {status}: {text[:300]}"]
